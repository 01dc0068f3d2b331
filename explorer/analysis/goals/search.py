"""The search for the smallest edits that meet a target.

Where they are the usual answer, global pooling and depthwise separable convolutions stand first. Otherwise single edits are
tried first, then pairs of them, within a bound on how many networks are measured. What is proposed has
been planned as a whole network, and its value read from there. A block is kept or removed whole; of the layers inside it,
widths, windows and dilations change, nothing that would change the size of its maps, which are joined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from explorer.analysis.goals.edits import (
    WIDTH_SETTINGS,
    Edit,
    applied,
    clash,
    insertions,
    removal,
    setting_change,
    setting_changes,
    within,
)
from explorer.analysis.goals.goal import FIELD, MACS, PARAMETERS, SIZE, measure, meets
from explorer.analysis.goals.usual import global_poolings, is_usual, said_together, separable
from explorer.errors import ExplorerError
from explorer.layers import Composite, Dense, Layer, stack
from explorer.layers.base import Shape
from explorer.layers.sliding import Sliding
from explorer.network import MAX_LAYERS, Network
from explorer.windows import Window

CHANGED_INSIDE = ("kernel_size", "dilation_rate")
"""Settings that are tried of layers inside blocks, besides the width."""
MAX_TRIALS = 2000
"""Networks that are measured for one question."""
MAX_PROPOSALS = 6
MAX_UNREACHED = 3
"""Proposals that are shown when none of them reaches the target."""
MAX_NARROWED = 24
"""Single edits to which narrower layers are tried as a second edit."""


@dataclass(frozen=True)
class Proposal:
    """Edits that bring the network to `value`; `reached` says whether that meets the target.

    `origin` holds for each of `layers` the index that it had before, or None for a new one. `usual` is what practitioners
    would do first: it stands before smaller edits, and may be more than two.
    """

    label: str
    value: int
    reached: bool
    edits: tuple[Edit, ...]
    layers: tuple[Layer, ...]
    origin: tuple[int | None, ...]
    usual: bool = False


class Candidate(NamedTuple):
    """Some edits, and the value that the network has after them; `usual` as in Proposal."""

    value: int
    edits: tuple[Edit, ...]
    usual: bool = False


def smallest_edits(
    network: Network, goal: str, target: int, most: int = MAX_PROPOSALS, trials: int = MAX_TRIALS
) -> tuple[Proposal, ...]:
    """The smallest edits after which the network meets `target`: the usual ones, then fewest changes, closest, smallest.

    Where neither one nor two changes reach it, the closest ones, with `reached` False; nothing when the network meets
    it already. At most `most` are proposed, and at most `trials` networks measured.
    """
    if meets(goal, measure(network, goal), target):
        return ()
    search = _Search(network, goal, target, trials)
    usual = list(search.usual())
    singles = list(search.singles())
    candidates = [*usual, *singles]
    if not any(meets(goal, single.value, target) for single in singles):
        candidates += search.pairs(singles)
    candidates.sort(key=search.rank)
    return tuple(_proposals(network, goal, target, candidates, most))


def _proposals(network: Network, goal: str, target: int, ranked: list[Candidate], most: int) -> Iterator[Proposal]:
    """The first `most` candidates of different places that really plan; if any reaches the target, only such."""
    names = [network.step(str(index)).name for index in range(len(network.layers))]
    places, any_reached, start = set(), False, measure(network, goal)
    for value, edits, usual in ranked:
        place = frozenset(edit.place for edit in edits)
        reached = meets(goal, value, target)
        if place in places or (any_reached and not reached) or value == start:
            continue
        layers, origin = applied(network.layers, edits)
        try:
            planned = Network(layers, network.input_shape)
        except ExplorerError:
            continue
        # The search follows the stack only up to a value; the planned network has the last word.
        if measure(planned, goal) != value:
            continue
        places.add(place)
        any_reached = any_reached or reached
        label = said_together([edit.label.format(*names) for edit in sorted(edits, key=lambda e: e.index)])
        yield Proposal(label, value, reached, edits, layers, origin, usual)
        if len(places) == (most if any_reached else min(most, MAX_UNREACHED)):
            return


@dataclass(frozen=True)
class _Prefix:
    """What the layers up to one place of the stack amount to.

    `shape` comes out of them; `window` is along the rows (None where not regular). `rows` and `field` are the rows, and
    the rows of the window in px, of the last map. `cost` counts parameters or MACs, if the goal is one of them.
    """

    shape: Shape
    window: Window | None = Window()
    cost: int = 0
    rows: int = 0
    field: int | None = 1


class _Search:
    """One question. Every prefix of the untouched stack is kept, so that only what follows an edit is planned again."""

    def __init__(self, network: Network, goal: str, target: int, trials: int) -> None:
        self.network, self.goal, self.target, self.trials_left = network, goal, target, trials
        shape = network.input_shape
        self.prefixes = [_Prefix(shape, rows=shape[0])]
        for layer in network.layers:
            self.prefixes.append(self.after(self.prefixes[-1], layer))
        self.final_shape = network.output_shape
        self.classifiers = _classifiers(network.layers)

    def after(self, prefix: _Prefix, layer: Layer) -> _Prefix:
        """The prefix that is one layer longer. Raises ShapeError."""
        shape, cost, window = layer.output_shape(prefix.shape), prefix.cost, prefix.window
        if self.goal == PARAMETERS:
            cost += layer.param_count(prefix.shape)
        elif self.goal == MACS:
            cost += layer.macs(prefix.shape)
        elif self.goal == FIELD and window is not None:
            own, across = layer.window(0, prefix.shape), layer.window(1, prefix.shape)
            window = own.over(window) if own is not None and across is not None else None
        if len(shape) != 3:
            return _Prefix(shape, window, cost, prefix.rows, prefix.field)
        return _Prefix(shape, window, cost, shape[0], window.size if window is not None else None)

    def value(self, *edits: Edit) -> int | None:
        """The network's value after `edits`; None if it could not be planned, or had another form of output."""
        if self.trials_left <= 0:
            return None
        self.trials_left -= 1
        first = min(edit.index for edit in edits)
        try:
            layers, _ = applied(self.network.layers, edits)
            if stack.layer_count(layers) > MAX_LAYERS:
                return None
            prefix = self.prefixes[first]
            for layer in layers[first:]:
                prefix = self.after(prefix, layer)
        except ExplorerError:
            return None
        if len(prefix.shape) != len(self.final_shape) or (
            len(self.final_shape) == 1 and prefix.shape != self.final_shape
        ):
            return None
        return {SIZE: prefix.rows, FIELD: prefix.field}.get(self.goal, prefix.cost)

    def rank(self, candidate: Candidate) -> tuple[Any, ...]:
        """A key to sort by: reached first, of those the usual ones, then fewest changes, closest, smallest."""
        value, edits, usual = candidate
        closeness = abs(value - self.target)
        size = round(sum(edit.size for edit in edits), 6)
        reached = meets(self.goal, value, self.target)
        return (
            not reached,
            reached and not usual,
            len(edits) if reached else 0,
            closeness,
            len(edits),
            size,
            [e.index for e in edits],
        )

    def usual(self) -> Iterator[Candidate]:
        """Global pooling, as few separable convolutions as reach the target, and both; nothing where they are not usual."""
        layers, shapes = self.network.layers, [prefix.shape for prefix in self.prefixes]
        if not is_usual(self.goal, measure(self.network, self.goal), self.target):
            return
        poolings = global_poolings(layers, shapes, self.goal)
        found = [candidate for edits in poolings for candidate in self._usual(edits)]
        if self.goal in (PARAMETERS, MACS):
            found += self._usual(self._separated((), shapes))
            if poolings and not any(meets(self.goal, candidate.value, self.target) for candidate in found):
                found += self._usual(self._separated(poolings[-1], shapes))
        yield from found

    def _separated(self, edits: tuple[Edit, ...], shapes: Sequence[Shape]) -> tuple[Edit, ...]:
        """`edits`, and as many separable convolutions as it takes to reach the target, or all that save something."""
        for edit in separable(self.network.layers, shapes, self.goal):
            edits = (*edits, edit)
            if meets(self.goal, self.value(*edits), self.target):
                break
        return edits

    def _usual(self, edits: tuple[Edit, ...]) -> Iterator[Candidate]:
        value = self.value(*edits) if edits else None
        if value is not None:
            yield Candidate(value, edits, usual=True)

    def singles(self) -> Iterator[Candidate]:
        """Every single edit that can matter to the goal and leaves a network of the same form."""
        for edit in self._single_edits():
            value = self.value(edit)
            if value is not None:
                yield Candidate(value, (edit,))

    def _single_edits(self) -> Iterator[Edit]:
        costly = self.goal in (PARAMETERS, MACS)
        for index, layer in enumerate(self.network.layers):
            if costly and index not in self.classifiers:
                yield from self._narrower(index, layer)
            yield from setting_changes(index, layer)
            if self.prefixes[index].shape != self.prefixes[index + 1].shape or isinstance(
                layer, Sliding | Dense | Composite
            ):
                yield removal(index)
        yield from insertions(self.network.layers, [prefix.shape for prefix in self.prefixes])
        if self.goal != SIZE:
            yield from self._edits_inside()

    def _edits_inside(self) -> Iterator[Edit]:
        """Edits of single layers inside blocks."""
        for path, layer in stack.walk(self.network.layers):
            index = stack.top_index(path)
            if path == str(index) or isinstance(layer, Composite):
                continue
            if self.goal in (PARAMETERS, MACS):
                yield from self._narrower(index, layer, path=path)
            for edit in setting_changes(index, layer):
                if edit.settings[0][0] in CHANGED_INSIDE:
                    yield within(edit, path, self.network.step(path).name)

    def _narrower(self, index: int, layer: Layer, *others: Edit, path: str = "") -> Iterator[Edit]:
        """The layer with the largest number of filters or units that meets the target, together with `others`.

        It is the one at `path` inside the block at `index`, if `path` is given.
        Where none does, and there are no others, with a half, a quarter and an eighth of what it has.
        """
        name = next((setting for setting in WIDTH_SETTINGS if setting in layer.settings()), None)
        if name is None:
            return
        old = getattr(layer, name)
        step = getattr(layer, "groups", 1)

        def with_width(count: int) -> Edit:
            edit = setting_change(index, name, old, count)
            return within(edit, path, self.network.step(path).name) if path else edit

        def fits(count: int) -> bool:
            value = self.value(*others, with_width(count))
            return meets(self.goal, value, self.target)

        best = _largest(fits, old // step - 1, step)
        if best:
            yield with_width(best)
        elif not others:
            yield from (with_width(count) for part in (2, 4, 8) if (count := old // part // step * step))

    def pairs(self, singles: Sequence[Candidate]) -> list[Candidate]:
        """Pairs of the most promising single edits that can both be made."""
        start = measure(self.network, self.goal)
        useful = sorted((single for single in singles if single.value != start), key=self.rank)
        candidates: list[Candidate] = []
        if self.goal in (PARAMETERS, MACS):
            candidates += self._narrowed_pairs(useful[:MAX_NARROWED])
        # In the order of the sum of their ranks, so that the best ones are tried before the trials run out.
        for total in range(2 * len(useful) - 1):
            for rank in range(max(0, total - len(useful) + 1), total // 2 + 1):
                if self.trials_left <= 0:
                    return candidates
                (first,), (second,) = useful[rank].edits, useful[total - rank].edits
                if not clash(first, second):
                    value = self.value(first, second)
                    if value is not None:
                        candidates.append(Candidate(value, (first, second)))
        return candidates

    def _narrowed_pairs(self, useful: Sequence[Candidate]) -> list[Candidate]:
        """Each of the `useful` single edits together with each other layer made as narrow as the target then asks for."""
        candidates: list[Candidate] = []
        for _, (first,), _ in useful:
            for index, layer in enumerate(self.network.layers):
                if index != first.index and index not in self.classifiers and self.trials_left > MAX_TRIALS // 4:
                    for second in self._narrower(index, layer, first):
                        value = self.value(first, second)
                        if value is not None:
                            candidates.append(Candidate(value, (first, second)))
        return candidates


def _classifiers(layers: Sequence[Layer]) -> set[int]:
    """The index of the layer whose width is the number of classes: the last with a width, if there is a softmax."""
    if not any(layer.gives_probabilities for layer in layers):
        return set()
    weighted = [i for i, layer in enumerate(layers) if any(name in layer.settings() for name in WIDTH_SETTINGS)]
    return set(weighted[-1:])


def _largest(fits: Callable[[int], bool], high: int, step: int) -> int:
    """The largest multiple of `step`, up to `high` steps, that fits, by halving the range; 0 if none does."""
    low = 0
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle * step):
            low = middle
        else:
            high = middle - 1
    return low * step
