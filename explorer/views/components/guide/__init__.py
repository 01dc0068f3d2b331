"""Component: the first steps to try."""
