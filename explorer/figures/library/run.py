"""What the public figures share: a run of the network on an image, the theme, and the background."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plotly.graph_objects import Figure

from explorer.analysis.answer import class_names
from explorer.errors import SettingError
from explorer.figures.overview.scales import BLOCK, CAPTIONS, Scales
from explorer.figures.theme import THEMES, Theme
from explorer.images.choosing import ImageLike, picture_for
from explorer.layers.base import Array, Params
from explorer.network import Network
from explorer.running import run
from explorer.weights import Weights

WeightsLike = Weights | Mapping[str, Params]
"""Weights, or arrays by path and name: `{"0": {"kernel": ..., "bias": ...}}`."""


@dataclass(frozen=True, eq=False)
class ComputedRun:
    """A network, the activations of one image, and the colour scales of its maps. `classes` are the output's names."""

    network: Network
    params: Mapping[str, Params]
    acts: Mapping[str, Array]
    scales: Scales
    classes: tuple[str, ...]


def computed_run(network: Network, weights: WeightsLike, image: ImageLike, scope: str = BLOCK) -> ComputedRun:
    """Run the network on the image; `scope` is that of the colour scales. Raises ImageError, WeightsError or SettingError."""
    if scope not in CAPTIONS:
        raise SettingError(f"There is no scale per {scope!r}.", f"Use one of {', '.join(CAPTIONS)}.")
    params = params_of(network, weights)
    classes = class_names(network, weights) if isinstance(weights, Weights) else ()
    acts = run(network, params, picture_for(image, network.input_shape).pixels[None])
    return ComputedRun(network, params, acts, Scales(network, acts, scope), classes)


def params_of(network: Network, weights: WeightsLike) -> Mapping[str, Params]:
    """The arrays of `weights` by path. Raises WeightsError."""
    return weights.params(network) if isinstance(weights, Weights) else weights


def theme_named(name: str) -> Theme:
    """The theme "light" or "dark". Raises SettingError for any other name."""
    if name not in THEMES:
        raise SettingError(f"There is no theme {name!r}.", f"Use one of {', '.join(THEMES)}.")
    return THEMES[name]


def with_background(drawn: dict[str, Any], theme: Theme) -> Figure:
    """A Plotly figure of `drawn`, with the background colour that the app's page would give it."""
    figure = Figure(drawn)
    figure.update_layout(paper_bgcolor=theme.page)
    return figure
