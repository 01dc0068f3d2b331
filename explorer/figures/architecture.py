"""Figures of the Architecture page: the network as a row of boxes to scale, and window sizes plotted against depth."""

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
MAX_BOX_WIDTH, PER_ROOT = 44, 10
"""Width of the box with the most channels, in px, and the most px per square root of channels."""
VECTOR_WIDTH, MIN_SIDE = 4, 3
"""Width of a vector's bar, and the least width and height of a box, in px."""
LETTER_WIDTH = 7.2
"""Width of a letter below the boxes, in px."""
UPRIGHT = 20
"""Width of a name that is turned by 90 degrees, in px."""
WIDE = 1000
"""Usual width, in px: names that need more side by side are turned by 90 degrees."""


@dataclass(frozen=True)
class StepBox:
    """The box of one step: x of its middle, width and height, in px. `cut`: a vector that is taller than drawn.

    `also` names the activations and normalisations after it, which share its box. `beside`: the step is in a branch and
    not on the main path.
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
        """Whether the step's output is a vector."""
        return len(self.shape) == 1


def with_followers(steps: Sequence[Step]) -> list[tuple[Step, tuple[str, ...]]]:
    """All steps except activations and normalisations, each with the names of those that directly follow it."""
    groups: list[tuple[Step, tuple[str, ...]]] = []
    previous = ""
    for step in steps:
        if groups and step.output_shape == step.input_shape and step.layer.accompanies and step.sources == (previous,):
            groups[-1] = (groups[-1][0], (*groups[-1][1], step.name))
        else:
            groups.append((step, ()))
        previous = step.path
    return groups


@dataclass(frozen=True)
class Outline:
    """All boxes from left to right, the total width in px, and whether the names below are turned by 90 degrees."""

    boxes: tuple[StepBox, ...]
    width: float
    upright: bool


def outline(network: Network, room: float = WIDE) -> Outline:
    """The positions of all boxes: heights in proportion to the rows, widths to the square root of the channels.

    Names that need more than `room` px are turned by 90 degrees. If the boxes still do not fit into a `room` that is less
    than WIDE, their widths are reduced.
    """
    steps = with_followers(network.steps)
    main = {step.path for step in main_path(network)}
    scale = TALL / max(as_map(step.output_shape)[0] for step, _ in steps)
    most_channels = max((step.output_shape[2] for step, _ in steps if len(step.output_shape) == 3))
    sizes = [_size(step, scale, min(MAX_BOX_WIDTH / math.sqrt(most_channels), PER_ROOT)) for step, _ in steps]
    rooms = [max(w + 6, len(step.name) * LETTER_WIDTH + 8) for (step, _), (w, _) in zip(steps, sizes, strict=True)]
    upright = sum(rooms) > room
    if upright:
        rooms = [max(width + 6, UPRIGHT) for width, _ in sizes]
    tight = min(room / sum(rooms), 1.0) if room < WIDE else 1.0
    x, boxes = 0.0, []
    for (step, also), (wide, height), own in zip(steps, sizes, rooms, strict=True):
        width, room = max(tight * wide, MIN_SIDE), tight * own
        cut, beside = len(step.output_shape) == 1 and step.output_shape[0] * scale > TALL, step.path not in main
        boxes.append(StepBox(step.path, step.name, also, step.output_shape, x + room / 2, width, height, cut, beside))
        x += room
    return Outline(tuple(boxes), x, upright)


def _size(step: Step, scale: float, per_root: float) -> tuple[float, float]:
    if len(step.output_shape) == 1:
        return VECTOR_WIDTH, min(max(step.output_shape[0] * scale, MIN_SIDE), TALL)
    rows, _, channels = as_map(step.output_shape)
    return max(per_root * math.sqrt(channels), MIN_SIDE), max(rows * scale, MIN_SIDE)


CAPTION = (
    "A box is as high as its map has rows, and as wide as the square root of its number of channels. A thin bar is a vector; a "
    "paler one was cut off at the height of the tallest map. Activations and normalisations are part of the box before them."
)
BESIDE = " Hollow boxes are branches beside the one with the largest window; the box after them joins the branches."


def caption(network: Network) -> str:
    """How to read the row of boxes."""
    return CAPTION + BESIDE if any(box.beside for box in outline(network).boxes) else CAPTION


def silhouette(network: Network, theme: Theme, room: float = WIDE) -> dict[str, Any]:
    """The network as a row of boxes from the input to the output, as a Plotly figure about `room` px wide."""
    drawn = outline(network, room)
    boxes, width, upright = drawn.boxes, drawn.width, drawn.upright
    longest = max(len(box.name) for box in boxes)
    foot = round(longest * LETTER_WIDTH) + 14 if upright else 26
    margin = UPRIGHT // 2 if upright else 0  # Plotly leaves out names that reach over the edge
    bars = {
        "type": "bar",
        "x": [box.x for box in boxes],
        "y": [box.height for box in boxes],
        "base": [-box.height / 2 for box in boxes],
        "width": [box.width for box in boxes],
        "marker": {"color": [_colour(box, theme) for box in boxes], "line": _edges(boxes, theme)},
        "customdata": [_words(box) for box in boxes],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    layout = _layout(theme) | {
        "width": round(width) + 2 * margin,
        "height": TALL + 12 + foot,
        "margin": {"l": 0, "r": 0, "t": 6, "b": foot, "pad": 0},
        "xaxis": {
            **_AXIS,
            "range": [-margin, width + margin],
            "tickvals": [box.x for box in boxes],
            "ticktext": [box.name for box in boxes],
            "tickangle": -90 if upright else 0,
            "showgrid": False,
            "zeroline": False,
        },
        "yaxis": {**_AXIS, "range": [-TALL / 2 - 3, TALL / 2 + 3], "visible": False},
        "bargap": 0,
        "hovermode": "closest",
    }
    return {"data": [bars], "layout": layout}


def _edges(boxes: Sequence[StepBox], theme: Theme) -> dict[str, Any]:
    if not any(box.beside for box in boxes):
        return {"width": 0}
    return {"width": [1.5 if box.beside else 0 for box in boxes], "color": theme.bar}


def _colour(box: StepBox, theme: Theme) -> str:
    if box.beside:
        return "rgba(0,0,0,0)"
    if box.cut:
        return theme.diverging[3]
    return theme.faint if not box.path else theme.bar


def _words(box: StepBox) -> str:
    also = f", {', '.join(box.also)}" if box.also else ""
    what = f"{box.shape[0]:,} numbers" if box.vector else shape_text(box.shape)
    return f"{box.name}{also}<br>{what}"


@dataclass(frozen=True)
class WindowSize:
    """One point of the plot: a step and the rows of the image that its window spans, in px, padding included."""

    path: str
    name: str
    size: int


def window_sizes(network: Network) -> tuple[WindowSize, ...]:
    """The window sizes of the steps on the main path, as long as they have maps and regular windows."""
    points: list[WindowSize] = []
    for step, _ in with_followers(main_path(network)):
        if step.window is None or len(step.output_shape) != 3:
            break
        points.append(WindowSize(step.path, step.name, step.window.rows.size))
    return tuple(points)


def growth(network: Network, theme: Theme, most_level: int = 8) -> dict[str, Any]:
    """The size of the window, in rows of the image, against depth, with a dashed line at the size of the image.

    If there are more than `most_level` names, they are turned by 90 degrees.
    """
    points, image = window_sizes(network), network.input_shape[0]
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
    foot = round(longest * LETTER_WIDTH) + 14 if upright else 30
    layout = _layout(theme) | {
        "height": 240 + foot,
        "margin": {"l": 52, "r": 12, "t": 8, "b": foot},
        "xaxis": {
            **_AXIS,
            "range": [-0.4, len(points) - 0.6],
            "tickvals": places,
            "ticktext": [point.name for point in points],
            # On a phone even few names may not fit side by side; Plotly then turns them and makes room.
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


def silhouette_svg(network: Network, theme: Theme, width: float, height: float) -> str:
    """The same row of boxes without names, as an SVG picture of `width` x `height` px, drawn as large as fits."""
    drawn = outline(network, WIDE - 1)
    scale = min(width / drawn.width, height / TALL)
    left = (width - scale * drawn.width) / 2
    boxes = "".join(
        f'<rect x="{left + scale * (box.x - box.width / 2):.1f}" y="{(height - scale * box.height) / 2:.1f}" '
        f'width="{max(scale * box.width, 1):.1f}" height="{max(scale * box.height, 1):.1f}" {_paint(box, theme)}/>'
        for box in drawn.boxes
    )
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{boxes}</svg>'


def _paint(box: StepBox, theme: Theme) -> str:
    return f'fill="none" stroke="{theme.bar}"' if box.beside else f'fill="{_colour(box, theme)}"'
