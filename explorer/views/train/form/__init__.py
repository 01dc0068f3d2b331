"""The form of a training: its fields, what is against learning by heart, and pictures of the data."""
