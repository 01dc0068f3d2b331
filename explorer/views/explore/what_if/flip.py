"""Flip: the same kernel as a cross-correlation and as a convolution, on probes and on the present image."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.figures.ledger.figure import NARROW, WIDTH
from explorer.figures.theme import number
from explorer.figures.tiles import Tile, largest, rows_of_tiles
from explorer.layers.base import Array
from explorer.running import what_if
from explorer.views.explore.screen import Screen
from explorer.views.explore.what_if.filter import EDITABLE, Chosen, choose_slice, map_of, put
from explorer.views.shell.charts import CHART
from explorer.weights.bank import FILTER_BY_NAME
from explorer.weights.edit import flipped

SIDE, MAP_SIDE = 176, 238
OWN = "this filter's kernel"
TRIED = {"a symmetric one": "gaussian_blur", "an odd one": "sobel_x", "one that is neither": "emboss"}
"""Hand-made kernels that show what half a turn changes and what it does not."""
CORRELATED, CONVOLVED = "cross-correlation", "convolution"
MOST_TAPS = 11
"""Larger kernels are not drawn as probes: their numbers would not be seen."""


def flip_part(screen: Screen, chosen: Chosen) -> None:
    """What a half turn of the kernel changes, and what it does not."""
    step, width = chosen.step, NARROW if screen.narrow else WIDTH
    st.markdown(
        f"**Filter {chosen.channel} of {step.name}**. What this layer computes is *cross-correlation*: the kernel lies on "
        "the picture as it is. *Convolution* turns it by half a turn first."
    )
    tried = _tried()
    at = choose_slice(screen, chosen) if not tried else 0
    kernel = np.asarray(tried or chosen.one[:, :, at], np.float64)
    if max(kernel.shape) <= MOST_TAPS:
        st.markdown(_kernel_words(kernel))
        figure = rows_of_tiles(_probe_tiles(kernel, screen.narrow), screen.theme, width, SIDE)
        st.plotly_chart(
            figure, theme=None, width="content", config=CHART, key="whatif_probes", alt=_kernel_words(kernel)
        )
    pair = what_if.MapPair(map_of(screen, chosen, chosen.one), map_of(screen, chosen, flipped(chosen.one)))
    st.markdown(_image_words(chosen, pair))
    figure = rows_of_tiles([_map_tiles(screen, chosen, at, pair)], screen.theme, width, MAP_SIDE)
    st.plotly_chart(
        figure, theme=None, width="content", config=CHART, key="whatif_flipped", alt=_image_words(chosen, pair)
    )
    st.button(
        "Flip the filter",
        key="whatif_flip_it",
        help="Turn all its kernels by half a turn: the map becomes that of the convolution. Undo brings it back.",
        on_click=put,
        args=(step.path, chosen.channel, flipped(chosen.one)),
    )
    st.caption(
        "A network that learns its weights learns the turned ones instead, and computes the same maps: for it the two are "
        "the same. Weights from a book or from scipy.ndimage.convolve are meant to be turned."
    )


def _tried() -> tuple[tuple[float, ...], ...]:
    """The hand-made kernel that the probes are tried with; () for the filter's own."""
    options = {OWN: (), **{title: FILTER_BY_NAME[name].taps for title, name in TRIED.items()}}
    kept = st.session_state.get("whatif_tried_kept", OWN)
    st.session_state["whatif_tried"] = kept

    def keep() -> None:
        st.session_state["whatif_tried_kept"] = st.session_state["whatif_tried"]

    st.segmented_control(
        "Try the probes with", list(options), key="whatif_tried", required=True, on_change=keep, width="content"
    )
    return options[kept]


def _kernel_words(kernel: Array) -> str:
    """What half a turn does to this kernel; computed, not looked up."""
    match what_if.symmetry(kernel):
        case "even":
            return "This kernel is symmetric under a half turn: **nothing changes**."
        case "odd":
            return "A half turn changes the sign of every weight of this kernel, and so **the sign of every result**."
    return (
        "A half turn makes another kernel of this one. One bright cell shows which: convolution draws the kernel **as it "
        "is**, cross-correlation draws it **turned**."
    )


def _image_words(chosen: Chosen, pair: what_if.MapPair) -> str:
    if what_if.symmetry(chosen.one) == "even":
        return "**On your image**: the whole filter is symmetric under a half turn, and both maps are the same."
    row, col = pair.largest
    return (
        f"**On your image**, with all kernels of the filter: the maps differ by at most {number(abs(pair.most))}, at row "
        f"{row}, column {col}."
    )


def _probe_tiles(kernel: Array, narrow: bool) -> list[list[Tile]]:
    lines = [
        [
            Tile("the kernel", kernel, largest(kernel), weights=True),
            Tile("turned by half a turn", flipped(kernel), largest(kernel), weights=True),
        ]
    ]
    for probe in what_if.probes(kernel):
        top = largest(probe.pair.before, probe.pair.after)
        titles = ("correlated", "convolved") if narrow else (CORRELATED, CONVOLVED)
        lines.append(
            [
                Tile(probe.name, probe.picture, grey=True),
                Tile(titles[0], probe.pair.before, top),
                Tile(titles[1], probe.pair.after, top),
            ]
        )
    return lines


def _map_tiles(screen: Screen, chosen: Chosen, at: int, pair: what_if.MapPair) -> list[Tile]:
    network = screen.run.network
    (below,) = network.sources(chosen.step.path)
    assert isinstance(chosen.step.layer, EDITABLE)
    channel = chosen.step.layer.channels_read(chosen.channel, below.output_shape)[at]
    read = screen.run.acts[below.path][0, :, :, channel]
    top = largest(pair.before, pair.after)
    name = f"{below.name}, map {channel}" if below.path else "the image"
    titles = ("correlated", "convolved") if screen.narrow else (CORRELATED, CONVOLVED)
    return [
        Tile(name, read, largest(read), grey=not below.path),
        Tile(titles[0], pair.before, top),
        Tile(titles[1], pair.after, top),
    ]
