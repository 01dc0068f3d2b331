"""A component: the switches "all it reads" and "what reads it", which act on the overview in the browser."""

from __future__ import annotations

from explorer.views.components.register import register

_component = register("marks")


def mount_marks() -> None:
    """Show the switches; both are off at first."""
    _component(key="mark_toggles", data={})
