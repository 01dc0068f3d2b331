"""Terms as stacks of layers: joins become composites whose branches begin where all of them last went through one term.

That place is the join's immediate dominator (Cooper, Harvey and Kennedy 2001, "A Simple, Fast Dominance Algorithm"): on a
graph without circles one pass over the terms in order finds all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from explorer.errors import ExplorerError
from explorer.formats.onnx_file.building import made, named
from explorer.formats.onnx_file.terms import Term, Unrepresentable
from explorer.layers import Concatenate, Residual
from explorer.layers.base import Array, Layer
from explorer.limits import BRANCHES, COMPOSITE_DEPTH


@dataclass(frozen=True)
class Built:
    """A layer with its parameters and its origin; of a composite also those of the layers in each branch."""

    layer: Layer
    term: Term
    branches: tuple[tuple[Built, ...], ...] = ()


def stack_of(start: Term, end: Term) -> tuple[Built, ...]:
    """The layers that make `end` of `start`. Raises Unrepresentable where they are not stacks within stacks."""
    return _Builder(start, _regrouped(start, end)).built()


def ways_back(start: Term, end: Term) -> Iterator[Term]:
    """`end`, then the terms through which every way to it goes, back to `start`."""
    builder = _Builder(start, end)
    at = end
    while True:
        yield at
        if at is start:
            return
        at = builder.dominator[id(at)]


def parameters(stack: Sequence[Built], prefix: str = "") -> Iterator[tuple[str, Mapping[str, Array]]]:
    """The parameters of all layers by path."""
    for place, each in enumerate(stack):
        path = f"{prefix}{place}"
        if each.term.params and not each.branches:
            yield path, each.term.params
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


def _regrouped(start: Term, end: Term) -> Term:
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

    def built(self) -> tuple[Built, ...]:
        return self._stack(self.start, self.end, 0)

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

    def _stack(self, start: Term, end: Term, depth: int) -> tuple[Built, ...]:
        layers: list[Built] = []
        at = end
        while at is not start:
            if self.order[id(at)] < self.order[id(start)] or id(at) in self.used:
                raise Unrepresentable(f"{at.origin or 'a layer'} leads into two branches that do not end together")
            self.used.add(id(at))
            if at.layer is not None:
                layers.append(Built(at.layer, at))
                at = at.below
                continue
            if at.join not in ("add", "multiply", "concatenate"):
                raise Unrepresentable(f"{at.origin} is no layer by itself")
            below = self.dominator[id(at)]
            layers.append(self._composite(at, below, depth))
            at = below
        return tuple(layers[::-1])

    def _composite(self, join: Term, start: Term, depth: int) -> Built:
        if depth >= COMPOSITE_DEPTH:
            raise Unrepresentable(f"{join.origin} would be a block inside {COMPOSITE_DEPTH} others")
        if len(join.inputs) > BRANCHES:
            raise Unrepresentable(f"{join.origin} joins {len(join.inputs)} branches, more than {BRANCHES}")
        branches = [self._stack(start, each, depth + 1) for each in join.inputs]
        if join.join == "add":
            branches.sort(key=len, reverse=True)  # the shorter one is the shortcut
        stacks = tuple(tuple(each.layer for each in branch) for branch in branches)
        if join.join == "add":
            layer = made(Residual, layers=stacks[0], shortcut=stacks[1])
        elif join.join == "concatenate":
            layer = made(Concatenate, stacks=stacks)
        else:
            layer = named("multiply", "a product of branches", stacks=stacks)
        try:
            shape = layer.output_shape(start.shape)
        except ExplorerError as error:
            raise Unrepresentable(f"{join.origin}: {error.problem}") from None
        if shape != join.shape:
            raise Unrepresentable(f"{join.origin} makes {join.shape}, its branches {shape}")
        return Built(layer, join, tuple(branches))
