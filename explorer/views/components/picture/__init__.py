"""A chart that grows with its container."""
