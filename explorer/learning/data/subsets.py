"""Subsets: a few classes of a data set, and its pictures at the size that a network takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from explorer.errors import SettingError, quoted
from explorer.images.fitting import fit_all
from explorer.images.picture import width_by_height
from explorer.layers.base import Array
from explorer.learning.data.examples import DataSet, Examples

_AT_ONCE = 256
"""Pictures that are fitted together: as floats they take four times the memory."""


def only(data: DataSet, classes: Sequence[str]) -> DataSet:
    """The examples of some `classes`, by name, which are numbered in the order in which they are given.

    Raises SettingError for a class that is not there or is given twice, and for fewer than two.

    >>> only(explorer.learning.data.fashion(), ("Bag", "Trouser")).classes
    ('Bag', 'Trouser')
    """
    chosen = tuple(classes) if not isinstance(classes, str) else (classes,)
    for name in chosen:
        if name not in data.classes:
            raise SettingError(f"There is no class {quoted(name)}.", f"Use some of {', '.join(data.classes)}.")
    if len(set(chosen)) < len(chosen) or len(chosen) < 2:
        raise SettingError(
            f"The classes are {', '.join(chosen) or 'none'}; at least two different ones are needed.",
            f"Use some of {', '.join(data.classes)}.",
        )
    if chosen == data.classes:
        return data
    numbers = [data.classes.index(name) for name in chosen]
    training, validation = (_renumbered(examples, numbers) for examples in (data.training, data.validation))
    name = f"{data.name.partition(',')[0]}, {len(training):,} pictures of {len(chosen)} classes"
    return replace(data, name=name, classes=chosen, training=training, validation=validation)


def _renumbered(examples: Examples, numbers: list[int]) -> Examples:
    new = np.full(max([*numbers, int(examples.y.max(initial=0))]) + 1, -1, np.int64)
    new[numbers] = np.arange(len(numbers))
    there = np.flatnonzero(new[examples.y] >= 0)
    return Examples(examples.x[there], new[examples.y[there]])


def fitted(data: DataSet, input_shape: tuple[int, ...]) -> DataSet:
    """The pictures brought to `input_shape` (rows, columns, channels) as `explorer.images.fit` brings one, kept as uint8.

    Data of that shape come back as they are. Raises ImageError for a shape that no picture can be given, and SettingError for
    pictures of floats.

    >>> fitted(explorer.learning.data.fashion(), (32, 32, 1)).training.x.shape
    (6000, 32, 32, 1)
    """
    if data.training.x.shape[1:] == tuple(input_shape):
        return data
    if data.training.x.dtype != np.uint8 or data.training.x.shape[3] not in (1, 3):
        rows, cols, channels = data.training.x.shape[1:]
        raise SettingError(
            f"The pictures are {width_by_height(rows, cols)} px with {channels} channels of {data.training.x.dtype}, and "
            f"the network takes {tuple(input_shape)}.",
            "Give pictures of the network's size, or uint8 pictures with 1 or 3 channels, which are fitted.",
        )
    training, validation = (
        Examples(fitted_pixels(examples.x, input_shape), examples.y) for examples in (data.training, data.validation)
    )
    return replace(data, training=training, validation=validation)


def fitted_pixels(x: Array, input_shape: tuple[int, ...]) -> Array:
    """Pictures `x` (n, rows, columns, 1 or 3), uint8, at `input_shape`, uint8."""
    rows, cols, channels = input_shape
    made = np.empty((len(x), *input_shape), np.uint8)
    for first in range(0, len(x), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        made[part] = as_bytes(fit_all(x[part].astype(np.float32) / np.float32(255), rows, cols, channels))
    return made


def as_bytes(pixels: Array) -> Array:
    """Pixels from 0 to 1 as uint8, rounded to the nearest of the 256 values."""
    rounded: Array = np.rint(pixels * np.float32(255)).astype(np.uint8)
    return rounded
