"""Convolutions: one image, batches, depthwise, transposed; Winograd's way, and the gradients."""
