"""Pictures and sentences about influence: gradients on the image, effective receptive fields and class maps."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.analysis.influence import ClassMap, EffectiveField, Target
from explorer.figures.cell import Array, enlarged, photo
from explorer.figures.theme import Theme, number
from explorer.network import Cell, Network, Step
from explorer.reads import Region

OVERLAY = ("rgba(77,184,255,0)", "rgba(77,184,255,0.85)")
"""Colours of no and of most evidence for a class, over the image: a blue that is visible on dark and bright images."""


def outlined_photo(pixels: Array, region: Region, theme: Theme, side: int) -> dict[str, Any]:
    """The image (rows, columns, channels) with an outline around the region that a cell reads."""
    chart = photo(pixels, theme, side)
    chart["layout"]["shapes"] = _outline(region)
    return chart


def slopes_figure(values: Array, top: float, region: Region, theme: Theme, side: int) -> dict[str, Any]:
    """A derivative per pixel, (rows, columns), in the colours of activations from minus to plus `top`."""
    chart = enlarged(values, top, theme, side, words=": slope ")
    chart["layout"]["shapes"] = _outline(region)
    return chart


def _outline(region: Region) -> list[dict[str, Any]]:
    if region.hull is None:
        return []
    hull = region.hull
    edges = {"x0": hull.left - 0.5, "y0": hull.top - 0.5, "x1": hull.right + 0.5, "y1": hull.bottom + 0.5}
    lines = (("#000000", 4), ("#ffd400", 2))
    return [{"type": "rect", **edges, "line": {"color": colour, "width": width}} for colour, width in lines]


def effective_figure(effective: EffectiveField, theme: Theme, side: int) -> dict[str, Any]:
    """The mean influence at each place of the textbook window, with an outline around the effective receptive field."""
    chart = enlarged(effective.mean, float(effective.mean.max()) or 1.0, theme, side, words=" of the window: ")
    chart["data"][0] |= {"zmin": 0, "colorscale": [[0, theme.zero], [1, theme.bar]]}
    edge = {"color": theme.ink, "width": 1.5}
    chart["layout"]["shapes"] = [
        {"type": "path", "path": border(effective.within), "line": edge},
        {
            "type": "rect",
            "x0": 0,
            "x1": 1,
            "y0": 0,
            "y1": 1,
            "xref": "paper",
            "yref": "paper",
            "line": {**edge, "dash": "dot"},
        },
    ]
    return chart


def border(within: Array) -> str:
    """The border of the cells where `within` (rows, columns) is true, as a path; cell (r, c) is 1 wide, centred at (c, r)."""
    padded = np.pad(within, 1)
    down = np.argwhere(padded[1:, 1:-1] != padded[:-1, 1:-1])
    across = np.argwhere(padded[1:-1, 1:] != padded[1:-1, :-1])
    lines = [f"M{col - 0.5:g},{row - 0.5:g}H{col + 0.5:g}" for row, col in down.tolist()]
    lines += [f"M{col - 0.5:g},{row - 0.5:g}V{row + 0.5:g}" for row, col in across.tolist()]
    return "".join(lines) or "M0,0"


def class_over_photo(pixels: Array, class_map: ClassMap, step: Step, theme: Theme, side: int) -> dict[str, Any]:
    """A class map over the image: each cell is centred on what it reads and as wide as the step between cells."""
    chart = photo(pixels, theme, side)
    (x0, dx), (y0, dy) = (_placed(step, axis, pixels.shape[axis]) for axis in (1, 0))
    heat = {
        "type": "heatmap",
        "z": np.ascontiguousarray(class_map.values, np.float32),
        "x0": x0,
        "dx": dx,
        "y0": y0,
        "dy": dy,
        "zmin": 0,
        "zmax": float(class_map.values.max()) or 1.0,
        "colorscale": [[0, OVERLAY[0]], [1, OVERLAY[1]]],
        "showscale": False,
        "hovertemplate": "evidence %{z:.4g}<extra></extra>",
    }
    chart["data"].append(heat)
    chart["layout"]["hovermode"] = "closest"
    return chart


def _placed(step: Step, axis: int, length: int) -> tuple[float, float]:
    """The middle of cell 0 along an axis of the image, and the distance between neighbouring cells, in px."""
    if step.window is None:
        pitch = length / step.output_shape[axis]
        return pitch / 2 - 0.5, pitch
    window = step.window[axis]
    return window.start + (window.size - 1) / 2, float(window.jump)


# -- words ------------------------------------------------------------------------------------------------------------


def target_words(place: str, target: Target, exact: float, network: Network) -> str:
    """Which number the gradient is of: `place` names the selected cell, `exact` is that number."""
    if target.dead:
        return (
            f"**{place}** is 0: {target.dead} lets nothing through, because what enters it, {number(exact)}, is not above "
            f"0. So no small change of a pixel moves it. Shown is what moves the number that enters it."
        )
    if target.softmax:
        name = network.step(target.cell.path).name
        return f"Asked about the score of **{place}** in {name}, {number(exact)}, before the softmax."
    return f"Asked about **{place}**, now {number(exact)}."


def effective_words(effective: EffectiveField, name: str) -> str:
    """The effective receptive field of the layer `name` in numbers: its size beside that of the textbook window."""
    rows, cols = (np.flatnonzero(effective.within.any(axis=axis)) for axis in (1, 0))
    height, width = effective.within.shape
    if not effective.effective:
        return f"No pixel moves any of the {effective.samples} cells of {name} that were tried."
    return (
        f"A cell of **{name}** could read {height} × {width} = {effective.within.size:,} px. 95% of the influence comes from "
        f"**{effective.effective:,}** of them, {number(100 * effective.share)}%, which lie within {rows[-1] - rows[0] + 1} × "
        f"{cols[-1] - cols[0] + 1} px."
    )


def no_slope_words(cell: Cell) -> str:
    """The note for a cell whose gradient is 0 at every pixel."""
    return f"Nothing in this image moves it: every slope at row {cell.row}, column {cell.col} is exactly 0."
