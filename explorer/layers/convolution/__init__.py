"""Convolutions: Conv2D, depthwise and transposed."""
