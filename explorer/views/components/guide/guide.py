"""The line of first things to try, which tick themselves off; the browser remembers that it was put away."""

from __future__ import annotations

from collections.abc import Callable

from explorer.views.components.register import register

_component = register("guide")


def mount_guide(stride: tuple[str, bool] | None, course: str, on_open: Callable[[], None]) -> str:
    """Show the line; `stride` is the convolution to change, and whether it was. `on_open`: its form is wanted.

    Returns `course` when the visitor goes there, else "".
    """
    said = _component(
        key="guide_line",
        data={"stride": stride, "course": course},
        on_open_change=on_open,
        on_go_change=lambda: None,
    )
    return str(said.go or "")
