"""Files of weights: their arrays by name, and which of them belongs to which layer of a network."""

from explorer.formats.weights.files.reading import ENDINGS, read_arrays, read_training
from explorer.formats.weights.matching.matching import Matching, Row, match
from explorer.formats.weights.opening import read_weights

__all__ = ["ENDINGS", "Matching", "Row", "match", "read_arrays", "read_training", "read_weights"]
