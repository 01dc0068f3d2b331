"""The component that links the charts: hover, click or press keys in one, and all of them draw outlines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.views.components import register

_component = register.register("linker")
_POINTER = "linker_pointer"


def mount_scene(data: dict[str, Any], on_numbers: Callable[[], None]) -> None:
    """Send the browser the pictures to show and their places.

    `on_numbers` is called when it could not fetch the numbers behind them, before a run of the page that should send them.
    """
    _component(key="linker_scene", data={"role": "scene", **data}, on_numbers_change=on_numbers)


def mount_values(packed: bytes) -> None:
    """Send the browser the numbers of the maps, as explorer/figures/loupe.py packs them."""
    _component(key="linker_values", data=packed)


def mount_tables(digest: str, steps: list[dict[str, Any]]) -> None:
    """Send the browser what the cells of each step read; unchanged data is not sent again."""
    _component(key="linker_tables", data={"role": "tables", "digest": digest, "steps": steps})


def mount_pointer(data: dict[str, Any], on_pick: Callable[[], None], on_settle: Callable[[], None]) -> None:
    """Send the browser the selected cell, and receive the cell that the visitor picks."""
    _component(
        key=_POINTER,
        data={"role": "pointer", **data},
        on_pick_change=on_pick,
        on_settle_change=on_settle,
    )


def message(name: str) -> Any:
    """The last value of trigger `name` from the browser, or None."""
    return register.message(_POINTER, name)
