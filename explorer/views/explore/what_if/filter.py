"""The filter that the What if tab edits: its values, the map it makes, and committing an edit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from explorer.errors import WeightsError
from explorer.figures.words import COLOURS
from explorer.layers.base import Array
from explorer.network import Cell, Network, Step
from explorer.network.colors import holds_colors
from explorer.running import what_if
from explorer.views.explore.screen import Screen
from explorer.views.shell.state import Session, session
from explorer.views.sidebar.edits import commit_told
from explorer.weights import Weights, edit
from explorer.words.glossary import tips


@dataclass(frozen=True, eq=False)
class ChosenFilter:
    """Filter `channel` of a (depthwise) convolution; `kernel` is (rows, columns, channels that it reads).

    `edited`: not as it was before any edit. `biased`: the layer has biases.
    """

    step: Step
    channel: int
    kernel: Array
    bias: float
    edited: bool
    biased: bool


def filter_of(screen: Screen, step: Step, cell: Cell) -> ChosenFilter:
    """The filter of `step` with the channel of `cell`, or its last one if it has fewer."""
    network, weights = screen.run.network, screen.run.scene.weights
    channel = min(cell.channel, step.output_shape[-1] - 1)
    kernel, bias = filter_parameters(network, weights, step, channel)
    edited = any(edited_filter.channel == channel for edited_filter in weights.edits_of(step))
    return ChosenFilter(step, channel, kernel, bias, edited, "bias" in step.param_shapes)


def filter_parameters(network: Network, weights: Weights, step: Step, channel: int) -> tuple[Array, float]:
    """The kernel, (rows, columns, channels that it reads), and the bias of one filter; 0 if the layer has none."""
    params = weights.params(network)[step.path]
    bias = float(params["bias"][channel]) if "bias" in params else 0.0
    return step.layer.as_filters(params["kernel"])[..., channel], bias


def map_of(screen: Screen, chosen: ChosenFilter, kernel: Array, bias: float | None = None) -> Array:
    """The map, (rows, columns), if the chosen filter had this kernel and, unless it is None, this bias."""
    run = screen.run
    used_bias = chosen.bias if bias is None else bias
    return what_if.map_with_filter(run.network, chosen.step.path, chosen.channel, run.acts, kernel, used_bias)


def slice_names(screen: Screen, chosen: ChosenFilter) -> list[str]:
    """The names of the maps that the filter reads, one for each slice of its kernel."""
    network = screen.run.network
    (below,) = network.sources(chosen.step.path)
    read = chosen.step.layer.channels_read(chosen.channel, below.output_shape)
    if holds_colors(network, below.path):
        return [COLOURS[channel] for channel in read]
    return [f"{below.name}, map {channel}" if below.path else f"channel {channel}" for channel in read]


def choose_slice(screen: Screen, chosen: ChosenFilter) -> int:
    """Let the visitor choose a slice of the kernel by the map that it reads; all parts of the tab share the choice."""
    names = slice_names(screen, chosen)
    if len(names) == 1:
        return 0
    index = min(st.session_state.get("whatif_kept", 0), len(names) - 1)
    st.session_state["whatif_slice"] = index

    def keep() -> None:
        st.session_state["whatif_kept"] = st.session_state["whatif_slice"]

    chosen_index: int = st.selectbox(
        "Kernel for",
        list(range(len(names))),
        key="whatif_slice",
        format_func=names.__getitem__,
        width=220,
        on_change=keep,
        help=tips("filter", "kernel"),
    )
    return chosen_index


def put_filter(path: str, channel: int, kernel: Array, bias: float | None = None, done: str = "edited") -> None:
    """Commit an edited filter and rerun the page. Without `bias` it keeps the one that was typed in, if any.

    `done` says what was done to it, for the bar after an edit.
    """
    current = session()
    edits = {(edited.path, edited.channel): edited for edited in current.scene.weights.filters}
    before = edits.get((path, channel))
    if bias is None and before is not None and before.fits((*kernel.shape, channel + 1)):
        bias = before.bias(kernel.shape)
    values = edit.values_of(kernel if bias is None else np.append(kernel.ravel(), bias))
    try:
        weights = current.scene.weights.with_filter(path, channel, values)
    except WeightsError as error:
        current.notice = str(error)
        return
    _commit(current, weights, path, channel, done)


def reset_filter(path: str, channel: int) -> None:
    """Undo all edits of a filter."""
    current = session()
    _commit(current, current.scene.weights.with_filter(path, channel, None), path, channel, "as before its edits")


def _commit(current: Session, weights: Weights, path: str, channel: int, done: str) -> None:
    words = f"**Filter {channel} of {current.scene.layer_names[path]}** {done}"
    commit_told(current, replace(current.scene, weights=weights), current.now.ids, words)
    st.session_state["whole_page"] = True  # the tab is a fragment: the maps must follow too
