"""The drawing pad: a canvas whose drawing is the image of the scene while it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explorer.errors import ImageError
from explorer.images import drawing
from explorer.limits import LIVE_MACS
from explorer.views.components.pad.pad import mount_pad
from explorer.views.image.visitor_images import take_drawing, visitor_images
from explorer.views.shell.state import Session


def pad(current: Session) -> None:
    """A black square to draw on in white; the maps follow the drawing."""
    mount_pad(
        side=drawing.side_for(*current.scene.input_shape[:2]),
        levels=current.scene.image.drawing,
        serial=visitor_images().serial,
        live=sum(step.macs for step in current.shown.network.steps) < LIVE_MACS,
        on_drawn=lambda message: receive_drawing(current, message),
    )


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
