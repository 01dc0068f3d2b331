"""Conversion of numbers, arrays and themes to what the components in the browser take."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures.theme import Theme

MAX_LISTED_VALUES = 1000
"""An array of more values is sent packed, not as a list."""


def jsonable(value: Any) -> Any:
    """`value` as JSON can hold it: numbers with seven significant digits, None for those that are not finite.

    Arrays become lists; large ones of at most 32 bits a number are packed.
    """
    match value:
        case dict():
            return {key: jsonable(each) for key, each in value.items()}
        case list() | tuple():
            return [jsonable(each) for each in value]
        case np.ndarray() if value.size > MAX_LISTED_VALUES and value.dtype.itemsize < 8:
            return packed(value)
        case np.ndarray():
            return jsonable(value.tolist())
        case np.generic():
            return jsonable(value.item())
        case float():
            return float(f"{value:.7g}") if np.isfinite(value) else None
    return value


def packed(values: NDArray[Any]) -> dict[str, str]:
    """An array of at most 32 bits a number in base64, in Plotly's form of a typed array."""
    return {
        "dtype": f"{values.dtype.kind}{values.dtype.itemsize}",
        "bdata": base64.b64encode(np.ascontiguousarray(values).tobytes()).decode(),
        "shape": ", ".join(map(str, values.shape)),
    }


def inks(theme: Theme) -> dict[str, Any]:
    """The colours of a theme that components draw with."""
    return {
        "ink": theme.ink,
        "faint": theme.faint,
        "zero": theme.zero,
        "page": theme.page,
        "diverging": theme.diverging,
        "weights": theme.weights,
    }


def versioned(data: dict[str, Any]) -> dict[str, Any]:
    """`data` with a checksum, by which the browser sees whether it has drawn the same data already."""
    return {**data, "version": zlib.crc32(repr(data).encode())}
