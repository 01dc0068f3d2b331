"""Component: Present mode, for a projector."""
