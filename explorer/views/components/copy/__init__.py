"""Component: text with a copy button."""
