"""Component: links the charts of the page by hover, click and keys."""
