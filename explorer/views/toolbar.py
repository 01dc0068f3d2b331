"""The line above the overview: images, the visitor's own, and sharing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from explorer import images, samples
from explorer.errors import ImageError
from explorer.samples import Sample
from explorer.scene import ImageChoice
from explorer.views.embed import embedded
from explorer.views.pictures import thumbnail, uploads
from explorer.views.share import share_button
from explorer.views.state import Session

_STATIC = Path(__file__).parent / "static"
_gallery = st.components.v2.component(
    "cnn_gallery",
    js=(_STATIC / "gallery.js").read_text(encoding="utf-8"),
    css=(_STATIC / "gallery.css").read_text(encoding="utf-8"),
    isolate_styles=False,
)
SHOWN = 6
SIX = ("Sneaker", "Ankle boot", "Bag", "Dress", "Trouser", "Pullover")


def toolbar(current: Session) -> None:
    """Six images, more of them, an upload, and the address to share."""
    with st.container(key="image", horizontal=True, vertical_alignment="center", gap="small"):
        _thumbnails(current)
        if embedded():
            return
        _more(current)
        _upload(current)
        share_button(current.scene)


def offered(current: Session) -> tuple[Sample, ...]:
    """The gallery, those that suit the network first: clothing for a network that knows clothing."""
    if current.scene.weights.card is None:
        return _with_chosen(samples.SAMPLES, current.scene.image.sample)
    first = [next(s for s in samples.FASHION if s.label == label == s.predicted) for label in SIX]
    rest = [s for s in samples.FASHION if s not in first]
    return _with_chosen((*first, *rest, *samples.SAMPLES), current.scene.image.sample)


def _with_chosen(gallery: tuple[Sample, ...], name: str) -> tuple[Sample, ...]:
    """The gallery with the chosen image among those that are shown: in the last of their places."""
    chosen = next((s for s in gallery[SHOWN:] if s.name == name), None)
    if chosen is None:
        return gallery
    return (*gallery[: SHOWN - 1], chosen, *(s for s in gallery[SHOWN - 1 :] if s is not chosen))


def _thumbnails(current: Session) -> None:
    items = [
        {"name": s.name, "title": f"{s.title} ({s.credit})", "source": thumbnail(s.name)}
        for s in offered(current)[:SHOWN]
    ]

    def pick() -> None:
        said: Any = st.session_state.get("gallery")
        _choose(current, str(getattr(said, "pick", "") or ""))

    def resized() -> None:
        said: Any = st.session_state.get("gallery")
        current.narrow = bool(getattr(said, "narrow", False))

    with st.container(width="content"):
        data = {"items": items, "chosen": current.scene.image.sample, "narrow": current.narrow}
        _gallery(key="gallery", data=data, on_pick_change=pick, on_narrow_change=resized)


def _more(current: Session) -> None:
    rest = {_title(s): s.name for s in offered(current)[SHOWN:]}

    def pick() -> None:
        _choose(current, rest[st.session_state["more_images"]])

    st.menu_button("More", list(rest), key="more_images", on_click=pick)


def _title(sample: Sample) -> str:
    """What the menu calls a sample; of clothing its true class, and what the network says where it is wrong."""
    if not sample.label:
        return sample.title
    number = sample.name.removeprefix("fashion-")
    wrong = f", taken for {sample.predicted}" if sample.predicted != sample.label else ""
    return f"{sample.label} {number}{wrong}"


def _choose(current: Session, name: str) -> None:
    if name in {s.name for s in (*samples.SAMPLES, *samples.FASHION)}:
        current.notice = ""
        current.commit(replace(current.scene, image=ImageChoice(name, "", current.scene.image.fit)))


def _upload(current: Session) -> None:
    with st.popover("Your image", icon=":material/add_photo_alternate:", key="your_image"):
        st.file_uploader(
            "PNG, JPEG, WebP, GIF or BMP",
            key="upload",
            on_change=_take,
            args=(current,),
        )
        st.caption("It stays in this server's memory only. Whoever gets your link can see it while it is there.")


def _take(current: Session) -> None:
    file: Any = st.session_state["upload"]
    if file is None:
        return
    data = file.getvalue()
    try:
        images.decode(data)
    except ImageError as error:
        current.notice = f"{file.name}: {error}"
        return
    current.notice = ""
    current.commit(replace(current.scene, image=ImageChoice("", uploads().put(data), current.scene.image.fit)))
