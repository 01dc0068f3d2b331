"""The panel "Your photo": a file, the camera or a drawing, and the part of it that the network gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from explorer import limits
from explorer.errors import ImageError
from explorer.images import LUMA
from explorer.scene import Scene
from explorer.views.image.crop_frame import crop_frame, is_cropped, preview
from explorer.views.image.gallery import own_gallery
from explorer.views.image.kept import keeps
from explorer.views.image.pad import pad
from explorer.views.image.visitor_images import take_file, visitor_images
from explorer.views.shell.state import Session
from explorer.words.glossary import tip

_CSS = (Path(__file__).parent / "your_image.css").read_text(encoding="utf-8")
FITS = {"crop": "Middle", "pad": "Whole", "stretch": "Stretched"}
PRIVACY = (
    "Nobody else sees it. So that a reload finds it again, it is kept on this server for this tab: for an hour at most after "
    "you leave."
)
NOT_KEPT = "Nobody else sees it. This site cannot keep it just now: after a reload, choose it again."


def your_image_button(current: Session) -> None:
    """The button that opens and closes the panel."""
    own = visitor_images()

    def turn() -> None:
        own.open = not own.open
        own.way = own.way or ("Draw" if current.scene.image.drawing else "File")

    st.button("Your photo", icon=":material/add_photo_alternate:", key="your_image", on_click=turn)


def your_image(current: Session, answer: str = "", notes: str = "") -> None:
    """The panel, if it is open: beside the overview, so that the maps are visible while the image changes.

    `answer` is what the network says, in words, for screens on which the overview is not in view. `notes` say how the
    image was made to fit the network.
    """
    own = visitor_images()
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
        cropping = own.way != "Draw"
        first = (
            cropping and current.narrow and current.scene.image.own
        )  # there the photo that was just taken is below the fold
        if first:
            _crop_and_fit(current, notes)
        WAYS[own.way](current)
        if answer:
            st.markdown(answer)
        if cropping and not first:
            _crop_and_fit(current, notes)
        _input_caption(current)
        if len(own.kept) > 1:
            own_gallery(current)


def _head() -> None:
    def close() -> None:
        visitor_images().open = False

    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("**Your photo**", width="content")
        st.button("Close", icon=":material/close:", key="your_image_close", type="tertiary", on_click=close)


def privacy() -> str:
    """Who sees the visitor's photo, and how long it is kept."""
    return PRIVACY if keeps() else NOT_KEPT


def _file(current: Session) -> None:
    st.file_uploader(
        "PNG, JPEG, WebP, GIF or BMP",
        max_upload_size=limits.FILE_BYTES // 1_000_000,
        key="upload",
        on_change=_taken,
        args=(current, "upload"),
    )
    st.caption(f"Or paste a picture, or drop it anywhere on this page. {privacy()}")


def _camera(current: Session) -> None:
    st.camera_input("Take a picture", key="camera", on_change=_taken, args=(current, "camera"))
    st.caption(privacy())


def _draw(current: Session) -> None:
    pad(current)
    st.caption("The maps follow while you draw. A drawing travels in the link.")


WAYS: dict[str, Callable[[Session], None]] = {"File": _file, "Camera": _camera, "Draw": _draw}


def _taken(current: Session, key: str) -> None:
    file: Any = st.session_state[key]
    if file is None:
        return
    taken = take_file(current, file.name if key == "upload" else "The photo", file.getvalue())
    if taken and current.narrow:  # the panel is the page there: to choose the part it need not be opened again
        visitor_images().open = is_cropped(current.scene)


def _crop_and_fit(current: Session, notes: str) -> None:
    """The image with the frame of the part that the network gets, how that is fitted to the input, and what was done to it."""
    image = current.scene.image
    try:
        size, source = preview(image)
    except ImageError:
        return  # the page shows this error already
    crop_frame(current, size, source)
    if notes:
        st.caption(notes)
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
        help=f"{tip('fit')} Or drag a frame on the picture; the arrow keys move it, plus and minus resize it.",
    )


def _input_caption(current: Session) -> None:
    """The shape of the network's input, and a button to its form; on a phone the form is in the drawer."""

    def to_form() -> None:
        current.open_id = "input"

    if current.narrow:
        st.caption(f"{_input_sentence(current.scene)} To change that, open the row **input** in the list of layers.")
        return
    st.caption(_input_sentence(current.scene))
    st.button("Change the input's size or colours", key="to_input", type="tertiary", on_click=to_form)


def _input_sentence(scene: Scene) -> str:
    rows, cols, channels = scene.input_shape
    luma = " + ".join(f"{share} {name}" for share, name in zip(LUMA, ("red", "green", "blue"), strict=True))
    colours = {1: f"grey: {luma}", 3: "red, green and blue"}.get(channels, f"{channels} channels")
    return f"The network gets {cols} × {rows} px, {colours}."
