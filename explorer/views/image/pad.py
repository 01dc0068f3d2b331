"""The drawing pad: a canvas whose drawing is the image of the scene while it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from explorer.errors import ImageError
from explorer.images import drawing
from explorer.limits import LIVE_MACS
from explorer.views.image.visitor_images import take_drawing, visitor_images
from explorer.views.shell.state import Session

_STATIC = Path(__file__).parents[1] / "components" / "pad"
_component = st.components.v2.component(
    "cnn_pad",
    js=(_STATIC / "pad.js").read_text(encoding="utf-8"),
    css=(_STATIC / "pad.css").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def pad(current: Session) -> None:
    """A black square to draw on in white; the maps follow the drawing."""

    def drawn() -> None:
        message: Any = getattr(st.session_state.get("pad"), "drawn", None)
        if isinstance(message, Mapping):
            receive_drawing(current, message)

    data = {
        "side": drawing.side_for(*current.scene.input_shape[:2]),
        "levels": current.scene.image.drawing,
        "serial": visitor_images().serial,
        "live": sum(step.macs for step in current.shown.network.steps) < LIVE_MACS,
    }
    _component(key="pad", data=data, on_drawn_change=drawn)


def receive_drawing(current: Session, message: Mapping[str, Any]) -> None:
    """Take a drawing from the browser. A message that is not a valid drawing is ignored: it can come from anybody."""
    levels, numbers = message.get("levels"), (message.get("serial"), message.get("stroke"))
    if not isinstance(levels, str) or not all(type(number) is int for number in numbers):
        return
    try:
        drawing.side_of(levels)
    except ImageError as error:
        current.notice = str(error)
        return
    take_drawing(current, levels, message["serial"], message["stroke"])
