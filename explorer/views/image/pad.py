"""The drawing pad: an own canvas, whose drawing is the image while it is being made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from explorer.errors import ImageError
from explorer.images import drawing
from explorer.views.image.own_images import draw, own_images
from explorer.views.shell.state import Session

_STATIC = Path(__file__).parents[1] / "components" / "pad"
_component = st.components.v2.component(
    "cnn_pad",
    js=(_STATIC / "pad.js").read_text(encoding="utf-8"),
    css=(_STATIC / "pad.css").read_text(encoding="utf-8"),
    isolate_styles=False,
)
LIVE_MACS = 300_000_000
"""A network of more multiply-adds answers too slowly to follow the pen: it gets a stroke when it is done."""


def pad(current: Session) -> None:
    """A black square to draw on in white; the maps follow."""

    def drawn() -> None:
        said: Any = getattr(st.session_state.get("pad"), "drawn", None)
        if isinstance(said, Mapping):
            heard(current, said)

    data = {
        "side": drawing.side_for(*current.scene.input_shape[:2]),
        "levels": current.scene.image.drawing,
        "serial": own_images().serial,
        "live": sum(step.macs for step in current.shown.network.steps) < LIVE_MACS,
    }
    _component(key="pad", data=data, on_drawn_change=drawn)


def heard(current: Session, said: Mapping[str, Any]) -> None:
    """Take a drawing from the browser, if it is one: anybody can send anything."""
    levels, numbers = said.get("levels"), (said.get("serial"), said.get("stroke"))
    if not isinstance(levels, str) or not all(type(number) is int for number in numbers):
        return
    try:
        drawing.side_of(levels)
    except ImageError as error:
        current.notice = str(error)
        return
    draw(current, levels, said["serial"], said["stroke"])
