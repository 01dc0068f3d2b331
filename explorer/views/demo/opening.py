"""Opening a demo file: the uploader in the Gallery, and what becomes of the address while such a demo is shown."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer import limits
from explorer.errors import ExplorerError
from explorer.store import Bundle, zipped
from explorer.store.bundle import digest_of
from explorer.views.demo.following import Followed, begin, followed_demo
from explorer.views.share.notes import tell
from explorer.views.shell.pages import to_explore
from explorer.views.shell.state import Session

PARAMETER = "f"
"""The query parameter that says that a demo from a file is shown: what is in the file is not in the address."""
LARGEST = -(-(limits.DEMO_BYTES + limits.DEMO_MANIFEST_BYTES) // 1_000_000)
"""Megabytes of a demo file, at most."""
UPLOAD, PROBLEM, OPENED = "demo_file", "demo_file_problem", "demo_file_opened"


def open_file(current: Session, data: bytes) -> Bundle:
    """Show the demo of a file, from its first step on. Raises StoreError, and nothing else, for what is no demo."""
    bundle = zipped.unpack(data)
    begin(current, Followed(digest_of(data)[:8], bundle), PARAMETER)
    return bundle


def demo_file_uploader(current: Session) -> None:
    """The place to choose a demo file; a demo that was opened leads to the Explore page."""
    if st.session_state.pop(OPENED, False):
        to_explore()
    with st.popover("Open a demo file", icon=":material/folder_zip:"):
        st.markdown("Choose a file that was downloaded from a Share dialog. Its name ends in .cnn.zip.")
        st.file_uploader(
            "A demo file",
            type=["zip"],
            max_upload_size=LARGEST,
            key=UPLOAD,
            on_change=_taken,
            args=(current,),
            label_visibility="collapsed",
        )
        if problem := st.session_state.pop(PROBLEM, ""):
            tell(problem)


def follow_file(current: Session) -> None:
    """Say where the demo of the address is to be found, if it came from a file and this session does not have it."""
    named, now = st.query_params.get(PARAMETER, ""), followed_demo()
    if not named or (now is not None and now.id == named):
        return
    st.query_params.pop(PARAMETER, None)
    current.notice = (
        "This demo was opened from a file. To see all of it again, open the file in the Gallery, among the demos."
    )


def _taken(current: Session) -> None:
    file: Any = st.session_state.get(UPLOAD)
    if file is None:
        return
    try:
        open_file(current, file.getvalue())
    except ExplorerError as error:
        st.session_state[PROBLEM] = str(error)
        return
    st.session_state[OPENED] = True
