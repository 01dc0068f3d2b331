"""The What if tab: other weights."""
