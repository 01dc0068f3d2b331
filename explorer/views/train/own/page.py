"""The part of the form for classes of the visitor's own: a row of pictures for each, and the ways to add some."""

from __future__ import annotations

import streamlit as st

from explorer.views.shell.state import Session
from explorer.views.train.desk import Desk


def own_classes(current: Session, found: Desk) -> None:
    """The rows of the classes, and the ways to add pictures to them."""
    st.caption("Draw, photograph or upload at least two classes.")
