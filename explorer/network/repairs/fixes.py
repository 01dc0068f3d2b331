"""The fixes of a layer that does not fit: changes of its settings, of its place, or of layers before it.

Every one was tried on the whole network: the layer fits after it. Those come first after which the most layers do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from explorer.errors import ExplorerError, Fix, ShapeError
from explorer.layers.base import Layer, Shape
from explorer.layers.composite.composite import Composite
from explorer.layers.pooling.pool import Pool2D
from explorer.layers.stack import MAX_LAYERS, Layers, layer_at, layer_count, split_path, walk
from explorer.network.naming import Given, names_by_path
from explorer.network.repairs.trying import repaired, unreached
from explorer.network.repairs.words import change_words

MAX_FIXES = 5
"""Changes that are offered, the removal of the layer aside: a list of more would have to be studied."""


@dataclass(frozen=True)
class Misfit:
    """A network whose layer at `path` does not fit: all its layers, the shape of its input, and the names that were given.

    `entering` are the shapes that enter the layers up to that one, by path: they follow from the rest.
    """

    layers: Layers
    input_shape: Shape
    given: Given
    path: str
    entering: Mapping[str, Shape] = field(compare=False)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of all layers by path."""
        return names_by_path(self.layers, self.given)

    @property
    def layer(self) -> Layer:
        """The layer that does not fit."""
        return layer_at(self.layers, self.path)


def explained(error: ShapeError, misfit: Misfit) -> ShapeError:
    """The error of a layer with its name in place of "It", its path, and the fixes."""
    fixes = _fixes(misfit)
    elsewhere = [fix.label for fix in fixes if fix.path != misfit.path]
    also = f", or {elsewhere[0][0].lower()}{elsewhere[0][1:]}." if elsewhere else "."
    return ShapeError(
        f"{misfit.names[misfit.path]}{error.problem.removeprefix('It')}",
        error.remedy.removesuffix(".") + also,
        path=misfit.path,
        fixes=fixes,
    )


@lru_cache(maxsize=32)  # a page asks for the same error in several places
def _fixes(misfit: Misfit) -> tuple[Fix, ...]:
    """The fixes that help, those first after which the fewest layers wait; last the removal of the layer."""
    waiting = unreached(misfit.layers, misfit.input_shape)
    best: dict[str, tuple[int, Fix]] = {}
    for sort, fix in _candidates(misfit):
        left = _left(misfit, fix)
        if left is not None and left < waiting and (sort not in best or left < best[sort][0]):
            best[sort] = (left, fix)
    ranked = [fix for _, fix in sorted(best.values(), key=lambda found: found[0])]
    return (*ranked[:MAX_FIXES], Fix(f"Remove {misfit.names[misfit.path]}", misfit.path))


def _left(misfit: Misfit, fix: Fix) -> int | None:
    """How many layers wait behind one that does not fit after `fix`; None if it cannot be, or changes nothing."""
    try:
        layers = repaired(misfit.layers, fix)
    except ExplorerError:
        return None
    if layers == misfit.layers or layer_count(layers) > MAX_LAYERS:
        return None
    return unreached(layers, misfit.input_shape)


def _candidates(misfit: Misfit) -> Iterator[tuple[str, Fix]]:
    """Fixes to try, each with its sort: of every sort one is offered."""
    yield from _of_settings(misfit)
    yield from _of_a_pooling_before(misfit)
    if len(misfit.entering[misfit.path]) == 1:
        yield from _of_flattening(misfit)


def _of_settings(misfit: Misfit) -> Iterator[tuple[str, Fix]]:
    layer, shape = misfit.layer, misfit.entering[misfit.path]
    if isinstance(layer, Composite):
        own = misfit.names[misfit.path]
        for mend in layer.mends(shape):
            names = [misfit.names[f"{misfit.path}.{inner}"].removeprefix(f"{own}.") for inner in mend.inner]
            yield mend.words, Fix(mend.words.format(*names), misfit.path, dict(mend.changes))
        return
    for changes in layer.repairs(shape):
        try:
            canonical = {name: getattr(layer.with_settings(**changes), name) for name in changes}
        except ExplorerError:
            continue
        yield ",".join(changes), Fix(change_words(canonical), misfit.path, dict(changes))


def _of_a_pooling_before(misfit: Misfit) -> Iterator[tuple[str, Fix]]:
    """Without the last pooling in the same stack."""
    prefix, index = split_path(misfit.path)
    for above in reversed(range(index)):
        path = f"{prefix}{above}"
        if isinstance(layer_at(misfit.layers, path), Pool2D):
            yield "pooling", Fix(f"Remove {misfit.names[path]}", path)
            return


def _of_flattening(misfit: Misfit) -> Iterator[tuple[str, Fix]]:
    """For a layer that needs maps: the layer that made one row of numbers of them moved behind it, or left out."""
    found = _flattening(misfit)
    if found is None:
        return
    name, (prefix, index) = misfit.names[found], split_path(found)
    # The misfit, or the composite that it is in, among the layers of the same stack.
    at = int(misfit.path.removeprefix(prefix).partition(".")[0])
    between = [layer_at(misfit.layers, f"{prefix}{place}") for place in range(index + 1, at)]
    if all(layer.accompanies for layer in between):
        for last in _places_behind(misfit, prefix, at):
            behind = misfit.names[f"{prefix}{last}"]
            yield "move", Fix(f"Move {name} after {behind}", found, to=f"{prefix}{last}")
    elif misfit.path == f"{prefix}{at}":
        yield "move", Fix(f"Move {misfit.names[misfit.path]} before {name}", misfit.path, to=found)
    yield "unflatten", Fix(f"Remove {name}", found)


def _flattening(misfit: Misfit) -> str | None:
    """The path of the last layer before the misfit that takes maps and gives one row of numbers."""
    prefix, index = split_path(misfit.path)
    while True:
        for above in reversed(range(index)):
            path = f"{prefix}{above}"
            shape = misfit.entering[path]
            if len(shape) == 3 and len(layer_at(misfit.layers, path).output_shape(shape)) == 1:
                return path
        if not prefix:
            return None
        prefix, index = split_path(prefix.rpartition(".b")[0])


def _places_behind(misfit: Misfit, prefix: str, at: int) -> Iterator[int]:
    """The places at or behind `at`, in their stack, to which a layer may move; not between a layer and its activation."""
    stack = [layer for path, layer in walk(misfit.layers) if split_path(path)[0] == prefix]
    for place in range(at, len(stack)):
        follower = stack[place + 1] if place + 1 < len(stack) else None
        if follower is None or not follower.accompanies or follower.gives_probabilities:
            yield place
