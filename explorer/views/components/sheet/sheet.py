"""A component: the grip of a phone's sheet, which rises over the maps to three heights."""

from __future__ import annotations

from explorer.views.components.register import register

_component = register("sheet")


def mount_sheet() -> None:
    """Show the grip. What comes after it on the page is the sheet; the page's own scrolling raises it."""
    _component(key="sheet_grip", data={})
