"""Entry: an array that is going to be in a file, made only when its turn comes, and the bytes of such arrays in pieces."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from explorer.errors import WeightsError
from explorer.layers.base import Array, Shape
from explorer.plain import shown

PIECE = 1 << 18
"""Numbers that are converted and written at a time: a megabyte of float32."""


@dataclass(frozen=True, eq=False)
class Entry:
    """An array of a file: its `name` and `shape`, the type of its numbers in the file, and `make`, which makes it.

    `make` is called once, when the array is written, and the writers hold no other array at that time. Its numbers may be of
    another real type than `dtype`; they are rounded to it. `rows`, if given, turns a part of them, some rows at a time, into
    what the file holds: to turn the whole would take its size once more.
    """

    name: str
    shape: Shape
    dtype: np.dtype[np.generic]
    make: Callable[[], Array]
    rows: Callable[[Array], Array] | None = None

    def array(self) -> Array:
        """The whole array as the file holds it, in the type that it was made in."""
        made = self.make()
        return made if self.rows is None else self.rows(made)

    @property
    def size(self) -> int:
        """Bytes of the numbers in the file."""
        return math.prod(self.shape) * self.dtype.itemsize

    @property
    def little(self) -> np.dtype[np.generic]:
        """Its type with the lowest byte first, as files have it on every machine."""
        return self.dtype.newbyteorder("<")


def entries_of(arrays: Mapping[str, Array]) -> tuple[Entry, ...]:
    """Entries of arrays that are there already, each in its own type."""
    return tuple(Entry(name, array.shape, array.dtype, lambda array=array: array) for name, array in arrays.items())  # type: ignore[misc]


def pieces(entry: Entry, array: Array) -> Iterator[bytes]:
    """The numbers of an entry's array row by row (the last axis runs fastest) in its type, PIECE of them at a time.

    Raises WeightsError where the array has another shape than the entry promised, and for a finite number that the type
    cannot hold.
    """
    if array.shape != entry.shape:
        raise WeightsError(
            f"{shown(entry.name)} is {array.shape}; {entry.shape} was promised.", "Give arrays of the network's shapes."
        )
    if entry.rows is not None:
        return (_converted(entry, entry.rows(block)) for block in _rows(array))
    return (_converted(entry, block) for block in _blocks(array))


def _blocks(array: Array) -> Iterator[Array]:
    """Parts of an array in the order of rows, each of PIECE numbers at most, without a copy of the whole."""
    if array.flags.c_contiguous:
        flat = array.reshape(-1)
        yield from (flat[start : start + PIECE] for start in range(0, flat.size, PIECE))
    elif math.prod(array.shape[1:]) > PIECE:
        for part in array:
            yield from _blocks(part)
    else:  # such as a dense kernel, which is drawn unit by unit and so lies column by column
        yield from _rows(array)


def _rows(array: Array) -> Iterator[Array]:
    """Parts of an array of about PIECE numbers, each of one row at least."""
    count = max(PIECE // max(math.prod(array.shape[1:]), 1), 1)
    return (array[start : start + count] for start in range(0, len(array), count))


def _converted(entry: Entry, block: Array) -> bytes:
    with np.errstate(over="ignore"):  # what becomes infinite is refused by name
        numbers = block.astype(entry.little, copy=False)
    if entry.dtype.kind == "f" and entry.dtype.itemsize < block.dtype.itemsize:
        lost = np.isinf(numbers) & np.isfinite(block)
        if lost.any():
            raise WeightsError(
                f"{shown(entry.name)} has {float(block[lost][0]):g} in it, which {entry.dtype.name} cannot hold.",
                "Save it as float32.",
            )
    return numbers.tobytes()
