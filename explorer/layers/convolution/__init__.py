"""Convolutions: plain, depthwise, transposed."""
