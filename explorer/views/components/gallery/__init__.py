"""Component: a row of pictures to choose from."""
