"""The Gallery page: networks to start from, and demos to follow; the address says which part is on the screen."""

from __future__ import annotations

import streamlit as st

from explorer.views.explore.top.edited import short_edit_bar
from explorer.views.gallery.demos import demos_part
from explorer.views.gallery.networks import networks
from explorer.views.shell.state import session

SHOW = "show"
"""The query parameter that names the part."""
NETWORKS, DEMOS = "networks", "demos"
PARTS = {NETWORKS: ("Networks", networks), DEMOS: ("Demos", demos_part)}
"""Title and function of each part, by the name in the address."""
_KEY = "gallery_part"


def page() -> None:
    """The whole page."""
    short_edit_bar(session())  # its sidebar edits the network too
    with st.container(key="gallery_page"):
        st.markdown("### Gallery")
        part = asked(st.query_params.get(SHOW, ""))
        st.session_state[_KEY] = part
        st.segmented_control(
            "Part of the gallery",
            list(PARTS),
            format_func=lambda name: PARTS[name][0],
            required=True,
            key=_KEY,
            label_visibility="collapsed",
            on_change=_go,
        )
        PARTS[part][1]()


def asked(name: str) -> str:
    """The part that the address names; the first one for anything else."""
    return name if name in PARTS else NETWORKS


def _go() -> None:
    part = asked(st.session_state[_KEY])
    if part == NETWORKS:
        st.query_params.pop(SHOW, None)
    else:
        st.query_params[SHOW] = part
