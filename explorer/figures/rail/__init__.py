"""The rail: what one cell's number is made of, in a column beside the overview."""
