"""A QR code as a crisp SVG: dark on white in every theme, for that is what readers expect."""

from __future__ import annotations

import base64

import numpy as np
from numpy.typing import NDArray

QUIET = 4
"""Light modules that the standard asks for on every side."""


def svg(modules: NDArray[np.bool_], scale: int = 4) -> str:
    """The code (side, side) as an SVG of `scale` px per module; every row of dark modules is one piece of one path."""
    side = len(modules) + 2 * QUIET
    parts = []
    for row, line in enumerate(modules):
        bounds = np.flatnonzero(np.diff(np.pad(line.astype(np.int8), 1)))
        parts += [
            f"M{start + QUIET},{row + QUIET}h{end - start}v1h-{end - start}z"
            for start, end in bounds.reshape(-1, 2).tolist()
        ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side * scale}" height="{side * scale}" '
        f'viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><path fill="#ffffff" d="M0,0h{side}v{side}h-{side}z"/>'
        f'<path fill="#000000" d="{"".join(parts)}"/></svg>'
    )


def data_address(picture: str) -> str:
    """An SVG as an address that an `<img>` can have as its source."""
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}"
