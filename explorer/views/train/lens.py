"""One step under the lens: a weight's gradient as a sum, the optimiser's state, the old value and the new one."""

from __future__ import annotations

import streamlit as st

from explorer.views.shell.state import Session
from explorer.views.train.desk import Desk
from explorer.views.train.look import Look
from explorer.views.train.obstacles import Obstacle


def lens(current: Session, found: Desk, look: Look, stopper: Obstacle | None) -> None:
    """The choice of a weight, and what the last step did with it."""
    if not found.view.step:
        st.caption("Take a step first. Then you see here, in numbers, what it changed of one weight, and why.")
        return
