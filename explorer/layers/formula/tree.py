"""Formulas as trees of numbers, symbols and operations, and their evaluation.

`X / (1 + absolute(X))` is such a tree: the operators of Python build it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Values = Mapping[str, Any]
"""The values of symbols by name: numbers, or arrays of one shape."""
Operator = Literal["+", "-", "*", "/", "**"]


class Expression:
    """A formula or a part of one. Immutable; operators of Python make larger ones."""

    def __add__(self, other: Expression | float) -> Expression:
        return Binary("+", self, expression(other))

    def __radd__(self, other: float) -> Expression:
        return Binary("+", expression(other), self)

    def __sub__(self, other: Expression | float) -> Expression:
        return Binary("-", self, expression(other))

    def __rsub__(self, other: float) -> Expression:
        return Binary("-", expression(other), self)

    def __mul__(self, other: Expression | float) -> Expression:
        return Binary("*", self, expression(other))

    def __rmul__(self, other: float) -> Expression:
        return Binary("*", expression(other), self)

    def __truediv__(self, other: Expression | float) -> Expression:
        return Binary("/", self, expression(other))

    def __rtruediv__(self, other: float) -> Expression:
        return Binary("/", expression(other), self)

    def __pow__(self, other: Expression | float) -> Expression:
        return Binary("**", self, expression(other))

    def __neg__(self) -> Expression:
        return Negative(self)


@dataclass(frozen=True)
class Number(Expression):
    """A constant; `text` is how it is written, its shortest form by default."""

    value: float
    text: str = ""

    @property
    def written(self) -> str:
        """The number as text."""
        return self.text or f"{self.value:g}"


@dataclass(frozen=True)
class Symbol(Expression):
    """The input, a setting or a learned number, by name. `latex` is its symbol in LaTeX, by default the name itself."""

    name: str
    latex: str = ""


@dataclass(frozen=True)
class Binary(Expression):
    """Two parts joined by an operator."""

    operator: Operator
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Negative(Expression):
    """Minus a part."""

    of: Expression


@dataclass(frozen=True)
class Call(Expression):
    """One of FUNCTIONS, by its name, applied to some parts."""

    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class Piecewise(Expression):
    """`above` where `of` is greater than `limit`, else `below` (at the limit itself, and where `of` is NaN)."""

    of: Expression
    limit: Expression
    above: Expression
    below: Expression


@dataclass(frozen=True)
class Noted(Expression):
    """A part with a note in words: "unchanged above 0"."""

    of: Expression
    note: str


@dataclass(frozen=True)
class Abbreviated(Expression):
    """A part too long to be written out: LaTeX writes `symbol` of `argument` for it, words its number and the note."""

    symbol: str
    argument: Expression
    of: Expression
    note: str


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "abs": np.abs,
    "min": np.minimum,
    "max": np.maximum,
    "clip": np.clip,
    "normal share": ndtr,
}
"""The numpy function for each name. The normal share is the standard normal distribution function."""

OPERATORS: dict[Operator, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "**": np.power,
}

X = Symbol("x")
"""The input of the layer."""


def expression(value: Expression | float) -> Expression:
    """A number as an expression; an expression as it is."""
    return value if isinstance(value, Expression) else Number(float(value))


def exp(of: Expression) -> Expression:
    """e to the power of a part."""
    return Call("exp", (of,))


def log(of: Expression) -> Expression:
    """The natural logarithm."""
    return Call("log", (of,))


def tanh(of: Expression) -> Expression:
    """The hyperbolic tangent."""
    return Call("tanh", (of,))


def absolute(of: Expression) -> Expression:
    """The absolute value."""
    return Call("abs", (of,))


def smallest(*of: Expression | float) -> Expression:
    """The smaller of two parts."""
    return Call("min", tuple(map(expression, of)))


def largest(*of: Expression | float) -> Expression:
    """The larger of two parts."""
    return Call("max", tuple(map(expression, of)))


def clip(of: Expression, low: Expression | float, high: Expression | float) -> Expression:
    """The nearest number from `low` to `high`."""
    return Call("clip", (of, expression(low), expression(high)))


def normal_share(of: Expression) -> Expression:
    """The part of the normal distribution of mean 0 and variance 1 that lies below a number."""
    return Call("normal share", (of,))


def evaluate(formula: Expression, values: Values) -> NDArray[np.float64]:
    """The value of a formula, float64, for arrays of any one shape. Overflow gives infinity, without a warning.

    It computes the formula as written, so digits may be lost that a kind's own `value` keeps. Raises KeyError for a
    symbol without a value.
    """
    with np.errstate(all="ignore"):
        result: NDArray[np.float64] = np.asarray(_evaluated(formula, values), np.float64)
    return result


def _evaluated(part: Expression, values: Values) -> Any:
    match part:
        case Number(value):
            return value
        case Symbol(name):
            return values[name]
        case Binary(operator, left, right):
            return OPERATORS[operator](_evaluated(left, values), _evaluated(right, values))
        case Negative(of):
            return np.negative(_evaluated(of, values))
        case Call(function, arguments):
            return FUNCTIONS[function](*(_evaluated(each, values) for each in arguments))
        case Piecewise(of, limit, above, below):
            passes = np.greater(_evaluated(of, values), _evaluated(limit, values))
            return np.where(passes, _evaluated(above, values), _evaluated(below, values))
        case Noted(of) | Abbreviated(of=of):
            return _evaluated(of, values)
    raise TypeError(f"{type(part).__name__} is not part of a formula.")


def parts(formula: Expression) -> Iterator[Expression]:
    """A formula and all its parts, at every depth."""
    yield formula
    for value in vars(formula).values():
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Expression):
                yield from parts(each)


def chosen(formula: Expression, values: Values) -> Expression:
    """The formula with the piece that holds for `values`, which are numbers, in place of all pieces at its top."""
    while isinstance(formula, Piecewise):
        passes = bool(evaluate(formula.of, values) > evaluate(formula.limit, values))
        formula = formula.above if passes else formula.below
    return formula
