"""The right column: the photo with the cell's region, its value, and what the value is made of."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import streamlit as st

from explorer.analysis.answer import class_names, unit_names
from explorer.analysis.color_filters import color_picture
from explorer.figures import cell as figures
from explorer.figures.alternatives import color_words
from explorer.figures.maps import photo_png
from explorer.figures.overview.figure import percent
from explorer.figures.rail.column import shown_cell
from explorer.figures.rail.drawing import Look, drawn
from explorer.figures.rail.making import explained_cell, rail_from
from explorer.figures.rail.record import Rail
from explorer.figures.rail.source import Source
from explorer.figures.theme import number
from explorer.figures.words import cell_name, map_name, reads_briefly, reads_help, reads_sentence
from explorer.layers import Conv2DTranspose, Normalization, Rescaling
from explorer.layers.sliding import Sliding
from explorer.ledger import logit_of
from explorer.network import Cell, Network
from explorer.network.colors import reads_colors
from explorer.reads import Region
from explorer.views.components.present.mode import presented_photo, presenting
from explorer.views.components.rail.rail import mount_rail
from explorer.views.explore.answer.answer import answer_of, ask_about
from explorer.views.explore.color_filter import kernel_of
from explorer.views.explore.numbers_table import numbers_button
from explorer.views.explore.rail.enlarged import enlarged_map
from explorer.views.explore.rail.ledgers import ledger_of
from explorer.views.explore.runs import Run
from explorer.views.explore.screen import Screen
from explorer.views.shell import embed
from explorer.views.shell.charts import CHART
from explorer.views.shell.prepared import Prepared
from explorer.views.shell.room import window
from explorer.views.shell.state import session
from explorer.words.class_names import short_class

PHOTO_SIDE = 120
"""Longest side of the photo beside the value, in px."""
QUESTIONS = (("looks", "Where it looks"), ("depends", "What it depends on"))
"""What can be asked about a unit of the answer."""


def rail(screen: Screen, cell: Cell, region: Region) -> Callable[[], None]:
    """Draw the column for `cell`, except for its charts, which the returned function draws into their places.

    Plotly takes about 60 ms for a new map and blocks the browser meanwhile: what the caller sends before it is shown first.
    """
    in_frame = embed.embedded()
    place_of_map = None
    with st.container(key="rail"):
        mount_rail(rail_html(screen, cell, region), _asked)
        with st.container(horizontal=True, key="rail_pictures") if in_frame else nullcontext():
            place_of_photo = st.container(key="rail_photo")
            if in_frame:
                place_of_map = st.container(key="rail_map")

    def draw() -> None:
        with place_of_photo:
            photo = figures.photo(screen.run.acts[""][0], screen.theme, _photo_side())
            st.plotly_chart(Prepared(photo), theme=None, width="content", config=CHART, key="photo")
            if in_frame:
                st.html('<p class="cnn-caption">what it reads</p>')
        if place_of_map is not None:
            with place_of_map:
                enlarged_map(screen, cell, embed.FRAME_PICTURE)

    return draw


def phone_rail(screen: Screen, cell: Cell, region: Region) -> Callable[[], None]:
    """The same on a phone, where photo and map stand above the sheet; its end is the button for the map's numbers."""
    run = screen.run
    with st.container(key="rail"):
        mount_rail(rail_html(screen, cell, region), _asked)
    numbers_button("enlarged_numbers", run, cell, run.network.step(cell.path).maps(run.acts))
    return lambda: None


def _photo_side() -> int:
    if embed.embedded():
        return embed.FRAME_PICTURE
    return presented_photo(window().height) if presenting() else PHOTO_SIDE


def rail_html(screen: Screen, cell: Cell, region: Region) -> str:
    """The words, matrices and buttons of the rail."""
    run = screen.run
    source = Source(run.network, run.acts, unit_names(run.network, run.scene.weights, run.scene.classes))
    record = rail_from(source, ledger_of(run, explained_cell(run.network, cell)), cell, run.scene.face)
    return drawn(record, _look(screen, record, region))


def shown_value(screen: Screen, cell: Cell) -> float:
    """The number of the cell that the overview's picture shows: after the activation, unless the switch says before."""
    run = screen.run
    return Source(run.network, run.acts).value(shown_cell(run.network, cell, run.scene.face))


def _look(screen: Screen, record: Rail, region: Region) -> Look:
    network, cell = screen.run.network, record.cell
    step, explained = network.step(cell.path), network.step(record.explained.path)
    vector = len(step.output_shape) == 1
    answer = _class(screen.run, cell)
    exactly = (reads_sentence(network, cell, region), reads_help(network, cell, region))
    picture, words = _color_filter(screen, record.explained)
    title = cell_name(network, cell) if vector else f"{step.name}, {map_name(network, cell.path, cell.channel)}"
    place = "" if vector else f"row {cell.row}, column {cell.col}"
    return Look(
        theme=screen.theme,
        limit=screen.scales.limit,
        title=answer or title,
        place=title if answer else place,
        reads=reads_briefly(network, cell, region, reads_colors(network, explained.path)),
        reads_exactly=" ".join(filter(None, exactly)),
        value=percent(record.value) if step.layer.gives_probabilities else number(record.value),
        exact=repr(record.value),
        about=f"{explained.name}: {explained.layer.about}",
        picture=picture,
        picture_words=words,
        questions=QUESTIONS if answer and answer_of(screen.run) else (),
        buttons=_buttons(screen, record),
        brief=screen.narrow and not embed.embedded(),
        below=explained.sources[0] if explained.sources else "",
        rescaled=rescaled_words(network, explained.sources[0]) if explained.sources else "",
    )


def rescaled_words(network: Network, path: str) -> str:
    """How the numbers of the step at `path` were made of the pixels, if they were rescaled; else ""."""
    step = network.step(path)
    while not step.is_input and len(step.sources) == 1 and step.layer.accompanies:
        if isinstance(step.layer, Normalization) and network.step(step.sources[0]).is_input:
            return "value = (pixel − mean) / spread, with those of its channel; a pixel is from 0 to 1"
        if isinstance(step.layer, Rescaling):
            sign = "−" if step.layer.offset < 0 else "+"
            offset = number(abs(step.layer.offset))
            return f"value = pixel × {number(step.layer.scale)} {sign} {offset}; a pixel is from 0 to 1"
        step = network.step(step.sources[0])
    return ""


def _buttons(screen: Screen, record: Rail) -> tuple[tuple[str, str], ...]:
    """The buttons at the end; none for a number of the image, which nothing was computed for, nor in a frame."""
    if not record.cell.path or embed.embedded():
        return ()
    layer = screen.run.network.step(record.explained.path).layer
    slide = (("slide", "Slide"),) if isinstance(layer, Sliding | Conv2DTranspose) else ()
    return (("open", "Open up"), *slide, ("arithmetic", "Full arithmetic"))


def _color_filter(screen: Screen, cell: Cell) -> tuple[str, str]:
    """The filter of a convolution of colors as a picture's data address, and what it shows; both "" for other cells."""
    network = screen.run.network
    if not reads_colors(network, cell.path):
        return "", ""
    weights = kernel_of(screen, network.step(cell.path))[..., cell.channel]
    return photo_png(color_picture(weights)), f"{color_words(weights, cell.channel)}, in total".capitalize()


def _class(run: Run, cell: Cell) -> str:
    """The class of a unit of the last layers, if it has a name; else ""."""
    names, last = class_names(run.network, run.scene.weights, run.scene.classes), run.network.steps[-1].path
    score = logit_of(run.network, Cell(last, 0, 0, 0))
    return short_class(names[cell.channel]) if names and cell.path in (last, score.path) else ""


def _asked(request: Any) -> None:
    """Open what a button asks for: the arithmetic in its tab, or one of the questions about the answer."""
    current = session()
    if request == "arithmetic":
        current.set_tool("arithmetic/arithmetic")
    elif request in dict(QUESTIONS):
        ask_about(current, current.shown.settled_cell().channel, str(request))
