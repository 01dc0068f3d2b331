"""A component that keeps in the browser at which step a walkthrough was left."""

from __future__ import annotations

from collections.abc import Callable

from explorer.views.components.register import message, register

_component = register("resume")
_KEY = "walk_resume"


def mount_resume(name: str, at: int, count: int, on_kept: Callable[[object], None]) -> None:
    """Keep that step `at` of `count` of the walkthrough `name` is on the screen.

    When it is opened, `on_kept` gets what the browser had kept of it, {"name": ..., "step": ...}, unchecked.
    """
    _component(
        key=_KEY,
        data={"name": name, "at": at, "count": count},
        on_kept_change=lambda: on_kept(message(_KEY, "kept")),
    )
