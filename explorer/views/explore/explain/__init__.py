"""The Explain tab: how the selected cell's number is computed."""
