"""Pooling layers: max and average, over windows and over whole maps."""
