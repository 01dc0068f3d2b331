"""QR codes as SVG, dark on white in every theme because scanners expect that."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

QUIET = 4
"""Width of the light margin around a QR code, in modules, as ISO/IEC 18004 asks for."""


def svg(modules: NDArray[np.bool_], scale: int = 4) -> str:
    """The modules (side, side), true where dark, as an SVG of `scale` px per module with a margin of QUIET modules."""
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
