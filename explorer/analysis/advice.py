"""Advice about shapes: settings that are legal but wasteful, each with the nearest settings that are not.

All numbers come from what the outputs of a layer really read (see reads/), not from formulas about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.analysis.architecture import middle, setting_text
from explorer.errors import ExplorerError, Fix
from explorer.layers.base import Shape
from explorer.layers.sliding import Sliding
from explorer.layers.stack import replaced
from explorer.network import Network
from explorer.reads import region
from explorer.windows import span

AXES = ("row", "column")
MAX_FIXES = 3


@dataclass(frozen=True)
class Advice:
    """One remark about the layer at `path`: its `topic`, unique in the layer, and fixes after each of which it is gone."""

    path: str
    name: str
    topic: str
    sentence: str
    fixes: tuple[Fix, ...]


def advise(network: Network) -> tuple[Advice, ...]:
    """All remarks about a network, layer by layer. Every fix was tried: the network can be planned, the remark is gone."""
    return tuple(remark for step in network.steps[1:] for remark in advise_on(network, step.path))


def advise_on(network: Network, path: str) -> tuple[Advice, ...]:
    """All remarks about the layer at `path`, with their fixes."""
    name = network.step(path).name
    return tuple(
        Advice(path, name, topic, sentence, tuple(_fixes(network, path, topic)))
        for topic, sentence in remarks(network, path).items()
    )


def remarks(network: Network, path: str) -> dict[str, str]:
    """The sentences about the layer at `path` by topic, without fixes."""
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
            yield Fix(f"{name} = {setting_text(value)}", path, {name: value})


def _candidates(layer: Sliding, shape: Shape, topic: str) -> Iterator[tuple[str, Any]]:
    """Settings to try, nearest first; fixes are shown in this order."""
    kernel = "kernel_size" if "kernel_size" in layer.settings() else "pool_size"
    taps, step = layer.taps, layer.step
    if topic in ("wide", "padding only"):
        largest = tuple(min(taps[axis], (shape[axis] - 1) // layer.dilation[axis] + 1) for axis in (0, 1))
        yield from ((kernel, tuple(max(n - less, 1) for n in largest)) for less in range(3))
    if topic in ("idle padding", "padding only", "wide"):
        yield from _paddings(layer, shape)
    if topic == "holes":
        pairs = [(rate, rate) for rate in range(max(layer.dilation) - 1, 0, -1)]
        yield from (("dilation_rate", pair) for pair in pairs)
        yield from ((kernel, (taps[0] + more, taps[1] + more)) for more in range(1, 9))
    if topic == "end":
        yield "padding", "same"
        ends = [unread(layer, shape, axis)[1] for axis in (0, 1)]
        yield kernel, (taps[0] + ends[0], taps[1] + ends[1])
        yield from ((kernel, (max(taps[0] - less, 1), max(taps[1] - less, 1))) for less in range(1, max(taps)))
        yield from _strides(step)
    if topic == "between":
        yield from _strides(step)
        yield kernel, (max(taps[0], step[0]), max(taps[1], step[1]))
        yield from ((kernel, (taps[0] + more, taps[1] + more)) for more in range(1, max(step) + 1))
        if max(layer.dilation) > 1:
            yield "dilation_rate", (1, 1)


def _strides(step: tuple[int, int]) -> Iterator[tuple[str, Any]]:
    for less in range(1, max(step)):
        yield "strides", (max(step[0] - less, 1), max(step[1] - less, 1))


def _paddings(layer: Sliding, shape: Shape) -> Iterator[tuple[str, Any]]:
    """Explicit padding, less and less of it, then "same" and "valid"."""
    sides = layer.sides(shape)
    for less in range(1, max(max(side) for side in sides) + 1):
        yield "padding", tuple((before, max(after - less, 0)) for before, after in sides)
        yield "padding", tuple((max(before - less, 0), max(after - less, 0)) for before, after in sides)
    yield "padding", "same"
    yield "padding", "valid"
