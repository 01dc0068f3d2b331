"""A component: the likeliest classes as bars, each a button that asks where on the image the evidence for it lies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explorer.views.components.register import message, register

_component = register("answer")


def mount_answer(
    key: str, head: str, bars: Sequence[Mapping[str, Any]], on_ask: Callable[[Mapping[str, Any]], None]
) -> None:
    """Show `bars` (unit, name, short, share from 0 to 1, percent, exact) below the line `head`.

    `on_ask` gets {"unit": of which class, "what": "looks" or "depends"}, unchecked: a client can send anything.
    """

    def asked() -> None:
        request = message(key, "ask")
        if isinstance(request, Mapping):
            on_ask(request)

    _component(key=key, data={"head": head, "bars": list(bars)}, on_ask_change=asked)
