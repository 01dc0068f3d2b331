"""What networks learn from: examples with their answers."""

from explorer.learning.data.examples import DataSet, Examples

__all__ = ["DataSet", "Examples"]
