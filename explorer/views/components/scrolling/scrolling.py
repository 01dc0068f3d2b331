"""A component that lets the keyboard scroll the code in a container."""

from __future__ import annotations

from explorer.views.components.register import register

_component = register("scrolling")


def mount_scrolling(key: str, label: str) -> None:
    """Let the Tab key stop at the code in the container `key`, which is called `label`."""
    _component(key=f"{key}_scrolling", data={"key": key, "label": label})
