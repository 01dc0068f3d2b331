"""A component: a text with a button that copies it to the clipboard."""

from __future__ import annotations

from explorer.views.components.register import register

_component = register("copy")


def mount_copy(key: str, label: str, text: str, button: str) -> None:
    """Show `text` under `label`, beside a button with the words `button`; of a text of several lines, the button alone."""
    _component(key=key, data={"label": label, "text": text, "button": button})
