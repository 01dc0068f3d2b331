"""The Arithmetic tab: how the selected cell's number is computed."""
