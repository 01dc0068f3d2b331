"""A component: an animation of a window that slides over the input, or of a transposed convolution."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from explorer.figures.theme import Theme
from explorer.ledger.readings.slide import Slide
from explorer.views.components.payload import inks, packed, versioned
from explorer.views.components.register import message, register

_component = register("slide")
_MAPS = "explain_slide"


def mount_slide(data: dict[str, Any], on_pick: Callable[[Any], None], key: str = _MAPS) -> None:
    """Show the maps of `data` (from slide_data); `on_pick` gets the chosen cell: id, row, col, unchecked."""
    _component(key=key, data=versioned({"role": "maps", **data}), on_pick_change=lambda: on_pick(message(key, "pick")))


def slide_data(
    record: Slide, names: Sequence[str], titles: tuple[str, str], limits: tuple[float, float], theme: Theme
) -> dict[str, Any]:
    """What the animation of `record` takes.

    `names` are those of its input channels; `titles` and `limits` the names and the limits of the colors of what it reads
    and of its map.
    """
    cell = record.cell
    return {
        "id": f"{cell.path}:{cell.channel}",
        "op": record.op,
        "taps": record.taps,
        "step": record.step,
        "dilation": record.dilation,
        "sides": record.sides,
        "counted": record.counted,
        "size": record.maps.shape[1:],
        "shape": record.output.shape,
        "names": list(names),
        "others": record.others,
        "maps": packed(record.maps),
        "kernels": packed(record.kernels) if record.op == "sum" else None,
        "bias": record.bias,
        "output": packed(record.output),
        "below": titles[0],
        "title": titles[1],
        "grey": not record.below,
        "limit": limits[0],
        "outLimit": limits[1],
        "weight": float(np.abs(record.kernels).max(initial=0)) or 1.0,
        "theme": inks(theme),
    }


def mount_transposed(data: dict[str, Any]) -> None:
    """Show a transposed convolution, whose positions are cells of the input, so that none can be selected."""
    _component(key="explain_stamps", data=versioned({"role": "maps", **data}))


def move_to(key: str, row: int, col: int, cols: int, cell: str) -> None:
    """Move the window to (row, col) of a map with `cols` columns, unless it is playing or was moved to `cell` before."""
    _component(key=key, data={"role": "at", "row": row, "col": col, "cols": cols, "key": cell}, height=1)
