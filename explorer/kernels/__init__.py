"""Numerical routines on numpy arrays: what the layers compute with."""
