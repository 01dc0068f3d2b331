"""The right column: the selected cell and what its number is made of."""
