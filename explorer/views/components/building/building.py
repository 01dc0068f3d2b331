"""A component in the list of layers: the menu of kinds, the insert mark between rows, moving rows by drag and by keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explorer.views.components.register import message, register

_component = register("building")


def mount_kinds(families: Sequence[Mapping[str, Any]]) -> None:
    """Send the kinds of layers by family (title, kinds with kind, title, about, picture); they are sent once."""
    _component(key="kinds", data={"families": list(families)})


def mount_building(data: Mapping[str, Any], on_asked: Callable[[Mapping[str, Any]], None]) -> None:
    """Show the button, the menu and the mark. `on_asked` gets what is asked for, unchecked: a client can send anything.

    `data` has the `rows` (id, path, name), the path of the `mark`, the id of the `open` form, how many requests were
    `handled`, and a place `at` which the menu is to open, with a number `opened` that grows when it is.
    """

    def asked() -> None:
        request = message("building", "asked")
        if isinstance(request, Mapping):
            on_asked(request)

    _component(key="building", data=dict(data), on_asked_change=asked)
