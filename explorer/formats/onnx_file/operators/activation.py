"""Activation functions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import erf

from explorer.formats.onnx_file.building import Reading, made, on_top
from explorer.formats.onnx_file.curves import function_of, is_identity, origins, recognised
from explorer.formats.onnx_file.order import FIRST, arranged, as_vector, in_order
from explorer.formats.onnx_file.terms import Numbers, Term, Unrepresentable, Wire
from explorer.formats.onnx_file.views import merged, spread
from explorer.layers import (
    ELU,
    GELU,
    SELU,
    Clip,
    HardSigmoid,
    HardSiLU,
    LeakyReLU,
    Mish,
    PReLU,
    ReLU,
    ReLU6,
    Rescaling,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Softsign,
    Tanh,
)
from explorer.layers.activation.clip import LARGEST
from explorer.layers.activation.rectified import SELU_ALPHA, SELU_SCALE
from explorer.layers.base import Layer


def settled(wire: Wire) -> Wire:
    """A tensor that is one row of numbers as a vector, not as maps of one cell."""
    axes = wire.view.axes
    if (
        len(axes) <= 2
        and len(wire.term.shape) == 3
        and wire.term.shape[:2] == (1, 1)
        and in_order(wire.view, len(axes) - 1, wire.term.shape)
    ):
        return Wire(as_vector(wire.term), wire.view)
    return wire


def elementwise(reading: Reading, wire: Wire, layer: Layer | Numbers) -> Wire:
    """A layer, or a function that no layer computes, on every number of a tensor.

    Where it ends a function that was written out, that function's layer is put in place of all.
    """
    wire = settled(wire)
    term = wire.term
    if isinstance(layer, Layer):
        top = reading.term(term, layer)
        written_out = term.function is not None or is_hard_sigmoid(top)
    else:
        top, written_out = reading.unnamed(term, layer), True
    return Wire(simplified(top) if written_out else top, wire.view)


def simplified(term: Term) -> Term:
    """A term that is a function of another, as the layer that computes that function, if there is one."""
    for root, function in reversed(list(origins(term))[1:]):
        if is_identity(function):
            return root
        layer = recognised(function)
        if layer is not None:
            return on_top(root, layer, term.origin)
    return term


def is_hard_sigmoid(term: Term) -> bool:
    """Whether it is a rescaling of a ReLU6 of a rescaling."""
    if not isinstance(term.layer, Rescaling) or not isinstance(term.below.layer, ReLU6):
        return False
    return function_of(term.below.below) is not None and isinstance(term.below.below.layer, Rescaling)


def _curve(layer: Callable[[Reading], Layer | Numbers]) -> Callable[[Reading], tuple[Wire, ...]]:
    return lambda reading: (elementwise(reading, reading.wire(), layer(reading)),)


def _selu(reading: Reading) -> tuple[Wire, ...]:
    alpha, gamma = reading.attribute("alpha", SELU_ALPHA), reading.attribute("gamma", SELU_SCALE)
    if np.allclose([alpha, gamma], [SELU_ALPHA, SELU_SCALE], rtol=1e-6, atol=0):
        return (elementwise(reading, reading.wire(), SELU()),)
    curve = elementwise(reading, reading.wire(), made(ELU, alpha=alpha))
    return (elementwise(reading, curve, made(Rescaling, scale=gamma)),)


def _gelu(reading: Reading) -> Layer:
    return GELU(approximate=reading.attribute("approximate", "none") == "tanh")


def _hard_sigmoid(reading: Reading) -> Layer:
    alpha, beta = float(reading.attribute("alpha", 0.2)), float(reading.attribute("beta", 0.5))
    return made(HardSigmoid, alpha=1 / 6 if abs(alpha - 1 / 6) < 1e-6 else alpha, beta=beta)


def _swish(reading: Reading) -> Layer | Numbers:
    alpha = reading.attribute("alpha", 1.0)
    return SiLU() if alpha == 1 else lambda x: x / (1 + np.exp(-alpha * x))


def _celu(reading: Reading) -> tuple[Wire, ...]:
    """max(x, 0) + min(0, alpha * (exp(x / alpha) - 1)), which is alpha * ELU(x / alpha)."""
    alpha = float(reading.attribute("alpha", 1.0))
    if alpha == 1:
        return (elementwise(reading, reading.wire(), ELU()),)
    narrowed = elementwise(reading, reading.wire(), made(Rescaling, scale=1 / alpha))
    return (elementwise(reading, elementwise(reading, narrowed, ELU()), made(Rescaling, scale=alpha)),)


def _clip(reading: Reading) -> Layer:
    low = reading.number(1, "min", -np.inf)
    high = reading.number(2, "max", np.inf)
    return _clip_layer(low, high) if reading.seams else clipped(low, high)


def clipped(low: float, high: float) -> Layer:
    """The layer that keeps numbers from `low` to `high`."""
    if low == 0 and high == 6:
        return ReLU6()
    if low == 0 and high >= 3e38:
        return ReLU()
    return _clip_layer(low, high)


def _clip_layer(low: float, high: float) -> Layer:
    minimum, maximum = (min(max(bound, -LARGEST), LARGEST) for bound in (low, high))
    return made(Clip, minimum=minimum, maximum=maximum)


def _prelu(reading: Reading) -> tuple[Wire, ...]:
    wire = settled(reading.wire())
    slope = reading.weights(1, "slopes")
    if reading.opset < 7 and slope.ndim == 1:  # up to version 6 one for each channel, which is axis 1
        slope = slope.reshape(-1, *[1] * (len(wire.shape) - 2))
    own = spread(wire.view, slope, wire.term.shape)
    if own is None or own.shape[:2] != (1, 1):
        raise Unrepresentable("its slopes are not one for each channel")
    alpha = np.ascontiguousarray(np.broadcast_to(own.reshape(-1), wire.term.shape[-1:]))
    return (Wire(reading.term(wire.term, PReLU(), {"alpha": alpha}), wire.view),)


def _softmax(reading: Reading) -> tuple[Wire, ...]:
    wire = settled(reading.wire())
    rank = len(wire.view.axes)
    axis = int(reading.attribute("axis", -1 if reading.opset >= 13 else 1))
    if not -rank <= axis < rank:
        raise Unrepresentable(f"its axis {axis} is none of a tensor with {rank} axes")
    axis %= rank
    over = [factor for each in wire.view.axes[axis : axis + 1 if reading.opset >= 13 else rank] for factor in each]
    if merged(over) != merged([(wire.term.shape[-1], 1)]):
        if rank > 2 or merged(over) != tuple(over):
            raise Unrepresentable("its shares are not those of the channels at one place")
        wire = arranged(wire, FIRST[rank], reading.batch)
    return (Wire(reading.term(wire.term, Softmax()), wire.view),)


ACTIVATIONS: dict[str, Callable[[Reading], tuple[Wire, ...]]] = {
    "Relu": _curve(lambda reading: ReLU()),
    "LeakyRelu": _curve(lambda reading: made(LeakyReLU, negative_slope=reading.attribute("alpha", 0.01))),
    "Elu": _curve(lambda reading: made(ELU, alpha=reading.attribute("alpha", 1.0))),
    "Selu": _selu,
    "Celu": _celu,
    "Gelu": _curve(_gelu),
    "Sigmoid": _curve(lambda reading: Sigmoid()),
    "Tanh": _curve(lambda reading: Tanh()),
    "Softplus": _curve(lambda reading: Softplus()),
    "Softsign": _curve(lambda reading: Softsign()),
    "HardSwish": _curve(lambda reading: HardSiLU()),
    "HardSigmoid": _curve(_hard_sigmoid),
    "Mish": _curve(lambda reading: Mish()),
    "Swish": _curve(_swish),
    "Clip": _curve(_clip),
    "PRelu": _prelu,
    "Softmax": _softmax,
    "Erf": _curve(lambda reading: erf),
    "Exp": _curve(lambda reading: np.exp),
    "Log": _curve(lambda reading: np.log),
    "Sqrt": _curve(lambda reading: np.sqrt),
    "Abs": _curve(lambda reading: np.abs),
    "Reciprocal": _curve(lambda reading: np.reciprocal),
    "Neg": _curve(lambda reading: Rescaling(scale=-1.0)),
}
"""What each operator makes; those that no layer computes alone are functions, which may be parts of one that a layer does."""
