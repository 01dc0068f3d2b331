"""The connections between columns: one edge per pair of maps, one ribbon between wide layers, an arc, or a way of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from explorer.figures.overview.arcs import ARC_ASIDE, ARC_RISE, Arc, stacked
from explorer.figures.overview.branches.lane_names import brief
from explorer.figures.overview.geometry.notes import Bracket
from explorer.figures.overview.places import Column, Layout, Slot
from explorer.layers import Composite, Conv2D, Residual
from explorer.layers.base import as_map
from explorer.network import Network, Step

MIN_RIBBON_MAPS = 32
"""Two columns of at least this many maps each are joined by a ribbon; of narrower layers most maps are drawn anyway."""


Course = Literal["", "skip", "down", "up", "pass"]
"""The way of a connection: "" to the right-hand neighbour, "skip" across a level of an hourglass, "down" or "up" a level,
"pass" through a lane without layers."""


@dataclass(frozen=True)
class Bundle:
    """All connections from the column `below` to the column `above`, which reads it.

    `pairs` are the indices (slot below, slot above) of connected slots. A `ribbon` replaces the single edges where far more
    maps are connected than are drawn; `words` is its hover text.
    """

    below: Column
    above: Column
    pairs: tuple[tuple[int, int], ...]
    ribbon: bool = False
    words: str = ""
    arc: Arc | None = None
    """If it passes over other columns, the arc that stands for all its edges."""

    course: Course = ""
    """Where it leads if not to the right-hand neighbour."""


@lru_cache(maxsize=32)
def bundles(network: Network, layout: Layout) -> tuple[Bundle, ...]:
    """A bundle for every pair of visible columns of which one reads the other, directly or through hidden steps."""
    columns = {column.path: column for column in layout.shown}
    result = [
        _bundle(network, layout, columns[path], above, between)
        for above in layout.shown
        for path, between in _between(network, columns, above.path).items()
    ]
    lifted = iter(stacked([bundle.arc for bundle in result if bundle.arc]))
    return tuple(replace(bundle, arc=next(lifted)) if bundle.arc else bundle for bundle in result)


def _between(network: Network, shown: Collection[str], path: str) -> dict[str, tuple[Step, ...]]:
    """The visible steps that the step at `path` reads, each with the steps that lie on the way to it, `path` included."""
    passed: dict[str, set[str]] = {path: set()}
    between: dict[str, tuple[Step, ...]] = {}
    for step in reversed(network.steps[: network.index(path) + 1]):
        if step.path not in passed:
            continue
        if step.path in shown and step.path != path:
            between[step.path] = tuple(each for each in network.steps if each.path in passed[step.path])
            continue
        for source in step.sources:
            passed.setdefault(source, set()).update(passed[step.path], {step.path})
    return {step.path: between[step.path] for step in network.steps if step.path in between}


def _bundle(network: Network, layout: Layout, below: Column, above: Column, between: tuple[Step, ...]) -> Bundle:
    pairs = tuple(
        (low, high)
        for high, slot in enumerate(above.slots)
        for low, source in _joined(network, below, above, slot, between)
    )
    if course := _course(below, above):
        return Bundle(below, above, pairs, course=course)
    if _around(below, above):
        return Bundle(below, above, pairs, arc=_arc(network, layout, below, above, between))
    wide = below.hidden and above.hidden and min(below.shape[2], above.shape[2]) >= MIN_RIBBON_MAPS
    wide = wide and len(pairs) == len(below.slots) * len(above.slots)
    if not wide:
        return Bundle(below, above, pairs)
    return Bundle(below, above, pairs, True, _words(between, len(pairs)))


def _course(below: Column, above: Column) -> Course:
    if below.level is not None and above.level is not None:
        if below.level != above.level:
            return "down" if below.level < above.level else "up"
        return "skip" if above.rank - below.rank > 1 else ""
    return "pass" if above.joins and below.top is None and above.rank - below.rank > 1 else ""


def _around(below: Column, above: Column) -> bool:
    """Whether other columns stand between the two: outside lanes, or in the same lane."""
    return above.rank - below.rank > 1 and below.top == above.top and not above.joins


def _arc(network: Network, layout: Layout, below: Column, above: Column, between: tuple[Step, ...]) -> Arc:
    """The arc that stands for all edges between two columns, with others between them."""
    inside = [step for step in between if ".b1." in step.path and not step.layer.branches]
    joint = next((step for step in reversed(between) if isinstance(step.layer, Composite) and step.layer.sign), None)
    # An arc begins right of the middle and ends left of it: where one ends, the next often begins.
    arc = Arc(
        round(below.centre + below.slots[0].w * ARC_ASIDE),
        below.slots[0].y - 2,
        _clear(layout, below, above) - ARC_RISE,
        round(above.centre - above.slots[0].w * ARC_ASIDE),
        above.slots[0].y - 2,
    )
    if joint is None:
        return arc
    assert isinstance(joint.layer, Composite)
    operands = tuple(network.step(source).name for source in joint.sources)
    arc = replace(arc, joint=joint.path, sign=joint.layer.sign, operands=operands)
    if not inside or not isinstance(joint.layer, Residual):  # only layers of a shortcut are drawn on arcs
        return arc
    return arc.named(tuple(_wordings(inside)), inside[0].path)


def _wordings(inside: Sequence[Step]) -> Iterator[str]:
    """What can be said of the layers on an arc, from the longest to the shortest: "1×1 conv, stride 2, bn", "1×1"."""
    main = [step for step in inside if not step.layer.accompanies] or inside
    yield ", ".join(map(_on_arc, inside))
    yield ", ".join(map(_on_arc, main))
    yield ", ".join(brief(step.layer) for step in main)
    yield ", ".join(brief(step.layer).split(",")[0] for step in main)
    yield f"{len(inside)} layers"
    yield "…"


def _on_arc(step: Step) -> str:
    """A short description of a layer on an arc: "1×1 conv, stride 2", "bn"."""
    if not isinstance(step.layer, Conv2D):
        return step.layer.short
    size, *stride = brief(step.layer).split(",")
    return ",".join([f"{size} conv", *stride])


def _clear(layout: Layout, below: Column, above: Column) -> float:
    """The y above which nothing stands between two columns: maps and the boxes of lanes, in px."""
    passed = [column for column in layout.shown if below.rank <= column.rank <= above.rank]
    own = [column for column in passed if column.top == below.top]
    lanes = [box.y0 for box in layout.brackets if below.top is None and box.y1 > box.y0 and _within(box, below, above)]
    return min([*lanes, *(slot.y for column in own for slot in column.slots)])


def _within(box: Bracket, below: Column, above: Column) -> bool:
    return below.centre < box.x1 and box.x0 < above.centre


def _joined(
    network: Network, below: Column, above: Column, slot: Slot, between: tuple[Step, ...]
) -> Iterable[tuple[int, Slot]]:
    if (below.form, above.form) != ("maps", "maps"):  # a strip or bars show all units in one slot
        return enumerate(below.slots)
    read = _channels_joined(network, tuple(step.path for step in between), below.path, slot.channel)
    return ((place, source) for place, source in enumerate(below.slots) if source.channel in read)


@lru_cache(maxsize=4096)
def _channels_joined(network: Network, between: tuple[str, ...], below: str, channel: int) -> Collection[int]:
    """`channels_read` by the paths of steps: layouts of one network ask for the same ones again and again."""
    return channels_read(tuple(network.step(path) for path in between), below, channel)


def channels_read(between: tuple[Step, ...], below: str, channel: int) -> Collection[int]:
    """The channels of the step at `below` that `channel` of the last step of `between` reads through those steps."""
    read: dict[str, Collection[int]] = {between[-1].path: range(channel, channel + 1)}
    for step in reversed(between):
        for place, source in enumerate(step.sources):
            count, channels = as_map(step.source_shapes[place])[2], set(read.get(source, ()))
            for reader in read.get(step.path, ()):
                if len(channels) == count:
                    break
                channels.update(step.channels_read(place, reader))
            read[source] = range(count) if len(channels) == count else channels
    return read.get(below, ())


def _words(between: tuple[Step, ...], drawn: int) -> str:
    weighted = [step for step in between if step.param_shapes]
    if len(weighted) != 1 or len(weighted[0].param_shapes.get("kernel", ())) != 4:
        return f"{len(between)} layers lie between these maps; every map of one column reads every map of the other."
    *_, inputs, filters = weighted[0].param_shapes["kernel"]
    return (
        f"{weighted[0].name}: {inputs:,} × {filters:,} = {inputs * filters:,} kernels, one for each pair of maps; "
        f"{drawn} of them join the maps drawn here."
    )


def edges_path(bundle: Bundle) -> str:
    """The data of an SVG path: the edges of a bundle, or for a ribbon the outline of the area between the columns."""
    if bundle.ribbon:
        return _band(bundle.below.slots, bundle.above.slots)
    return "".join(edge_path(bundle.below.slots[low], bundle.above.slots[high]) for low, high in bundle.pairs)


def _band(left: tuple[Slot, ...], right: tuple[Slot, ...]) -> str:
    x0, x1 = left[0].x + left[0].w + 2, right[0].x - 2
    mid = (x0 + x1) / 2
    top, bottom = (left[0].y, right[0].y), (left[-1].y + left[-1].h, right[-1].y + right[-1].h)
    return (
        f"M{x0:.1f},{top[0]:.1f}C{mid:.1f},{top[0]:.1f} {mid:.1f},{top[1]:.1f} {x1:.1f},{top[1]:.1f}V{bottom[1]:.1f}"
        f"C{mid:.1f},{bottom[1]:.1f} {mid:.1f},{bottom[0]:.1f} {x0:.1f},{bottom[0]:.1f}Z"
    )


def edge_path(source: Slot, target: Slot) -> str:
    """The data of an SVG path from the right side of one slot to the left side of another."""
    x0, y0 = source.x + source.w + 1, source.y + source.h / 2
    x1, y1 = target.x - 1, target.y + target.h / 2
    if abs(y0 - y1) < 0.5:
        return f"M{x0:.1f},{y0:.1f}L{x1:.1f},{y1:.1f}"
    mid = (x0 + x1) / 2
    return f"M{x0:.1f},{y0:.1f}C{mid:.1f},{y0:.1f} {mid:.1f},{y1:.1f} {x1:.1f},{y1:.1f}"
