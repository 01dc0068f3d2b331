"""Component: reports the size of the browser's window."""
