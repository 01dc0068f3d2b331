"""The visitor's own images in this session: uploads, photos and drawings, and the recent ones to return to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

import streamlit as st

from explorer import images
from explorer.errors import BusyError, ImageError
from explorer.scene import ImageChoice
from explorer.scene.scene import with_image
from explorer.views.image.photos import add_photo
from explorer.views.image.pictures import keep_decoded
from explorer.views.shared.busy import alone
from explorer.views.shell.state import Session

MAX_IMAGES = 6
"""How many own images a session offers to return to."""


@dataclass
class VisitorImages:
    """The own images of one session, newest first in `kept`, and the state of the panel "Your photo".

    `open` and `way` are the panel's: whether it is open, and at which source ("File", "Camera", "Draw"). `serial` and
    `stroke` number the last message of the drawing pad; `passing` says that the scene on the screen is an unfinished
    drawing, which is written to the address only when the visitor pauses.
    """

    kept: list[ImageChoice] = field(default_factory=list)
    last: ImageChoice | None = None
    open: bool = False
    way: str = ""
    serial: int = 0
    stroke: int = 0
    passing: bool = False

    def remember(self, choice: ImageChoice) -> None:
        """Add the image on the screen, if it is an own one. A changed drawing replaces its earlier state."""
        if choice.own:
            old = self.last if self.last and self.last.drawing and choice.drawing else choice
            place = next((i for i, image in enumerate(self.kept) if key_of(image) == key_of(old)), 0)
            others = [image for image in self.kept if key_of(image) not in (key_of(old), key_of(choice))]
            self.kept = [*others[:place], choice, *others[place:]][:MAX_IMAGES]
        self.last = choice

    def take_passing(self) -> bool:
        """Whether this rerun shows an unfinished drawing; resets the mark, which the next message of the pad sets."""
        passing, self.passing = self.passing, False
        return passing

    def image_of(self, key: str) -> ImageChoice | None:
        """The image whose `key_of` is `key`, if it is kept."""
        return next((image for image in self.kept if key_of(image) == key), None)


def visitor_images() -> VisitorImages:
    """The own images of the present session."""
    own: VisitorImages = st.session_state.setdefault("own_images", VisitorImages())
    return own


def key_of(choice: ImageChoice) -> str:
    """The identity of an own image, the same whichever part of it is shown."""
    digest = choice.digest or hashlib.sha256(choice.drawing.encode()).hexdigest()[:24]
    return f"own-{digest}"


def take_file(current: Session, name: str, data: bytes) -> bool:
    """Make an uploaded file the image of the scene; False, with a notice, if it cannot be decoded."""
    try:
        with alone():
            picture = images.decode(data)
    except (ImageError, BusyError) as error:
        current.notice = f"{name}: {error}"
        return False
    current.notice = ""
    digest = add_photo(data)
    keep_decoded(digest, picture)
    choose_image(current, ImageChoice("", digest, current.scene.image.fit))
    return True


def choose_image(current: Session, choice: ImageChoice) -> None:
    """Make this the image of the scene, and close the panel, so that what the network makes of it is seen."""
    current.notice = ""
    visitor_images().open = False
    current.commit(with_image(current.scene, choice))


def take_drawing(current: Session, levels: str, serial: int, stroke: int) -> None:
    """Make a drawing the image of the scene. All messages of one stroke are one step of undo."""
    own = visitor_images()
    image = current.scene.image
    part = image.part if image.drawing and len(image.drawing) == len(levels) else None
    scene = with_image(current.scene, ImageChoice("", "", image.fit, part, levels))
    if stroke == own.stroke and image.drawing:
        current.now = replace(current.now, scene=scene)
    else:
        current.commit(scene)
    own.serial, own.stroke, own.passing = serial, stroke, True
