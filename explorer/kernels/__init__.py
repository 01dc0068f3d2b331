"""The array code that layers call."""
