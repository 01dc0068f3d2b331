"""The button in the strip that opens the training panel, and the sign that a training goes on behind it."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from explorer.views.components.learning.learning import mount_sign
from explorer.views.shell.state import Session
from explorer.views.train.desk import desk
from explorer.views.train.live.feed import feed_data
from explorer.views.train.way import may_train, page_changed, toggle, trains


def train_button(current: Session) -> None:
    """The button, and the sign while the panel is closed; nothing for those who may not train."""
    if not may_train(current):
        return
    kind: Literal["primary", "secondary"] = "primary" if trains(current) else "secondary"
    st.button(
        "Train",
        icon=":material/model_training:",
        key="train",
        type=kind,
        on_click=_toggle,
        args=(current,),
        width="content",
    )
    found = desk()
    if found.job is not None and not trains(current):
        mount_sign(feed_data(found, False))


def _toggle(current: Session) -> None:
    toggle(current)
    page_changed()
