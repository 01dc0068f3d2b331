"""The hints of the first minute."""
