"""The two switches of what is outlined in the overview besides the selected map and the maps that it reads."""

from __future__ import annotations

from explorer.views.components.marks.marks import mount_marks
from explorer.views.shell.state import Session


def mark_toggles(current: Session) -> None:
    """Show the switches. They act in the browser alone; none on a phone, which shows one layer at a time."""
    if not current.narrow:
        mount_marks()
