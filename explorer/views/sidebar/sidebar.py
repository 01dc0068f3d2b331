"""The sidebar: the table of contents on the Learn page, the network on the other pages."""

from __future__ import annotations

import streamlit as st

from explorer.views.learn import page as learn
from explorer.views.shell.state import Session
from explorer.views.sidebar.network import network_panel


def sidebar(current: Session, page: str) -> None:
    """The sidebar of the page with the title `page`."""
    with st.sidebar:
        if page == "Learn":
            learn.contents()
        else:
            network_panel(current)
