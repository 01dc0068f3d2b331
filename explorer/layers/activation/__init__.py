"""Activation functions: elementwise ones, and softmax."""
