"""The Explain tab: the arithmetic of the selected cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from explorer.figures.ledger import figure as figures
from explorer.figures.ledger.window import routing
from explorer.figures.ledger.words import ROUNDED, balance_line, following_line, sum_line
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import Theme
from explorer.figures.words import COLOURS, place
from explorer.layers import MaxPool2D
from explorer.layers.base import Array, Params
from explorer.ledger import (
    ConvLedger,
    DenseLedger,
    InputLedger,
    Ledger,
    MaxPoolLedger,
    SoftmaxLedger,
    explain,
    following,
    routing_mask,
    to_csv,
    to_latex,
)
from explorer.network import Cell, Network
from explorer.running import runner
from explorer.scene import Scene
from explorer.views.components.picture.picture import picture
from explorer.views.explore.explain.contributions import contributions
from explorer.views.explore.explain.origins import origin_buttons
from explorer.views.explore.explain.readings import readings
from explorer.views.explore.explain.size import output_sizes
from explorer.views.explore.explain.slide import sliding
from explorer.views.explore.tool import open_part
from explorer.views.shell.state import Session
from explorer.views.shell.terms import terms_of
from explorer.weights import LazyParams, Weights

Acts = Mapping[str, Array]

VIEWS = ("Arithmetic", "Sliding", "Two readings", "Size")
PAGE = 16
"""How many channels are drawn at a time when all are asked for."""
STYLE = """<style>
.st-key-explain_head { flex-wrap: wrap; justify-content: space-between; }
.st-key-explain_head [data-testid="stMarkdown"] { flex: 1 1 240px; }
.st-key-explain .stMarkdown > div > [data-testid="stMarkdownContainer"]:has(.katex-display) {
  max-width: 100%; overflow: auto hidden;
}
:is(.st-key-explain_latex, .st-key-explain_bottleneck) .stMarkdown > div { margin-left: 0; }
:is(.st-key-explain_latex, .st-key-explain_bottleneck) .katex-display { margin: 0 0 8px; }
:is(.st-key-explain_latex, .st-key-explain_bottleneck) .katex { font-size: 1rem; }
.st-key-explain_figure { overflow-x: auto; overflow-y: hidden; }
.st-key-explain_figure > *, .st-key-explain_frame { flex-shrink: 0; max-width: none; }
:is(.st-key-explain_origins, .st-key-explain [data-testid="stPopover"]) button,
.st-key-explain [data-testid="stDownloadButton"] button {
  min-height: 32px; padding: 2px 10px;
}
.st-key-explain_origins button p { white-space: normal; text-align: left; }
@media (max-width: 640px) {
  .st-key-explain_view button { padding: 4px 9px; }
  .st-key-explain_view button p { font-size: 13px; }
}
</style>"""


def explain_tab(current: Session, scene: Scene, network: Network, acts: Acts, theme: Theme, scales: Scales) -> None:
    """The ledger of the selected cell of a run: one line, the picture, what follows, and copies to take away.

    `acts` are those of `scene`. It draws into the container `explain`, and can be called from a fragment.
    """
    cell = current.shown.settled_cell()
    with st.container(key="explain", gap="small"):
        st.html(STYLE)
        with st.container(key="explain_head", horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{place(network, cell)}**")
            chosen = open_part(current, "Explain", "View", VIEWS, "explain_view")
        if chosen == "Arithmetic":
            _arithmetic(current, scene, network, acts, theme, scales)
        elif not cell.path:
            st.markdown(
                "This is the image itself: nothing was computed yet. Select a map of a convolution or of a pooling."
            )
        elif chosen == "Sliding":
            sliding(network, _own_params(network, scene.weights, cell), acts, cell, theme, scales)
        elif chosen == "Two readings":
            own = _own_params(network, scene.weights, cell)
            readings(network, own, acts, cell, theme, scales, current.narrow)
        else:
            output_sizes(network.step(cell.path))


def _arithmetic(current: Session, scene: Scene, network: Network, acts: Acts, theme: Theme, scales: Scales) -> None:
    cell = current.shown.settled_cell()
    ledger = _ledger(network, scene.weights, acts, cell)
    if isinstance(ledger, InputLedger):
        st.markdown(
            f"This is a number of the image itself: nothing was computed yet. {sum_line(network, ledger)}: a pixel goes "
            "from 0 to 255 in the file and from 0 to 1 here. Select a cell of a later layer to see its arithmetic."
        )
        return
    st.markdown(_line(network, ledger), help=terms_of(ledger))
    _picture(network, scene, acts, ledger, theme, current.narrow, scales)
    origin_buttons(current, network, ledger)
    contributions(network, ledger, theme, current.narrow)
    follows = following_line(cell, following(network, acts, cell))
    if follows:
        st.markdown(follows)
    _copies(network, ledger)
    st.caption(ROUNDED)


def _line(network: Network, ledger: Ledger) -> str:
    return f"{sum_line(network, ledger)}. {balance_line(ledger)}".strip()


# -- the record ---------------------------------------------------------------------------------------------------


def _ledger(network: Network, weights: Weights, acts: Acts, cell: Cell) -> Ledger:
    key = f"{runner.key(network, weights, acts[''])}-{cell}"
    return _ledger_cached(key, network, weights, acts, cell)


@st.cache_resource(max_entries=64, show_spinner=False)
def _ledger_cached(key: str, _network: Network, _weights: Weights, _acts: Acts, _cell: Cell) -> Ledger:
    return explain(_network, _own_params(_network, _weights, _cell), _acts, _cell)


def _own_params(network: Network, weights: Weights, cell: Cell) -> Mapping[str, Params]:
    """The parameters of the cell's layer, by its path."""
    step, params = network.step(cell.path), weights.params(network)
    if not step.param_shapes:
        return {}
    if step.param_count * 4 > LazyParams.KEEP_BYTES:
        return params
    provenance = weights.provenance(network)[step.path]
    return {step.path: _parameters(provenance, params, step.path)}


@st.cache_resource(max_entries=8, show_spinner=False)
def _parameters(provenance: str, _params: Mapping[str, Params], _path: str) -> Params:
    """The parameters of one layer, drawn once for all its cells."""
    return _params[_path]


# -- the picture --------------------------------------------------------------------------------------------------


def _picture(
    network: Network, scene: Scene, acts: Acts, ledger: Ledger, theme: Theme, narrow: bool, scales: Scales
) -> None:
    options: dict[str, Any] = {}
    if isinstance(ledger, ConvLedger):
        options = {**_channels(ledger), "limit": partial(scales.limit, ledger.below)}
    width = figures.NARROW if narrow else figures.WIDTH
    chart = figures.figure(ledger, theme, width, _names(network, scene, ledger), **options)
    if chart is None:
        return
    with st.container(key="explain_figure", horizontal=True, gap="large", vertical_alignment="top"):
        with st.container(key="explain_frame", width=chart["layout"]["width"], gap="small"):
            if isinstance(ledger, MaxPoolLedger):
                st.caption("Its window and winner")
            _chart(chart, "explain_chart", _alt(network, ledger), place(network, ledger.cell))
        if isinstance(network.step(ledger.cell.path).layer, MaxPool2D) and isinstance(ledger, MaxPoolLedger):
            _routing(network, acts, ledger, theme)


def _chart(chart: dict[str, Any], key: str, alt: str, shows: str) -> None:
    picture(chart, key, alt, shows)


def _alt(network: Network, ledger: Ledger) -> str:
    return f"The arithmetic of {place(network, ledger.cell)}."


def _channels(ledger: ConvLedger) -> dict[str, int]:
    """Which channels are drawn: the three largest, or all of them, page by page."""
    count = len(ledger.order)
    if count <= 4:
        return {}
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        every = st.toggle(
            "All channels", key="explain_all", help="Shows them sorted by the size of what they add, the largest first."
        )
        if not every:
            return {}
        pages = -(-count // PAGE)
        page = st.pagination(pages, key=f"explain_page_{pages}") if pages > 1 else 1
    return {"most": PAGE, "skip": PAGE * (page - 1)}


def _names(network: Network, scene: Scene, ledger: Ledger) -> Sequence[str]:
    """The names of a convolution's channels, of a dense unit's products or of a softmax's units."""
    if isinstance(ledger, ConvLedger):
        channels = network.step(ledger.below).output_shape[2]
        return COLOURS if not ledger.below and channels == 3 else ()
    if isinstance(ledger, DenseLedger):
        return [place(network, each.source) for each in ledger.largest]
    card = scene.weights.card
    if isinstance(ledger, SoftmaxLedger) and card and len(card.classes) == len(ledger.inputs):
        return card.classes
    return ()


def _routing(network: Network, acts: Acts, ledger: MaxPoolLedger, theme: Theme) -> None:
    """The cells of the map below that win a window, with the present window on it."""
    layer = network.step(ledger.cell.path).layer
    assert isinstance(layer, MaxPool2D)
    below = acts[ledger.source.path][0][:, :, ledger.source.channel]
    mask = routing_mask(layer, below)
    with st.container(width=330, gap="small"):
        st.caption(f"Winners of all windows: {int(mask.sum()):,} of {mask.size:,} cells go on")
        _chart(
            routing(mask, ledger.taps, theme),
            "explain_routing",
            "Which cells of the map below win a window.",
            "routing",
        )


# -- to take away -------------------------------------------------------------------------------------------------


def _copies(network: Network, ledger: Ledger) -> None:
    cell, step = ledger.cell, network.step(ledger.cell.path)
    with st.container(horizontal=True, gap="small"):
        with st.popover("Copy as formula", icon=":material/function:"):
            formula = to_latex(ledger)
            st.latex(formula)
            st.code(formula, language="latex", wrap_lines=True)
        st.download_button(
            "Download CSV",
            lambda: to_csv(ledger),
            file_name=f"{step.name}-{cell.channel}-{cell.row}-{cell.col}.csv",
            mime="text/csv",
            icon=":material/download:",
            key="explain_csv",
            on_click="ignore",
        )
