"""Keras' files: .weights.h5 and .h5 (HDF5), and .keras, a zip file with one of them in it; read with h5py.

HDF5 can lead out of the file, to others on the same disk: links are followed only where they are plain, and arrays are read
only where their numbers are in the file itself.
"""

from __future__ import annotations

import io
import json
import math
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np

from explorer import limits
from explorer.errors import MissingExtraError, WeightsError
from explorer.formats.weights.files.archive import Archive
from explorer.formats.weights.files.checks import SAVE_AGAIN, check_count, check_shape, check_size, shown
from explorer.layers.base import Array

SIGNATURE = b"\x89HDF\r\n\x1a\n"
KERAS_WEIGHTS, _KERAS_CONFIG = "model.weights.h5", "config.json"
_DEEPEST = 16
_PACKED_BY = frozenset({1, 2, 3, 32000})
"""HDF5's numbers of gzip, shuffle, checksums and lzf, which h5py brings: others could load code from disk."""


def read_keras(data: bytes) -> dict[str, Array]:
    """The arrays of a .keras file, layer by layer in the order of its model, read-only. Raises WeightsError, MissingExtraError.

    The names are "layer/vars/0".
    """
    archive = Archive(data)
    if KERAS_WEIGHTS not in archive.sizes:
        raise WeightsError(f"This zip file has no {KERAS_WEIGHTS}, which every .keras file has.", SAVE_AGAIN)
    arrays = read_hdf5(archive.read(KERAS_WEIGHTS))
    order = {name: place for place, name in enumerate(_layer_names(archive))}
    return dict(sorted(arrays.items(), key=lambda item: order.get(item[0].split("/")[0], len(order))))


def _layer_names(archive: Archive) -> list[str]:
    """The layers in the order of the model, as config.json lists them; none if it is missing or unusual."""
    if archive.sizes.get(_KERAS_CONFIG, limits.WEIGHTS_HEADER_BYTES + 1) > limits.WEIGHTS_HEADER_BYTES:
        return []
    try:
        return list(_named(json.loads(archive.read(_KERAS_CONFIG)), 0))
    except (ValueError, RecursionError, MemoryError):
        return []


def _named(config: Any, depth: int) -> Iterator[str]:
    inner = config.get("config") if isinstance(config, dict) else None
    if not isinstance(inner, dict) or depth > _DEEPEST:
        return
    if isinstance(inner.get("name"), str):
        yield inner["name"]
    if isinstance(inner.get("layers"), list):
        for layer in inner["layers"]:
            yield from _named(layer, depth + 1)


def read_hdf5(data: bytes) -> dict[str, Array]:
    """The arrays of an HDF5 file by their paths, read-only; of those of Keras 3 "layer/vars/0", where the file says the name.

    Raises WeightsError, and MissingExtraError without h5py.
    """
    if find_spec("h5py") is None:
        raise MissingExtraError("Files of Keras need", ["h5py"], "keras")
    import h5py

    check_size(len(data), "The file has")
    try:
        with h5py.File(io.BytesIO(data), "r") as file:
            return _Reader(h5py).read(file)
    except WeightsError:
        raise
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, OverflowError, MemoryError):
        # h5py passes on what the C library says, by these types.
        raise WeightsError("The file is cut short or damaged: HDF5 cannot read it.", SAVE_AGAIN) from None


class _Reader:
    """Reads all arrays of a file, after their sizes were added up."""

    def __init__(self, h5py: Any) -> None:
        self._h5py = h5py
        self._seen: set[Any] = set()
        self._bytes = 0

    def read(self, file: Any) -> dict[str, Array]:
        """The arrays by name, in the order in which Keras wrote them if the file says it, else by name."""
        found = [*self._datasets(file, "", "", 0)]
        uses = Counter(name for name, _, _ in found)
        # Models inside models may have layers of the same name: those keep their paths.
        return {name if uses[name] == 1 else path: self._array(dataset) for name, path, dataset in found}

    def _datasets(self, group: Any, name_of_group: str, path: str, depth: int) -> Iterator[tuple[str, str, Any]]:
        """(name, path, dataset) of every array in a folder."""
        if depth > _DEEPEST:
            raise WeightsError(f"The file has folders more than {_DEEPEST} deep.", SAVE_AGAIN)
        for name in self._order(group):
            link = group.get(name, getlink=True)
            inner = f"{path}{name}"
            if not isinstance(link, self._h5py.HardLink):
                raise WeightsError(f"{shown(inner)} is a link to somewhere else.", "Save the file with Keras.")
            child = group[name]
            info = self._h5py.h5o.get_info(child.id)
            if (info.fileno, info.addr) in self._seen:
                raise WeightsError(f"{shown(inner)} is in the file twice.", SAVE_AGAIN)
            self._seen.add((info.fileno, info.addr))
            check_count(len(self._seen) // 4)
            if isinstance(child, self._h5py.Group):
                yield from self._datasets(child, f"{self._named(child, inner)}/", f"{inner}/", depth + 1)
            elif isinstance(child, self._h5py.Dataset):
                self._check(inner, child)
                yield f"{name_of_group}{name}", inner, child

    def _order(self, group: Any) -> list[str]:
        """The names in a folder, in the order that Keras 2 wrote beside them, if it did."""
        names = list(group)
        for attribute in ("layer_names", "weight_names"):
            if attribute in group.attrs:
                wanted = [n.decode() if isinstance(n, bytes) else str(n) for n in group.attrs[attribute]]
                firsts = {name.split("/")[0]: place for place, name in reversed([*enumerate(wanted)])}
                return sorted(names, key=lambda name: firsts.get(name, len(firsts)))
        return names

    def _named(self, group: Any, path: str) -> str:
        """The path of the folder of a layer's arrays, which Keras 3 calls vars, with the layer's own name if it is there."""
        name = group.attrs.get("name") if path.endswith("/vars") else None
        return f"{name}/vars" if isinstance(name, str) and name else path

    def _check(self, name: str, dataset: Any) -> None:
        if dataset.external is not None or dataset.is_virtual:
            raise WeightsError(f"The numbers of {shown(name)} are in another file.", "Save all into one file.")
        if dataset.dtype.kind not in "fiub" or dataset.dtype.itemsize > 8:
            raise WeightsError(
                f"{shown(name)} holds {dataset.dtype}, which are no real numbers.", "Save it as float32."
            )
        plan = dataset.id.get_create_plist()
        if not {plan.get_filter(place)[0] for place in range(plan.get_nfilters())} <= _PACKED_BY:
            raise WeightsError(f"{shown(name)} is packed in a way that cannot be read.", "Save it without compression.")
        shape = check_shape(name, dataset.shape or ())
        self._bytes += math.prod(shape) * max(dataset.dtype.itemsize, 4)
        check_size(self._bytes, "Unpacked, the file has")

    def _array(self, dataset: Any) -> Array:
        array: Array = np.asarray(dataset[()])
        array.flags.writeable = False
        return array
