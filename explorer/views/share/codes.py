"""An address as a QR code, on the screen and to download."""

from __future__ import annotations

import streamlit as st

from explorer.errors import LinkError
from explorer.figures.links.qr import QUIET, svg
from explorer.figures.svg import svg_address
from explorer.scene import qr

MAX_SMALL_VERSION = 25
"""QR codes above this version have more than 117 modules a side: a phone must see them large."""
QR_SIDE = 230
"""Approximate side of the QR code on the screen, px: a module is a whole number of px."""


def qr_code(address: str) -> None:
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
