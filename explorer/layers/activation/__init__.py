"""Activations: one number in, one number out, and softmax."""
