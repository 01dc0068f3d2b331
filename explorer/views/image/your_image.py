"""The place for the visitor's own image: a file, the camera or a drawing, and what of it the network gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from explorer.errors import ImageError
from explorer.images import LUMA
from explorer.scene import Scene
from explorer.views.image.gallery import own_gallery
from explorer.views.image.own_images import own_images, take
from explorer.views.image.pad import pad
from explorer.views.image.square import preview, square
from explorer.views.shell.state import Session
from explorer.words.glossary import tip

_CSS = (Path(__file__).parent / "your_image.css").read_text(encoding="utf-8")
FITS = {"crop": "Middle", "pad": "Whole", "stretch": "Stretched"}
STAYS = "It stays in this server's memory; whoever gets your link can see it while it is there."


def your_image_button(current: Session) -> None:
    """Opens and closes the panel."""
    own = own_images()

    def turn() -> None:
        own.open = not own.open
        own.way = own.way or ("Draw" if current.scene.image.drawing else "File")

    st.button("Your image", icon=":material/add_photo_alternate:", key="your_image", on_click=turn)


def your_image(current: Session, said: str = "") -> None:
    """The panel, if it is open: beside the overview, so that the maps are seen while the image changes.

    `said` is the network's answer in words, for screens on which the overview is not in view.
    """
    own = own_images()
    if not own.open:
        return
    with st.container(key="your_image_panel", gap="xsmall"):
        st.html(f"<style>{_CSS}</style>")
        _head()
        st.session_state["image_way"] = own.way

        def turn() -> None:
            own.way = st.session_state["image_way"] or own.way

        st.segmented_control(
            "Where the image comes from",
            list(WAYS),
            key="image_way",
            on_change=turn,
            label_visibility="collapsed",
            width="stretch",
        )
        WAYS[own.way](current)
        if said:
            st.markdown(said)
        if own.way != "Draw":
            _what_of_it(current)
        _input_words(current)
        if len(own.kept) > 1:
            own_gallery(current)


def _head() -> None:
    def close() -> None:
        own_images().open = False

    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("**Your image**", width="content")
        st.button("Close", icon=":material/close:", key="your_image_close", type="tertiary", on_click=close)


def _file(current: Session) -> None:
    st.file_uploader(
        "PNG, JPEG, WebP, GIF or BMP",
        key="upload",
        on_change=_taken,
        args=(current, "upload"),
    )
    st.caption(f"Or paste a picture, or drop it anywhere on this page. {STAYS}")


def _camera(current: Session) -> None:
    st.camera_input("Take a picture", key="camera", on_change=_taken, args=(current, "camera"))
    st.caption(STAYS)


def _draw(current: Session) -> None:
    pad(current)
    st.caption("The maps follow while you draw. A drawing travels in the link.")


WAYS: dict[str, Callable[[Session], None]] = {"File": _file, "Camera": _camera, "Draw": _draw}


def _taken(current: Session, key: str) -> None:
    file: Any = st.session_state[key]
    if file is not None:
        take(current, file.name if key == "upload" else "The photo", file.getvalue())


def _what_of_it(current: Session) -> None:
    """The image with the frame of what the network gets, the way back to all of it, and how it is fitted."""
    image = current.scene.image
    try:
        size, source = preview(image)
    except ImageError:
        return  # the page says so already
    square(current, size, source)
    st.session_state["image_fit"] = "part" if image.part else image.fit

    def turn() -> None:
        how = st.session_state["image_fit"]
        if how in FITS:
            current.commit(replace(current.scene, image=replace(image, fit=how, part=None)))

    options = [*FITS, "part"] if image.part else list(FITS)
    st.segmented_control(
        "What the network gets",
        options,
        format_func={**FITS, "part": "Part"}.__getitem__,
        key="image_fit",
        on_change=turn,
        width="stretch",
        help=f"{tip('fit')} Or drag a frame on the picture; the arrow keys move it, plus and minus size it.",
    )


def _input_words(current: Session) -> None:
    """The network's input, and the way to its size and colours; on a phone they are in the drawer."""

    def to_form() -> None:
        current.open_id = "input"

    if current.narrow:
        st.caption(f"{_input(current.scene)} To change that, open the row **input** of the network's list.")
        return
    st.caption(_input(current.scene))
    st.button("Change the input's size or colours", key="to_input", type="tertiary", on_click=to_form)


def _input(scene: Scene) -> str:
    rows, cols, channels = scene.input_shape
    luma = " + ".join(f"{share} {name}" for share, name in zip(LUMA, ("red", "green", "blue"), strict=True))
    colours = {1: f"grey: {luma}", 3: "red, green and blue"}.get(channels, f"{channels} channels")
    return f"The network gets {cols} × {rows} px, {colours}."
