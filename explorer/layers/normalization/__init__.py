"""Normalization layers: batch, layer and local response normalization."""
