"""The figures of the library: each function takes a network and returns a plotly.graph_objects.Figure.

What is drawn is decided in the modules beside this folder; here the arguments are those that a notebook has at hand.
"""
