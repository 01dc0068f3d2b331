"""Layers that move cells and compute nothing, or next to nothing."""
