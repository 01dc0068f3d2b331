"""A component: rows of a chart as buttons, and the same cell outlined in all matrices of an enlarged pair."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explorer.views.components.payload import versioned
from explorer.views.components.register import message, register

_component = register("beside")
_ROWS, _PAIR, _LEAVE = "beside_rows", "beside_pair", "beside_leave"


def mount_rows(
    rows: Sequence[Mapping[str, Any]],
    chosen: str,
    on_choose: Callable[[str], None],
) -> None:
    """Lay a button over each of the `rows` (path, label, top and height in px) of the chart in the container "compare_rows".

    `on_choose` gets the path of the row that is pressed, unchecked: a client can send anything. The row at the path `chosen` is
    marked.
    """
    _component(
        key=_ROWS,
        data=versioned({"role": "rows", "rows": list(rows), "chosen": chosen}),
        on_choose_change=lambda: on_choose(str(message(_ROWS, "choose") or "")),
    )


def mount_leave(on_leave: Callable[[], None]) -> None:
    """Call `on_leave` when Escape is pressed, unless a field or what stands over the page has a use for the key."""
    _component(key=_LEAVE, data={"role": "leave"}, on_leave_change=on_leave)


def mount_pair(
    label: str, cell: Sequence[int], names: Sequence[str], units: int, on_pick: Callable[[Any], None]
) -> None:
    """Link the matrices of the chart in the container "compare_pair": one cell is outlined in all of them, with its values.

    `label` says what it is, `cell` (row, column) is outlined at rest. A vector has `units` units in a line, with `names` where
    they have some; 0: maps. `on_pick` gets the [row, column] that is clicked, unchecked.
    """
    _component(
        key=_PAIR,
        data=versioned({"role": "pair", "label": label, "cell": list(cell), "names": list(names), "units": units}),
        on_pick_change=lambda: on_pick(message(_PAIR, "pick")),
    )
