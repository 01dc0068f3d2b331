"""Long computations start only when the visitor presses a button."""

from __future__ import annotations

import streamlit as st

from explorer.figures.theme import compact
from explorer.limits import ASKED_MACS
from explorer.network import Network


def may_compute(key: str, macs: int) -> bool:
    """Whether to go on; if not, a button that starts the computation is shown. It is asked once per `key` and `macs`."""
    if macs <= ASKED_MACS or st.session_state.get(f"allowed_{key}") == macs:
        return True
    place = st.empty()
    if place.button(f"Compute: about {compact(macs)} multiply-adds", icon=":material/play_arrow:", key=f"heavy_{key}"):
        st.session_state[f"allowed_{key}"] = macs
        place.empty()
        return True
    return False


def macs_below(network: Network, path: str) -> int:
    """MACs of all layers up to the one at `path`, which is included."""
    return sum(step.macs for step in network.steps[: network.index(path) + 1])
