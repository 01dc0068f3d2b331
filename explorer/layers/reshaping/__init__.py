"""Layers that change the size or shape of maps: padding, cropping, up-sampling and flattening."""
