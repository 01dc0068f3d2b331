"""Rows of thumbnails to choose an image from: sample images in the toolbar, the visitor's own images in the panel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from explorer.errors import ImageError
from explorer.images import fit
from explorer.scene import ImageChoice
from explorer.views.image.pictures import held, source
from explorer.views.image.visitor_images import choose_image, key_of, visitor_images
from explorer.views.shell.state import Session

_STATIC = Path(__file__).parents[1] / "components" / "gallery"
_component = st.components.v2.component(
    "cnn_gallery",
    js=(_STATIC / "gallery.js").read_text(encoding="utf-8"),
    css=(_STATIC / "gallery.css").read_text(encoding="utf-8"),
    isolate_styles=False,
)
THUMBNAIL_SIDE = 80
"""Side of a thumbnail in px: twice its size on the screen, for displays of high density."""


def gallery(current: Session, items: Sequence[Mapping[str, str]], pick: Callable[[str], None]) -> None:
    """The toolbar's row: the sample images `items`, and the visitor's own image once there is one."""
    own, chosen = visitor_images(), current.scene.image
    if not chosen.digest or held(chosen.digest):
        own.remember(chosen)
    ours = [chosen] if own.image_of(key_of(chosen)) else own.kept[:1]

    def picked() -> None:
        message: Any = st.session_state.get("gallery")
        name = str(getattr(message, "pick", "") or "")
        if (mine := own.image_of(name)) is not None:
            choose_image(current, mine)
        else:
            pick(name)

    def resized() -> None:
        message: Any = st.session_state.get("gallery")
        current.narrow = bool(getattr(message, "narrow", False))

    with st.container(width="content"):
        data = {"items": [*items, *map(_item, ours)], "chosen": _name(chosen), "narrow": current.narrow}
        _component(key="gallery", data=data, on_pick_change=picked, on_narrow_change=resized)


def own_gallery(current: Session) -> None:
    """A row of all own images of this session."""
    own = visitor_images()

    def picked() -> None:
        message: Any = st.session_state.get("own_gallery")
        if (mine := own.image_of(str(getattr(message, "pick", "")))) is not None:
            choose_image(current, mine)

    st.caption("Your images of this visit")
    data = {"items": [_item(image) for image in own.kept], "chosen": _name(current.scene.image)}
    _component(key="own_gallery", data=data, on_pick_change=picked)


def _name(choice: ImageChoice) -> str:
    return choice.sample or key_of(choice)


def _item(choice: ImageChoice) -> dict[str, str]:
    title = "Your drawing" if choice.drawing else "Your image"
    return {"name": key_of(choice), "title": title, "source": _thumbnail(repr(choice), choice)}


@st.cache_resource(max_entries=64, show_spinner=False)
def _thumbnail(key: str, _choice: ImageChoice) -> str:
    """An own image as a data URL of a small PNG; "" if the server no longer has it."""
    from explorer.figures.maps import photo_png

    try:
        return photo_png(fit(source(_choice), THUMBNAIL_SIDE, THUMBNAIL_SIDE, "crop", 3, _choice.part).pixels)
    except ImageError:
        return ""
