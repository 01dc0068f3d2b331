"""Files of weights: their arrays by name, and which of them belongs to which layer of a network."""

from explorer.formats.weights.files.reading import ENDINGS, read_arrays

__all__ = ["ENDINGS", "read_arrays"]
