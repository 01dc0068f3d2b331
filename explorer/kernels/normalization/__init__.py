"""Normalizations, the statistics of batches, and the gradients."""
