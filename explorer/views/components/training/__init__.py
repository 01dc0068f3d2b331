"""Component: the control of the training strip."""
