"""Component: a chart that is redrawn in place."""
