"""Layers that hold stacks of layers."""
