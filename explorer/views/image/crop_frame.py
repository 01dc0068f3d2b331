"""Cropping the image: a preview with a frame around the part that the network gets."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from explorer.errors import ImageError
from explorer.images.crop import Crop, moved_inside
from explorer.images.placement import largest_piece
from explorer.scene import ImageChoice, Scene
from explorer.views.components.crop_frame.crop_frame import mount_crop_frame
from explorer.views.image.pictures import check, source
from explorer.views.shell.state import Session

PREVIEW_SIDE = 640
"""Longer side of the preview that the browser gets, in px."""


def crop_frame(current: Session, size: tuple[int, int], preview: str) -> None:
    """The image, `size` = (rows, columns) px, with a frame that pointer and keys move and resize."""
    height, width = current.scene.input_shape[:2]
    mount_crop_frame(
        source=preview,
        size=size,
        aspect=(height, width),
        box=asdict(part_used(current.scene, *size)),
        on_part=lambda message: receive_part(current, size, message),
    )


def receive_part(current: Session, size: tuple[int, int], message: Mapping[str, Any]) -> None:
    """Take the part that the browser sent, moved into the image. An invalid message is ignored: it can come from anybody."""
    try:
        part = moved_inside(Crop(message["top"], message["left"], message["height"], message["width"]), *size)
    except (KeyError, ImageError):
        return
    choose_part(current, part)


def choose_part(current: Session, part: Crop | None) -> None:
    """Give the network this part of the image; None for all of it."""
    current.commit(replace(current.scene, image=replace(current.scene.image, part=part)))


def part_used(scene: Scene, rows: int, cols: int) -> Crop:
    """The part of an image of (rows, cols) px that the network gets: the chosen one, the middle when cropped, or all."""
    if scene.image.part is not None:
        return moved_inside(scene.image.part, rows, cols)
    if scene.image.fit != "crop":
        return Crop(0, 0, rows, cols)
    height, width = scene.input_shape[:2]
    return largest_piece(rows, cols, height, width)


def is_cropped(scene: Scene) -> bool:
    """Whether the network gets only a part of the image."""
    rows, cols = preview(scene.image)[0]
    return part_used(scene, rows, cols) != Crop(0, 0, rows, cols)


def preview(choice: ImageChoice) -> tuple[tuple[int, int], str]:
    """The size of the chosen image in px, (rows, columns), and a small copy of it as a data URL.

    Raises ImageError if the session may not see the image.
    """
    check(choice)
    return _preview(f"{choice.sample} {choice.digest} {choice.drawing}", choice)


@st.cache_resource(max_entries=32, show_spinner=False)
def _preview(key: str, _choice: ImageChoice) -> tuple[tuple[int, int], str]:
    pixels = source(_choice).pixels
    image = Image.fromarray(np.rint(pixels * 255).astype(np.uint8))
    image.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return (pixels.shape[0], pixels.shape[1]), f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"
