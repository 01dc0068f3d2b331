"""The view "Two readings": a convolution as one sliding filter and as many neurons with shared weights.

Below it, what sharing saves, and for a 1x1 convolution the dense layer that it is at every pixel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import streamlit as st

from explorer.analysis.bottleneck import bottleneck, is_pointwise, mixing
from explorer.analysis.weight_sharing import costs, weight_use
from explorer.figures import sharing as figures
from explorer.figures.ledger.figure import NARROW, WIDTH
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import Theme, number
from explorer.layers import Conv2DTranspose
from explorer.layers.base import Params, Shape
from explorer.layers.sliding import Convolving, Sliding
from explorer.ledger.readings.slide import Slide, slide
from explorer.network import Cell, Network
from explorer.views.components.payload import inks, packed
from explorer.views.components.picture.picture import picture
from explorer.views.components.readings.readings import mount_readings
from explorer.views.explore.explain.input_map import choose_input, input_map_names
from explorer.views.explore.screen import Screen
from explorer.words.glossary import tips


def readings(screen: Screen, params: Mapping[str, Params], cell: Cell) -> None:
    """Weight sharing in the layer of `cell`; `params` are the parameters of that layer, by path."""
    network, acts, theme = screen.run.network, screen.run.acts, screen.theme
    step = network.step(cell.path)
    layer = step.layer
    if isinstance(layer, Conv2DTranspose):
        st.markdown(
            f"In **{step.name}** every cell of the input stamps the same kernel onto the output: *Sliding* shows it."
        )
        return
    if not isinstance(layer, Convolving):
        st.markdown(f"**{step.name}** has no weights that are shared between places. Select a map of a convolution.")
        return
    width = NARROW if screen.narrow else WIDTH
    if is_pointwise(step):
        _pointwise(screen, params, cell, width)
    record = slide(network, params, acts, cell, choose_input(network, cell), most=1)
    mount_readings(_data(network, layer, record, theme, screen.scales), cell.row, cell.col)
    _costs(network, layer, cell, theme, width)


def _data(network: Network, layer: Sliding, record: Slide, theme: Theme, scales: Scales) -> dict[str, Any]:
    cell, shape = record.cell, network.step(record.cell.path).input_shape
    uses = [
        [asdict(weight_use(layer, shape, row, col)) for col in range(layer.taps[1])] for row in range(layer.taps[0])
    ]
    return {
        "taps": record.taps,
        "step": record.step,
        "dilation": record.dilation,
        "sides": record.sides,
        "size": record.maps.shape[1:],
        "shape": record.output.shape,
        "uses": uses,
        "kernel": record.kernels[0].tolist(),
        "map": packed(record.maps[0]),
        "name": input_map_names(network, record.below)[record.channels[0]],
        "below": f"{network.step(record.below).name}, {input_map_names(network, record.below)[record.channels[0]]}",
        "title": f"{network.step(cell.path).name}, map {cell.channel}",
        "grey": not record.below,
        "limit": scales.limit(record.below, record.channels[0]),
        "weight": float(abs(record.kernels[0]).max(initial=0)) or 1.0,
        "theme": inks(theme),
    }


def _costs(network: Network, layer: Sliding, cell: Cell, theme: Theme, width: int) -> None:
    """The same layer with shared, local and dense weights, counted."""
    step = network.step(cell.path)
    alternatives = costs(layer, step.input_shape)
    shapes = f"{_shape(step.input_shape)} to {_shape(step.output_shape)}"
    st.markdown(
        f"**What sharing saves.** Three ways to get from {shapes}; areas are to scale.",
        help=tips("parameter", "MAC", "dense layer"),
    )
    chart = figures.costs_figure(alternatives, theme, width)
    alt = "; ".join(f"{cost.name}: {cost.params:,} parameters" for cost in alternatives)
    picture(chart, "explain_costs", alt, step.name)
    with st.container(key="explain_latex", gap="small"):
        for cost in alternatives:
            st.markdown(f"**{cost.name.capitalize()}**: {cost.params:,} parameters, {cost.macs:,} MACs")
            st.latex(figures.cost_latex(cost))
    st.caption(
        "H, W: rows and columns of the input; H′, W′: of the output; K: of the kernel; C: channels read; F: filters. MACs are "
        "multiply-accumulates for one image, without the bias; products with the padding count."
    )


def _shape(shape: Shape) -> str:
    return " × ".join(f"{length:,}" for length in shape)


def _pointwise(screen: Screen, params: Mapping[str, Params], cell: Cell, width: int) -> None:
    """A 1x1 convolution as a dense layer at a pixel, and the bottleneck that it is part of."""
    network = screen.run.network
    at_pixel, step = mixing(network, params, screen.run.acts, cell), network.step(cell.path)
    filters, channels = at_pixel.matrix.shape
    st.markdown(
        f"**A 1 × 1 convolution is a small dense layer at every pixel**: it mixes the {channels:,} channels at row "
        f"{at_pixel.row}, column {at_pixel.col} into {filters:,}. Row {cell.channel} of the weights times what is read, plus "
        f"its bias, gives {number(float(at_pixel.result[cell.channel]))}.",
        help=tips("1 × 1 convolution", "dense layer"),
    )
    alt = f"{filters} by {channels} weights times {channels} numbers plus bias."
    picture(figures.mixing_figure(at_pixel, cell.channel, screen.theme, width), "explain_mixing", alt, step.name)
    block = bottleneck(network, cell.path)
    if block is not None:
        st.markdown(
            f"**It is a bottleneck**: {' → '.join(stage.name for stage in block.convolutions)} against one direct "
            f"{block.direct.kernel[0]} × {block.direct.kernel[1]} convolution from {block.direct.channels:,} to "
            f"{block.direct.filters:,} maps: {number(block.direct.params / block.params)} times fewer parameters, "
            f"{number(block.direct.macs / block.macs)} times fewer MACs.",
            help=tips("bottleneck", "parameter", "MAC"),
        )
        with st.container(key="explain_bottleneck"):
            st.latex(figures.bottleneck_latex(block))
