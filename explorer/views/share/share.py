"""The Share dialog: the link with what it shows, its QR code, and the code that embeds it in another page."""

from __future__ import annotations

import html
from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st

from explorer.errors import LinkError
from explorer.figures.qr import QUIET, svg
from explorer.figures.svg import svg_address
from explorer.scene import Scene, link, qr
from explorer.views.components.copy.copy import mount_copy
from explorer.words.description import describe, title

SAFE_CHARS = 2_000
"""Some mail programs, chats and proxies cut off links of more characters."""
MAX_SMALL_VERSION = 25
"""QR codes above this version have more than 117 modules a side: a phone must see them large."""
QR_SIDE = 230
"""Approximate side of the QR code on the screen, px: a module is a whole number of px."""
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
    name = html.escape(f"CNN Explorer: {title(scene)}")
    width, height = FRAME_SIZE
    frame = (
        f'<iframe src="{html.escape(f"{query}&embed=true")}" width="{width}" height="{height}" title="{name}" '
        'loading="lazy" allow="clipboard-write" style="border: 1px solid #8884; max-width: 100%"></iframe>'
    )
    return ShareTexts(query, describe(scene), frame)


def length_words(count: int) -> str:
    """The length of a link of `count` characters, with a warning if it is long."""
    if count <= SAFE_CHARS:
        return f"{count:,} characters."
    return (
        f"{count:,} characters: above {SAFE_CHARS:,} some mail programs, chats and proxies cut a link off. Edited filters "
        "make it long, because every weight travels in it."
    )


def only_here(address: str) -> str:
    """For an address of this computer, such as localhost, that nobody else can open it; "" for any other."""
    host = urlsplit(address).hostname or ""
    if host == "localhost" or host.endswith(".localhost") or host.startswith("127.") or host in ("::1", "0.0.0.0"):
        return (
            f"The address {host} belongs to this computer, so the link works only here. For a link that others can open, run "
            "the explorer on a server, or open it here by the name that this computer has in your network."
        )
    return ""


def share_button(scene: Scene) -> None:
    """The button that opens the Share dialog."""
    st.button("Share", icon=":material/link:", key="share", on_click=_open)
    if st.session_state.pop("sharing", False):
        _dialog(scene)


def _open() -> None:
    st.session_state["sharing"] = True


def base_address() -> str:
    """The address of this page without its query."""
    base = str(st.context.url or "").split("?")[0]
    return base if base.count("/") > 2 else f"{base}/"


@st.dialog("Share what you see", width="medium")
def _dialog(scene: Scene) -> None:
    texts = share_texts(base_address(), scene)
    with st.container(key="share_dialog", gap="small"):
        st.markdown(f"**{texts.words}**")
        st.markdown("Whoever opens the link sees this network with this image, and this cell selected.")
        if here := only_here(texts.address):
            st.warning(here, icon=":material/computer:")
        if scene.image.digest:
            st.warning(
                "The photo is yours and is not in the link: others see it only while this server holds it, "
                "and a restart makes it forget. For a link that lasts, choose an image of the gallery.",
                icon=":material/hourglass_bottom:",
            )
        mount_copy("copy_link", "Link", texts.address, "Copy link")
        if len(texts.address) > SAFE_CHARS:
            st.warning(length_words(len(texts.address)), icon=":material/straighten:")
        else:
            st.caption(length_words(len(texts.address)))
        _qr_code(texts.address)
        mount_copy("copy_frame", "Embed it in a page", texts.frame, "Copy embed code")
        st.caption(
            f"A frame of {FRAME_SIZE[0]} × {FRAME_SIZE[1]} px with the maps and the selected cell only; change its size as "
            "you like."
        )


def _qr_code(address: str) -> None:
    """The link as a QR code to be read from a screen, if it is short enough for one."""
    try:
        modules = qr.encode(address)
    except LinkError as error:
        st.markdown(f"**QR code**  \n{error}")
        return
    picture, modules_across = svg(modules), len(modules) + 2 * QUIET
    side = modules_across * max(2, QR_SIDE // modules_across)  # whole px per module
    with st.container(key="share_code", horizontal=True, vertical_alignment="center", gap="medium"):
        st.html(
            f'<img class="cnn-code" src="{svg_address(picture)}" alt="QR code of the link" width="{side}" height="{side}">',
            width="content",
        )
        with st.container(gap="small"):
            st.markdown("**QR code**  \nOpens the link when a phone's camera is pointed at it.")
            if qr.version_of(modules) > MAX_SMALL_VERSION:
                st.markdown("This link is long, so its code has tiny squares: show the downloaded picture large.")
            st.download_button(
                "Download as SVG", picture, "cnn-explorer-link.svg", "image/svg+xml", icon=":material/download:"
            )
