"""Advice about shapes: settings that are legal but wasteful, each with the nearest settings that are not.

All numbers come from what the outputs of a layer really read (see reads/), not from formulas about it. A remark has a grade:
what published networks do on purpose is no reason to speak up, and no fix takes away what a layer is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from explorer.analysis.architecture import middle
from explorer.errors import ExplorerError, Fix
from explorer.layers import Residual
from explorer.layers.base import Shape
from explorer.layers.sliding import Sliding
from explorer.layers.stack import replaced, split_path
from explorer.network import Network
from explorer.network.repairs import change_words
from explorer.reads import region
from explorer.settings import setting_text
from explorer.windows import span

AXES = ("row", "column")
MAX_FIXES = 3


class Grade(StrEnum):
    """How much a remark matters."""

    MISTAKE = "likely a mistake"
    NOTE = "worth knowing"
    USUAL = "usual"
    """Published networks do so on purpose: nothing to change."""


@dataclass(frozen=True)
class Advice:
    """One remark about the layer at `path`: its `topic`, unique in the layer, and fixes after each of which it is gone.

    There are no fixes for what is usual.
    """

    path: str
    name: str
    topic: str
    sentence: str
    grade: Grade
    fixes: tuple[Fix, ...]


def advise(network: Network) -> tuple[Advice, ...]:
    """The remarks about a network that matter: likely mistakes first, then layer by layer; what is usual is left out.

    Every fix was tried: the network can be planned, and the remark is gone.
    """
    found = [remark for step in network.steps[1:] for remark in advise_on(network, step.path, unless=Grade.USUAL)]
    return tuple(sorted(found, key=lambda remark: remark.grade is not Grade.MISTAKE))


def advise_on(network: Network, path: str, unless: Grade | None = None) -> tuple[Advice, ...]:
    """All remarks about the layer at `path`, with their fixes; those of the grade `unless` are left out."""
    name = network.step(path).name
    graded = [(topic, sentence, grade(network, path, topic)) for topic, sentence in remarks(network, path).items()]
    return tuple(
        Advice(path, name, topic, sentence, how, () if how is Grade.USUAL else tuple(_fixes(network, path, topic)))
        for topic, sentence, how in graded
        if how is not unless
    )


def remarks(network: Network, path: str) -> dict[str, str]:
    """The sentences about the layer at `path` by topic, without fixes, whatever their grade."""
    step = network.step(path)
    layer, shape = step.layer, step.input_shape
    if not isinstance(layer, Sliding) or len(shape) != 3:
        return {}
    sentences = {
        "between": _between(layer, shape),
        "end": _end(layer, shape),
        "wide": _wide(layer, shape),
        "idle padding": _idle_padding(layer, shape),
        "padding only": _padding_only(layer, shape),
        "holes": _holes(network, path, layer),
    }
    return {topic: sentence for topic, sentence in sentences.items() if sentence}


def unread(layer: Sliding, shape: Shape, axis: int) -> tuple[int, int]:
    """How many input rows (`axis` 0) or columns (1) no output reads: (between those that are read, after the last one)."""
    read = np.flatnonzero(layer.axis_reads(axis, shape).any(axis=0))
    if not read.size:
        return 0, shape[axis]
    after = shape[axis] - 1 - int(read[-1])
    return int(read[-1]) + 1 - read.size, after


def _counted(counts: tuple[int, int]) -> str:
    """(1, 2) as "1 row and 2 columns"; zeros are left out."""
    parts = [f"{n} {axis}{'s' * (n != 1)}" for n, axis in zip(counts, AXES, strict=True) if n]
    return " and ".join(parts)


def _size(shape: Shape) -> str:
    return f"{shape[0]} × {shape[1]}"


def _verb(counts: tuple[int, int]) -> str:
    return "is" if sum(counts) == 1 else "are"


def _between(layer: Sliding, shape: Shape) -> str:
    counts = (unread(layer, shape, 0)[0], unread(layer, shape, 1)[0])
    if not any(counts):
        return ""
    steps, taps = setting_text(layer.step), setting_text(layer.taps)
    why = f"the stride of {steps} is larger than the window of {taps}"
    if max(layer.dilation) > 1:
        why = f"a stride of {steps} and a dilation of {setting_text(layer.dilation)} together never land on them"
    return f"{_counted(counts)} of its {_size(shape)} input {_verb(counts)} read by no output: {why}."


def _end(layer: Sliding, shape: Shape) -> str:
    counts = (unread(layer, shape, 0)[1], unread(layer, shape, 1)[1])
    if not any(counts):
        return ""
    steps = setting_text(layer.step)
    return (
        f"The last {_counted(counts)} of its {_size(shape)} input {_verb(counts)} read by no output: with a stride of "
        f"{steps}, no further window fits."
    )


def _spans(layer: Sliding) -> tuple[int, int]:
    rows, cols = (span(layer.taps[axis], layer.dilation[axis]) for axis in (0, 1))
    return rows, cols


def _wide(layer: Sliding, shape: Shape) -> str:
    spans = _spans(layer)
    if spans[0] <= shape[0] and spans[1] <= shape[1]:
        return ""
    return f"Its window spans {spans[0]} × {spans[1]} cells, more than its {_size(shape)} input has: padding fills the rest."


def idle_padding(layer: Sliding, shape: Shape, axis: int) -> int:
    """How many cells of padding along `axis` (0 rows, 1 columns) no window reads."""
    before, after = layer.sides(shape)[axis]
    kernel, stride, dilation = layer.taps[axis], layer.step[axis], layer.dilation[axis]
    outputs = layer.output_shape(shape)[axis]
    taps = {at * stride + tap * dilation for at in range(outputs) for tap in range(kernel)}
    padding = {*range(before), *range(before + shape[axis], before + shape[axis] + after)}
    return len(padding - taps)


def _idle_padding(layer: Sliding, shape: Shape) -> str:
    counts = (idle_padding(layer, shape, 0), idle_padding(layer, shape, 1))
    if not any(counts):
        return ""
    return f"{_counted(counts)} of its padding {_verb(counts)} read by no window: so much padding does nothing."


def _padding_only(layer: Sliding, shape: Shape) -> str:
    counts = tuple(int((~layer.axis_reads(axis, shape).any(axis=1)).sum()) for axis in (0, 1))
    both = (counts[0], counts[1])
    if not any(both):
        return ""
    verb = "reads" if sum(both) == 1 else "read"
    return f"{_counted(both)} of its output {verb} nothing but padding: the numbers there are the same for every image."


def _holes(network: Network, path: str, layer: Sliding) -> str:
    """The remark about a dilation that leaves out pixels: it is larger than what one cell of the layer below reads."""
    if max(layer.dilation) == 1:
        return ""
    step = network.step(path)
    here = region(network, middle(step))
    (below,) = network.sources(path)
    if here.hull is None or not here.holes or region(network, middle(below)).holes:
        return ""
    inside, read = here.hull.height * here.hull.width, here.cells
    return (
        f"A cell in the middle reads {read:,} of the {inside:,} px within its window: a dilation of "
        f"{setting_text(layer.dilation)} is larger than what one cell below it reads, and skips pixels."
    )


FEW = 0.02
"""Rows or columns left over at the end that do not matter: 1 of 224, as behind the first convolution of SqueezeNet."""


def grade(network: Network, path: str, topic: str) -> Grade:
    """How much the remark on `topic` about the layer at `path` matters."""
    layer, shape = network.step(path).layer, network.step(path).input_shape
    assert isinstance(layer, Sliding)
    # Where a residual block halves its maps, a 1 × 1 convolution with a stride picks every second cell: He et al. 2016.
    picks = layer.taps == (1, 1) and max(layer.step) <= 2 and _in_residual(network, path)
    ends = [unread(layer, shape, axis)[1] / shape[axis] for axis in (0, 1)]
    match topic:
        case "between":
            return Grade.USUAL if picks else Grade.MISTAKE
        case "end":
            return Grade.USUAL if picks or max(ends) < FEW else Grade.NOTE
        case "idle padding":
            return Grade.USUAL if _even(layer, shape) else Grade.NOTE
        case "wide":
            # With more than twice the size, some weights meet nothing but padding, wherever the window stands.
            beyond = any(spanned >= 2 * length for spanned, length in zip(_spans(layer), shape, strict=False))
            return Grade.MISTAKE if beyond else Grade.NOTE
        case "padding only":
            return Grade.MISTAKE
    return Grade.NOTE


def _in_residual(network: Network, path: str) -> bool:
    """Whether the layer lies in a residual block, however deep."""
    outer, found = split_path(path)[0], False
    while outer and not found:
        around = outer.rpartition(".b")[0]
        found = isinstance(network.step(around).layer, Residual)
        outer = split_path(around)[0]
    return found


def _even(layer: Sliding, shape: Shape) -> bool:
    """Whether the padding is the same before and after, so that what is idle is left over by the stride, as in ResNet."""
    return all(before == after for before, after in layer.sides(shape))


def _fixes(network: Network, path: str, topic: str) -> Iterator[Fix]:
    """The nearest settings after which the remark is gone and no other appears, at most one fix per setting."""
    layer, shape = network.step(path).layer, network.step(path).input_shape
    assert isinstance(layer, Sliding)
    before = set(remarks(network, path))
    used: set[str] = set()
    for name, value in _candidates(layer, shape, topic):
        if name in used or len(used) == MAX_FIXES or getattr(layer, name) == value:
            continue
        try:
            changed = layer.with_settings(**{name: value})
            fixed = Network(replaced(network.layers, path, changed), network.input_shape)
        except ExplorerError:
            continue
        if set(remarks(fixed, path)) <= before - {topic}:
            used.add(name)
            yield Fix(change_words({name: getattr(changed, name)}), path, {name: value})


def _candidates(layer: Sliding, shape: Shape, topic: str) -> Iterator[tuple[str, Any]]:
    """Settings to try, nearest first; fixes are shown in this order.

    What a layer is for is kept: a stride that makes maps smaller goes on doing so, and a dilation that widens the window stays.
    """
    kernel = "kernel_size" if "kernel_size" in layer.settings() else "pool_size"
    taps, step = layer.taps, layer.step
    if topic in ("wide", "padding only"):
        largest = tuple(min(taps[axis], (shape[axis] - 1) // layer.dilation[axis] + 1) for axis in (0, 1))
        yield from ((kernel, tuple(max(n - less, 1) for n in largest)) for less in range(3))
    if topic in ("idle padding", "padding only", "wide"):
        yield from _paddings(layer, shape)
    if topic == "holes":
        yield from (("dilation_rate", (rate, rate)) for rate in range(max(layer.dilation) - 1, 1, -1))
        yield from ((kernel, (taps[0] + more, taps[1] + more)) for more in range(1, 9))
    if topic == "end":
        yield "padding", "same"
        ends = [unread(layer, shape, axis)[1] for axis in (0, 1)]
        yield kernel, (taps[0] + ends[0], taps[1] + ends[1])
        yield from ((kernel, (max(taps[0] - less, 1), max(taps[1] - less, 1))) for less in range(1, max(taps)))
    if topic == "between":
        yield from _strides(step)
        yield kernel, (max(taps[0], step[0]), max(taps[1], step[1]))
        yield from ((kernel, (taps[0] + more, taps[1] + more)) for more in range(1, max(step) + 1))


def _strides(step: tuple[int, int]) -> Iterator[tuple[str, Any]]:
    """Smaller strides; one of more than 1 does not become 1, for then it would no longer make the maps smaller."""
    for less in range(1, max(step)):
        yield "strides", (max(step[0] - less, min(step[0], 2)), max(step[1] - less, min(step[1], 2)))


def _paddings(layer: Sliding, shape: Shape) -> Iterator[tuple[str, Any]]:
    """Explicit padding, less and less of it, then "same" and "valid"."""
    sides = layer.sides(shape)
    for less in range(1, max(max(side) for side in sides) + 1):
        yield "padding", _or_valid(tuple((before, max(after - less, 0)) for before, after in sides))
        yield "padding", _or_valid(tuple((max(before - less, 0), max(after - less, 0)) for before, after in sides))
    yield "padding", "same"
    yield "padding", "valid"


def _or_valid(sides: tuple[tuple[int, int], ...]) -> Any:
    return sides if any(map(any, sides)) else "valid"
