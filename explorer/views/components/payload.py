"""What Python sends to components: numbers, arrays and colours in a form for the browser."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures.theme import Theme

MOST_LISTED = 1000
"""An array of more values is packed."""


def plain(value: Any) -> Any:
    """`value` for the browser: numbers at seven significant digits, None for what is not finite.

    Arrays become lists; large ones of at most 32 bits what Plotly calls a typed array, in base64.
    """
    match value:
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case np.ndarray() if value.size > MOST_LISTED and value.dtype.itemsize < 8:
            return packed(value)
        case np.ndarray():
            return plain(value.tolist())
        case np.generic():
            return plain(value.item())
        case float():
            return float(f"{value:.7g}") if np.isfinite(value) else None
    return value


def packed(values: NDArray[Any]) -> dict[str, str]:
    """An array of at most 32 bits a value as what Plotly calls a typed array."""
    return {
        "dtype": f"{values.dtype.kind}{values.dtype.itemsize}",
        "bdata": base64.b64encode(np.ascontiguousarray(values).tobytes()).decode(),
        "shape": ", ".join(map(str, values.shape)),
    }


def inks(theme: Theme) -> dict[str, Any]:
    """The colours of a theme, for what the browser draws itself."""
    return {
        "ink": theme.ink,
        "faint": theme.faint,
        "zero": theme.zero,
        "page": theme.page,
        "diverging": theme.diverging,
        "weights": theme.weights,
    }


def versioned(data: dict[str, Any]) -> dict[str, Any]:
    """`data` with a number that is another when anything in it is: by that the browser knows what it has drawn already."""
    return {**data, "version": zlib.crc32(repr(data).encode())}
