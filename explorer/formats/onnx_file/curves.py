"""Functions of one number, recognised by their values: however an exporter writes GELU out, it has GELU's values.

x * sigmoid(x), x * clip(x + 3, 0, 6) / 6 or 0.5 * x * (1 + erf(x / sqrt(2))) arrive as several operators on one tensor.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from explorer.errors import ExplorerError
from explorer.formats.onnx_file.terms import Function, Term
from explorer.layers import KINDS, Curve, Dropout, Normalization, Rescaling
from explorer.layers.activation.rectified import ELU, LeakyReLU
from explorer.layers.activation.smooth import GELU, HardSigmoid
from explorer.layers.base import Array, Layer

_PLACES = np.concatenate([np.linspace(-11.7, 11.9, 473), np.array([-60.0, -25.0, 24.0, 55.0])])
_TOLERANCE = 1e-5
"""Constants in files have 7 digits; the curves that are most alike, the two of GELU, differ by 5e-4."""
_LONGEST = 12
"""Operators that are followed back: Mish, written out, takes five."""


def function_of(term: Term) -> tuple[Term, Function] | None:
    """The term of whose single numbers this one's are a function, and that function; None where they are none."""
    if term.function is not None:
        return (term.inputs[0] if term.root is None else term.root), term.function
    layer = term.layer
    if layer is None or not layer.elementwise or term.params or len(term.inputs) != 1:
        return None
    if isinstance(
        layer, Dropout | Normalization
    ):  # the one is never a part of a curve, the other none for all channels
        return None
    return term.below, _forward(layer)


def _forward(layer: Layer) -> Function:
    return Function(lambda x: layer.forward(x.reshape(1, -1), {}).reshape(x.shape))


def origins(term: Term) -> Iterator[tuple[Term, Function]]:
    """The term itself with the identity, then what it is a function of, ever further back."""
    at, function = term, Function(lambda x: x, 0)
    while function.steps <= _LONGEST:
        yield at, function
        step = function_of(at)
        if step is None:
            return
        at, function = step[0], _after(function, step[1])


def _after(outer: Function, inner: Function) -> Function:
    return Function(lambda x: outer(inner(x)), outer.steps + inner.steps)


def shared(a: Term, b: Term) -> tuple[Term, Function, Function] | None:
    """The nearest term of which both are functions, number by number, with the two functions."""
    of_b = {id(root): function for root, function in origins(b)}
    for root, function in origins(a):
        if id(root) in of_b:
            return root, function, of_b[id(root)]
    return None


def recognised(function: Function) -> Layer | None:
    """The layer that computes this function; None if no kind does."""
    with np.errstate(all="ignore"):
        values = np.asarray(function(_PLACES), np.float64)
        if values.shape != _PLACES.shape or not np.isfinite(values).all():
            return None
        found = [*_known(), *_fitted(function)]
    close = _TOLERANCE * np.maximum(1.0, np.abs(values))
    return next((layer for layer, own in found if (np.abs(own - values) <= close).all()), None)


def is_identity(function: Function) -> bool:
    """Whether a function changes nothing."""
    with np.errstate(all="ignore"):
        return bool(np.allclose(function(_PLACES), _PLACES, rtol=1e-7, atol=1e-7))


@cache
def _known() -> tuple[tuple[Layer, Array], ...]:
    """Every curve with its default settings, and GELU's other form, with their values."""
    curves: list[Layer] = [kind() for kind in KINDS if issubclass(kind, Curve)]
    curves.append(GELU(approximate=True))
    curves.append(HardSigmoid(alpha=0.2))
    return tuple((layer, _forward(layer)(_PLACES)) for layer in curves)


def _fitted(function: Function) -> Iterator[tuple[Layer, Array]]:
    """Curves whose setting is read off the function."""
    low, one, zero = (float(function(np.array([x]))[0]) for x in (-60.0, 1.0, 0.0))
    slope = float(function(np.array([-1.0]))[0])
    for kind, settings in (
        (LeakyReLU, {"negative_slope": -slope}),
        (ELU, {"alpha": -low}),
        (Rescaling, {"scale": one - zero, "offset": zero}),
    ):
        try:
            layer = kind(**settings)
        except ExplorerError:
            continue
        yield layer, _forward(layer)(_PLACES)
