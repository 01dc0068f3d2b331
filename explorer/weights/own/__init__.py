"""Weights of one's own: arrays that are known by their digest, uploaded or trained here."""
