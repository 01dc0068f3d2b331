"""The part "Flip": one kernel as cross-correlation and as convolution, on small probes and on the image."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.figures.ledger.figure import NARROW, WIDTH
from explorer.figures.theme import number
from explorer.figures.tiles import Tile, largest, rows_of_tiles
from explorer.layers.base import Array
from explorer.running import what_if
from explorer.views.explore.screen import Screen
from explorer.views.explore.what_if.filter import ChosenFilter, choose_slice, map_of, put_filter
from explorer.views.shell.charts import CHART
from explorer.weights.bank import FILTER_BY_NAME
from explorer.weights.edit import flipped
from explorer.words.glossary import tips

PROBE_SIDE, MAP_SIDE = 176, 238
"""Sides of the tiles in px."""
OWN_KERNEL = "this filter's kernel"
SAMPLE_KERNELS = {"a symmetric one": "gaussian_blur", "an odd one": "sobel_x", "one that is neither": "emboss"}
"""Kernels of the bank for each effect that a turn by 180 degrees can have, by their label."""
CORRELATED, CONVOLVED = "cross-correlation", "convolution"
MAX_PROBE_TAPS = 11
"""Kernels with more rows or columns are not drawn with probes: their numbers would be too small to read."""


def flip_part(screen: Screen, chosen: ChosenFilter) -> None:
    """What turning the kernel by 180 degrees changes, and what it does not."""
    step, width = chosen.step, NARROW if screen.narrow else WIDTH
    st.markdown(
        f"**Filter {chosen.channel} of {step.name}**. What this layer computes is *cross-correlation*: the kernel lies on "
        "the picture as it is. *Convolution* turns it by half a turn first.",
        help=tips("flip", "convolution"),
    )
    taps = _sample_taps()
    at = choose_slice(screen, chosen) if not taps else 0
    kernel = np.asarray(taps or chosen.kernel[:, :, at], np.float64)
    if max(kernel.shape) <= MAX_PROBE_TAPS:
        st.markdown(_kernel_words(kernel))
        figure = rows_of_tiles(_probe_tiles(kernel, screen.narrow), screen.theme, width, PROBE_SIDE)
        st.plotly_chart(
            figure, theme=None, width="content", config=CHART, key="whatif_probes", alt=_kernel_words(kernel)
        )
    pair = what_if.MapPair(map_of(screen, chosen, chosen.kernel), map_of(screen, chosen, flipped(chosen.kernel)))
    st.markdown(_image_words(chosen, pair))
    figure = rows_of_tiles([_map_tiles(screen, chosen, at, pair)], screen.theme, width, MAP_SIDE)
    st.plotly_chart(
        figure, theme=None, width="content", config=CHART, key="whatif_flipped", alt=_image_words(chosen, pair)
    )
    st.button(
        "Flip the filter",
        key="whatif_flip_it",
        help="Turn all its kernels by half a turn: the map becomes that of the convolution. Undo brings it back.",
        on_click=put_filter,
        args=(step.path, chosen.channel, flipped(chosen.kernel)),
        kwargs={"done": "flipped"},
    )
    st.caption(
        "A network that learns its weights learns the turned ones instead, and computes the same maps: for it the two are "
        "the same. Weights from a book or from scipy.ndimage.convolve are meant to be turned."
    )


def _sample_taps() -> tuple[tuple[float, ...], ...]:
    """The kernel of the bank that the visitor chose for the probes; () for the filter's own."""
    options = {OWN_KERNEL: (), **{title: FILTER_BY_NAME[name].taps for title, name in SAMPLE_KERNELS.items()}}
    choice = st.session_state.get("whatif_tried_kept", OWN_KERNEL)
    st.session_state["whatif_tried"] = choice

    def keep() -> None:
        st.session_state["whatif_tried_kept"] = st.session_state["whatif_tried"]

    st.segmented_control(
        "Try the probes with", list(options), key="whatif_tried", required=True, on_change=keep, width="content"
    )
    return options[choice]


def _kernel_words(kernel: Array) -> str:
    """What a turn by 180 degrees does to this kernel: computed from its numbers, also for known ones."""
    match what_if.symmetry(kernel):
        case "even":
            return "This kernel is symmetric under a half turn: **nothing changes**."
        case "odd":
            return "A half turn changes the sign of every weight of this kernel, and so **the sign of every result**."
    return (
        "A half turn changes this kernel. One bright cell shows how: convolution draws the kernel **as it "
        "is**, cross-correlation draws it **turned**."
    )


def _image_words(chosen: ChosenFilter, pair: what_if.MapPair) -> str:
    if what_if.symmetry(chosen.kernel) == "even":
        return "**On your image**: the whole filter is symmetric under a half turn, and both maps are the same."
    row, col = pair.largest
    return (
        f"**On your image**, with all kernels of the filter: the maps differ by at most {number(abs(pair.most))}, at row "
        f"{row}, column {col}."
    )


def _probe_tiles(kernel: Array, narrow: bool) -> list[list[Tile]]:
    rows = [
        [
            Tile("the kernel", kernel, largest(kernel), weights=True),
            Tile("turned by half a turn", flipped(kernel), largest(kernel), weights=True),
        ]
    ]
    for probe in what_if.probes(kernel):
        limit = largest(probe.pair.before, probe.pair.after)
        titles = ("correlated", "convolved") if narrow else (CORRELATED, CONVOLVED)
        rows.append(
            [
                Tile(probe.name, probe.picture, grey=True),
                Tile(titles[0], probe.pair.before, limit),
                Tile(titles[1], probe.pair.after, limit),
            ]
        )
    return rows


def _map_tiles(screen: Screen, chosen: ChosenFilter, at: int, pair: what_if.MapPair) -> list[Tile]:
    network = screen.run.network
    (below,) = network.sources(chosen.step.path)
    channel = chosen.step.layer.channels_read(chosen.channel, below.output_shape)[at]
    read = screen.run.acts[below.path][0, :, :, channel]
    limit = largest(pair.before, pair.after)
    name = f"{below.name}, map {channel}" if below.path else "the image"
    titles = ("correlated", "convolved") if screen.narrow else (CORRELATED, CONVOLVED)
    return [
        Tile(name, read, largest(read), grey=not below.path),
        Tile(titles[0], pair.before, limit),
        Tile(titles[1], pair.after, limit),
    ]
