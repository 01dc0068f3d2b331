"""The Share dialog: the link with what it shows, its QR code, and the code that embeds it in another page."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from explorer.scene import Scene, link
from explorer.views.components.copy.copy import mount_copy
from explorer.views.demo.publishing import publish_form
from explorer.views.share.address import SAFE_CHARS, base_address, frame_html, only_here
from explorer.views.share.asking import SHARING, WAY, ask_to_share
from explorer.views.share.codes import qr_code
from explorer.views.share.files import file_form
from explorer.words.description import describe, title

WAYS = {"link": "Link", "demo": "Published demo", "file": "File"}
FRAME_SIZE = (800, 600)
"""Width and height of the embedded frame, px."""


@dataclass(frozen=True)
class ShareTexts:
    """What the Share dialog offers: the link, a description of the scene, and the HTML of a frame that shows it."""

    address: str
    words: str
    frame: str


def share_texts(base: str, scene: Scene) -> ShareTexts:
    """The texts for `scene`; `base` is the address of the app without its query."""
    query = f"{base}?m={link.encode(scene)}"
    return ShareTexts(query, describe(scene), frame_html(query, title(scene), FRAME_SIZE))


def length_words(count: int) -> str:
    """The length of a link of `count` characters, with a warning if it is long."""
    if count <= SAFE_CHARS:
        return f"{count:,} characters."
    return (
        f"{count:,} characters: above {SAFE_CHARS:,} some mail programs, chats and proxies cut a link off. Edited filters "
        "make it long, because every weight travels in it."
    )


def left_out_words(scene: Scene) -> str:
    """That the link does not hold the names of classes, if with them it would be too long; else ""."""
    if link.fitting(scene) == scene:
        return ""
    return (
        f"The link leaves out the names of the {len(scene.classes):,} classes: with them it would have "
        f"{len(link.encode(scene)):,} characters, and more than {link.MAX_CHARS:,} cannot be opened. A published demo and a "
        "file hold them."
    )


def share_button(scene: Scene) -> None:
    """The button that opens the Share dialog."""
    st.button("Share", icon=":material/link:", key="share", on_click=ask_to_share)
    if st.session_state.pop(SHARING, False):
        _dialog(scene)


@st.dialog("Share what you see", width="medium")
def _dialog(scene: Scene) -> None:
    with st.container(key="share_dialog", gap="small"):
        st.session_state.setdefault(WAY, "link")
        way = st.segmented_control(
            "How",
            list(WAYS),
            required=True,
            format_func=WAYS.__getitem__,
            key=WAY,
            label_visibility="collapsed",
        )
        if way == "demo":
            publish_form(scene)
        elif way == "file":
            file_form(scene)
        else:
            _link(scene)


def _link(scene: Scene) -> None:
    texts = share_texts(base_address(), link.fitting(scene))
    with st.container(gap="small"):
        st.markdown(f"**{texts.words}**")
        st.markdown("Whoever opens the link sees this network with this image, and this cell selected.")
        if here := only_here(texts.address):
            st.warning(here, icon=":material/computer:")
        if left_out := left_out_words(scene):
            st.warning(left_out, icon=":material/label_off:")
        if any(side.image.digest for side in scene.sides):
            st.warning(
                "The photo is yours alone: the link does not hold it, and shows others a sample in its place. To share the "
                "photo, publish a demo.",
                icon=":material/lock:",
            )
        mount_copy("copy_link", "Link", texts.address, "Copy link")
        if len(texts.address) > SAFE_CHARS:
            st.warning(length_words(len(texts.address)), icon=":material/straighten:")
        else:
            st.caption(length_words(len(texts.address)))
        qr_code(texts.address)
        mount_copy("copy_frame", "Embed it in a page", texts.frame, "Copy embed code")
        st.caption(
            f"A frame of {FRAME_SIZE[0]} × {FRAME_SIZE[1]} px with the maps and the selected cell only; change its size as "
            "you like."
        )
