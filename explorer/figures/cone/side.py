"""The cone seen from the side: a line of cells per layer, the image at the bottom, and what is read of each."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from explorer.figures.canvas import Canvas, text_width
from explorer.figures.theme import Theme, rgb
from explorer.reads.cone import Level

AXES = ("rows", "columns")
MIN_CELL_WIDTH = 4
"""Cells narrower than this, in px, are drawn without lines between them."""
LABEL_WIDTH, NUMBERS_WIDTH = 150, 190
LEVEL_HEIGHT, LOW_LEVEL_HEIGHT = 44, 30
"""Height of a level, in px, for up to MAX_TALL_LEVELS levels and for more."""
MAX_TALL_LEVELS = 10


def side(levels: tuple[Level, ...], axis: int, theme: Theme, width: int) -> dict[str, Any]:
    """The side view along `axis` (0 rows, 1 columns), `width` px wide, the selected cell at the top, the image at the bottom.

    Every cell is drawn above the middle of what it reads of the image. Filled cells are really read; the solid frame is the
    window on the map, the dashed one the textbook window, which may lie in the padding.
    """
    canvas = Canvas(theme, width)
    wide = width >= 560
    pitch = (LOW_LEVEL_HEIGHT if len(levels) > MAX_TALL_LEVELS else LEVEL_HEIGHT) + (0 if wide else 18)
    left, right = (LABEL_WIDTH, width - NUMBERS_WIDTH) if wide else (3, width - 3)
    low, high = _extent(levels, axis)
    scale = (right - left) / (high - low)
    _legend(canvas, wide)
    band = 14 if pitch >= LEVEL_HEIGHT else 10
    drawn = [
        _Line(level, axis, canvas.height + pitch * (at + 1) - band - 8, band, left - low * scale, scale)
        for at, level in enumerate(reversed(levels))
    ]
    for above, below in pairwise(drawn):
        _cone(canvas, above, below)
    for at, line in enumerate(drawn):
        _cells(canvas, line, selected=at == 0)
        name, counted = _name(line.level, wide), size_line(line.level, axis)
        if wide:
            canvas.write(name, 0, line.top + band / 2)
            canvas.write(counted, width, line.top + band / 2, "right", color=theme.faint)
        else:
            canvas.write(name, 2, line.top - 12)
            canvas.write(counted, width - 2, line.top - 12, "right", color=theme.faint)
            for note in canvas.notes[-2:]:
                note["bgcolor"] = theme.page  # here the names stand on the cone
    canvas.height += pitch * len(drawn) + 6
    return canvas.figure()


def size_line(level: Level, axis: int) -> str:
    """How much of a level is read along an axis: "5 of 28 rows", "all 28 columns" or "120 of 400 units"."""
    what, total = AXES[axis], level.shape[axis]
    if level.is_vector:
        units, every = len(level.region.channels), level.shape[2]
        return f"all {every:,} units" if 1 < units == every else f"{units:,} of {every:,} units"
    count = len((level.region.rows, level.region.cols)[axis])
    if count == total > 1:
        return f"all {total:,} {what}"
    return f"{count:,} of {total:,} {what}"


def _name(level: Level, wide: bool) -> str:
    whole = " + ".join(level.names)
    return whole if text_width(whole) <= (LABEL_WIDTH - 8 if wide else 150) else f"{level.names[0]} + …"


class _Line:
    """The line of one level along one axis: the positions of its cells, in px."""

    def __init__(self, level: Level, axis: int, top: float, high: float, zero: float, scale: float) -> None:
        self.level, self.axis, self.top, self.bottom = level, axis, top, top + high
        self._zero, self._scale = zero, scale

    def edges(self, first: int, last: int) -> tuple[float, float]:
        """The left edge of cell `first` and the right edge of cell `last`, in px."""
        a, b = self.level.placements[self.axis].edges(first, last)
        return self._zero + a * self._scale, self._zero + b * self._scale

    @property
    def cell(self) -> float:
        """The width of a cell, in px."""
        return self.level.placements[self.axis].pitch * self._scale

    @property
    def box(self) -> tuple[int, int] | None:
        """The first and last cell of the textbook window, which may lie in the padding; None if windows are uneven."""
        return _box(self.level, self.axis)

    @property
    def hull(self) -> tuple[int, int] | None:
        """The first and last cell that is really read; None if none is."""
        read = (self.level.region.rows, self.level.region.cols)[self.axis]
        return (read[0], read[-1]) if read else None


def _box(level: Level, axis: int) -> tuple[int, int] | None:
    box = level.region.box
    if box is None:
        return None
    return (box.top, box.bottom) if axis == 0 else (box.left, box.right)


def _extent(levels: tuple[Level, ...], axis: int) -> tuple[float, float]:
    """The leftmost and the rightmost edge of all levels and textbook windows, in px of the image."""
    edges = [level.placements[axis].edges(0, level.shape[axis] - 1) for level in levels]
    edges += [level.placements[axis].edges(*box) for level in levels if (box := _box(level, axis))]
    return min(a for a, _ in edges), max(b for _, b in edges)


def _cone(canvas: Canvas, above: _Line, below: _Line) -> None:
    """Connect what is read of two neighbouring levels: filled for what is really read, dashed for the textbook window."""
    red, green, blue = rgb(canvas.theme.bar)
    if above.hull and below.hull:
        path = _between(above, below, above.hull, below.hull)
        fill = f"rgba({red},{green},{blue},0.16)"
        canvas.shapes.append({"type": "path", "path": path, "fillcolor": fill, "line": {"width": 0}})
    if above.box and below.box and (above.box, below.box) != (above.hull, below.hull):
        (a, b), (c, d) = above.edges(*above.box), below.edges(*below.box)
        path = f"M{a:.1f},{above.bottom:g}L{c:.1f},{below.top:g}M{b:.1f},{above.bottom:g}L{d:.1f},{below.top:g}"
        line = {"width": 1, "color": canvas.theme.faint, "dash": "dot"}
        canvas.shapes.append({"type": "path", "path": path, "line": line})


def _between(above: _Line, below: _Line, upper: tuple[int, int], lower: tuple[int, int]) -> str:
    (a, b), (c, d) = above.edges(*upper), below.edges(*lower)
    return f"M{a:.1f},{above.bottom:g}H{b:.1f}L{d:.1f},{below.top:g}H{c:.1f}Z"


def _cells(canvas: Canvas, line: _Line, selected: bool) -> None:
    theme, level, axis = canvas.theme, line.level, line.axis
    count = level.shape[axis]
    start, end = line.edges(0, count - 1)
    canvas.box(
        start, line.top, end, line.bottom, fillcolor=theme.zero, line={"width": 1, "color": theme.faint}, opacity=0.9
    )
    for first, last in level.runs[axis]:
        a, b = line.edges(first, last)
        canvas.box(a, line.top, b, line.bottom, fillcolor=theme.bar, line={"width": 0})
    if line.cell >= MIN_CELL_WIDTH and count > 1:
        path = "".join(f"M{line.edges(at, at)[0]:.1f},{line.top:g}V{line.bottom:g}" for at in range(1, count))
        canvas.shapes.append({"type": "path", "path": path, "line": {"width": 1, "color": theme.page}})
    if line.box is not None and not level.is_vector:
        _frames(canvas, line, line.box)
    if selected:
        a, b = line.edges(*(line.hull or (0, 0)))
        for colour, width in (("#000000", 4), ("#ffd400", 2)):
            canvas.box(a, line.top - 1, b, line.bottom + 1, line={"width": width, "color": colour})


def _frames(canvas: Canvas, line: _Line, box: tuple[int, int]) -> None:
    """Draw the textbook window: its part on the map as a solid frame, the whole dashed and its padding hatched."""
    theme, count = canvas.theme, line.level.shape[line.axis]
    ink = {"width": 1.5, "color": theme.ink}
    inside = max(box[0], 0), min(box[1], count - 1)
    if inside != box:
        a, b = line.edges(*box)
        canvas.box(a, line.top - 3, b, line.bottom + 3, line={"width": 1.5, "color": theme.faint, "dash": "dot"})
        parts = [(box[0], min(-1, box[1])), (max(count, box[0]), box[1])]
        canvas.hatch((*_corners(line, part),) for part in parts if part[0] <= part[1])
    if inside[0] <= inside[1]:
        a, b = line.edges(*inside)
        canvas.box(a, line.top - 3, b, line.bottom + 3, line=ink)


def _corners(line: _Line, part: tuple[int, int]) -> tuple[float, float, float, float]:
    a, b = line.edges(*part)
    return a, line.top, b, line.bottom


def _legend(canvas: Canvas, wide: bool) -> None:
    """Draw the legend: cells really read, the window on the map, the textbook window in the padding."""
    theme, x, y = canvas.theme, 2.0, 12.0
    entries = (
        ("really read", {"fillcolor": theme.bar, "line": {"width": 0}}),
        ("on the image" if wide else "on the map", {"line": {"width": 1.5, "color": theme.ink}}),
        ("textbook window, in the padding", {"line": {"width": 1.5, "color": theme.faint, "dash": "dot"}}),
    )
    for text, look in entries:
        if x + 24 + text_width(text) > canvas.width:
            x, y = 2.0, y + 20
        canvas.box(x, y - 6, x + 18, y + 6, **look)
        canvas.write(text, x + 24, y)
        x += 24 + text_width(text) + 18
    canvas.height = y + 14
