"""Influence as pictures: how a number changes with the pixels, on this image, on average, and for a class."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.analysis.influence import ClassMap, EffectiveField, Target
from explorer.figures.cell import Array, enlarged, photo
from explorer.figures.theme import Theme, number
from explorer.network import Cell, Network, Step
from explorer.reads import Region

OVERLAY = ("rgba(77,184,255,0)", "rgba(77,184,255,0.85)")
"""Evidence for a class lies over the photo in a colour of its own, which dark and bright photos both let through."""


def outlined_photo(pixels: Array, region: Region, theme: Theme, side: int) -> dict[str, Any]:
    """The image with what the cell reads outlined."""
    chart = photo(pixels, theme, side)
    chart["layout"]["shapes"] = _outline(region)
    return chart


def slopes(values: Array, top: float, region: Region, theme: Theme, side: int) -> dict[str, Any]:
    """A derivative per pixel, (rows, columns), in the colours of activations from minus to plus `top`."""
    chart = enlarged(values, top, theme, side)
    chart["data"][0]["hovertemplate"] = "row %{y}, column %{x}: slope %{z:.4g}<extra></extra>"
    chart["layout"]["shapes"] = _outline(region)
    return chart


def _outline(region: Region) -> list[dict[str, Any]]:
    if region.hull is None:
        return []
    hull = region.hull
    edges = {"x0": hull.left - 0.5, "y0": hull.top - 0.5, "x1": hull.right + 0.5, "y1": hull.bottom + 0.5}
    lines = (("#000000", 4), ("#ffd400", 2))
    return [{"type": "rect", **edges, "line": {"color": colour, "width": width}} for colour, width in lines]


def field(found: EffectiveField, theme: Theme, side: int) -> dict[str, Any]:
    """The mean influence per place of the textbook window; the effective part has an outline."""
    chart = enlarged(found.mean, float(found.mean.max()) or 1.0, theme, side)
    chart["data"][0] |= {
        "zmin": 0,
        "colorscale": [[0, theme.zero], [1, theme.bar]],
        "hovertemplate": "row %{y}, column %{x} of the window: %{z:.4g}<extra></extra>",
    }
    edge = {"color": theme.ink, "width": 1.5}
    chart["layout"]["shapes"] = [
        {"type": "path", "path": border(found.within), "line": edge},
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
    """The edges between places that belong to a set and those that do not, as a path; cells are 1 wide around integers."""
    padded = np.pad(within, 1)
    down = np.argwhere(padded[1:, 1:-1] != padded[:-1, 1:-1])
    across = np.argwhere(padded[1:-1, 1:] != padded[1:-1, :-1])
    lines = [f"M{col - 0.5:g},{row - 0.5:g}H{col + 0.5:g}" for row, col in down.tolist()]
    lines += [f"M{col - 0.5:g},{row - 0.5:g}V{row + 0.5:g}" for row, col in across.tolist()]
    return "".join(lines) or "M0,0"


def class_over_photo(pixels: Array, found: ClassMap, step: Step, theme: Theme, side: int) -> dict[str, Any]:
    """The class map over the image: each cell around the middle of what it reads, as wide as the step between cells."""
    chart = photo(pixels, theme, side)
    (x0, dx), (y0, dy) = (_placed(step, axis, pixels.shape[axis]) for axis in (1, 0))
    heat = {
        "type": "heatmap",
        "z": np.ascontiguousarray(found.values, np.float32),
        "x0": x0,
        "dx": dx,
        "y0": y0,
        "dy": dy,
        "zmin": 0,
        "zmax": float(found.values.max()) or 1.0,
        "colorscale": [[0, OVERLAY[0]], [1, OVERLAY[1]]],
        "showscale": False,
        "hovertemplate": "evidence %{z:.4g}<extra></extra>",
    }
    chart["data"].append(heat)
    chart["layout"]["hovermode"] = "closest"
    return chart


def _placed(step: Step, axis: int, length: int) -> tuple[float, float]:
    """Where cell 0 of an axis has its middle on the image, and how far the cells are apart, in px."""
    if step.window is None:
        pitch = length / step.output_shape[axis]
        return pitch / 2 - 0.5, pitch
    window = step.window[axis]
    return window.start + (window.size - 1) / 2, float(window.jump)


# -- words ------------------------------------------------------------------------------------------------------------


def asked(place: str, target: Target, exact: float, network: Network) -> str:
    """Whose change is shown: `place` names the selected cell, `exact` is the number whose gradient is taken."""
    if target.dead:
        return (
            f"**{place}** is 0: {target.dead} lets nothing through, because what enters it, {number(exact)}, is not above "
            f"0. So no small change of a pixel moves it. Shown is what moves the number that enters it."
        )
    if target.softmax:
        name = network.step(target.cell.path).name
        return f"Asked about the score of **{place}** in {name}, {number(exact)}, before the softmax."
    return f"Asked about **{place}**, now {number(exact)}."


def held(found: EffectiveField, name: str) -> str:
    """The effective field in numbers."""
    rows, cols = (np.flatnonzero(found.within.any(axis=axis)) for axis in (1, 0))
    height, width = found.within.shape
    if not found.effective:
        return f"No pixel moves any of the {found.samples} cells of {name} that were tried."
    return (
        f"A cell of **{name}** could read {height} × {width} = {found.within.size:,} px. 95% of the influence comes from "
        f"**{found.effective:,}** of them, {number(100 * found.share)}%, which lie within {rows[-1] - rows[0] + 1} × "
        f"{cols[-1] - cols[0] + 1} px."
    )


def silent(cell: Cell) -> str:
    """What to say where every slope is 0."""
    return f"Nothing in this image moves it: every slope at row {cell.row}, column {cell.col} is exactly 0."
