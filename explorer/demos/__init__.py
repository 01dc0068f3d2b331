"""The demos that come with the app, one for each idea of a convolutional network: opened as `?d=stride`."""

from explorer.demos.catalogue import NAMES, load, matching, words_of

__all__ = ["NAMES", "load", "matching", "words_of"]
