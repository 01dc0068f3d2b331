"""What stands in the sidebar: the course's contents on the Learn page, the network everywhere else."""

from __future__ import annotations

import streamlit as st

from explorer.views import learn
from explorer.views.network_panel import network_panel
from explorer.views.state import Session


def sidebar(current: Session, page: str) -> None:
    """The sidebar of the page that is called `page`."""
    with st.sidebar:
        if page == "Learn":
            learn.contents()
        else:
            network_panel(current)
