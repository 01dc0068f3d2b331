"""From page to page: the browser drops the scene from the address, and this puts it back."""

from __future__ import annotations

import streamlit as st

from explorer.views.state import session


def keep_address(page: str) -> None:
    """Call before the page named `page` runs: on arrival from another page the address gets the scene again.

    Streamlit empties the address when a visitor changes pages; without this, an empty address would mean "start anew".
    """
    known = "session" in st.session_state
    before, st.session_state["page"] = st.session_state.get("page", page), page
    if known and before != page and "m" not in st.query_params:
        current = session()
        if current.written:
            st.query_params["m"] = current.written
