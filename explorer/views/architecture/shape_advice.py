"""Advice on the Architecture page: layers that leave cells unread or pad in vain, with buttons that change them."""

from __future__ import annotations

import streamlit as st

from explorer.analysis import advice
from explorer.errors import Fix
from explorer.network import Network
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits

USUAL = "Nothing to change: where pixels stay unread here, well-known networks leave them unread too."
BADGES = {
    advice.Grade.MISTAKE: ":orange-badge[Likely a mistake]",
    advice.Grade.NOTE: ":gray-badge[Worth knowing]",
}


def shape_advice(current: Session, network: Network, broken: bool) -> None:
    """All remarks about `network`; their fixes are disabled while the present layers do not fit (`broken`)."""
    st.markdown("### Advice")
    with st.container(key="advice", gap="small"):
        remarks = _remarks(network.named_digest, network)
        if not remarks:
            usual = any(advice.remarks(network, step.path) for step in network.steps[1:])
            st.caption(USUAL if usual else "Every pixel that reaches a layer is read, and no padding is wasted.")
        for place, remark in enumerate(remarks):
            with st.container(key=f"remark_{place}", gap="small"):
                st.markdown(f"**{remark.name}** {BADGES[remark.grade]}  \n{remark.sentence}")
                with st.container(horizontal=True, gap="small"):
                    for fix_place, fix in enumerate(remark.fixes):
                        st.button(
                            fix.label,
                            key=f"advice_{place}_{fix_place}",
                            disabled=broken,
                            on_click=_fix,
                            args=(current, network, fix),
                        )


@st.cache_data(max_entries=64, show_spinner=False)
def _remarks(digest: str, _network: Network) -> tuple[advice.Advice, ...]:
    return advice.advise(_network)


def _fix(current: Session, network: Network, fix: Fix) -> None:
    """Apply a fix, if the network is still the one that it was offered for."""
    if current.scene.layers == network.layers:
        edits.apply(current, fix)
