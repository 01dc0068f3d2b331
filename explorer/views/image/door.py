"""Pictures that come in by themselves: pasted, or dropped anywhere on the page."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from explorer.images import MAX_BYTES
from explorer.views.image.own_images import own_images, take
from explorer.views.shell.state import Session

_STATIC = Path(__file__).parents[1] / "components" / "door"
_component = st.components.v2.component(
    "cnn_door",
    js=(_STATIC / "door.js").read_text(encoding="utf-8"),
    css=(_STATIC / "door.css").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def door(current: Session) -> None:
    """Listen for pictures. Nothing is seen of it until one is held over the page."""

    def came() -> None:
        said: Any = getattr(st.session_state.get("door"), "file", None)
        if isinstance(said, Mapping) and let_in(current, said):
            own_images().open, own_images().way = True, "File"

    with st.container(key="door_frame"):
        _component(key="door", data={"most": MAX_BYTES}, on_file_change=came)


def let_in(current: Session, said: Mapping[str, Any]) -> bool:
    """Take what the browser sent: a name and the bytes in base64, or only their number where it is too large."""
    name = str(said.get("name") or "The picture")[:80]
    if type(size := said.get("size")) is int:
        megabytes = math.ceil(size / 100_000) / 10
        current.notice = (
            f"{name}: The file has {megabytes:,.1f} MB; at most {MAX_BYTES // 1_000_000} MB can be read. "
            "Resize the image, or save it as JPEG."
        )
        return False
    try:
        data = base64.b64decode(str(said["data"]), validate=True)
    except (KeyError, binascii.Error):
        current.notice = f"{name}: It did not arrive whole. Try again, or upload it as a file."
        return False
    return take(current, name, data)
