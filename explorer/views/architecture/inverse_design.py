"""Inverse design on the Architecture page: the smallest edits of the network that reach a target."""

from __future__ import annotations

import streamlit as st

from explorer.analysis import goals
from explorer.layers import Layer
from explorer.layers.stack import layer_count
from explorer.network import Network
from explorer.views.shell.state import Session, fresh_ids
from explorer.views.sidebar import edits, layer_tree

QUESTIONS = {
    goals.SIZE: "Output size: rows of the last map",
    goals.FIELD: "Receptive field: rows of its window, px",
    goals.PARAMETERS: "Parameters, at most",
    goals.MACS: "MACs, at most",
}
UNITS = {goals.SIZE: "row", goals.FIELD: "px", goals.PARAMETERS: "parameter", goals.MACS: "MAC"}


def inverse_design(current: Session, network: Network, broken: bool) -> None:
    """Goal and target, and a button per proposal; disabled while the present layers do not fit (`broken`)."""
    st.markdown("### Work backwards from a goal")
    with st.container(key="backwards", gap="small"):
        st.caption("Say what you want, and see the smallest changes that get there.")
        goal, target = _goal_and_target(network)
        now = goals.measure(network, goal)
        if now is None:
            st.markdown("The windows of this network are uneven: they have no single size to ask for.")
            return
        if goals.meets(goal, now, target):
            st.markdown(f"The network has reached this goal already: it has {with_unit(now, goal)}.")
            return
        proposals = _proposals(network.named_digest, goal, target, network)
        st.markdown(_answer(proposals, now, goal))
        for place, proposal in enumerate(proposals):
            with st.container(key=f"proposal_{place}", horizontal=True, gap="small", vertical_alignment="center"):
                st.button(
                    "Apply",
                    key=f"apply_{place}",
                    disabled=broken,
                    on_click=_take,
                    args=(current, network, proposal),
                )
                usual = " :blue-badge[The usual answer]" if proposal.usual and proposal.reached else ""
                st.markdown(f"**{proposal.label}**: {with_unit(proposal.value, goal)}{usual}", width="stretch")


@st.cache_data(max_entries=64, show_spinner=False)
def _proposals(digest: str, goal: str, target: int, _network: Network) -> tuple[goals.Proposal, ...]:
    return goals.smallest_edits(_network, goal, target)


def _goal_and_target(network: Network) -> tuple[str, int]:
    """What the visitor asks for; the target of a new goal starts at half (for windows at twice) the present value."""
    asked = st.session_state.setdefault("asked", {"goal": goals.SIZE, "targets": {}})
    st.session_state["goal"] = asked["goal"]
    left, right = st.columns(2)
    left.selectbox("Goal", goals.GOALS, key="goal", format_func=QUESTIONS.__getitem__, on_change=_keep_choice)
    goal = str(asked["goal"])
    now = goals.measure(network, goal) or 1
    start = 2 * now if goal == goals.FIELD else max(now // 2, 1)
    target = int(asked["targets"].get(goal, start))
    st.session_state["target"] = target
    right.number_input(
        "Target",
        key="target",
        min_value=1,
        max_value=10**13,
        step=1,
        on_change=_keep_choice,
        help=f"Now it is {now:,}.",
    )
    return goal, target


def _keep_choice() -> None:
    """Store goal and target; every goal has a target of its own."""
    asked = st.session_state["asked"]
    if st.session_state["goal"] == asked["goal"] and st.session_state["target"] is not None:
        asked["targets"][asked["goal"]] = int(st.session_state["target"])
    asked["goal"] = st.session_state["goal"]


def with_unit(value: int, goal: str) -> str:
    """A value of a goal with its unit: "1 row", "19,920 parameters", "16 px"."""
    plural = "" if goal == goals.FIELD or value == 1 else "s"
    return f"{value:,} {UNITS[goal]}{plural}"


def _answer(proposals: tuple[goals.Proposal, ...], now: int, goal: str) -> str:
    if not proposals:
        return (
            f"Now it has {with_unit(now, goal)}. None of the changes that were tried, alone or in pairs, comes closer."
        )
    if not proposals[0].reached:
        return (
            f"Now it has {with_unit(now, goal)}. None of the changes that were tried, alone or in pairs, gets there. These "
            "come closest:"
        )
    return f"Now it has {with_unit(now, goal)}."


def _take(current: Session, network: Network, proposal: goals.Proposal) -> None:
    asked = st.session_state["asked"]
    asked["targets"][asked["goal"]] = int(st.session_state["target"])  # so that the page shows that it is reached
    apply_proposal(current, network, proposal)


def apply_proposal(current: Session, network: Network, proposal: goals.Proposal) -> None:
    """Make the proposed layers the present ones, as one step of undo, if `network` is still the present one.

    Ids, edited kernels and the selected cell stay with their layers.
    """
    if current.scene.layers != network.layers:
        return
    tree = layer_tree.to_tree(current.scene.layers, current.now.ids)
    nodes: layer_tree.Nodes = []
    for layer, old_index in zip(proposal.layers, proposal.origin, strict=True):
        if old_index is None:
            nodes += layer_tree.to_tree((layer,), fresh_ids(layer_count((layer,))))
        else:
            nodes.append(_with_layer(tree[old_index], layer))
    edits.rearrange(current, nodes, lambda _, __: f"**{proposal.label}**, as proposed")


def _with_layer(node: layer_tree.Node, layer: Layer) -> layer_tree.Node:
    """The node with another layer in it; those inside a block keep their ids."""
    (changed,) = layer_tree.to_tree((layer,), (node.id, *fresh_ids(layer_count((layer,)) - 1)))
    edits.keep_ids(node, changed)
    return changed
