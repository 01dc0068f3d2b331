"""A component: a line of first steps to try, ticked off when done; the browser remembers if it was closed."""

from __future__ import annotations

from collections.abc import Callable

from explorer.views.components.register import register

_component = register("guide")


def mount_guide(stride: tuple[str, bool] | None, course: str, on_open: Callable[[], None]) -> str:
    """Show the line. `stride` is the name of the convolution to change, and whether that was done.

    `on_open` is called when the visitor asks for the form of that convolution. Returns `course` when the visitor clicks on
    the course, else "".
    """
    state = _component(
        key="guide_line",
        data={"stride": stride, "course": course},
        on_open_change=on_open,
        on_go_change=lambda: None,
    )
    return str(state.go or "")
