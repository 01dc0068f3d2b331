"""Work that takes longer than a moment is done when it is asked for."""

from __future__ import annotations

import streamlit as st

from explorer.figures.theme import compact
from explorer.network import Network

MOST = 3_000_000_000
"""Multiply-adds that are done without asking: a second or so."""


def allowed(key: str, macs: int) -> bool:
    """Whether to go on; if not, a button to ask for it stands in its place. A large network is asked about once."""
    if macs <= MOST or st.session_state.get(f"allowed_{key}") == macs:
        return True
    place = st.empty()
    if place.button(f"Compute: about {compact(macs)} multiply-adds", icon=":material/play_arrow:", key=f"heavy_{key}"):
        st.session_state[f"allowed_{key}"] = macs
        place.empty()
        return True
    return False


def macs_below(network: Network, path: str) -> int:
    """Multiply-adds of the layers up to the one at `path`."""
    return sum(step.macs for step in network.steps[: network.index(path) + 1])
