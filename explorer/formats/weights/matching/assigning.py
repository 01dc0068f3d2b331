"""Which layer of a file belongs to which layer of a network: by their names if they have the same, else by order and shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from explorer.formats.weights.matching.aligning import aligned, greedy
from explorer.formats.weights.matching.fitting import Fit, fit, signature
from explorer.formats.weights.matching.layouts import Layout
from explorer.formats.weights.matching.names import KERAS, PYTORCH, FileLayer
from explorer.formats.weights.matching.siblings import best_order, stem
from explorer.layers.base import Bools
from explorer.network import Step


@dataclass(frozen=True, eq=False)
class Assignment:
    """`pairs` by path fit, `refused` by path do not: what a table shows beside them. The rest says how it came about."""

    layout: Layout
    by_name: bool
    pairs: dict[str, FileLayer]
    refused: dict[str, FileLayer] = field(default_factory=dict)
    ambiguous: tuple[str, ...] = ()
    """The paths of steps that other layers of the file would have fitted as well."""
    out_of_order: tuple[str, ...] = ()
    """The paths of steps whose layers do not stand at the same place of the file's order."""
    doubtful: bool = False
    """Whether the file lists its arrays by name and the names of the ambiguous ones are more than numbered: their order may be
    another than the network's."""
    other_layout: bool = False
    """Whether the order of axes is another than the file's words promise."""


def assign(steps: Sequence[Step], sources: Sequence[FileLayer], alphabetical: bool) -> Assignment:
    """The assignment under the order of axes that the file's words promise; under the other one only if nothing fits so.

    `alphabetical` says that the file lists its arrays by name.
    """
    promised, other = _layouts(sources)
    first = _assign(steps, sources, promised, alphabetical)
    kernels = {step.path for step in steps if "kernel" in step.param_shapes}
    if first.pairs.keys() & kernels or not kernels:
        return first
    second = _assign(steps, sources, other, alphabetical)
    return replace(second, other_layout=True) if second.pairs.keys() & kernels else first


def _layouts(sources: Sequence[FileLayer]) -> tuple[Layout, Layout]:
    words = {word for source in sources for word in source.arrays}
    votes = len(words & PYTORCH) - len(words & KERAS)
    return (Layout.PYTORCH, Layout.KERAS) if votes > 0 else (Layout.KERAS, Layout.PYTORCH)


def _assign(steps: Sequence[Step], sources: Sequence[FileLayer], layout: Layout, alphabetical: bool) -> Assignment:
    """By name, unless more fits by order."""
    named = _by_name(steps, sources, layout)
    if named and not named.refused:
        return named
    in_order = _by_order(steps, sources, layout, alphabetical)
    return named if named and len(named.pairs) >= len(in_order.pairs) else in_order


def _by_name(steps: Sequence[Step], sources: Sequence[FileLayer], layout: Layout) -> Assignment | None:
    """By paths or names, if all names of the file are the network's or all layers are found: some alone may be chance.

    Numbers alone are paths only where the words are ours: PyTorch's Sequential counts its modules too, and others than we.
    """
    by_path = {step.path: step for step in steps}
    for by_key in (by_path if layout is Layout.KERAS else {}, {step.name: step for step in steps}):
        named = {by_key[source.name].path: source for source in sources if source.name in by_key}
        misfits = {path for path, source in named.items() if not isinstance(fit(by_path[path], source, layout), Fit)}
        if len(named) == len(sources) > 0 or (len(named) == len(steps) > 0 and not misfits):
            return Assignment(
                layout,
                by_name=True,
                pairs={path: source for path, source in named.items() if path not in misfits},
                refused={path: source for path, source in named.items() if path in misfits},
            )
    return None


def _by_order(steps: Sequence[Step], sources: Sequence[FileLayer], layout: Layout, alphabetical: bool) -> Assignment:
    """Layers with a kernel in their order, then the others in theirs: files list normalisations elsewhere."""
    fits = _fits(steps, sources, layout)
    kernels = np.array(["kernel" in step.param_shapes for step in steps], np.bool_)
    order = list(range(len(sources)))
    if alphabetical:
        names = [source.name for source in sources]
        order = best_order(names, len(steps), lambda trial: len(_in_order(fits[:, trial], kernels)))
    in_order = {row: order[col] for row, col in _in_order(fits[:, order], kernels).items()}
    more = greedy(fits, in_order)
    pairs = in_order | more
    ambiguous = [row for row in sorted(pairs) if fits[row].sum() > 1]
    stems = {stem(sources[pairs[row]].name) for row in ambiguous}
    return Assignment(
        layout,
        by_name=False,
        pairs={steps[row].path: sources[col] for row, col in sorted(pairs.items())},
        refused=_neighbours(steps, sources, pairs),
        ambiguous=tuple(steps[row].path for row in ambiguous),
        out_of_order=tuple(steps[row].path for row in sorted(more)),
        doubtful=alphabetical and (len(stems) > 1 or not more.keys().isdisjoint(ambiguous)),
    )


def _in_order(fits: Bools, kernels: Bools) -> dict[int, int]:
    """The most pairs of steps and layers of the file in the same order, for those with a kernel and for the others."""
    pairs: dict[int, int] = {}
    for family in (kernels, ~kernels):
        rows = np.flatnonzero(family)
        free = fits[rows]
        free[:, list(pairs.values())] = False
        pairs |= {int(rows[row]): col for row, col in aligned(free).items()}
    return pairs


def _fits(steps: Sequence[Step], sources: Sequence[FileLayer], layout: Layout) -> Bools:
    """Booleans (steps, layers of the file); what is alike is looked at once."""
    first_steps = {signature(step): step for step in steps}
    first_sources = {source.signature: source for source in sources}
    known = np.array(
        [
            [_can_fit(step, source) and isinstance(fit(step, source, layout), Fit) for source in first_sources.values()]
            for step in first_steps.values()
        ],
        np.bool_,
    ).reshape(len(first_steps), len(first_sources))
    rows = {key: row for row, key in enumerate(first_steps)}
    cols = {key: col for col, key in enumerate(first_sources)}
    chosen = [rows[signature(step)] for step in steps], [cols[source.signature] for source in sources]
    result: Bools = known[np.ix_(*(np.array(each, np.int64) for each in chosen))]
    return result


def _can_fit(step: Step, source: FileLayer) -> bool:
    """Whether an array has as many numbers as a parameter, or one for all: a file can have thousands of others."""
    wanted = {math.prod(shape) for shape in step.param_shapes.values()}
    return any(array.size in wanted or array.size == 1 for array in source.arrays.values())


def _neighbours(steps: Sequence[Step], sources: Sequence[FileLayer], pairs: dict[int, int]) -> dict[str, FileLayer]:
    """For steps without weights a layer of the file that is left, behind that of the step before and with as many axes."""
    axes = np.array([max((array.ndim for array in source.arrays.values()), default=0) for source in sources], np.int64)
    free = np.ones(len(sources), np.bool_)
    free[list(pairs.values())] = False
    found: dict[str, FileLayer] = {}
    after = -1
    for row, step in enumerate(steps):
        if row in pairs:
            after = pairs[row]
            continue
        wanted = max(len(shape) for shape in step.param_shapes.values())
        likely = np.flatnonzero(free[after + 1 :] & (axes[after + 1 :] == wanted))
        if likely.size:
            place = after + 1 + int(likely[0])
            found[step.path] = sources[place]
            free[place] = False
    return found
