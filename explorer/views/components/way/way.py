"""A component that scrolls to the open tab once, when a lesson has opened it."""

from __future__ import annotations

from explorer.views.components.register import register

_component = register("way")


def mount_way(serial: int) -> None:
    """Bring the tabs into view; once for each `serial`, however often the page is drawn."""
    _component(key="way", data={"serial": serial}, height=1)
