"""A component: a line of first steps to try, ticked off when done; the browser remembers if it was closed."""

from __future__ import annotations

from explorer.views.components.register import register

_component = register("guide")


def mount_guide(course: str) -> str:
    """Show the line. Returns `course` when the visitor clicks on the course, else ""."""
    state = _component(key="guide_line", data={"course": course}, on_go_change=lambda: None)
    return str(state.go or "")
