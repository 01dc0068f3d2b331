"""What stands around the traces: grid lines, labels and titles of axes, the title of the figure, the legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from explorer.figures.vector.inks import NONE, color_of
from explorer.figures.vector.items import Item, Paint, Path, Text
from explorer.figures.vector.letters import line_width
from explorer.figures.vector.markup import lines_of
from explorer.figures.vector.paths import line
from explorer.figures.vector.reading.axes import Axis, Plot
from explorer.figures.vector.reading.known import Part, check_value
from explorer.figures.vector.reading.ticks import Tick, ticks
from explorer.figures.vector.reading.traces import CAP, line_paint, marker

STANDOFF = 0.5
"""Distance of labels from their axis, in px: half of its invisible line."""
HEIGHT, CAPITAL = 1.2, 0.7
"""Height of a line of labels and of a capital letter, in font sizes."""
SAMPLE, SAMPLE_ROOM = 30, 40
"""Length of a line in the legend, and the room for it, in px."""


def grid(axis: Axis, other: Axis, size: float) -> Iterator[Item]:
    """The lines at the ticks of an axis, and that at 0."""
    part = axis.part
    if part.get("visible") is False:
        return
    if part.get("showgrid", True):
        paint = Paint(NONE, color_of(part.get("gridcolor", "#eee")), float(part.get("gridwidth", 1)))
        yield from (_across(axis, other, tick.px, paint) for tick in ticks(axis, size) if _is_inside(axis, tick.px))
    if part.get("zeroline", True) and not axis.log and not axis.categories and axis.low * axis.high <= 0:
        zero = axis.linear_px(0)
        if _is_inside(axis, zero):
            yield _across(
                axis,
                other,
                zero,
                Paint(NONE, color_of(part.get("zerolinecolor", "#444")), float(part.get("zerolinewidth", 1))),
            )


def _is_inside(axis: Axis, px: float) -> bool:
    return abs(px - axis.start) > 1 and abs(px - axis.end) > 1


def _across(axis: Axis, other: Axis, px: float, paint: Paint) -> Path:
    ends = (other.start, other.end)
    return Path(line([(end, px) if axis.upright else (px, end) for end in ends]), paint)


def labels(axis: Axis, other: Axis, plot: Plot, font: Part) -> Iterator[Item]:
    """The texts at the ticks of an axis, and its title."""
    part = axis.part
    if part.get("visible") is False:
        return
    check_value(part.get("ticks", ""), ("", None), "the ticks of an axis,")
    check_value(bool(part.get("showline", False)), (False,), "the line of an axis:")
    look = {**font, **(part.get("tickfont") or {})}
    size, ink = float(look["size"]), str(look["color"])
    found = ticks(axis, size) if part.get("showticklabels", True) else ()
    angle = 0.0 if axis.upright else _angle(part, found, size)
    edge = other.start
    for tick in found:
        yield _label(axis, tick, edge, size, ink, angle)
    yield from _title(axis, edge, _depth(axis, found, size, angle), plot, font)


def _label(axis: Axis, tick: Tick, edge: float, size: float, ink: str, angle: float) -> Text:
    text, color = lines_of(tick.label), color_of(ink)
    if axis.upright:
        return Text(text, edge - STANDOFF, tick.px + CAP * size, size, color, "end")
    if not angle:
        return Text(text, tick.px, edge + STANDOFF + size, size, color, "middle")
    # Turned labels end at their tick, a little below the axis, as Plotly has them.
    across = CAP * size if angle < -60 else 0.0
    return Text(text, tick.px + across, edge + STANDOFF + (3 if angle < -60 else size * 0.9), size, color, "end", angle)


def _angle(part: Part, found: Sequence[Tick], size: float) -> float:
    """The angle of the labels: as given, else the first that is allowed at which they do not touch."""
    if isinstance(part.get("tickangle"), int | float):
        return float(part["tickangle"])
    allowed = part.get("autotickangles") or (0, 30, 90)
    gaps = [(b.px - a.px, (_width(a.label, size) + _width(b.label, size)) / 2) for a, b in pairwise(found)]
    return float(allowed[0] if all(abs(gap) > needed + 2 for gap, needed in gaps) else allowed[-1])


def _width(label: str, size: float) -> float:
    return max(line_width(each, size) for each in lines_of(label))


def _depth(axis: Axis, found: Sequence[Tick], size: float, angle: float) -> float:
    """How far the labels reach from their axis, in px."""
    longest = max((_width(tick.label, size) for tick in found), default=0.0)
    if axis.upright:
        return longest + STANDOFF
    return (HEIGHT * size if not angle else longest) + STANDOFF


def _title(axis: Axis, edge: float, depth: float, plot: Plot, font: Part) -> Iterator[Item]:
    title = axis.part.get("title") or {}
    if not title.get("text"):
        return
    look = {**font, "size": 1.2 * float(font["size"]), **(title.get("font") or {})}
    size, text, color = float(look["size"]), lines_of(title["text"]), color_of(look["color"])
    away = (
        depth + float(title["standoff"]) + CAPITAL * size
        if "standoff" in title
        else 10 + 1.5 * size + (size if not axis.upright else 0)
    )
    middle = (axis.start + axis.end) / 2
    if axis.upright:
        yield Text(text, max(edge - away, size), middle, size, color, "middle", -90)
    else:
        yield Text(text, middle, min(edge + away, plot.top + plot.height + away), size, color, "middle")


def heading(title: Part, width: float, margin: Part, font: Part) -> Iterator[Item]:
    """The title of the figure, in the middle of the upper margin."""
    if not title.get("text"):
        return
    look = {**font, "size": 1.4 * float(font["size"]), **(title.get("font") or {})}
    size, share = float(look["size"]), float(title.get("x", 0.5))
    x = share * width
    anchor = "start" if share < 1 / 3 else "end" if share > 2 / 3 else "middle"
    yield Text(lines_of(title["text"]), x, float(margin["t"]) / 2 + CAP * size, size, color_of(look["color"]), anchor)  # type: ignore[arg-type]


def legend(traces: Sequence[Part], look: Part, plot: Plot, font: Part) -> Iterator[Item]:
    """The names of the traces beside samples of their lines, side by side above the plot."""
    check_value(look.get("orientation", "v"), ("h",), "a legend in the direction")
    check_value((look.get("x"), look.get("yanchor")), ((0, "bottom"),), "the place of the legend,")
    size = float({**font, **(look.get("font") or {})}["size"])
    x, y = plot.left, plot.paper_y(float(look.get("y", 1))) - 0.75 * size - 4
    for trace in traces:
        modes = trace.get("mode", "lines")
        if "lines" in modes:
            yield Path(line(((x + 5, y), (x + 5 + SAMPLE, y))), line_paint(trace))
        if "markers" in modes:
            yield from marker(trace, 0, 1, (x + 5 + SAMPLE / 2, y))
        text = lines_of(str(trace.get("name", "")))
        yield Text(text, x + SAMPLE_ROOM, y + CAP * size, size, color_of(font["color"]))
        x += SAMPLE_ROOM + max(line_width(each, size) for each in text) + 12
