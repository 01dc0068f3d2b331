"""Influence: slopes, effective receptive fields and class maps, over the image at its own resolution."""
