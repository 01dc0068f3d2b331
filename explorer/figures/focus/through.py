"""The focus of layers that take one number and give one: activations, rescaling, normalizations, and the image itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from explorer.figures.focus.case import FocusCase
from explorer.figures.focus.record import CurveFocus, Line, LinesFocus, Moves, SharesFocus, Term
from explorer.figures.ledger.words import maps_words
from explorer.layers import LocalResponseNormalization, PReLU
from explorer.layers.base import Array
from explorer.layers.elementwise import Elementwise
from explorer.layers.formula.writing import in_words
from explorer.ledger import (
    CurveLedger,
    InputLedger,
    NormLedger,
    ProductLedger,
    ReluLedger,
    RescalingLedger,
    ResponseLedger,
    SoftmaxLedger,
)

MIN_REACH, POINTS = 2.0, 161
"""The curve is drawn at least so far to either side of zero, in so many points and all its kinks."""
ONE_NUMBER = (
    Term("y", "sum", "what is passed on"),
    Term(" = "),
    Term("f", "curve", "the curve"),
    Term("("),
    Term("x", "input", "what is read"),
    Term(")"),
)
NORMALIZED = (
    Term("y", "sum", "what is passed on"),
    Term(" = ("),
    Term("x", "input", "what is read"),
    Term(" − "),
    Term("mean", "mean", "their average"),
    Term(") / "),
    Term("spread", "spread", "how far they usually are from it"),
)
GAMMA = (Term(" · "), Term("γ", "gamma", "learned factor"))
BETA = (Term(" + "), Term("β", "beta", "learned shift"))


def curve(focus: FocusCase, ledger: CurveLedger | ReluLedger | RescalingLedger) -> CurveFocus:
    """An activation or a rescaling: the curve, on which the number is a point."""
    layer, case = focus.step.layer, focus.case
    source = focus.titled(case.below.path, case.cell.channel)
    sizes = np.abs(source.values[np.isfinite(source.values)])
    reach = max(float(sizes.max(initial=0)) * 1.15, MIN_REACH)
    kinks = [kink for kink in getattr(layer, "kinks", ()) if abs(kink) < reach]
    xs = np.unique(np.concatenate([np.linspace(-reach, reach, POINTS), kinks]))
    assert isinstance(layer, Elementwise)
    own_curve = bool(focus.step.param_shapes) and focus.is_vector  # every unit has a slope of its own
    return CurveFocus(
        **focus.shared(
            f"{layer.about} It does this for each cell on its own.", ONE_NUMBER, "fixed" if own_curve else _moves(focus)
        ),
        source=source,
        xs=xs,
        ys=_curve_values(focus, ledger, xs),
        words=in_words(layer.formula),
    )


def _curve_values(focus: FocusCase, ledger: CurveLedger | ReluLedger | RescalingLedger, xs: Array) -> Array:
    """f of each of `xs`, float64, for the cell's channel."""
    layer = focus.step.layer
    if isinstance(layer, PReLU):
        return np.where(xs > 0, xs, float(focus.case.params["alpha"][focus.case.cell.channel]) * xs)
    if isinstance(ledger, RescalingLedger):
        return ledger.scale * xs + ledger.offset
    values: Array = layer.forward(xs[None, None, :, None], {})[0, 0, :, 0]
    return values


def normalized(focus: FocusCase, ledger: NormLedger) -> LinesFocus:
    """A batch, layer, group or instance normalization."""
    if ledger.origin != "place" and not focus.is_vector:
        mean, root = ledger.mean, ledger.root
        lines = _norm_lines(mean, root, ledger)
        moves: Moves = "map"
    elif focus.is_vector:
        lines, moves = _norm_lines(ledger.mean, ledger.root, ledger), "fixed"
    else:
        x = focus.maps(focus.case.below.path).astype(np.float64)
        means, roots = x.mean(axis=2), np.sqrt(x.var(axis=2) + ledger.epsilon)
        lines, moves = _norm_lines(means.astype(np.float32), roots.astype(np.float32), ledger), "map"
    leads = {
        "weights": "Training measured the mean and the spread; they are the same for every image.",
        "settings": "The mean and the spread are settings of the layer; they are the same for every image.",
        "maps": f"The mean and the spread are those of all numbers of {maps_words(ledger.channels)} in this image.",
        "place": "The mean and the spread are those of all channels at the same place.",
    }
    return LinesFocus(
        **focus.shared(leads[ledger.origin], NORMALIZED + GAMMA * ledger.has_gamma + BETA * ledger.has_beta, moves),
        source=focus.titled(focus.case.below.path, ledger.cell.channel),
        lines=lines,
    )


def _norm_lines(mean: float | Array, root: float | Array, ledger: NormLedger) -> tuple[Line, ...]:
    lines = [Line("minus the mean", "−", mean, "mean"), Line("divided by the spread", "÷", root, "spread")]
    if ledger.has_gamma:
        lines.append(Line("times gamma", "×", ledger.gamma, "gamma"))
    if ledger.has_beta:
        lines.append(Line("plus beta", "+", ledger.beta, "beta"))
    return tuple(lines)


def product(focus: FocusCase, ledger: ProductLedger) -> LinesFocus:
    """A product of branches: the map of the first, multiplied by a map, a row, a column or a number of each other one."""
    others = ledger.factors[1:]
    size = focus.plane(ledger.cell.path, ledger.cell.channel).values.shape
    source, *planes = (focus.titled(each.source.path, each.source.channel) for each in ledger.factors)
    formula = (
        Term("y", "sum", "the product"),
        Term(" = "),
        Term("x", "input", "the number of the first branch"),
        *(term for each in others for term in (Term(" · "), Term(each.lane, f"branch {each.lane}", f"of {each.name}"))),
    )
    return LinesFocus(
        **focus.shared("The branches are multiplied, cell by cell.", formula, _moves(focus)),
        source=replace(source, values=np.broadcast_to(source.values, size).copy()),
        lines=tuple(
            Line(
                f"times {each.name}",
                "×",
                each.value if plane.values.size == 1 else np.broadcast_to(plane.values, size).copy(),
                f"branch {each.lane}",
            )
            for each, plane in zip(others, planes, strict=True)
        ),
    )


def response(focus: FocusCase, ledger: ResponseLedger) -> LinesFocus:
    """A local response normalization: the divisor is made of the squares of neighboring channels."""
    layer = focus.step.layer
    assert isinstance(layer, LocalResponseNormalization)
    total: float | Array = ledger.total
    base: float | Array = ledger.base
    divisor: float | Array = ledger.divisor
    if not focus.is_vector:
        x = focus.maps(focus.case.below.path)[:, :, ledger.channels.start : ledger.channels.stop].astype(np.float64)
        sums = np.square(x).sum(axis=2)
        bases = layer.bias + layer.alpha * sums
        total, base, divisor = (each.astype(np.float32) for each in (sums, bases, bases**layer.beta))
    squares = f"squares of {len(ledger.channels)} neighbouring maps"
    return LinesFocus(
        **focus.shared(
            "A number is damped where neighbouring maps are strong at the same place.",
            _response_formula(layer),
            "fixed" if focus.is_vector else "map",
        ),
        source=focus.titled(focus.case.below.path, ledger.cell.channel),
        lines=(
            Line(squares, "", total, "squares"),
            Line("bias + alpha × that", "", base, "base"),
            Line("divided by that to the power of beta", "÷", divisor, "power"),
        ),
    )


def _response_formula(layer: LocalResponseNormalization) -> tuple[Term, ...]:
    return (
        Term("y", "sum", "what is passed on"),
        Term(" = "),
        Term("x", "input", "what is read"),
        Term(" / ("),
        Term("bias", "base", f"{layer.bias:g}"),
        Term(" + "),
        Term("alpha", "base", f"{layer.alpha:g}"),
        Term(" · "),
        Term("Σ squares", "squares", "of the neighbouring maps, added up"),
        Term(")^"),
        Term("beta", "power", f"{layer.beta:g}"),
    )


def shares(focus: FocusCase, ledger: SoftmaxLedger) -> SharesFocus:
    """A softmax: numbers become shares of their exponentials."""
    count = len(ledger.inputs)
    names = tuple(focus.unit_names) if len(focus.unit_names) == count else tuple(f"unit {n}" for n in range(count))
    formula = (
        Term("p", "share", "its share"),
        Term(" = "),
        Term("exp(z)", "power", "e to the power of z; the largest z is subtracted first, which changes no share"),
        Term(" / "),
        Term("Σ exp(z)", "total", "all powers added up"),
    )
    return SharesFocus(
        **focus.shared(
            "Every number becomes a power of e. Its share is that power divided by the sum of all powers.",
            formula,
            "fixed",
        ),
        inputs=ledger.inputs,
        names=names,
    )


def image(focus: FocusCase, ledger: InputLedger) -> LinesFocus:
    """A number of the image itself."""
    shared = focus.shared(
        "This is the image itself: nothing has been computed yet. In the file, its numbers go from 0 to 255.",
        (
            Term("x", "input", "the number that the network reads"),
            Term(" = "),
            Term("byte", "byte", "the number in the file"),
            Term(" / 255"),
        ),
        "map",
    )
    name = focus.map_name("", ledger.cell.channel)
    return LinesFocus(
        **{**shared, "title": f"The image as the network gets it: {name}"},
        source=focus.titled("", ledger.cell.channel),
        lines=(Line("in the file, 0 to 255", "×", 255.0, "byte"),),
    )


def _moves(focus: FocusCase) -> Moves:
    return "units" if focus.is_vector else "map"
