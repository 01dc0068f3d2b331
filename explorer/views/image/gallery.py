"""Rows of thumbnails to choose an image from: sample images in the toolbar, the visitor's own images in the panel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from explorer.errors import ImageError
from explorer.images import fit
from explorer.scene import ImageChoice
from explorer.views.components.gallery.gallery import mount_gallery
from explorer.views.image.pictures import check, held, source
from explorer.views.image.visitor_images import choose_image, key_of, visitor_images
from explorer.views.shell.state import Session

THUMBNAIL_SIDE = 80
"""Side of a thumbnail in px: twice its size on the screen, for displays of high density."""


def gallery(current: Session, items: Sequence[Mapping[str, str]], pick: Callable[[str], None]) -> None:
    """The toolbar's row: the sample images `items`, and the visitor's own image once there is one."""
    own, chosen = visitor_images(), current.scene.image
    if not chosen.digest or held(chosen.digest):
        own.remember(chosen)
    ours = [chosen] if own.image_of(key_of(chosen)) else own.kept[:1]

    def picked(name: str) -> None:
        if (mine := own.image_of(name)) is not None:
            choose_image(current, mine)
        else:
            pick(name)

    with st.container(width="content"):
        mount_gallery("gallery", [*items, *map(own_item, ours)], _name(chosen), picked)


def own_gallery(current: Session) -> None:
    """A row of all own images of this session."""
    own = visitor_images()

    def picked(name: str) -> None:
        if (mine := own.image_of(name)) is not None:
            choose_image(current, mine)

    st.caption("Your photos from this visit")
    mount_gallery("own_gallery", [own_item(image) for image in own.kept], _name(current.scene.image), picked)


def _name(choice: ImageChoice) -> str:
    return choice.sample or key_of(choice)


def own_item(choice: ImageChoice) -> dict[str, str]:
    """An own image as an item of a row: its name, what it is called, and a small picture."""
    title = "Your drawing" if choice.drawing else "Your photo"
    try:
        check(choice)
        small = _thumbnail(repr(choice), choice)
    except ImageError:
        small = ""
    return {"name": key_of(choice), "title": title, "source": small}


@st.cache_resource(max_entries=64, show_spinner=False)
def _thumbnail(key: str, _choice: ImageChoice) -> str:
    """An own image as a data URL of a small PNG. Raises ImageError if the session may not see it."""
    from explorer.figures.maps import photo_png

    return photo_png(fit(source(_choice), THUMBNAIL_SIDE, THUMBNAIL_SIDE, "crop", 3, _choice.part).pixels)
