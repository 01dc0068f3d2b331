"""The figures of the library: each function takes a network and returns a plotly.graph_objects.Figure.

What is drawn is decided in the modules beside this one; here the arguments are those that a notebook has at hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from plotly.graph_objects import Figure

from explorer.errors import SettingError
from explorer.figures.architecture import growth as growth_figure
from explorer.figures.architecture import silhouette, window_sizes
from explorer.figures.cone.maps import maps as cone_maps_figure
from explorer.figures.cone.side import AXES, side
from explorer.figures.layer import page_figure
from explorer.figures.ledger.figure import WIDTH as LEDGER_WIDTH
from explorer.figures.ledger.figure import figure as ledger_figure
from explorer.figures.overview.figure import figure as overview_figure
from explorer.figures.overview.figure import pictures
from explorer.figures.overview.layout import lay_out
from explorer.figures.overview.places import WIDTH
from explorer.figures.overview.scales import BLOCK, CAPTIONS, Scales
from explorer.figures.theme import THEMES, Theme
from explorer.figures.words import COLOURS, cell_name
from explorer.images.choosing import ImageLike, picture_for
from explorer.layers.base import Array, Params, as_map
from explorer.ledger import ConvLedger, DenseLedger, Ledger, SoftmaxLedger
from explorer.ledger import explain as explain_cell
from explorer.network import Cell, Network
from explorer.reads.cone import cone as cone_levels
from explorer.running import run
from explorer.weights import Weights

WeightsLike = Weights | Mapping[str, Params]
"""Weights, or arrays by path and name: `{"0": {"kernel": ..., "bias": ...}}`."""


@dataclass(frozen=True, eq=False)
class _Run:
    """One image through a network, and where the colours of its maps end. `classes` name the units of its answer."""

    network: Network
    params: Mapping[str, Params]
    acts: Mapping[str, Array]
    scales: Scales
    classes: tuple[str, ...]


def overview(
    network: Network,
    weights: WeightsLike,
    image: ImageLike = "cat",
    *,
    scope: str = BLOCK,
    width: int = WIDTH,
    theme: str = "light",
) -> Figure:
    """The whole network in one picture: every layer a column of maps, from the image to the answer.

    `weights` is a Weights value or arrays by path; `image` a sample's name, the bytes of a file, a Picture or pixels
    (rows, columns, channels) in [0, 1]. Colours end at the 99.5th percentile of magnitudes of one "map", of a "block"
    or of the "network", as `scope` says. `width` is in px. Raises ImageError, WeightsError or SettingError.

    >>> from explorer import figures, presets
    >>> preset = presets.load("edges")
    >>> picture = figures.overview(preset.network, preset.weights, preset.image)
    >>> picture.layout.width
    800
    """
    result = _computed(network, weights, image, scope)
    look = _theme(theme)
    layout = lay_out(network, result.classes, width=width)
    return _figure(overview_figure(network, layout, look, pictures(result.scales, layout, look)), look)


def architecture(network: Network, *, theme: str = "light") -> Figure:
    """The network as a row of boxes: heights to the scale of the rows, widths to the square root of the channels.

    >>> from explorer import figures, presets
    >>> figures.architecture(presets.load("lenet5").network).layout.xaxis.ticktext[:3]
    ('input', 'conv1', 'pool1')
    """
    look = _theme(theme)
    return _figure(silhouette(network, look), look)


def growth(network: Network, *, theme: str = "light") -> Figure:
    """How the window on the image, in px, grows with depth; a dashed line marks the image's own size.

    Raises SettingError for a network without a window that slides over the image.

    >>> from explorer import figures, presets
    >>> figures.growth(presets.load("lenet5").network).data[0].y
    (1, 5, 6, 14, 16)
    """
    if len(window_sizes(network)) < 2:
        raise SettingError("No layer of this network has a window that slides over the image.", "Add a convolution.")
    look = _theme(theme)
    return _figure(growth_figure(network, look), look)


def explain(
    network: Network,
    weights: WeightsLike,
    image: ImageLike,
    cell: Cell,
    *,
    width: int = LEDGER_WIDTH,
    theme: str = "light",
) -> Figure:
    """The arithmetic of one cell: its window, its weights, their products, and the sum. `width` is in px.

    Raises SettingError for a cell that the network has not, or one that only copies a number (there is nothing to draw:
    `explorer.explain` says where it comes from).

    >>> from explorer import figures, presets
    >>> preset = presets.load("edges")
    >>> picture = figures.explain(preset.network, preset.weights, preset.image, preset.cell)
    >>> picture.data[0].type
    'heatmap'
    """
    result = _computed(network, weights, image)
    look = _theme(theme)
    ledger = explain_cell(network, result.params, result.acts, cell)
    options: dict[str, Any] = {}
    if isinstance(ledger, ConvLedger):
        options["limit"] = partial(result.scales.limit, ledger.below)
    drawn = ledger_figure(ledger, look, width, _names(result, ledger), **options)
    if drawn is None:
        raise SettingError(
            f"{cell_name(network, cell)} is a number that is only passed on: there is no arithmetic to draw.",
            "Choose a cell of a convolution, a pooling, an activation or a dense layer.",
        )
    return _figure(drawn, look)


def cone(
    network: Network, cell: Cell, *, axis: str = "rows", width: int = LEDGER_WIDTH, theme: str = "light"
) -> Figure:
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
    look = _theme(theme)
    return _figure(side(cone_levels(network, cell), AXES.index(axis), look, width), look)


def cone_maps(
    network: Network,
    weights: WeightsLike,
    image: ImageLike,
    cell: Cell,
    *,
    width: int = LEDGER_WIDTH,
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
    result = _computed(network, weights, image)
    look = _theme(theme)
    levels = cone_levels(network, cell)
    return _figure(cone_maps_figure(levels, cell, result.acts, result.scales, look, width), look)


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

    `channels` are those to draw, by default the first 48; `scope` is as in `overview`. Raises SettingError for a layer
    without maps, or a channel that it has not.

    >>> from explorer import figures, presets
    >>> preset = presets.load("edges")
    >>> len(figures.maps(preset.network, preset.weights, preset.image, "conv1").data)
    10
    """
    step = network[layer]
    if len(step.output_shape) != 3:
        raise SettingError(f"{step.name} has {step.output_shape[0]:,} numbers and no maps.", "Choose a layer above it.")
    shown = list(range(min(step.output_shape[2], 48))) if channels is None else list(channels)
    for channel in shown:
        network.check_cell(Cell(step.path, 0, 0, channel))
    result = _computed(network, weights, image, scope)
    look = _theme(theme)
    values = result.acts[step.path][0].reshape(as_map(step.output_shape))
    tops = [result.scales.limit(step.path, channel) for channel in shown]
    return _figure(page_figure(values, shown, tops, look, step.path), look)


def _computed(network: Network, weights: WeightsLike, image: ImageLike, scope: str = BLOCK) -> _Run:
    if scope not in CAPTIONS:
        raise SettingError(f"There is no scale per {scope!r}.", f"Use one of {', '.join(CAPTIONS)}.")
    params = weights.params(network) if isinstance(weights, Weights) else weights
    card = weights.card if isinstance(weights, Weights) else None
    acts = run(network, params, picture_for(image, network.input_shape).pixels[None])
    return _Run(network, params, acts, Scales(network, acts, scope), card.classes if card else ())


def _names(result: _Run, ledger: Ledger) -> Sequence[str]:
    """The names of a convolution's input channels, of a dense unit's products or of a softmax's units."""
    match ledger:
        case ConvLedger() if not ledger.below and result.network.input_shape[2] == 3:
            return COLOURS
        case DenseLedger():
            return [cell_name(result.network, each.source) for each in ledger.largest]
        case SoftmaxLedger() if len(result.classes) == len(ledger.inputs):
            return result.classes
    return ()


def _theme(name: str) -> Theme:
    if name not in THEMES:
        raise SettingError(f"There is no theme {name!r}.", f"Use one of {', '.join(THEMES)}.")
    return THEMES[name]


def _figure(drawn: dict[str, Any], theme: Theme) -> Figure:
    """A figure that stands on its own: with the page's colour behind it."""
    figure = Figure(drawn)
    figure.update_layout(paper_bgcolor=theme.page)
    return figure
