"""Reading a Plotly figure into a display list: where Plotly would put each thing, for all that our figures use."""
