"""Two readings of a convolution: one filter that slides, many neurons with tied weights; and what sharing saves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import streamlit as st

from explorer.analysis.bottleneck import bottleneck, is_pointwise, mixing
from explorer.analysis.weight_sharing import costs, shares, weight_use
from explorer.figures import sharing as figures
from explorer.figures.ledger.figure import NARROW, WIDTH
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import Theme, number
from explorer.layers import Conv2DTranspose
from explorer.layers.base import Array, Params, Shape
from explorer.layers.sliding import Sliding
from explorer.ledger.readings.slide import Slide, slide
from explorer.network import Cell, Network
from explorer.views.components.picture.picture import inks, packed, picture, versioned
from explorer.views.explore.explain.input_map import choose_input, names

_STATIC = Path(__file__).parents[2] / "components" / "readings"
_component = st.components.v2.component(
    "cnn_readings",
    js="\n".join(
        (_STATIC / part).read_text(encoding="utf-8")
        for part in ("../shared/plain.js", "../shared/maps.js", "readings.js")
    ),
    css=(_STATIC / "readings.css").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def readings(
    network: Network,
    params: Mapping[str, Params],
    acts: Mapping[str, Array],
    cell: Cell,
    theme: Theme,
    scales: Scales,
    narrow: bool,
) -> None:
    """What sharing weights means in the layer of `cell`; `params` are those of the cell's layer."""
    step = network.step(cell.path)
    layer = step.layer
    if isinstance(layer, Conv2DTranspose):
        st.markdown(f"In **{step.name}** every cell of the input lays down the same kernel: *Sliding* shows it.")
        return
    if not shares(layer) or not isinstance(layer, Sliding):
        st.markdown(f"**{step.name}** has no weights that it shares over places. Select a map of a convolution.")
        return
    width = NARROW if narrow else WIDTH
    if is_pointwise(step):
        _pointwise(network, params, acts, cell, theme, width)
    found = slide(network, params, acts, cell, choose_input(network, cell), most=1)
    data = _data(network, layer, found, theme, scales)
    _component(key="explain_readings", data=versioned(data))
    _component(key="explain_readings_at", data={"role": "at", "row": cell.row, "col": cell.col}, height=1)
    _costs(network, layer, cell, theme, width)


def _data(network: Network, layer: Sliding, found: Slide, theme: Theme, scales: Scales) -> dict[str, Any]:
    cell, shape = found.cell, network.step(found.cell.path).input_shape
    uses = [
        [asdict(weight_use(layer, shape, row, col)) for col in range(layer.taps[1])] for row in range(layer.taps[0])
    ]
    return {
        "role": "maps",
        "taps": found.taps,
        "step": found.step,
        "dilation": found.dilation,
        "sides": found.sides,
        "size": found.maps.shape[1:],
        "shape": found.output.shape,
        "uses": uses,
        "kernel": found.kernels[0].tolist(),
        "map": packed(found.maps[0]),
        "name": names(network, found.below)[found.channels[0]],
        "below": f"{network.step(found.below).name}, {names(network, found.below)[found.channels[0]]}",
        "title": f"{network.step(cell.path).name}, map {cell.channel}",
        "grey": not found.below,
        "limit": scales.limit(found.below, found.channels[0]),
        "weight": float(abs(found.kernels[0]).max(initial=0)) or 1.0,
        "theme": inks(theme),
    }


def _costs(network: Network, layer: Sliding, cell: Cell, theme: Theme, width: int) -> None:
    """The same layer with shared, local and dense weights, counted."""
    step = network.step(cell.path)
    found = costs(layer, step.input_shape)
    ways = f"{_shape(step.input_shape)} to {_shape(step.output_shape)}"
    st.markdown(f"**What sharing saves.** Three ways from {ways}; areas are to scale.")
    chart = figures.squares(found, theme, width)
    alt = "; ".join(f"{cost.name}: {cost.params:,} parameters" for cost in found)
    picture(chart, "explain_costs", alt, step.name)
    with st.container(key="explain_latex", gap="small"):
        for cost in found:
            st.markdown(f"**{cost.name.capitalize()}**: {cost.params:,} parameters, {cost.macs:,} MACs")
            st.latex(figures.cost_latex(cost))
    st.caption(
        "H, W: rows and columns of the input; H′, W′: of the output; K: of the kernel; C: channels read; F: filters. MACs are "
        "multiply-accumulates for one image, without the bias; products with the padding count."
    )


def _shape(shape: Shape) -> str:
    return " × ".join(f"{length:,}" for length in shape)


def _pointwise(
    network: Network, params: Mapping[str, Params], acts: Mapping[str, Array], cell: Cell, theme: Theme, width: int
) -> None:
    """A 1x1 convolution as a dense layer at a pixel, and the bottleneck that it is part of."""
    found, step = mixing(network, params, acts, cell), network.step(cell.path)
    filters, channels = found.matrix.shape
    st.markdown(
        f"**A 1 × 1 convolution is a small dense layer at every pixel**: it mixes the {channels:,} channels at row "
        f"{found.row}, column {found.col} into {filters:,}. Row {cell.channel} of the weights times what is read, plus its "
        f"bias, gives {number(float(found.result[cell.channel]))}."
    )
    alt = f"{filters} by {channels} weights times {channels} numbers plus bias."
    picture(figures.mixing(found, cell.channel, theme, width), "explain_mixing", alt, step.name)
    saves = bottleneck(network, cell.path)
    if saves is not None:
        st.markdown(
            f"**It narrows the way**: {' → '.join(stage.name for stage in saves.convolutions)} against one direct "
            f"{saves.direct.kernel[0]} × {saves.direct.kernel[1]} convolution from {saves.direct.channels:,} to "
            f"{saves.direct.filters:,} maps: {number(saves.direct.params / saves.params)} times fewer parameters, "
            f"{number(saves.direct.macs / saves.macs)} times fewer MACs."
        )
        with st.container(key="explain_bottleneck"):
            st.latex(figures.bottleneck_latex(saves))
