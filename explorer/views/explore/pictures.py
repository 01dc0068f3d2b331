"""The color scales and the pictures of a run, kept for the next rerun: the overview and the training strip share them."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explorer.figures.loupe import packed_numbers
from explorer.figures.overview import figure as overview
from explorer.figures.overview.places import Layout
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import Theme
from explorer.layers.base import Array
from explorer.network import Network
from explorer.views.explore.runs import Run
from explorer.views.shell.prepared import Prepared


def picture_key(run: Run, scope: str) -> str:
    """A key that changes exactly when a number in the maps of `run`, or what shares one color scale, does."""
    return f"{run.key}-{scope}"


def _named_key(run: Run, scope: str) -> str:
    """The same for what also says the names of layers."""
    return f"{picture_key(run, scope)}-{run.network.named_digest}"


def content_key(run: Run, scope: str, layout: Layout, theme: Theme) -> str:
    """A key that changes exactly when the pictures and texts that `layout` shows of a run do, and the numbers behind them."""
    return f"{_named_key(run, scope)}-{layout.content}-{theme.name}"


def scales_of(run: Run, scope: str) -> Scales:
    """The color scales of a run's maps; `scope` is one of explorer.scene.SCOPES."""
    return _scales(_named_key(run, scope), run.network, run.acts, scope)


def pictures_of(run: Run, scope: str, layout: Layout, theme: Theme) -> overview.Pictures:
    """The pictures and texts that `layout` shows of a run."""
    return _pictures(content_key(run, scope, layout, theme), scales_of(run, scope), layout, theme)


def overview_of(network: Network, layout: Layout, pictures: overview.Pictures, theme: Theme, times: float) -> Prepared:
    """The overview's figure with these pictures: drawn once for the still and for all visitors who see the same."""
    key = f"{overview.figure_key(network, layout, theme, times)}-{pictures.version}"
    return _figure(key, network, layout, theme, pictures, times)


def numbers_of(run: Run, scope: str, layout: Layout, theme: Theme) -> bytes:
    """The numbers of the maps that `layout` shows, packed for the loupe."""
    key = content_key(run, scope, layout, theme)
    return _numbers(key, scales_of(run, scope), layout, theme, pictures_of(run, scope, layout, theme).version)


@st.cache_resource(max_entries=24, show_spinner=False)
def _scales(key: str, _network: Network, _acts: Mapping[str, Array], scope: str) -> Scales:
    return Scales(_network, _acts, scope)


@st.cache_resource(max_entries=64, show_spinner=False)
def _pictures(key: str, _scales: Scales, _layout: Layout, _theme: Theme) -> overview.Pictures:
    return overview.pictures(_scales, _layout, _theme)


@st.cache_resource(max_entries=24, show_spinner=False)
def _figure(
    key: str, _network: Network, _layout: Layout, _theme: Theme, _pictures: overview.Pictures, _times: float
) -> Prepared:
    return Prepared(overview.figure(_network, _layout, _theme, _pictures, _times))


@st.cache_resource(max_entries=16, show_spinner=False)
def _numbers(key: str, _scales: Scales, _layout: Layout, _theme: Theme, _version: str) -> bytes:
    return packed_numbers(_layout, _scales, _theme, _version)


def forget_pictures() -> None:
    """Let all scales, pictures and figures go that are kept for the next rerun."""
    for cached in (_scales, _pictures, _figure, _numbers):
        cached.clear()
