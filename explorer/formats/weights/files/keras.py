"""Keras' files: .weights.h5 and .h5, which are HDF5, and .keras, a zip file with one of them in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from explorer import limits
from explorer.archives import SAVE_AGAIN
from explorer.errors import WeightsError
from explorer.formats.weights.files.archive import Archive
from explorer.formats.weights.files.checks import check_count, check_size
from explorer.formats.weights.files.hdf5 import numbers, stored_arrays
from explorer.layers.base import Array

KERAS_WEIGHTS, _KERAS_CONFIG = "model.weights.h5", "config.json"
_DEEPEST = 16


def read_keras(data: bytes) -> dict[str, Array]:
    """The arrays of a .keras file, layer by layer in the order of its model, read-only. Raises WeightsError.

    The names are "layer/vars/0".
    """
    archive = Archive(data)
    if KERAS_WEIGHTS not in archive.sizes:
        raise WeightsError(f"This zip file has no {KERAS_WEIGHTS}, which every .keras file has.", SAVE_AGAIN)
    arrays = read_h5(archive.read(KERAS_WEIGHTS))
    order = {name: place for place, name in enumerate(_layer_names(archive))}
    return dict(sorted(arrays.items(), key=lambda item: order.get(item[0].split("/")[0], len(order))))


def read_h5(data: bytes) -> dict[str, Array]:
    """The arrays of a .weights.h5 or .h5 file by their paths, read-only; "name/vars/0" where the file says a layer's name.

    Raises WeightsError.
    """
    check_size(len(data), "The file has")
    found = stored_arrays(data)
    check_count(len(found))
    uses = Counter(each.name for each in found)
    # Models inside models may have layers of the same name: those keep their paths.
    return {each.name if uses[each.name] == 1 else each.path: numbers(data, each) for each in found}


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
