"""The right column: the photo with the cell's region, its value, the selected map enlarged, what it reads in words."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import streamlit as st

from explorer.analysis.answer import class_names
from explorer.figures import cell as figures
from explorer.figures.overview.scales import MAP
from explorer.figures.theme import number
from explorer.figures.words import cell_name, reads_help, reads_sentence, silent_map_note, sum_table
from explorer.layers import Dense
from explorer.layers.base import Array, as_map
from explorer.ledger import explain_dense, logit_of
from explorer.network import Cell, Network
from explorer.reads import Region
from explorer.views.components.picture.picture import picture as drawn
from explorer.views.explore.answer.answer import answer_of
from explorer.views.explore.numbers_table import numbers_button
from explorer.views.explore.runs import Run
from explorer.views.explore.screen import Screen
from explorer.views.shell import embed
from explorer.views.shell.charts import CHART
from explorer.words.class_names import short_class
from explorer.words.glossary import tip, tips

SMALL_PHOTO = 136
"""Side of the photo where it shares the column with the answer, in px."""
PHONE_MAP_SIDE = 264
"""Side of the enlarged map on a phone, in px: large enough to tap a cell."""


def rail(screen: Screen, cell: Cell, region: Region) -> Callable[[], None]:
    """Draw the column for `cell`, except for the enlarged map, which the returned function draws into its place.

    Plotly takes about 60 ms for a new map and blocks the browser meanwhile: what the caller sends before it is shown first.
    """
    network, acts, theme = screen.run.network, screen.run.acts, screen.theme
    values = acts[cell.path][0].reshape(as_map(network.step(cell.path).output_shape))
    if screen.narrow:
        place_of_map = st.container()
    exact = float(values[cell.row, cell.col, cell.channel])
    with st.container(key="photo_and_value", horizontal=_beside(screen), gap="small"):
        if not screen.narrow:
            photo = figures.photo(acts[""][0], theme, _photo_side(screen))
            st.plotly_chart(photo, theme=None, width="content", config=CHART, key="photo")
        with st.container(gap="xsmall"):
            st.markdown(f"**{cell_name(network, cell)}{_class(screen.run, cell)}**")
            st.markdown(f'<span class="cnn-value" title="{exact!r}">{number(exact)}</span>', unsafe_allow_html=True)
    st.markdown(reads_sentence(network, cell, region), help=_terms(network, cell, region))
    _contributions(screen.run, cell)
    if screen.narrow:
        st.plotly_chart(figures.photo(acts[""][0], theme), theme=None, width="content", config=CHART, key="photo")
    else:
        place_of_map = st.container()

    def draw() -> None:
        with place_of_map:
            _enlarged(screen, cell, values)

    return draw


def _beside(screen: Screen) -> bool:
    """Whether the value stands beside a small photo, because the answer takes the place above it."""
    return not screen.narrow and not embed.embedded() and bool(answer_of(screen.run))


def _photo_side(screen: Screen) -> int:
    if embed.embedded():
        return embed.FRAME_PHOTO_SIDE
    return SMALL_PHOTO if _beside(screen) else figures.PHOTO


def _terms(network: Network, cell: Cell, region: Region) -> str:
    """The tooltip of the sentence on what a cell reads: what is special about this cell, then the terms."""
    cell_kind = "unit" if len(network.step(cell.path).output_shape) == 1 else "map"
    special = reads_help(network, cell, region)
    return "\n\n".join(filter(None, (special, tips("cell", cell_kind, "receptive field", "step on the image"))))


def _enlarged(screen: Screen, cell: Cell, values: Array) -> None:
    """The selected map, large enough to click a cell; on a phone it comes first."""
    picture = _picture(values, cell)
    side = PHONE_MAP_SIDE if screen.narrow else embed.FRAME_MAP_SIDE if embed.embedded() else figures.ENLARGED
    chart = figures.enlarged(
        picture, screen.scales.limit(cell.path, cell.channel), screen.theme, side, grey=not cell.path
    )
    if note := silent_map_note(picture):
        st.caption(note)
    drawn(chart, "enlarged", "The selected map.")
    if not embed.embedded():
        numbers_button("enlarged_numbers", screen.run, cell, values)
    if screen.scales.scope == MAP:  # otherwise the overview's legend says it
        st.caption(screen.scales.sentence(cell.path, cell.channel))


def _class(run: Run, cell: Cell) -> str:
    """The class of a unit of the last layers after a colon, if the weights were trained on classes; else ""."""
    names, last = class_names(run.network, run.scene.weights), run.network.steps[-1].path
    score = logit_of(run.network, Cell(last, 0, 0, 0))
    return f": {short_class(names[cell.channel])}" if names and cell.path in (last, score.path) else ""


def _contributions(run: Run, cell: Cell) -> None:
    """For a unit of a dense layer, or the softmax above it: the largest products in its sum."""
    network = run.network
    logit = logit_of(network, cell)
    step = network.step(logit.path)
    if not isinstance(step.layer, Dense) or len(step.output_shape) != 1:
        return
    with st.popover("Largest contributions", icon=":material/functions:", width="stretch", help=tip("contribution")):
        st.markdown(sum_table(network, explain_dense(network, run.scene.weights.params(network), run.acts, logit)))


def columns_of(units: int) -> int:
    """The number of columns of a vector of `units` numbers when it is shown as a map, row by row."""
    return max(1, math.ceil(math.sqrt(units)))


def _picture(values: Array, cell: Cell) -> Array:
    """The selected map; a vector of n units is laid out row by row in a square."""
    rows, cols, channels = values.shape
    if (rows, cols) != (1, 1):
        return np.asarray(values[:, :, cell.channel])
    width = columns_of(channels)
    padded = np.full(-(-channels // width) * width, np.nan, np.float32)
    padded[:channels] = values[0, 0]
    return padded.reshape(-1, width)
