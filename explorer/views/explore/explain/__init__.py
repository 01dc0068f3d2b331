"""The Explain tab: the arithmetic of the selected cell."""
