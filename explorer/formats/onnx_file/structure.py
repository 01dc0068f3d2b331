"""Terms as stacks of layers: joins become composites whose branches begin where all of them last went through one term.

That place is the join's immediate dominator (Cooper, Harvey and Kennedy 2001, "A Simple, Fast Dominance Algorithm"): on a
graph without circles one pass over the terms in order finds all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from explorer.errors import ExplorerError
from explorer.formats.onnx_file.building import made
from explorer.formats.onnx_file.terms import SEAM, Term, Unrepresentable
from explorer.layers import Concatenate, Multiply, Residual
from explorer.layers.base import Array, Layer
from explorer.layers.stack import layer_count
from explorer.limits import BRANCHES, COMPOSITE_DEPTH, LAYERS

_MOST = 4
"""Times as many terms as a network may have layers: of more not even the part that fits is looked for."""


@dataclass(frozen=True)
class Built:
    """A layer with its parameters and its origin; of a composite also those of the layers in each branch."""

    layer: Layer
    term: Term
    params: Mapping[str, Array]
    branches: tuple[tuple[Built, ...], ...] = ()


def stack_of(start: Term, end: Term) -> tuple[tuple[Built, ...], str | None]:
    """The layers that make `end` of `start`, and None; or the layers of the longest part before what are not stacks within
    stacks, and why the rest is not."""
    if len(ordered(end)) > _MOST * LAYERS:
        return (), f"it has more than {LAYERS} layers, the most that are shown"
    return _Builder(start, _regrouped(end)).built()


def parameters(stack: Sequence[Built], prefix: str = "") -> Iterator[tuple[str, Mapping[str, Array]]]:
    """The parameters of all layers by path."""
    for place, each in enumerate(stack):
        path = f"{prefix}{place}"
        if each.params:
            yield path, each.params
        for number, branch in enumerate(each.branches):
            yield from parameters(branch, f"{path}.b{number}.")


def ordered(end: Term) -> list[Term]:
    """All terms that lead to `end`, each behind those that it reads."""
    order: list[Term] = []
    seen: set[int] = set()
    waiting: list[tuple[Term, bool]] = [(end, False)]
    while waiting:
        term, done = waiting.pop()
        if done:
            order.append(term)
        elif id(term) not in seen:
            seen.add(id(term))
            waiting.append((term, True))
            waiting += [(each, False) for each in term.inputs[::-1]]
    return order


def _regrouped(end: Term) -> Term:
    """Concatenations that begin like an earlier one go on from it, as in DenseNet: [x, a, b] is [[x, a], b]."""
    known: dict[tuple[int, ...], Term] = {}
    new: dict[int, Term] = {}
    for term in ordered(end):
        inputs = tuple(new[id(each)] for each in term.inputs)
        if term.join == "concatenate":
            ids = tuple(map(id, inputs))
            for length in range(len(ids) - 1, 1, -1):
                if ids[:length] in known:
                    inputs = (known[ids[:length]], *inputs[length:])
                    break
        same = all(a is b for a, b in zip(inputs, term.inputs, strict=False)) and len(inputs) == len(term.inputs)
        changed = term if same else _with_inputs(term, inputs)
        new[id(term)] = changed
        if term.join == "concatenate":
            known.setdefault(tuple(id(new[id(each)]) for each in term.inputs), changed)
    return new[id(end)]


def _with_inputs(term: Term, inputs: tuple[Term, ...]) -> Term:
    return Term(term.shape, inputs, term.layer, term.params, term.join, None, None, term.origin)


class _Builder:
    """One walk over the terms between `start` and `end`."""

    def __init__(self, start: Term, end: Term) -> None:
        self.start, self.end = start, end
        self.order = {id(term): place for place, term in enumerate(ordered(end))}
        self.dominator = self._dominators()
        self.used: set[int] = set()

    def built(self) -> tuple[tuple[Built, ...], str | None]:
        """Layer by layer from `start` on: as far as it goes, and why no further."""
        layers: list[Built] = []
        count = 0
        for term in self._between(self.start, self.end):
            if term.join == SEAM:
                continue
            try:
                layers.append(self._one(term, 0))
            except Unrepresentable as error:
                return tuple(layers), error.reason
            count += layer_count([layers[-1].layer])
            if count > LAYERS:
                return tuple(layers[:-1]), f"it has more than {LAYERS} layers, the most that are shown"
        return tuple(layers), None

    def _between(self, start: Term, end: Term) -> list[Term]:
        """The terms behind `start` through which every way from there to `end` goes, in order. Raises Unrepresentable."""
        found: list[Term] = []
        at = end
        while at is not start:
            if self.order[id(at)] < self.order[id(start)]:
                raise Unrepresentable(f"{at.origin or 'a layer'} leads into two branches that do not end together")
            found.append(at)
            at = self.dominator[id(at)]
        return found[::-1]

    def _dominators(self) -> dict[int, Term]:
        """For each term the last one through which every way from `start` to it goes."""
        found: dict[int, Term] = {id(self.start): self.start}
        for term in ordered(self.end):
            if term is self.start:
                continue
            if not term.inputs:
                raise Unrepresentable("it does not read the image")
            common = term.inputs[0]
            for other in term.inputs[1:]:
                common = self._common(common, other, found)
            found[id(term)] = common
        return found

    def _common(self, a: Term, b: Term, found: Mapping[int, Term]) -> Term:
        while a is not b:
            if self.order[id(a)] > self.order[id(b)]:
                a = found[id(a)]
            else:
                b = found[id(b)]
        return a

    def _one(self, term: Term, depth: int) -> Built:
        if id(term) in self.used:
            raise Unrepresentable(f"{term.origin or 'a layer'} leads into two branches that do not end together")
        self.used.add(id(term))
        if term.layer is not None:
            return Built(term.layer, term, term.params)
        if term.join not in ("add", "multiply", "concatenate"):
            raise Unrepresentable(f"{term.origin} is not a layer by itself")
        return self._composite(term, self.dominator[id(term)], depth)

    def _composite(self, join: Term, start: Term, depth: int) -> Built:
        if depth >= COMPOSITE_DEPTH:
            raise Unrepresentable(f"{join.origin} would be a block inside {COMPOSITE_DEPTH} others")
        ends = self._factors(join, start) if join.join == "multiply" else join.inputs
        if len(ends) > BRANCHES:
            raise Unrepresentable(f"{join.origin} joins {len(ends)} branches, more than {BRANCHES}")
        branches = [
            tuple(self._one(term, depth + 1) for term in self._between(start, each) if term.join != SEAM)
            for each in ends
        ]
        if join.join == "add" and not all(each.join == SEAM for each in ends):
            branches.sort(key=len, reverse=True)  # the shorter one is the shortcut
        stacks = tuple(tuple(each.layer for each in branch) for branch in branches)
        if join.join == "add":
            layer = made(Residual, layers=stacks[0], shortcut=stacks[1])
        elif join.join == "concatenate":
            layer = made(Concatenate, stacks=stacks)
        else:
            layer = made(Multiply, stacks=stacks)
        try:
            shape = layer.output_shape(start.shape)
        except ExplorerError as error:
            raise Unrepresentable(f"{join.origin}: {error.problem}") from None
        if shape != join.shape:
            raise Unrepresentable(f"{join.origin} makes {join.shape}, its branches {shape}")
        return Built(layer, join, {}, tuple(branches))

    def _factors(self, join: Term, start: Term) -> tuple[Term, ...]:
        """The branches of a product: those of its first factor too where that is a product of the same input."""
        first, *others = join.inputs
        if first.join != "multiply" or self.dominator[id(first)] is not start:
            return join.inputs
        return (*self._factors(first, start), *others)
