"""Component: an animation of a sliding window or a transposed convolution."""
