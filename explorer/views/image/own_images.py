"""The visitor's own images of this visit: how they come in, and which can be gone back to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

import streamlit as st

from explorer import images
from explorer.errors import ImageError
from explorer.scene import ImageChoice
from explorer.views.image.pictures import uploads
from explorer.views.shell.state import Session

KEPT = 6


@dataclass
class OwnImages:
    """What this visit has seen of own images, newest first, and the state of their panel.

    `serial` and `stroke` number the last message of the drawing pad; `passing` says that the scene on the screen is a
    drawing in the making, which goes into the address only when the visitor pauses.
    """

    kept: list[ImageChoice] = field(default_factory=list)
    last: ImageChoice | None = None
    open: bool = False
    way: str = ""
    serial: int = 0
    stroke: int = 0
    passing: bool = False

    def remember(self, choice: ImageChoice) -> None:
        """Keep the image that is on the screen. A drawing takes the place of the one that it was a moment ago."""
        if choice.own:
            old = self.last if self.last and self.last.drawing and choice.drawing else choice
            place = next((i for i, known in enumerate(self.kept) if key_of(known) == key_of(old)), None)
            kept = [known for known in self.kept if key_of(known) not in (key_of(old), key_of(choice))]
            self.kept = [*kept[: place or 0], choice, *kept[place or 0 :]][:KEPT]
        self.last = choice

    def passes(self) -> bool:
        """Whether this run shows a drawing in the making; the next run does not, unless another message comes."""
        said, self.passing = self.passing, False
        return said

    def find(self, key: str) -> ImageChoice | None:
        """The kept image of this key."""
        return next((known for known in self.kept if key_of(known) == key), None)


def own_images() -> OwnImages:
    """Those of this visitor."""
    found: OwnImages = st.session_state.setdefault("own_images", OwnImages())
    return found


def key_of(choice: ImageChoice) -> str:
    """What tells own images apart, whatever part of them is shown."""
    named = choice.digest or hashlib.sha256(choice.drawing.encode()).hexdigest()[:24]
    return f"own-{named}"


def take(current: Session, name: str, data: bytes) -> bool:
    """Make a file the image, if it is one; else say why not, and leave the picture as it is."""
    try:
        images.decode(data)
    except ImageError as error:
        current.notice = f"{name}: {error}"
        return False
    current.notice = ""
    choose(current, ImageChoice("", uploads().put(data), current.scene.image.fit))
    return True


def choose(current: Session, choice: ImageChoice) -> None:
    """Make this the image of the scene."""
    current.notice = ""
    current.commit(replace(current.scene, image=choice))


def draw(current: Session, levels: str, serial: int, stroke: int) -> None:
    """Make a drawing the image. All messages of one stroke are one step of the history."""
    own = own_images()
    image = current.scene.image
    part = image.part if image.drawing and len(image.drawing) == len(levels) else None
    scene = replace(current.scene, image=ImageChoice("", "", image.fit, part, levels))
    if stroke == own.stroke and image.drawing:
        current.now = replace(current.now, scene=scene)
    else:
        current.commit(scene)
    own.serial, own.stroke, own.passing = serial, stroke, True
