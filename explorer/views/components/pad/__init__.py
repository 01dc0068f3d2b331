"""Component: a square to draw on."""
