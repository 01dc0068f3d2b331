"""What networks learn from: examples with their answers."""

from explorer.learning.data.arrays import from_arrays
from explorer.learning.data.drawn import GENERATED, generated
from explorer.learning.data.examples import DataSet, Examples
from explorer.learning.data.fashion_mnist import fashion
from explorer.learning.data.subsets import fitted, only

__all__ = ["GENERATED", "DataSet", "Examples", "fashion", "fitted", "from_arrays", "generated", "only"]
