"""The section "Weights" of the sidebar: scheme and seed of random weights, or the note that they were trained."""

from __future__ import annotations

import secrets
from dataclasses import replace

import streamlit as st

from explorer.errors import SettingError
from explorer.views.share.notes import tell
from explorer.views.shell.state import Session
from explorer.weights import Seeded, Weights
from explorer.weights.random_kernels import SCHEMES
from explorer.words.glossary import tip


def weights_panel(current: Session) -> None:
    """Scheme and seed of random weights, and a button that draws others."""
    base = current.scene.weights.base
    with st.expander("Weights"):
        if current.scene.weights.overrides:
            st.caption("Some filters are hand-made; the rest are random.")
        if isinstance(base, Seeded):
            _seeded(current, base)
        else:
            st.caption("These weights are trained. Random ones would replace them; Undo brings them back.")
        st.button(
            "New random weights" if isinstance(base, Seeded) else "Use random weights",
            icon=":material/casino:",
            key="roll",
            on_click=_roll,
            args=(current,),
            width="stretch",
        )
        if current.problem and current.problem[0] == "weights":
            tell(current.problem[1])


def _seeded(current: Session, base: Seeded) -> None:
    st.session_state["scheme"], st.session_state["seed"] = base.scheme, base.seed
    st.selectbox(
        "Scheme", list(SCHEMES), key="scheme", on_change=_reseed, args=(current,), help=" ".join(SCHEMES.values())
    )
    st.number_input(
        "Seed",
        key="seed",
        step=1,
        on_change=_reseed,
        args=(current,),
        help=tip("seed"),
    )


def _reseed(current: Session) -> None:
    try:
        base = Seeded(st.session_state["scheme"], st.session_state["seed"])
    except SettingError as error:
        current.problem = ("weights", str(error))
        return
    current.commit(replace(current.scene, weights=replace(current.scene.weights, base=base)))


def _roll(current: Session) -> None:
    base = current.scene.weights.base
    scheme = base.scheme if isinstance(base, Seeded) else Seeded().scheme
    base = Seeded(scheme, secrets.randbelow(9_999) + 1)
    current.commit(replace(current.scene, weights=Weights(base), preset=""))
