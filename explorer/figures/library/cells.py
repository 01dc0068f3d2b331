"""Public figures of one cell or one layer: its arithmetic, what it reads, its maps and its filters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from plotly.graph_objects import Figure

from explorer.errors import SettingError
from explorer.figures.cone.maps import maps as cone_maps_figure
from explorer.figures.cone.side import AXES, side
from explorer.figures.layer.filters import filters_figure
from explorer.figures.layer.page import PAGE, page_figure
from explorer.figures.ledger.figure import WIDTH
from explorer.figures.ledger.figure import figure as ledger_figure
from explorer.figures.library.run import (
    ComputedRun,
    WeightsLike,
    computed_run,
    params_of,
    theme_named,
    with_background,
)
from explorer.figures.overview.scales import BLOCK
from explorer.figures.words import COLOURS, cell_name
from explorer.images.choosing import ImageLike
from explorer.ledger import ConvLedger, DenseLedger, Ledger, SoftmaxLedger
from explorer.ledger import explain as explain_cell
from explorer.network import Cell, Network, Step
from explorer.network.colors import holds_colors, reads_colors
from explorer.reads.cone import cone as cone_levels


def explain(
    network: Network,
    weights: WeightsLike,
    image: ImageLike,
    cell: Cell,
    *,
    width: int = WIDTH,
    theme: str = "light",
) -> Figure:
    """The arithmetic of one cell: its window, its weights, their products, and the sum. `width` is in px.

    Raises SettingError for a cell that the network does not have, or one that only copies a number (there is nothing to
    draw; `explorer.explain` returns where it comes from).

    >>> from explorer import figures, presets
    >>> preset = presets.load("edges")
    >>> picture = figures.explain(preset.network, preset.weights, preset.image, preset.cell)
    >>> picture.data[0].type
    'heatmap'
    """
    run = computed_run(network, weights, image)
    look = theme_named(theme)
    ledger = explain_cell(network, run.params, run.acts, cell)
    options: dict[str, Any] = {}
    if isinstance(ledger, ConvLedger):
        options["limit"] = partial(run.scales.limit, ledger.below)
    drawn = ledger_figure(ledger, look, width, term_names(run, ledger), **options)
    if drawn is None:
        raise SettingError(
            f"{cell_name(network, cell)} is a number that is only passed on: there is no arithmetic to draw.",
            "Choose a cell of a convolution, a pooling, an activation or a dense layer.",
        )
    return with_background(drawn, look)


def term_names(run: ComputedRun, ledger: Ledger) -> Sequence[str]:
    """The names of a convolution's input channels, of a dense unit's products or of a softmax's units."""
    match ledger:
        case ConvLedger() if holds_colors(run.network, ledger.below):
            return COLOURS
        case DenseLedger():
            return [cell_name(run.network, each.source) for each in ledger.largest]
        case SoftmaxLedger() if len(run.classes) == len(ledger.inputs):
            return run.classes
    return ()


def cone(network: Network, cell: Cell, *, axis: str = "rows", width: int = WIDTH, theme: str = "light") -> Figure:
    """What one cell reads of every layer below it, seen from the side along the "rows" or the "columns". No run is needed.

    Filled cells are really read; the solid frame is the window on the map, the dashed one the textbook window, which may
    lie in the padding. `width` is in px. Raises SettingError for an unknown cell or axis.

    >>> from explorer import Cell, figures, presets
    >>> network = presets.load("lenet5").network
    >>> [note.text for note in figures.cone(network, Cell("5", 2, 2, 0)).layout.annotations][-1]
    '16 of 32 rows'
    """
    if axis not in AXES:
        raise SettingError(f"There is no axis {axis!r}.", f"Use one of {', '.join(AXES)}.")
    look = theme_named(theme)
    return with_background(side(cone_levels(network, cell), AXES.index(axis), look, width), look)


def cone_maps(
    network: Network,
    weights: WeightsLike,
    image: ImageLike,
    cell: Cell,
    *,
    width: int = WIDTH,
    theme: str = "light",
) -> Figure:
    """What one cell reads, on the maps themselves: one map per layer from the image to the cell's own.

    Bright is read, veiled is not, hatched lies in the padding. Of the layers between, the strongest of the maps that are
    read is shown. `width` is in px. Raises SettingError for an unknown cell.

    >>> from explorer import figures, presets
    >>> preset = presets.load("edges")
    >>> picture = figures.cone_maps(preset.network, preset.weights, preset.image, preset.cell)
    >>> len(picture.layout.meta["slots"])
    3
    """
    run = computed_run(network, weights, image)
    look = theme_named(theme)
    levels = cone_levels(network, cell)
    return with_background(cone_maps_figure(levels, cell, run.acts, run.scales, look, width), look)


def maps(
    network: Network,
    weights: WeightsLike,
    image: ImageLike,
    layer: str,
    *,
    channels: Sequence[int] | None = None,
    scope: str = BLOCK,
    theme: str = "light",
) -> Figure:
    """The maps of one layer side by side, each with its number. `layer` is a path or a name.

    `channels` are the channels to draw, by default the first 48; `scope` is as in `overview`. Raises SettingError for a layer
    without maps, or a channel that it does not have.

    >>> from explorer import figures, presets
    >>> preset = presets.load("edges")
    >>> len(figures.maps(preset.network, preset.weights, preset.image, "conv1").data)
    10
    """
    step = network[layer]
    if len(step.output_shape) != 3:
        raise SettingError(f"{step.name} has {step.output_shape[0]:,} numbers and no maps.", "Choose a layer above it.")
    shown = _checked(network, step, channels)
    run = computed_run(network, weights, image, scope)
    look = theme_named(theme)
    values = step.maps(run.acts)
    limits = [run.scales.limit(step.path, channel) for channel in shown]
    return with_background(page_figure(values, shown, limits, look, step.path), look)


def filters(
    network: Network,
    weights: WeightsLike,
    layer: str,
    *,
    channels: Sequence[int] | None = None,
    theme: str = "light",
) -> Figure:
    """The filters of one layer side by side in color, each with its number. `layer` is a path or a name.

    Only of a layer that reads the red, green and blue of the image, rescaled or not: weight w on a color becomes
    0.5 + w / (2 m) of it, with m the largest magnitude in the filter, so gray is 0. `channels` are the filters to draw, by
    default the first 48. Raises SettingError for any other layer, or a filter that it does not have.

    >>> from explorer import figures, presets
    >>> preset = presets.load("vgg16")
    >>> len(figures.filters(preset.network, preset.weights, "conv1_1").data)
    48
    """
    step = network[layer]
    if not reads_colors(network, step.path):
        raise SettingError(
            f"The filters of {step.name} do not read red, green and blue.",
            "Choose a convolution of an image with three channels.",
        )
    shown = _checked(network, step, channels)
    kernel = step.layer.as_filters(params_of(network, weights)[step.path]["kernel"])
    look = theme_named(theme)
    return with_background(filters_figure(kernel, shown, look, step.path), look)


def _checked(network: Network, step: Step, channels: Sequence[int] | None) -> list[int]:
    """`channels`, or the first 48 of the step. Raises SettingError for one that it does not have."""
    if channels is None:
        return list(range(min(step.output_shape[2], PAGE)))
    return [network.check_cell(Cell(step.path, 0, 0, channel)).channel for channel in channels]
