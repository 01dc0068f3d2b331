"""Composite layers, which hold stacks of layers: residual blocks and concatenations."""
