"""The visitor's own image."""
