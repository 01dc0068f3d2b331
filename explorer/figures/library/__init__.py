"""The public figures: each function takes a network and returns a plotly.graph_objects.Figure.

The drawing itself is in the modules beside this folder, which the app uses too.
"""
