"""Random layers and networks, made from the settings' declarations, and the probes that tests share.

Strategies that are asked for once per example are cached: to make and check one anew takes as long as to draw from it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from explorer import (
    KINDS,
    Cell,
    Concatenate,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePool2D,
    MaxPool2D,
    Multiply,
    Network,
    ReLU,
    Rescaling,
    Residual,
    Sigmoid,
    settings,
)
from explorer.errors import SettingError, ShapeError
from explorer.layers import Composite, stack
from explorer.layers.base import Array, Layer, Params, Shape, as_map
from explorer.weights import Seeded, Trained, trained
from explorer.weights.random_kernels import SCHEMES
from explorer.weights.seeded import MAX_SEED

MAX_CELLS = 1500

# One strategy per type of setting. A type without one fails with a KeyError, so that it cannot go untested.
VALUES: dict[type[settings.Type], Callable[[Any], st.SearchStrategy[Any]]] = {
    settings.Int: lambda t: st.sampled_from([n for n in (-1, 0, 1, 2, 3, 4, 6) if t.low <= n <= t.high]),
    settings.Float: lambda t: st.floats(max(t.low, -3), min(t.high, 3)).map(lambda v: round_within(v, t)),
    settings.Numbers: lambda t: numbers_within(t),
    settings.Bool: lambda t: st.booleans(),
    settings.Choice: lambda t: st.sampled_from(t.options),
    settings.Pair: lambda t: st.tuples(*[st.integers(t.low, min(t.high, t.low + 3))] * 2),
    settings.Order: lambda t: st.permutations([1, 2, 3]).map(tuple),
    settings.Triple: lambda t: st.tuples(*[st.integers(t.low, min(t.high, 3))] * 3),
    settings.Padding: lambda t: st.one_of(st.sampled_from(["valid", "same"]), cells_per_side(t)),
    settings.Sides: lambda t: cells_per_side(t),
}


def cells_per_side(declared: Any) -> st.SearchStrategy[Any]:
    return st.tuples(*[st.tuples(*[st.integers(0, min(declared.high, 3))] * 2)] * 2)


def numbers_within(declared: Any) -> st.SearchStrategy[Any]:
    one = st.floats(max(declared.low, -3) or 0.125, min(declared.high, 3)).map(lambda v: round_within(v, declared))
    return st.lists(one, min_size=1, max_size=4).map(tuple)


def round_within(value: float, declared: settings.Float) -> float:
    """A number that float32 holds too, inside the range of its setting."""
    return min(max(float(np.float32(value)), declared.low), declared.high)


# Layers of which random composites are made before they are fitted to a shape: most of them keep rows and columns.
KEEPING = (
    ReLU(),
    Conv2D(filters=2, padding="same"),
    Conv2D(filters=3, kernel_size=(1, 1)),
    MaxPool2D(pool_size=(3, 3), strides=(1, 1), padding="same"),
    Rescaling(scale=2.0, offset=-0.5),
)
VALUES[stack.Stack] = lambda t: st.lists(st.sampled_from(KEEPING), max_size=2).map(tuple)
VALUES[stack.Branches] = lambda t: st.lists(VALUES[stack.Stack](None), min_size=2, max_size=3).map(tuple)

map_shapes = st.tuples(st.integers(1, 14), st.integers(1, 14), st.sampled_from([1, 2, 3, 4, 6]))
small_map_shapes = st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 4))
vector_shapes = st.tuples(st.integers(1, 40))
any_shapes = st.one_of(map_shapes, vector_shapes)

KEPT = tuple(Trained(name, epoch) for name in trained.NAMES for epoch in trained.epochs(name))
seeded = st.builds(Seeded, st.sampled_from(sorted(SCHEMES)), st.integers(0, MAX_SEED))
bases = st.one_of(seeded, st.sampled_from(KEPT))


def values_of(declared: settings.Setting) -> st.SearchStrategy[Any]:
    """Values of one setting; every other one is the default."""
    return st.one_of(st.just(declared.default), VALUES[type(declared.type)](declared.type))


@cache
def layers(kind: type[Layer]) -> st.SearchStrategy[Layer]:
    """Layers of a kind, which need not fit any shape."""

    def build(chosen: dict[str, Any]) -> Layer | None:
        try:
            return kind(**chosen)
        except SettingError:
            return None

    by_name = {declared.name: values_of(declared) for declared in settings.settings_of(kind)}
    return st.fixed_dictionaries(by_name).map(build).filter(lambda layer: layer is not None)


def fitted(layer: Layer, shape: Shape) -> Layer | None:
    """`layer` if it can follow `shape`, or the first of its repairs that can."""
    for changes in ({}, *layer.repairs(shape)):
        try:
            changed = layer.with_settings(**changes)
            out = changed.output_shape(shape)
        except (ShapeError, SettingError):
            continue
        if np.prod(out) <= MAX_CELLS:
            return changed
    return None


@cache
@st.composite
def fitting(draw: st.DrawFn, kind: type[Layer]) -> tuple[Layer, Shape]:
    """A layer of a kind and an input shape that it can follow."""
    shape = draw(any_shapes)
    layer = fitted(draw(layers(kind)), shape)
    if layer is None:
        shape = draw(map_shapes)
        layer = fitted(draw(layers(kind)), shape)
    assume(layer is not None)
    return layer, shape


SIMPLE = tuple(kind for kind in KINDS if not issubclass(kind, Composite))
SPATIAL = tuple(kind for kind in SIMPLE if kind not in (Flatten, Dense))


@cache
@st.composite
def networks(draw: st.DrawFn, kinds: tuple[type[Layer], ...] = SPATIAL, most: int = 6, top: bool = True) -> Network:
    """A network of 1 to `most` layers; with `top`, some end with Flatten and Dense."""
    shape = input_shape = draw(small_map_shapes)
    stack: list[Layer] = []
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=most)):
        layer = fitted(draw(layers(kind)), shape)
        if layer is not None:
            stack.append(layer)
            shape = layer.output_shape(shape)
    if top and len(shape) == 3 and draw(st.booleans()):
        stack += [Flatten(), Dense(units=3)][: draw(st.integers(1, 2))]
    return Network(tuple(stack), input_shape)


@cache
@st.composite
def stacks(
    draw: st.DrawFn, shape: Shape, most: int = 3, deep: int = 2, kinds: tuple[type[Layer], ...] = SPATIAL
) -> tuple[Layer, ...]:
    """A stack that can follow `shape`, with composites up to `deep` inside each other."""
    found: list[Layer] = []
    for _ in range(draw(st.integers(0, most))):
        if deep and draw(st.booleans()):
            layer: Layer | None = draw(composites(shape, deep - 1, kinds))
        else:
            layer = fitted(draw(st.sampled_from(kinds).flatmap(layers)), shape)
        if layer is not None and np.prod(layer.output_shape(shape)) <= MAX_CELLS:
            found.append(layer)
            shape = layer.output_shape(shape)
    return tuple(found)


@cache
@st.composite
def gates(draw: st.DrawFn, shape: Shape) -> tuple[Layer, ...]:
    """A branch of a product that gives one number per map, as maps or as a vector, or one per place."""
    if len(shape) == 3 and draw(st.booleans()):
        return (*draw(st.sampled_from([(), (Sigmoid(),)])), Conv2D(filters=1, kernel_size=(1, 1)))
    keepdims = draw(st.booleans())
    pooled = (GlobalAveragePool2D(keepdims=keepdims),) if len(shape) == 3 else ()
    weighted = (Conv2D(filters=shape[-1], kernel_size=(1, 1)),) if keepdims and pooled else (Dense(units=shape[-1]),)
    return (*pooled, *weighted, *draw(st.sampled_from([(), (Sigmoid(),)])))


@cache
@st.composite
def composites(draw: st.DrawFn, shape: Shape, deep: int = 1, kinds: tuple[type[Layer], ...] = SPATIAL) -> Layer | None:
    """A composite whose branches can follow `shape`; None if they could not be joined, not even after repairs."""
    branch = stacks(shape, 2, deep, kinds)
    sort = draw(st.sampled_from((Residual, Concatenate, Multiply)))
    if sort is Residual:
        made: Layer = Residual(layers=draw(branch), shortcut=draw(st.one_of(st.just(()), branch)))
    elif sort is Concatenate:
        made = Concatenate(stacks=tuple(draw(st.lists(branch, min_size=2, max_size=3))))
    else:
        made = Multiply(stacks=tuple(draw(st.lists(branch | gates(shape), min_size=2, max_size=3))))
    return fitted(made, shape)


@cache
@st.composite
def nested_networks(draw: st.DrawFn, most: int = 3, deep: int = 2, top: bool = True) -> Network:
    """A network with at least one composite; with `top`, some end with Flatten and Dense."""
    shape = input_shape = draw(small_map_shapes)
    below = draw(stacks(shape, 1, 0))
    shape = Network(below, input_shape).output_shape
    made = draw(composites(shape, deep - 1))
    assume(made is not None)
    above = draw(stacks(made.output_shape(shape), most - 1, deep))
    found = Network((*below, made, *above), input_shape)
    if top and len(found.output_shape) == 3 and draw(st.booleans()):
        return Network((*found.layers, *[Flatten(), Dense(units=3)][: draw(st.integers(1, 2))]), input_shape)
    return found


@st.composite
def cells(draw: st.DrawFn, network: Network) -> Cell:
    """A cell of one of the network's steps, the last ones more often."""
    step = network.steps[-1] if draw(st.booleans()) else draw(st.sampled_from(network.steps))
    return Cell(step.path, *(draw(st.integers(0, n - 1)) for n in as_map(step.output_shape)))


def random_params(network: Network, seed: int = 0, dtype: Any = np.float64) -> dict[str, Params]:
    """Normal random parameters for every weighted layer, by path."""
    rng = np.random.default_rng(seed)
    return {
        step.path: {name: normal(rng, name, shape, dtype) for name, shape in step.param_shapes.items()}
        for step in network.steps
        if step.param_shapes
    }


def layer_params(layer: Layer, shape: Shape, seed: int = 0, dtype: Any = np.float64) -> Params:
    """Normal random parameters for one layer."""
    rng = np.random.default_rng(seed)
    return {name: normal(rng, name, s, dtype) for name, s in layer.param_shapes(shape).items()}


def normal(rng: np.random.Generator, name: str, shape: Shape, dtype: Any) -> Array:
    """Normal random numbers; a variance is never negative."""
    found = rng.normal(size=shape)
    return (found * found if name.endswith("variance") else found).astype(dtype)


def nan_reads(forward: Callable[[Array], Array], shape: Shape) -> Array:
    """What each output cell really depends on: booleans (*output map, *input map).

    The batch holds one copy of a random input per input cell, with NaN in that cell.
    """
    count = int(np.prod(shape))
    x = np.random.default_rng(1).normal(size=(count, count))
    np.fill_diagonal(x, np.nan)
    out = np.isnan(forward(x.reshape(count, *shape)))
    return np.moveaxis(out, 0, -1).reshape(*as_map(out.shape[1:]), *as_map(shape))
