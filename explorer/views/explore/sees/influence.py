"""The part "Influence": which pixels change the selected cell, a layer's cells on average, or a class."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from explorer import reads
from explorer.analysis.answer import unit_names
from explorer.analysis.influence import (
    ClassMap,
    EffectiveField,
    class_map,
    classifies,
    effective_field,
    saliency,
    score_cell,
    smoothed,
    strongest_per_pixel,
    target,
)
from explorer.analysis.influence.saliency import COPIES
from explorer.figures.cell import enlarged
from explorer.figures.influence.class_photo import class_over_photo
from explorer.figures.influence.photo import OwnPhoto, outlined_photo
from explorer.figures.influence.slopes import effective_figure, slopes_figure
from explorer.figures.influence.words import effective_words, no_slope_words, target_words
from explorer.figures.maps import limit
from explorer.figures.theme import number
from explorer.figures.words import cell_name
from explorer.images import samples
from explorer.layers.base import Array, as_map
from explorer.network import Cell, Network
from explorer.running import runner
from explorer.scene import ImageChoice
from explorer.views.explore.runs import shared_runner
from explorer.views.explore.screen import Screen
from explorer.views.explore.sees.on_demand import macs_below, may_compute
from explorer.views.explore.sees.own_photo import photo_of
from explorer.views.image.pictures import fitted
from explorer.views.share.notes import plain
from explorer.views.shared.busy import slot
from explorer.views.shell.charts import CHART
from explorer.views.shell.remembered import remembered
from explorer.words.glossary import tip, tips

SIDE, SIDE_PHONE = 264, 164
"""Side of each picture in px."""
CELLS_PER_IMAGE = 6
THIS_CELL, THIS_LAYER, CLASS = "This cell, this image", "This layer, on average", "A class"
"""The three questions."""


def influence_part(screen: Screen, cell: Cell) -> None:
    """The switch between the three questions, and the open one; only that one computes."""
    parts: dict[str, Callable[[Screen, Cell], None]] = {
        THIS_CELL: _cell,
        THIS_LAYER: _layer,
    }
    if classifies(screen.run.network):
        parts[CLASS] = _class
    st.session_state.setdefault("influence_of", next(iter(parts)))
    if st.session_state["influence_of"] not in parts:
        st.session_state["influence_of"] = next(iter(parts))
    chosen = st.segmented_control(
        "Influence of the pixels on", list(parts), key="influence_of", required=True, help=tip("influence")
    )
    parts[str(chosen)](screen, cell)


def _side(screen: Screen) -> int:
    return SIDE_PHONE if screen.narrow else SIDE


def _gap(screen: Screen) -> Literal["xsmall", "medium"]:
    return "xsmall" if screen.narrow else "medium"


def _photo(screen: Screen) -> OwnPhoto:
    return photo_of(screen.run.scene.image, screen.run.network.input_shape, _side(screen))


def key_of(screen: Screen) -> str:
    """A cache key of all that the activations and gradients of this run depend on: network, weights, image."""
    return screen.run.key


# -- this cell --------------------------------------------------------------------------------------------------------


def _cell(screen: Screen, cell: Cell) -> None:
    network, acts = screen.run.network, screen.run.acts
    if not cell.path:
        st.markdown("Select a cell of a layer. A pixel of the image depends on nothing but itself.")
        return
    asked = target(network, acts, cell)
    exact = float(network.step(asked.cell.path).maps(acts)[_position(asked.cell)])
    st.markdown(target_words(cell_name(network, cell), asked, exact, network))
    smooth = st.toggle(
        "Smoothed",
        key="smooth",
        help=tip("smoothing"),
    )
    if not may_compute("saliency", _saliency_macs(network, asked.cell, smooth)):
        return
    gradient = _saliency(f"{key_of(screen)}-{asked.cell}-{smooth}", screen, asked.cell, smooth)
    values = strongest_per_pixel(gradient)
    region = reads.region(network, cell)
    slope_limit = limit([values])
    with st.container(horizontal=True, gap=_gap(screen), key="influence_cell"):
        photo = outlined_photo(_photo(screen), region, screen.theme, _side(screen))
        _chart(photo, "influence_photo", "The image, with an outline around what the cell reads.")
        ends = f"from {number(float(values.min()))} to {number(float(values.max()))}"
        alt = f"How much the number changes with each pixel: {ends}."
        _chart(slopes_figure(values, slope_limit, region, screen.theme, _side(screen)), "saliency", alt)
    if not values.any():
        st.caption(no_slope_words(asked.cell))
        return
    colours = " Of a pixel's three colours, the strongest is shown." if gradient.shape[2] == 3 else ""
    st.caption(
        f"Blue: a brighter pixel raises the number; orange: it lowers it. A slope is how much the number changes per unit of "
        f"brightness, for small changes; colours end at ±{number(slope_limit)}, the 99.5th percentile.{colours} Outside what "
        "the cell reads, every slope is exactly 0."
    )


def _position(cell: Cell) -> tuple[int, int, int]:
    return cell.row, cell.col, cell.channel


@remembered("Computing the gradient …")
def _saliency(key: str, _screen: Screen, _cell: Cell, smooth: bool) -> Array:
    run = _screen.run
    params = run.scene.weights.params(run.network)
    with slot(_saliency_macs(run.network, _cell, smooth)):
        if smooth:
            return smoothed(run.network, params, run.picture.pixels, _cell)
        return saliency(run.network, params, run.acts, _cell)


def _saliency_macs(network: Network, cell: Cell, smooth: bool) -> int:
    return (3 * COPIES if smooth else 2) * macs_below(network, cell.path)


# -- this layer -------------------------------------------------------------------------------------------------------


def _layer(screen: Screen, cell: Cell) -> None:
    network, step = screen.run.network, screen.run.network.step(cell.path)
    if not cell.path:
        st.markdown("Select a cell of a layer. A pixel of the image depends on nothing but itself.")
        return
    if step.window is None or as_map(step.output_shape)[:2] == (1, 1):
        st.markdown(
            f"The cells of {step.name} read the whole image, or windows of different shapes, so their windows cannot be "
            "averaged. Select a map of an earlier layer."
        )
        return
    images = _images(screen)
    if not may_compute("effective", _field_macs(network, cell.path, len(images))):
        return
    weights = screen.run.scene.weights
    field = _field(
        f"{runner.run_key(network, weights, fitted(images[0], network.input_shape).pixels)}-{cell.path}",
        screen,
        cell.path,
    )
    st.markdown(effective_words(field, step.name), help=tip("effective receptive field"))
    with st.container(key="influence_layer"):
        alt = f"Mean influence in the window of {step.name}: {field.effective} of {field.within.size} px hold 95%."
        _chart(effective_figure(field, screen.theme, _side(screen)), "effective", alt)
    st.caption(
        f"The mean size of the slopes over {field.samples} cells: {CELLS_PER_IMAGE} in each of {len(images)} images from the "
        "gallery. Dotted: the textbook window, its receptive field. Solid: the effective field, the fewest pixels that "
        "hold 95% of the sum. Pixels in the middle reach a cell along more paths than those at the edge (Luo et al. 2016, "
        "arXiv:1701.04128)."
    )


def _images(screen: Screen) -> list[ImageChoice]:
    """The images to average over: samples of what a trained network knows, else of the gallery."""
    card = screen.run.scene.weights.card
    gallery = (samples.of_kind(card.gallery) if card else ()) or samples.SAMPLES
    return [ImageChoice(sample.name, "", screen.run.scene.image.fit) for sample in gallery[:12]]


@remembered("Computing the gradients of many cells of many images …")
def _field(key: str, _screen: Screen, path: str) -> EffectiveField:
    network, weights = _screen.run.network, _screen.run.scene.weights
    images = _images(_screen)
    runs = (shared_runner().run(network, weights, fitted(choice, network.input_shape).pixels) for choice in images)
    with slot(_field_macs(network, path, len(images))):
        return effective_field(network, weights.params(network), runs, path, CELLS_PER_IMAGE)


def _field_macs(network: Network, path: str, images: int) -> int:
    return images * (network.macs + 2 * CELLS_PER_IMAGE * macs_below(network, path))


# -- a class ----------------------------------------------------------------------------------------------------------


def strongest_class(screen: Screen) -> int:
    """The index of the unit of the last layer with the largest activation."""
    return int(screen.run.acts[screen.run.network.steps[-1].path].reshape(-1).argmax())


def _class(screen: Screen, cell: Cell) -> None:
    run = screen.run
    network, names = run.network, unit_names(run.network, run.scene.weights, run.scene.classes)
    best = strongest_class(screen)
    if st.session_state.get("class_map_of") not in range(len(names)):
        st.session_state["class_map_of"] = best
    unit = st.selectbox(
        "Class",
        range(len(names)),
        help=tips("class", "class map"),
        key="class_map_of",
        format_func=lambda unit: f"{names[unit]}{', what the network says' if unit == best else ''}",
    )
    if not may_compute("class", 2 * network.macs):
        return
    evidence = _map(f"{key_of(screen)}-{unit}", screen, unit)
    step = network.step(evidence.path)
    with st.container(horizontal=True, gap=_gap(screen), key="influence_class"):
        overlay = class_over_photo(_photo(screen), evidence, step, screen.theme, _side(screen))
        _chart(overlay, "class_photo", f"Where the evidence for {names[unit]} lies on the image.")
        alone = enlarged(evidence.values, float(evidence.values.max()) or 1.0, screen.theme, _side(screen))
        _chart(
            alone,
            "class_map",
            f"The class map of {names[unit]}, {evidence.values.shape[0]} × {evidence.values.shape[1]} cells.",
        )
    exact = float(screen.run.acts[score_cell(network, unit).path].reshape(-1)[unit])
    heaviest = evidence.weights.argsort()[::-1][:3]
    listed = ", ".join(f"map {channel} ({number(float(evidence.weights[channel]))})" for channel in heaviest)
    st.caption(
        f"Score of {plain(names[unit])}: {number(exact)}. Each map of {step.name} gets a weight, the mean slope of the score "
        f"over its cells; the largest are {listed}. The weighted sum is shown where it is above 0 (Grad-CAM, Selvaraju et al. "
        "2017, doi:10.1109/ICCV.2017.74). On the photo, each cell lies in the middle of what it reads. The picture says which "
        "places raise the score, not why."
    )
    if not evidence.values.any():
        st.caption("Here the sum is nowhere above 0: nothing in this image speaks for this class.")


@remembered("Computing the gradient …")
def _map(key: str, _screen: Screen, unit: int) -> ClassMap:
    run = _screen.run
    with slot(2 * run.network.macs):
        return class_map(run.network, run.scene.weights.params(run.network), run.acts, unit)


def _chart(chart: dict[str, Any], key: str, alt: str) -> None:
    with st.container(width="content"):
        st.plotly_chart(chart, theme=None, width="content", config=CHART, key=key, alt=alt)
