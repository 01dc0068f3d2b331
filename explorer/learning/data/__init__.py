"""What networks learn from: examples with their answers."""

from explorer.learning.data.arrays import from_arrays
from explorer.learning.data.drawn import GENERATED, generated
from explorer.learning.data.examples import DataSet, Examples
from explorer.learning.data.fashion_mnist import fashion
from explorer.learning.data.own import OwnClass, OwnPictures
from explorer.learning.data.splitting import split
from explorer.learning.data.subsets import fitted, only
from explorer.learning.data.uploads import from_folder, from_zip, pictures_from_folder, pictures_from_zip
from explorer.learning.data.zipped import zip_of

__all__ = [
    "GENERATED",
    "DataSet",
    "Examples",
    "OwnClass",
    "OwnPictures",
    "fashion",
    "fitted",
    "from_arrays",
    "from_folder",
    "from_zip",
    "generated",
    "only",
    "pictures_from_folder",
    "pictures_from_zip",
    "split",
    "zip_of",
]
