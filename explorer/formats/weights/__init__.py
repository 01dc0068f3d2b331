"""Files of weights: their arrays by name, and which of them belongs to which layer of a network."""

from explorer.formats.weights.files.reading import ENDINGS, read_arrays
from explorer.formats.weights.matching.matching import Matching, Row, match

__all__ = ["ENDINGS", "Matching", "Row", "match", "read_arrays"]
