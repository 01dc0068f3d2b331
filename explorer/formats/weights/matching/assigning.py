"""Which layer of a file belongs to which layer of a network: by their names if they have the same, else by order and shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from explorer.formats.weights.matching.aligning import aligned, greedy
from explorer.formats.weights.matching.fitting import Fit, fit, signature
from explorer.formats.weights.matching.layouts import Layout
from explorer.formats.weights.matching.names import KERAS, PYTORCH, FileLayer
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
    has_kernel = np.array(["kernel" in step.param_shapes for step in steps], np.bool_)
    in_order: dict[int, int] = {}
    for family in (has_kernel, ~has_kernel):
        rows = np.flatnonzero(family)
        free = fits[rows].copy()
        free[:, list(in_order.values())] = False
        in_order |= {int(rows[row]): col for row, col in aligned(free).items()}
    more = greedy(fits, in_order)
    pairs = in_order | more
    ambiguous = [row for row in sorted(pairs) if fits[row].sum() > 1]
    stems = {re.sub(r"\d+", "", sources[pairs[row]].name) for row in ambiguous}
    return Assignment(
        layout,
        by_name=False,
        pairs={steps[row].path: sources[col] for row, col in sorted(pairs.items())},
        refused=_neighbours(steps, sources, pairs),
        ambiguous=tuple(steps[row].path for row in ambiguous),
        out_of_order=tuple(steps[row].path for row in sorted(more)),
        doubtful=alphabetical and len(stems) > 1,
    )


def _fits(steps: Sequence[Step], sources: Sequence[FileLayer], layout: Layout) -> Bools:
    """Booleans (steps, layers of the file); what is alike is looked at once."""
    known: dict[object, bool] = {}
    kinds = [signature(step) for step in steps]
    signatures = [source.signature for source in sources]
    result = np.zeros((len(steps), len(sources)), np.bool_)
    for row, step in enumerate(steps):
        for col, source in enumerate(sources):
            key = (kinds[row], signatures[col])
            if key not in known:
                known[key] = isinstance(fit(step, source, layout), Fit)
            result[row, col] = known[key]
    return result


def _neighbours(steps: Sequence[Step], sources: Sequence[FileLayer], pairs: dict[int, int]) -> dict[str, FileLayer]:
    """For steps without weights the layer of the file that is left between the same neighbours and has the same words."""
    free = [col for col in range(len(sources)) if col not in set(pairs.values())]
    found: dict[str, FileLayer] = {}
    for row, step in enumerate(steps):
        if row in pairs:
            continue
        after = max((pairs[other] for other in range(row) if other in pairs), default=-1)
        likely = next((col for col in free if col > after and _alike(step, sources[col])), None)
        if likely is not None:
            found[step.path] = sources[likely]
            free.remove(likely)
    return found


def _alike(step: Step, source: FileLayer) -> bool:
    """Whether a layer of the file has as many axes as the step's largest parameter."""
    wanted = max(len(shape) for shape in step.param_shapes.values())
    return wanted == max((array.ndim for array in source.arrays.values()), default=0)
