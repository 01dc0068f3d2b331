"""Ask backwards: which small edits bring a network to a wanted size, receptive field or cost?

Single edits are tried first, then pairs of them, within a bound on how many networks are measured; what is proposed has
been planned as a whole network, and its value read from there. A composite counts as one layer: it is kept or taken out
whole.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.analysis.architecture import setting_text
from explorer.errors import ExplorerError
from explorer.layers import Composite, Conv2D, Dense, Layer, MaxPool2D, stack
from explorer.layers.activation.activation import Activation
from explorer.layers.base import Shape
from explorer.layers.sliding import Sliding
from explorer.limits import CHANNELS
from explorer.network import MAX_LAYERS, Network, Step
from explorer.network.naming import names_of
from explorer.windows import Window

SIZE, FIELD, PARAMETERS, MACS = "output size", "receptive field", "parameters", "MACs"
GOALS = (SIZE, FIELD, PARAMETERS, MACS)
MAX_TRIALS = 2000
MOST = 6
KERNELS = (*range(1, 10), 11, 13, 15)
RATES = (1, 2, 3, 4, 6, 8)
WIDTHS = ("filters", "units")


@dataclass(frozen=True)
class Edit:
    """One change at layer `index`: new `settings` for it, `layer` put in before it, or, with neither, its removal."""

    index: int
    label: str
    size: float
    settings: tuple[tuple[str, Any], ...] = ()
    layer: Layer | None = None

    @property
    def place(self) -> tuple[int, str]:
        """What it changes: of the edits with the same place only the best is proposed."""
        return self.index, self.settings[0][0] if self.settings else type(self.layer).__name__


@dataclass(frozen=True)
class Proposal:
    """Edits that bring the network to `value`; `reached` says whether that is the target.

    `origin` holds for each of `layers` the index that it had before, or None for a new one.
    """

    label: str
    value: int
    reached: bool
    edits: tuple[Edit, ...]
    layers: tuple[Layer, ...]
    origin: tuple[int | None, ...]


def measure(network: Network, goal: str) -> int | None:
    """What the network has of `goal` now: rows of the last map, rows of its window (px), parameters or MACs.

    None where windows are not regular.
    """
    if goal == PARAMETERS:
        return network.param_count
    if goal == MACS:
        return network.macs
    last = last_map(network)
    if goal == SIZE:
        return last.output_shape[0]
    return last.window.rows.size if last.window is not None else None


def last_map(network: Network) -> Step:
    """The last step that has rows and columns."""
    return next(step for step in reversed(network.steps) if len(step.output_shape) == 3)


def meets(goal: str, value: int | None, target: int) -> bool:
    """An output size is met exactly, a receptive field when it is at least as large, a cost when it is no higher."""
    if value is None:
        return False
    if goal == SIZE:
        return value == target
    return value >= target if goal == FIELD else value <= target


def smallest_edits(
    network: Network, goal: str, target: int, most: int = MOST, trials: int = MAX_TRIALS
) -> tuple[Proposal, ...]:
    """The smallest edits after which the network meets `target`: fewest changes first, then closest, then smallest.

    Where neither one nor two changes reach it, the closest that were found, with `reached` False; nothing when the
    network meets it already. At most `trials` networks are measured.
    """
    if meets(goal, measure(network, goal), target):
        return ()
    search = _Search(network, goal, target, trials)
    singles = [(search.value(edit), edit) for edit in search.singles()]
    found: list[tuple[int, tuple[Edit, ...]]] = [(v, (e,)) for v, e in singles if v is not None]
    if not any(meets(goal, value, target) for value, _ in found):
        found += search.pairs([(v, e) for v, e in singles if v is not None])
    found.sort(key=search.rank)
    return tuple(_proposals(network, goal, target, found, most))


def _proposals(
    network: Network, goal: str, target: int, ranked: list[tuple[int, tuple[Edit, ...]]], most: int
) -> Iterator[Proposal]:
    """The first `most` of different places that really plan; only such as reach the target, if any does."""
    names, places, any_reached, start = names_of(network.layers), set(), False, measure(network, goal)
    for value, edits in ranked:
        place = frozenset(edit.place for edit in edits)
        reached = meets(goal, value, target)
        if place in places or (any_reached and not reached) or value == start:
            continue
        layers, origin = applied(network.layers, edits)
        try:
            planned = Network(layers, network.input_shape)
        except ExplorerError:
            continue
        if measure(planned, goal) != value:  # the whole network has the last word
            continue
        places.add(place)
        any_reached = any_reached or reached
        label = "; ".join(edit.label.format(*names) for edit in sorted(edits, key=lambda e: e.index))
        yield Proposal(label, value, reached, edits, layers, origin)
        if len(places) == (most if any_reached else min(most, 3)):
            return


def applied(layers: Sequence[Layer], edits: Sequence[Edit]) -> tuple[tuple[Layer, ...], tuple[int | None, ...]]:
    """The layers after `edits`, and where each was before (None: it is new). Raises SettingError."""
    out, origin = list(layers), list[int | None](range(len(layers)))
    for edit in sorted(edits, key=lambda e: (e.index, e.layer is None), reverse=True):
        if edit.settings:
            out[edit.index] = out[edit.index].with_settings(**dict(edit.settings))
        elif edit.layer is not None:
            out.insert(edit.index, edit.layer)
            origin.insert(edit.index, None)
        else:
            del out[edit.index], origin[edit.index]
    return tuple(out), tuple(origin)


@dataclass(frozen=True)
class _Point:
    """What has come together on the way up to one place of the stack."""

    shape: Shape
    window: Window | None = Window()
    cost: int = 0
    rows: int = 0
    field: int | None = 1


class _Search:
    """One question, with the plan of the untouched network so that only what follows an edit is planned again."""

    def __init__(self, network: Network, goal: str, target: int, trials: int) -> None:
        self.network, self.goal, self.target, self.left = network, goal, target, trials
        shape = network.input_shape
        self.points = [_Point(shape, rows=shape[0])]
        for layer in network.layers:
            self.points.append(self.after(self.points[-1], layer))
        self.end = network.output_shape
        self.kept = _answers(network.layers)

    def after(self, point: _Point, layer: Layer) -> _Point:
        """The point behind one more layer. Raises ShapeError."""
        shape, cost, window = layer.output_shape(point.shape), point.cost, point.window
        if self.goal == PARAMETERS:
            cost += layer.param_count(point.shape)
        elif self.goal == MACS:
            cost += layer.macs(point.shape)
        elif self.goal == FIELD and window is not None:
            own, across = layer.window(0, point.shape), layer.window(1, point.shape)
            window = own.over(window) if own is not None and across is not None else None
        if len(shape) != 3:
            return _Point(shape, window, cost, point.rows, point.field)
        return _Point(shape, window, cost, shape[0], window.size if window is not None else None)

    def value(self, *edits: Edit) -> int | None:
        """What the network would have after `edits`; None if it would not fit, or would answer in another shape."""
        if self.left <= 0:
            return None
        self.left -= 1
        first = min(edit.index for edit in edits)
        try:
            layers, _ = applied(self.network.layers, edits)
            if stack.total(layers) > MAX_LAYERS:
                return None
            point = self.points[first]
            for layer in layers[first:]:
                point = self.after(point, layer)
        except ExplorerError:
            return None
        if len(point.shape) != len(self.end) or (len(self.end) == 1 and point.shape != self.end):
            return None
        return {SIZE: point.rows, FIELD: point.field}.get(self.goal, point.cost)

    def rank(self, found: tuple[int, tuple[Edit, ...]]) -> tuple[Any, ...]:
        """What comes first: reached, fewest changes, closest, smallest."""
        value, edits = found
        closeness = abs(value - self.target)
        size = round(sum(edit.size for edit in edits), 6)
        reached = meets(self.goal, value, self.target)
        return not reached, len(edits) if reached else 0, closeness, len(edits), size, [e.index for e in edits]

    # -- edits to try ---------------------------------------------------------------------------------------------

    def singles(self) -> Iterator[Edit]:
        """Every single edit that can matter to the goal."""
        costly = self.goal in (PARAMETERS, MACS)
        for index, layer in enumerate(self.network.layers):
            if costly and index not in self.kept:
                yield from self._narrower(index, layer)
            yield from _settings(index, layer)
            if self.points[index].shape != self.points[index + 1].shape or isinstance(
                layer, Sliding | Dense | Composite
            ):
                yield Edit(index, f"remove {{{index}}}", 3.0)
        yield from self._insertions()

    def _narrower(self, index: int, layer: Layer, *others: Edit) -> Iterator[Edit]:
        """The largest number of filters or units that meets the target, and half of what there is."""
        name = next((each for each in WIDTHS if each in layer.settings()), None)
        if name is None:
            return
        old = getattr(layer, name)
        step = getattr(layer, "groups", 1)

        def edit(count: int) -> Edit:
            return _change(index, name, old, count)

        def fits(count: int) -> bool:
            value = self.value(*others, edit(count))
            return meets(self.goal, value, self.target)

        best = _largest(fits, old // step - 1, step)
        if best:
            yield edit(best)
        elif not others:
            yield from (edit(count) for part in (2, 4, 8) if (count := old // part // step * step))

    def _insertions(self) -> Iterator[Edit]:
        layers = self.network.layers
        for index in range(len(layers) + 1):
            point = self.points[index]
            if len(point.shape) != 3 or (index < len(layers) and _is_activation(layers[index])):
                continue  # an activation stays with the layer that it follows
            where = f"before {{{index}}}" if index < len(layers) else "at the end"
            yield Edit(index, f"insert MaxPool2D {where}", 3.0, layer=MaxPool2D())
            conv = Conv2D(filters=min(point.shape[2], CHANNELS), kernel_size=(3, 3), padding="same")
            yield Edit(index, f"insert Conv2D 3 × 3, same, {where}", 3.0, layer=conv)

    def pairs(self, singles: list[tuple[int, Edit]]) -> list[tuple[int, tuple[Edit, ...]]]:
        """Pairs of the most promising single edits of different places."""
        start = measure(self.network, self.goal)
        useful = [(value, edit) for value, edit in singles if value != start]
        useful.sort(key=lambda item: self.rank((item[0], (item[1],))))
        found: list[tuple[int, tuple[Edit, ...]]] = []
        if self.goal in (PARAMETERS, MACS):
            found += self._narrowed_pairs(useful[:24])
        for total in range(2 * len(useful) - 1):
            for first in range(max(0, total - len(useful) + 1), total // 2 + 1):
                if self.left <= 0:
                    return found
                one, two = useful[first][1], useful[total - first][1]
                if not _clash(one, two):
                    value = self.value(one, two)
                    if value is not None:
                        found.append((value, (one, two)))
        return found

    def _narrowed_pairs(self, useful: list[tuple[int, Edit]]) -> list[tuple[int, tuple[Edit, ...]]]:
        found: list[tuple[int, tuple[Edit, ...]]] = []
        for _, one in useful:
            for index, layer in enumerate(self.network.layers):
                if index != one.index and index not in self.kept and self.left > MAX_TRIALS // 4:
                    for two in self._narrower(index, layer, one):
                        value = self.value(one, two)
                        if value is not None:
                            found.append((value, (one, two)))
        return found


def _is_activation(layer: Layer) -> bool:
    return isinstance(layer, Activation) or layer.gives_probabilities


def _answers(layers: Sequence[Layer]) -> set[int]:
    """The layer whose width is the number of answers: the last weighted one, if a softmax follows it."""
    if not any(layer.gives_probabilities for layer in layers):
        return set()
    weighted = [i for i, layer in enumerate(layers) if any(name in layer.settings() for name in WIDTHS)]
    return set(weighted[-1:])


def _largest(fits: Callable[[int], bool], high: int, step: int) -> int:
    """The largest multiple of `step`, up to `high` steps, that fits, found by halving; 0 if none does."""
    low = 0
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle * step):
            low = middle
        else:
            high = middle - 1
    return low * step


def _clash(one: Edit, two: Edit) -> bool:
    """Whether they cannot both be done: they change the same setting, or one removes the layer of the other."""
    if one.index != two.index or one.layer is not None or two.layer is not None:
        return False
    return one.place == two.place or not (one.settings and two.settings)


def _settings(index: int, layer: Layer) -> Iterator[Edit]:
    """Other values of the settings that decide the shape."""
    if not isinstance(layer, Sliding):
        return
    tried: dict[str, tuple[Any, ...]] = {
        "kernel_size": KERNELS,
        "pool_size": KERNELS,
        "strides": (1, 2, 3, 4),
        "dilation_rate": RATES,
    }
    known = layer.settings()
    for name, values in tried.items():
        if name in known:
            old = known[name]
            yield from (_change(index, name, old, (n, n)) for n in values if (n, n) != old)
    for padding in ("valid", "same", ((1, 1), (1, 1)), ((2, 2), (2, 2))):
        if padding != known.get("padding"):
            yield Edit(index, _label(index, "padding", known.get("padding"), padding), 1.0, (("padding", padding),))


def _change(index: int, name: str, old: Any, new: Any) -> Edit:
    return Edit(index, _label(index, name, old, new), _distance(old, new), ((name, new),))


def _label(index: int, name: str, old: Any, new: Any) -> str:
    return f"{{{index}}}: {name} {setting_text(old)} → {setting_text(new)}"


def _distance(old: Any, new: Any) -> float:
    """How large a change is: the doublings between the two values."""
    if isinstance(old, tuple):
        return max(abs(math.log2(b / a)) for a, b in zip(old, new, strict=True))
    return abs(math.log2(new / old))
