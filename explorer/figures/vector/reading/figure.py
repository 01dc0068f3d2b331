"""A Plotly figure as a display list. It covers all figures of ours, and refuses by its name whatever they do not have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.figures.vector.inks import NONE, color_of
from explorer.figures.vector.items import Box, Drawing, Item, Paint, Window
from explorer.figures.vector.reading.axes import Axis, Plot, axis_of, bounds_of
from explorer.figures.vector.reading.extents import Extent, extents
from explorer.figures.vector.reading.frames import grid, heading, labels, legend
from explorer.figures.vector.reading.known import LAYOUT, Part, check, check_trace, plain_figure
from explorer.figures.vector.reading.overlays import images, notes, shapes
from explorer.figures.vector.reading.traces import LAYERS, Setting, items_of

WIDTH, HEIGHT = 700, 450
"""Size in px of a figure that has none of its own, as in Plotly."""
MARGIN = {"l": 80, "r": 80, "t": 100, "b": 80}
FONT = {"size": 12, "color": "#444"}


def drawing_of(figure: Any) -> Drawing:
    """The display list of a figure, or of its dictionary, at the px at which Plotly draws it.

    Raises SettingError for a type of trace or a property that is not drawn, by its name.
    """
    plain = plain_figure(figure)
    layout = plain["layout"]
    check(layout, (*LAYOUT, *(name for name in layout if name.startswith(("xaxis", "yaxis")))), "layout")
    traces = [(check_trace(trace), trace) for trace in plain["data"]]
    width, height = float(layout.get("width", WIDTH)), float(layout.get("height", HEIGHT))
    font = {**FONT, **layout.get("font", {})}
    margin = {**MARGIN, **layout.get("margin", {})}
    plot = _plot(layout, extents(traces), width, height, margin)
    items = [
        *images(layout["images"], plot, below=True),
        *_backgrounds(layout, plot),
        *shapes(layout["shapes"], plot, below=True),
        *_grids(plot, font),
        *_drawn(traces, plot, layout, font),
        *_labels(plot, font),
        *images(layout["images"], plot, below=False),
        *shapes(layout["shapes"], plot, below=False),
        *heading(layout.get("title") or {}, width, margin, font),
        *_legend(traces, layout, plot, font),
        *notes(layout["annotations"], plot, font),
    ]
    return Drawing(width, height, tuple(items), color_of(layout.get("paper_bgcolor", "#fff")))


def _plot(layout: Part, needed: dict[str, Extent], width: float, height: float, margin: Part) -> Plot:
    left, top = float(margin["l"]), float(margin["t"])
    inner = width - left - margin["r"], height - top - margin["b"]
    axes = {}
    for name in {f"{letter}axis{reference}" for letter, reference in ((key[0], key[1:]) for key in needed)}:
        part = layout.get(name, {})
        bounds = bounds_of(part, name, left, top, *inner)
        axes[name] = axis_of(name, part, needed[f"{name[0]}{name[5:]}"], bounds)
    return Plot(left, top, *inner, axes)


def _pairs(plot: Plot) -> list[tuple[Axis, Axis]]:
    """The x axis with every y axis that stands over it: our figures have no other subplots."""
    return [(plot.axes["xaxis"], plot.axes[name]) for name in sorted(plot.axes) if name.startswith("y")]


def _backgrounds(layout: Part, plot: Plot) -> list[Item]:
    color = color_of(layout.get("plot_bgcolor", "#fff"))
    if color == NONE or not color[3]:
        return []
    return [Box(*plot.frame(x, y), Paint(color)) for x, y in _pairs(plot)]


def _grids(plot: Plot, font: Part) -> list[Item]:
    size = float(font["size"])
    lines: list[Item] = []
    for x, y in _pairs(plot):
        lines += [*grid(x, y, size), *grid(y, x, size)]
    return lines


def _labels(plot: Plot, font: Part) -> list[Item]:
    pairs = _pairs(plot)
    across = pairs[0][0]
    anchor = f"yaxis{across.part.get('anchor', 'y')[1:]}"
    texts = [*labels(across, plot.axes.get(anchor, pairs[0][1]), plot, font)]
    for x, y in pairs:
        texts += labels(y, x, plot, font)
    return texts


def _drawn(traces: Sequence[tuple[str, Part]], plot: Plot, layout: Part, font: Part) -> list[Item]:
    """The traces, those of the lower layers first, each cut off at the frame of its axes."""
    result: list[Item] = []
    for kind in LAYERS:
        for own, trace in traces:
            if own != kind:
                continue
            x, y = plot.axis(trace.get("xaxis", "x")), plot.axis(trace.get("yaxis", "y"))
            gap = float(layout.get("bargap", 0.2))
            inside, beyond = items_of(kind, trace, Setting(x, y, float(font["size"]), font["color"], gap, plot))
            frame = plot.frame(x, y)
            if not _fills(frame, layout) and inside:
                frame = _grown(frame) if kind == "scatter" else frame
                inside = [Window(*frame, tuple(inside))]
            result += [*inside, *beyond]
    return result


def _fills(frame: tuple[float, float, float, float], layout: Part) -> bool:
    """Whether nothing needs to be cut off: the plot is the whole figure, whose edges do that."""
    left, top, width, height = frame
    return (left, top) == (0, 0) and (width, height) == (layout.get("width"), layout.get("height"))


def _grown(frame: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A frame with room for the markers at its edges, which Plotly draws whole or leaves out."""
    left, top, width, height = frame
    return left - 4, top - 4, width + 8, height + 8


def _legend(traces: Sequence[tuple[str, Part]], layout: Part, plot: Plot, font: Part) -> list[Item]:
    named = [trace for kind, trace in traces if kind == "scatter" and trace.get("showlegend", True)]
    if not layout.get("showlegend", len(named) > 1) or not named:
        return []
    return list(legend(named, layout.get("legend") or {}, plot, font))
