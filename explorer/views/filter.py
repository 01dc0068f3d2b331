"""The filter that the What if tab is about, and how an edit of it is committed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from explorer import whatif
from explorer.errors import WeightsError
from explorer.figures.words import COLOURS
from explorer.glossary import tips
from explorer.layers import Conv2D
from explorer.layers.base import Array
from explorer.network import Cell, Step
from explorer.views.state import Session, session
from explorer.weights import Weights, edit

if TYPE_CHECKING:
    from explorer.views.selection import Shown


@dataclass(frozen=True, eq=False)
class Chosen:
    """Filter `channel` of a convolution: `one` is (rows, columns, channels that it reads). `edited`: not as it came."""

    step: Step
    channel: int
    one: Array
    bias: float
    edited: bool


def filter_of(shown: Shown, step: Step, cell: Cell) -> Chosen:
    """The filter that made the selected map, or of the same number where the cell lies further up."""
    network, weights = shown.run.network, shown.run.scene.weights
    channel = min(cell.channel, step.output_shape[-1] - 1)
    params = weights.params(network)[step.path]
    bias = float(params["bias"][channel]) if "bias" in params else 0.0
    edited = any(each.channel == channel for each in weights.edits_of(step))
    return Chosen(step, channel, params["kernel"][..., channel], bias, edited)


def map_of(shown: Shown, chosen: Chosen, one: Array) -> Array:
    """The map, (rows, columns), that the filter `one` would make in the place of the chosen one."""
    run = shown.run
    return whatif.one_map(run.network, chosen.step.path, chosen.channel, run.acts, one, chosen.bias)


def slice_names(shown: Shown, chosen: Chosen) -> list[str]:
    """What the kernels of a filter are called: after the maps that they read."""
    network = shown.run.network
    (below,) = network.sources(chosen.step.path)
    assert isinstance(chosen.step.layer, Conv2D)
    read = chosen.step.layer.channels_read(chosen.channel, below.output_shape)
    if not below.path and below.output_shape[2] == 3:
        return [COLOURS[channel] for channel in read]
    return [f"{below.name}, map {channel}" if below.path else f"channel {channel}" for channel in read]


def choose_slice(shown: Shown, chosen: Chosen) -> int:
    """Which input map's kernel to look at; kept from one part of the tab to the next."""
    names = slice_names(shown, chosen)
    if len(names) == 1:
        return 0
    kept = min(st.session_state.get("whatif_kept", 0), len(names) - 1)
    st.session_state["whatif_slice"] = kept

    def keep() -> None:
        st.session_state["whatif_kept"] = st.session_state["whatif_slice"]

    found: int = st.selectbox(
        "Kernel for",
        list(range(len(names))),
        key="whatif_slice",
        format_func=names.__getitem__,
        width=220,
        on_change=keep,
        help=tips("filter", "kernel"),
    )
    return found


def put(path: str, channel: int, one: Array) -> None:
    """Commit an edited filter and draw the page again."""
    current = session()
    try:
        weights = current.scene.weights.with_filter(path, channel, edit.values_of(one))
    except WeightsError as error:
        current.notice = str(error)
        return
    _commit(current, weights)


def reset(path: str, channel: int) -> None:
    """Give a filter back what it was before any edit."""
    current = session()
    _commit(current, current.scene.weights.with_filter(path, channel, None))


def _commit(current: Session, weights: Weights) -> None:
    current.commit(replace(current.scene, weights=weights, preset=""))
    st.session_state["whole_page"] = True  # the tab is a fragment: the maps must follow too
