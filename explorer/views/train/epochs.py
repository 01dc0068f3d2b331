"""The epochs of a training: each can be looked at, kept, downloaded, and put beside another one."""

from __future__ import annotations

import streamlit as st

from explorer.views.shell.state import Session
from explorer.views.train.desk import Desk
from explorer.views.train.look import Look
from explorer.views.train.obstacles import Obstacle


def epochs(current: Session, found: Desk, look: Look, stopper: Obstacle | None) -> None:
    """The list of snapshots, and what can be done with the one on the screen."""
    if not found.view.kept:
        st.caption("After every epoch the weights are kept here: play them back, keep the best, compare two of them.")
        return
