"""A component: the rail's text and its buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.views.components.register import message, register

_component = register("rail")
_KEY = "rail_words"


def mount_rail(html: str, on_ask: Callable[[Any], None]) -> None:
    """Show `html`. `on_ask` gets what a button asks for, unchecked: a client can send anything.

    The buttons "open" and "slide" stay in the browser: they open the focus.
    """
    _component(key=_KEY, data={"html": html}, on_ask_change=lambda: on_ask(message(_KEY, "ask")))
