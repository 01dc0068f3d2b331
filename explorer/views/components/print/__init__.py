"""Component: prepares the page for printing."""
