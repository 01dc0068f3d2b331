"""Pictures of weight sharing (costs as squares) and of a 1x1 convolution (a matrix product at one pixel)."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np

from explorer.analysis.bottleneck import Bottleneck, ConvolutionCost, Mixing
from explorer.analysis.weight_sharing import Cost
from explorer.figures.canvas import Array, Canvas, cell_texts, numbers_on
from explorer.figures.theme import Theme, colorscale, compact, weight_colorscale

MAX_SQUARE = 200
"""Side of the largest square, in px."""
MATRIX_ROOM = (300.0, 240.0)
"""Largest width and height of the matrix of a 1x1 convolution, in px."""
HEAD, GAP = 22, 26


def costs_figure(costs: Sequence[Cost], theme: Theme, width: int) -> dict[str, Any]:
    """One square per kind of connection, its area in proportion to the parameters; names and counts below."""
    side = min(MAX_SQUARE, (width - 20) // len(costs))
    most, step = max(cost.params for cost in costs), width / len(costs)
    canvas = Canvas(theme, width, side + 44)
    for at, cost in enumerate(costs):
        true, left = side * sqrt(cost.params / most), at * step
        drawn = max(true, 1.0)
        canvas.box(left, side - drawn, left + drawn, side, fillcolor=theme.bar, line={"width": 0})
        canvas.write(f"<b>{cost.name}</b>", left, side + 14)
        note = " (under 1 px wide)" if true < 1 else ""
        canvas.write(
            f"{compact(cost.params)} parameters{note}" if width > 560 else compact(cost.params), left, side + 32
        )
    return canvas.figure()


def cost_latex(cost: Cost) -> str:
    """The formulas of parameters and MACs in LaTeX, in symbols and then in numbers."""
    sums = [_terms(cost.weight_terms)]
    if cost.bias_terms:
        sums.append(_terms(cost.bias_terms))
    symbols, numbers = (" + ".join(pair[at] for pair in sums) for at in (0, 1))
    mac_symbols, mac_numbers = _terms(cost.mac_terms)
    return (
        r"\begin{aligned}"
        rf"\text{{parameters}} &= {symbols} \\ &= {numbers} = {_count(cost.params)} \\"
        rf"\text{{MACs}} &= {mac_symbols} \\ &= {mac_numbers} = {_count(cost.macs)}"
        r"\end{aligned}"
    )


def _terms(terms: Sequence[tuple[str, int]]) -> tuple[str, str]:
    return r"\,".join(symbol for symbol, _ in terms), r" \cdot ".join(_count(number) for _, number in terms)


def _count(number: int) -> str:
    return f"{number:,}".replace(",", "{,}")


def bottleneck_latex(bottleneck: Bottleneck) -> str:
    """The parameters and MACs of each stage of a bottleneck, their sum, and those of one direct convolution, in LaTeX."""
    lines = [_stage(stage) for stage in bottleneck.convolutions]
    params, macs = _count(bottleneck.params), _count(bottleneck.macs)
    total = rf"\textbf{{together}} &: {params} \text{{ parameters}},\; {macs} \text{{ MACs}}"
    return r"\begin{aligned}" + r" \\ ".join([*lines, total, _stage(bottleneck.direct)]) + r"\end{aligned}"


def _stage(stage: ConvolutionCost) -> str:
    name = stage.name.replace("_", r"\_")
    rows, cols = stage.kernel
    bias = f" + {_count(stage.biases)}" if stage.biases else ""
    weights = rf"{rows} \cdot {cols} \cdot {_count(stage.channels)} \cdot {_count(stage.filters)}"
    return (
        rf"\text{{{name}}} &: {weights}{bias} = {_count(stage.params)} \text{{ parameters}},\; "
        rf"{stage.rows} \cdot {stage.cols} \cdot {_count(stage.weights)} = {_count(stage.macs)} \text{{ MACs}}"
    )


def mixing_figure(layer: Mixing, channel: int, theme: Theme, width: int) -> dict[str, Any]:
    """The 1x1 convolution at one pixel: weights x inputs + bias = outputs; the row of filter `channel` is outlined."""
    filters, channels = layer.matrix.shape
    column = 46.0
    room = min(MATRIX_ROOM[0], width - 3 * column - 3 * GAP)
    wide, high = min(46.0, room / channels), min(24.0, MATRIX_ROOM[1] / max(filters, channels))
    canvas = Canvas(theme, width, HEAD)
    tall, top = max(filters, channels) * high, float(HEAD)
    lefts = np.cumsum([0.0, channels * wide + GAP, column + GAP, column + GAP]).tolist()
    limit = float(max(np.abs(layer.vector).max(initial=0), np.abs(layer.result).max(initial=0))) or 1.0
    weight = float(np.abs(layer.matrix).max(initial=0)) or 1.0
    matrices: list[tuple[str, Array, float, float]] = [
        ("weights", layer.matrix, wide, weight),
        ("reads", layer.vector[:, None], column, limit),
        ("bias", layer.bias[:, None], column, limit),
        ("result", layer.result[:, None], column, limit),
    ]
    for at, (name, values, cell, most) in enumerate(matrices):
        start = top + (tall - len(values) * high) / 2
        trace = {
            "type": "heatmap",
            "x": (lefts[at] + cell * np.arange(values.shape[1] + 1)).tolist(),
            "y": (start + high * np.arange(len(values) + 1)).tolist(),
            "z": values,
            "zmin": -most,
            "zmax": most,
            "colorscale": weight_colorscale(theme) if at == 0 else colorscale(theme),
            "customdata": np.stack(np.meshgrid(*map(np.arange, values.shape), indexing="ij"), axis=-1),
            "showscale": False,
            "hovertemplate": f"{name} %{{z:.4g}}<br>"
            + ("filter %{customdata[0]}, channel %{customdata[1]}" if at == 0 else "number %{customdata[0]}")
            + "<extra></extra>",
        }
        texts = cell_texts(values, room=cell - 3) if high >= 15 else None
        canvas.data.append(trace)
        if texts is not None:
            canvas.data.append(numbers_on(trace, texts[0], theme))
        canvas.box(lefts[at], start, lefts[at] + cell * values.shape[1], start + high * len(values), opacity=0.5)
        canvas.write(name, lefts[at] + cell * values.shape[1] / 2, HEAD / 2 - 3, "center", color=theme.faint)
    for sign, left in zip("×+=", lefts[1:], strict=True):
        canvas.write(sign, left - GAP / 2, top + tall / 2, "center", size=15)
    for at in (0, 2, 3):
        start = top + (tall - filters * high) / 2 + channel * high
        canvas.outline(lefts[at], start, lefts[at] + (channels * wide if at == 0 else column), start + high)
    canvas.height = top + tall + 6
    return canvas.figure()
