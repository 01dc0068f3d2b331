"""Component: lets the keyboard scroll code."""
