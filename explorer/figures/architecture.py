"""The whole network to scale, and how what a cell reads grows with depth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from explorer.analysis.architecture import shape_text
from explorer.figures.theme import FONT, Theme
from explorer.layers.base import as_map
from explorer.network import Network, Step
from explorer.network.main_path import main_path

TALL = 180
"""Height of the tallest map, in px."""
BROAD, PER_ROOT = 44, 10
"""Width of the box with the most channels, in px, and the most px per square root of channels."""
THIN, LEAST = 4, 3
"""Width of a vector's bar, and the least width and height of anything, in px."""
LETTER = 7.2
UPRIGHT = 20
"""Room for a name that stands upright, in px."""
WIDE = 1000
"""Names stand upright where they would need more px than this side by side."""


@dataclass(frozen=True)
class Box:
    """One step, drawn as a box: its middle, width and height in px. `cut`: a vector taller than there is room for.

    `also` names the steps folded into it because they keep its shape and mix no maps by weights, as a ReLU does.
    `beside`: it stands in a branch beside the main path.
    """

    path: str
    name: str
    also: tuple[str, ...]
    shape: tuple[int, ...]
    x: float
    width: float
    height: float
    cut: bool
    beside: bool = False

    @property
    def vector(self) -> bool:
        return len(self.shape) == 1


def folded(steps: Sequence[Step]) -> list[tuple[Step, tuple[str, ...]]]:
    """The steps that change something, each with the names of those that read it, in turn, and change no shape."""
    found: list[tuple[Step, tuple[str, ...]]] = []
    before = ""
    for step in steps:
        if found and step.output_shape == step.input_shape and step.layer.accompanies and step.sources == (before,):
            found[-1] = (found[-1][0], (*found[-1][1], step.name))
        else:
            found.append((step, ()))
        before = step.path
    return found


@dataclass(frozen=True)
class Outline:
    """All boxes from left to right, the width of the whole in px, and whether the names below stand upright."""

    boxes: tuple[Box, ...]
    width: float
    upright: bool


def outline(network: Network, room: float = WIDE) -> Outline:
    """Where everything stands: height to the scale of the rows, width to the square root of the channels.

    The names stand upright where they need more than `room` px; where even these do, in less than WIDE, all is squeezed.
    """
    steps = folded(network.steps)
    main = {step.path for step in main_path(network)}
    scale = TALL / max(as_map(step.output_shape)[0] for step, _ in steps)
    most = max((step.output_shape[2] for step, _ in steps if len(step.output_shape) == 3))
    sizes = [_size(step, scale, min(BROAD / math.sqrt(most), PER_ROOT)) for step, _ in steps]
    rooms = [max(w + 6, len(step.name) * LETTER + 8) for (step, _), (w, _) in zip(steps, sizes, strict=True)]
    upright = sum(rooms) > room
    if upright:
        rooms = [max(width + 6, UPRIGHT) for width, _ in sizes]
    tight = min(room / sum(rooms), 1.0) if room < WIDE else 1.0
    x, found = 0.0, []
    for (step, also), (wide, height), own in zip(steps, sizes, rooms, strict=True):
        width, room = max(tight * wide, LEAST), tight * own
        cut, beside = len(step.output_shape) == 1 and step.output_shape[0] * scale > TALL, step.path not in main
        found.append(Box(step.path, step.name, also, step.output_shape, x + room / 2, width, height, cut, beside))
        x += room
    return Outline(tuple(found), x, upright)


def _size(step: Step, scale: float, per_root: float) -> tuple[float, float]:
    if len(step.output_shape) == 1:
        return THIN, min(max(step.output_shape[0] * scale, LEAST), TALL)
    rows, _, channels = as_map(step.output_shape)
    return max(per_root * math.sqrt(channels), LEAST), max(rows * scale, LEAST)


CAPTION = (
    "Heights are to the scale of the rows, widths to the square root of the channels. A thin bar is a vector, cut off at the "
    "height of the tallest map (paler). Activations and normalisations are part of the box before them."
)
BESIDE = " Hollow boxes stand in branches beside the one that reads most; the box after them joins both."


def caption(network: Network) -> str:
    """What the silhouette means, in words."""
    return CAPTION + BESIDE if any(box.beside for box in outline(network).boxes) else CAPTION


def silhouette(network: Network, theme: Theme, room: float = WIDE) -> dict[str, Any]:
    """The network from the image to the answer, wide and shallow to narrow and deep."""
    drawn = outline(network, room)
    found, width, upright = drawn.boxes, drawn.width, drawn.upright
    longest = max(len(box.name) for box in found)
    foot = round(longest * LETTER) + 14 if upright else 26
    air = UPRIGHT // 2 if upright else 0  # the outermost names would be left out where they reach over the edge
    bars = {
        "type": "bar",
        "x": [box.x for box in found],
        "y": [box.height for box in found],
        "base": [-box.height / 2 for box in found],
        "width": [box.width for box in found],
        "marker": {"color": [_colour(box, theme) for box in found], "line": _edges(found, theme)},
        "customdata": [_words(box) for box in found],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    layout = _layout(theme) | {
        "width": round(width) + 2 * air,
        "height": TALL + 12 + foot,
        "margin": {"l": 0, "r": 0, "t": 6, "b": foot, "pad": 0},
        "xaxis": {
            **_AXIS,
            "range": [-air, width + air],
            "tickvals": [box.x for box in found],
            "ticktext": [box.name for box in found],
            "tickangle": -90 if upright else 0,
            "showgrid": False,
            "zeroline": False,
        },
        "yaxis": {**_AXIS, "range": [-TALL / 2 - 3, TALL / 2 + 3], "visible": False},
        "bargap": 0,
        "hovermode": "closest",
    }
    return {"data": [bars], "layout": layout}


def _edges(boxes: Sequence[Box], theme: Theme) -> dict[str, Any]:
    if not any(box.beside for box in boxes):
        return {"width": 0}
    return {"width": [1.5 if box.beside else 0 for box in boxes], "color": theme.bar}


def _colour(box: Box, theme: Theme) -> str:
    if box.beside:
        return "rgba(0,0,0,0)"
    if box.cut:
        return theme.diverging[3]
    return theme.faint if not box.path else theme.bar


def _words(box: Box) -> str:
    also = f", {', '.join(box.also)}" if box.also else ""
    what = f"{box.shape[0]:,} numbers" if box.vector else shape_text(box.shape)
    return f"{box.name}{also}<br>{what}"


@dataclass(frozen=True)
class Growth:
    """One point of the plot: a step and the rows of the image that its window spans, padding included."""

    path: str
    name: str
    size: int


def field_sizes(network: Network) -> tuple[Growth, ...]:
    """The window of every step of the main path that has maps, as long as windows are regular."""
    found: list[Growth] = []
    for step, _ in folded(main_path(network)):
        if step.window is None or len(step.output_shape) != 3:
            break
        found.append(Growth(step.path, step.name, step.window.rows.size))
    return tuple(found)


def growth(network: Network, theme: Theme, most_level: int = 8) -> dict[str, Any]:
    """The window's rows against depth, as steps, with the image's own size as a line across.

    More than `most_level` names stand upright.
    """
    points, image = field_sizes(network), network.input_shape[0]
    places = list(range(len(points)))
    top = max(image, *(point.size for point in points)) * 1.12
    steps = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": places,
        "y": [point.size for point in points],
        "line": {"shape": "hv", "color": theme.bar, "width": 2},
        "marker": {"size": 7, "color": theme.bar},
        "customdata": [point.name for point in points],
        "hovertemplate": "%{customdata}: %{y:,} px<extra></extra>",
    }
    longest = max(len(point.name) for point in points)
    upright = len(points) > most_level
    foot = round(longest * LETTER) + 14 if upright else 30
    layout = _layout(theme) | {
        "height": 240 + foot,
        "margin": {"l": 52, "r": 12, "t": 8, "b": foot},
        "xaxis": {
            **_AXIS,
            "range": [-0.4, len(points) - 0.6],
            "tickvals": places,
            "ticktext": [point.name for point in points],
            # where few names do not fit side by side, as on a phone, Plotly turns them and makes room
            **({"tickangle": -90} if upright else {"autotickangles": [0, -90], "automargin": True}),
            "showgrid": False,
            "zeroline": False,
        },
        "yaxis": {
            **_AXIS,
            "range": [0, top],
            "title": {"text": "rows of the window, px", "standoff": 6},
            "gridcolor": theme.zero,
            "zeroline": False,
            "nticks": 6,
            "tickformat": ",d",
        },
        "shapes": [
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": image,
                "y1": image,
                "line": {"color": theme.faint, "width": 1.5, "dash": "dash"},
            }
        ],
        "annotations": [
            {
                "xref": "paper",
                "x": 0.01,
                "xanchor": "left",
                "y": image,
                "yanchor": "bottom",
                "showarrow": False,
                "text": f"the image: {image:,} px",
                "font": {"size": 12, "color": theme.faint},
            }
        ],
        "hovermode": "closest",
    }
    return {"data": [steps], "layout": layout}


_AXIS: dict[str, Any] = {"fixedrange": True, "autorange": False, "ticks": "", "automargin": False}


def _layout(theme: Theme) -> dict[str, Any]:
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": theme.ink},
        "dragmode": False,
        "showlegend": False,
    }
