"""Products with a matrix: Gemm and MatMul, and the linear models of scikit-learn."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from explorer.formats.onnx_file.building import Reading, made, on_top, repeats
from explorer.formats.onnx_file.folding import check_size
from explorer.formats.onnx_file.order import as_vector
from explorer.formats.onnx_file.terms import Stop, Term, Unrepresentable, Value, Wire
from explorer.formats.onnx_file.views import View, merged
from explorer.layers import Dense, Flatten, Sigmoid, Softmax
from explorer.layers.base import Array


def in_our_order(wire: Wire, axis: int, rows: Array) -> tuple[Term, View, Array]:
    """A tensor whose `axis` is our channels, and numbers for each place of that axis in the order of our channels.

    Where the axis is all numbers of an image, as behind Flatten, the term is a vector, and `rows` (places, ...), a kernel
    or one number for each, is turned from the order of the file into ours. Raises Unrepresentable.
    """
    factors = wire.view.axes[axis]
    term = wire.term
    if factors == merged([(term.shape[-1], 1)]):
        if len(wire.view.axes) <= 2 and len(term.shape) == 3 and term.shape[:2] == (1, 1):
            term = as_vector(term)
        return term, wire.view, rows
    whole = math.prod(term.shape)
    if len(term.shape) != 3 or math.prod(size for size, _ in factors) != whole:
        raise Unrepresentable("its numbers are neither the channels at one place nor all numbers of the image")
    by_stride = sorted(range(len(factors)), key=lambda place: -factors[place][1])
    if any(size != 1 for size in wire.view.shape[1:-1]):
        raise Unrepresentable("it keeps axes beside all numbers of the image")
    if repeats(rows):
        turned = rows  # all numbers are the same one
    else:
        split = rows.reshape(*[size for size, _ in factors], *rows.shape[1:])
        rest = range(len(factors), split.ndim)
        turned = split.transpose(*by_stride, *rest).reshape(rows.shape)
    flat = on_top(term, Flatten(), term.origin)
    axes = tuple(merged([(whole, 1)]) if place == axis else each for place, each in enumerate(wire.view.axes))
    return flat, View(axes), turned


def dense(reading: Reading, wire: Wire, kernel: Array, bias: Array | None) -> Wire:
    """A dense layer over the last axis; `kernel` is (inputs, units) in the file's order. Raises Unrepresentable."""
    last = len(wire.view.axes) - 1
    if last < 0 or kernel.ndim != 2 or wire.shape[last] != kernel.shape[0]:
        raise Unrepresentable(f"its kernel {kernel.shape} does not fit what it reads, {wire.shape}")
    term, view, turned = in_our_order(wire, last, kernel)
    units, inputs = kernel.shape[1], term.shape[-1]
    params = {"kernel": turned} if bias is None else {"kernel": turned, "bias": bias}
    top = reading.term(term, made(Dense, units=units, use_bias=bias is not None), params)
    scaled = [merged([(size, stride // inputs * units) for size, stride in axis]) for axis in view.axes[:last]]
    return Wire(top, View((*scaled, merged([(units, 1)]))))


def _gemm(reading: Reading) -> tuple[Value, ...]:
    wire, kernel = reading.wire(), reading.weights(1, "kernel")
    if reading.attribute("transA", 0):
        raise Unrepresentable("it turns the images, not the kernel")
    if kernel.ndim != 2:
        raise Unrepresentable("its kernel is no matrix")
    kernel = kernel.T if reading.attribute("transB", 0) else kernel
    alpha, beta = float(reading.attribute("alpha", 1.0)), float(reading.attribute("beta", 1.0))
    if alpha != 1:
        check_size(kernel.shape)
        kernel = kernel * np.float32(alpha)
    bias = None
    if reading.constant(2, "bias") is not None:
        bias = reading.weights(2, "bias") * np.float32(beta)
        if bias.size not in (1, kernel.shape[1]) or (bias.ndim and bias.shape[-1] not in (1, kernel.shape[1])):
            raise Unrepresentable(f"its bias {bias.shape} is not one number for each of {kernel.shape[1]} units")
        bias = np.ascontiguousarray(np.broadcast_to(bias.reshape(-1), kernel.shape[1:]))
    return (dense(reading, wire, kernel, bias),)


def _matmul(reading: Reading) -> tuple[Value, ...]:
    if not isinstance(reading.inputs[0], Wire):
        raise Unrepresentable("the image is on the right of its product")
    kernel = reading.weights(1, "kernel")
    if kernel.ndim < 2 or math.prod(kernel.shape[:-2]) != 1:
        raise Unrepresentable(f"its kernel {kernel.shape} is no matrix")
    return (dense(reading, reading.wire(), kernel.reshape(kernel.shape[-2:]), None),)


def _linear_model(reading: Reading) -> tuple[Value, ...]:
    """LinearClassifier and LinearRegressor of scikit-learn's exporter."""
    wire = reading.wire()
    classifies = reading.node.op == "LinearClassifier"
    found = reading.attribute("coefficients", ())
    offsets = np.array(reading.attribute("intercepts", ()), np.float32)
    inputs = wire.shape[-1] if wire.shape else 0
    units = len(offsets) or len(found) // max(inputs, 1)
    if not inputs or not units or units * inputs != len(found):
        raise Unrepresentable(f"its {len(found)} coefficients do not fit {inputs} inputs")
    kernel = np.array(found, np.float32).reshape(units, inputs).T
    out = dense(reading, wire, kernel, offsets if len(offsets) else None)
    then = reading.attribute("post_transform", "NONE")
    if then not in ("NONE", "SOFTMAX", "LOGISTIC"):
        raise Unrepresentable(f"its outputs go through {then}")
    if then != "NONE":
        layer = Softmax() if then == "SOFTMAX" else Sigmoid()
        out = Wire(reading.term(out.term, layer), out.view)
    if not classifies:
        return (out,)
    if units == 1:
        raise Unrepresentable("it makes two scores of one number")
    return (Stop(f"{reading.node.called} gives the name of the most likely class.", (out.term,)), out)


DENSE: dict[str, Callable[[Reading], tuple[Value, ...]]] = {
    "Gemm": _gemm,
    "MatMul": _matmul,
    "LinearClassifier": _linear_model,
    "LinearRegressor": _linear_model,
}
