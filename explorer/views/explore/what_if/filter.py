"""The filter that the What if tab is about, and how an edit of it is committed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from explorer.errors import WeightsError
from explorer.figures.words import COLOURS
from explorer.layers.base import Array
from explorer.network import Cell, Network, Step
from explorer.running import what_if
from explorer.views.explore.screen import Screen
from explorer.views.shell.state import Session, session
from explorer.weights import Weights, edit
from explorer.words.glossary import tips


@dataclass(frozen=True, eq=False)
class Chosen:
    """Filter `channel` of a (depthwise) convolution: `one` is (rows, columns, channels that it reads).

    `edited`: not as it came. `biased`: the layer has biases.
    """

    step: Step
    channel: int
    one: Array
    bias: float
    edited: bool
    biased: bool


def filter_of(screen: Screen, step: Step, cell: Cell) -> Chosen:
    """The filter that made the selected map, or of the same number where the cell lies further up."""
    network, weights = screen.run.network, screen.run.scene.weights
    channel = min(cell.channel, step.output_shape[-1] - 1)
    one, bias = parameters(network, weights, step, channel)
    edited = any(each.channel == channel for each in weights.edits_of(step))
    return Chosen(step, channel, one, bias, edited, "bias" in step.param_shapes)


def parameters(network: Network, weights: Weights, step: Step, channel: int) -> tuple[Array, float]:
    """The kernels (rows, columns, channels that it reads) and the bias of one filter; 0 where it has none."""
    params = weights.params(network)[step.path]
    bias = float(params["bias"][channel]) if "bias" in params else 0.0
    return step.layer.as_filters(params["kernel"])[..., channel], bias


def map_of(screen: Screen, chosen: Chosen, one: Array, bias: float | None = None) -> Array:
    """The map, (rows, columns), that the filter `one` would make in the place of the chosen one."""
    run = screen.run
    own = chosen.bias if bias is None else bias
    return what_if.one_map(run.network, chosen.step.path, chosen.channel, run.acts, one, own)


def slice_names(screen: Screen, chosen: Chosen) -> list[str]:
    """What the kernels of a filter are called: after the maps that they read."""
    network = screen.run.network
    (below,) = network.sources(chosen.step.path)
    read = chosen.step.layer.channels_read(chosen.channel, below.output_shape)
    if not below.path and below.output_shape[2] == 3:
        return [COLOURS[channel] for channel in read]
    return [f"{below.name}, map {channel}" if below.path else f"channel {channel}" for channel in read]


def choose_slice(screen: Screen, chosen: Chosen) -> int:
    """Which input map's kernel to look at; kept from one part of the tab to the next."""
    names = slice_names(screen, chosen)
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


def put(path: str, channel: int, one: Array, bias: float | None = None) -> None:
    """Commit an edited filter and draw the page again. Without a `bias` it keeps the one that was typed in, if any."""
    current = session()
    before = next((f for f in current.scene.weights.filters if (f.path, f.channel) == (path, channel)), None)
    if bias is None and before is not None and before.fits((*one.shape, channel + 1)):
        bias = before.bias(one.shape)
    values = edit.values_of(one if bias is None else np.append(one.ravel(), bias))
    try:
        weights = current.scene.weights.with_filter(path, channel, values)
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
