"""A component without a picture: it tells Python when the window's size or the sidebar differ from what Python knows, and
when the page turned from light to dark or back.
"""

from __future__ import annotations

from typing import Any

from explorer.views.components.register import message, register

_component = register("window")
_KEY = "window"


def mount_window(width: int, height: int, sidebar_open: bool) -> None:
    """Watch the window; the arguments are what Python takes it for (px). A difference, and another scheme, rerun the page."""
    _component(
        key=_KEY,
        data={"width": width, "height": height, "sidebar": sidebar_open},
        on_size_change=lambda: None,
        on_scheme_change=lambda: None,  # the run asks Streamlit for the scheme
    )


def reported() -> Any:
    """The last report, `[width in px, height in px, whether the sidebar is open]`, or None. It must be checked."""
    return message(_KEY, "size")
