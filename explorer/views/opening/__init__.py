"""The dialog that opens a network: a file, or a text."""
