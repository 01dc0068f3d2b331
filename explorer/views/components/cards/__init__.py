"""Component: cards to choose from."""
