"""Receives images that are pasted, or dropped anywhere on the page."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.images import MAX_BYTES
from explorer.views.components.paste_and_drop.paste_and_drop import mount_paste_and_drop
from explorer.views.image.visitor_images import take_file, visitor_images
from explorer.views.shell.state import Session


def paste_and_drop(current: Session) -> None:
    """Listen for pasted and dropped images; visible only while a file is dragged over the page."""

    def received(message: Mapping[str, Any]) -> None:
        if receive_file(current, message):
            visitor_images().way = "File"

    with st.container(key="door_frame"):
        mount_paste_and_drop(MAX_BYTES, received)


def receive_file(current: Session, message: Mapping[str, Any]) -> bool:
    """Take a file from the browser: its name and bytes in base64, or only its size if it is too large.

    Returns whether it was taken; if not, the session's notice says why.
    """
    name = str(message.get("name") or "The picture")[:80]
    if type(size := message.get("size")) is int:
        megabytes = math.ceil(size / 100_000) / 10
        current.notice = (
            f"{name}: The file has {megabytes:,.1f} MB; at most {MAX_BYTES // 1_000_000} MB can be read. "
            "Resize the image, or save it as JPEG."
        )
        return False
    try:
        data = base64.b64decode(str(message["data"]), validate=True)
    except (KeyError, binascii.Error):
        current.notice = f"{name}: It did not arrive completely. Try again, or upload it as a file."
        return False
    return take_file(current, name, data)
