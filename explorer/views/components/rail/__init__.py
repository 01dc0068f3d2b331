"""The rail: what the selected cell's number is made of."""
