"""Rows of pictures to choose from: in the toolbar six of the gallery and one's own, in the panel all of one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from explorer.errors import ImageError
from explorer.images import fit
from explorer.scene import ImageChoice
from explorer.views.image.own_images import choose, key_of, own_images
from explorer.views.image.pictures import source, uploads
from explorer.views.shell.state import Session

_STATIC = Path(__file__).parents[1] / "components" / "gallery"
_component = st.components.v2.component(
    "cnn_gallery",
    js=(_STATIC / "gallery.js").read_text(encoding="utf-8"),
    css=(_STATIC / "gallery.css").read_text(encoding="utf-8"),
    isolate_styles=False,
)
SIDE = 80
"""Side of a thumbnail in px: twice what is shown, for screens of fine px."""


def gallery(current: Session, items: Sequence[Mapping[str, str]], pick: Callable[[str], None]) -> None:
    """The toolbar's row: these items, and the visitor's own image once there is one."""
    own, chosen = own_images(), current.scene.image
    if not chosen.digest or uploads().get(chosen.digest):
        own.remember(chosen)
    ours = [chosen] if own.find(key_of(chosen)) else own.kept[:1]

    def picked() -> None:
        said: Any = st.session_state.get("gallery")
        name = str(getattr(said, "pick", "") or "")
        if (mine := own.find(name)) is not None:
            choose(current, mine)
        else:
            pick(name)

    def resized() -> None:
        said: Any = st.session_state.get("gallery")
        current.narrow = bool(getattr(said, "narrow", False))

    with st.container(width="content"):
        data = {"items": [*items, *map(_item, ours)], "chosen": _name(chosen), "narrow": current.narrow}
        _component(key="gallery", data=data, on_pick_change=picked, on_narrow_change=resized)


def own_gallery(current: Session) -> None:
    """All own images of this visit."""
    own = own_images()

    def picked() -> None:
        said: Any = st.session_state.get("own_gallery")
        if (mine := own.find(str(getattr(said, "pick", "")))) is not None:
            choose(current, mine)

    st.caption("Your images of this visit")
    data = {"items": [_item(each) for each in own.kept], "chosen": _name(current.scene.image)}
    _component(key="own_gallery", data=data, on_pick_change=picked)


def _name(choice: ImageChoice) -> str:
    return choice.sample or key_of(choice)


def _item(choice: ImageChoice) -> dict[str, str]:
    title = "Your drawing" if choice.drawing else "Your image"
    return {"name": key_of(choice), "title": title, "source": _thumbnail(repr(choice), choice)}


@st.cache_resource(max_entries=64, show_spinner=False)
def _thumbnail(key: str, _choice: ImageChoice) -> str:
    """An own image as a small PNG data address; "" if the server has it no longer."""
    from explorer.figures.maps import photo_png

    try:
        return photo_png(fit(source(_choice), SIDE, SIDE, "crop", 3, _choice.part).pixels)
    except ImageError:
        return ""
