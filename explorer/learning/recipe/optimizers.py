"""Optimisers: what a gradient changes of a weight. The formulas are those of PyTorch 2.13, the words Keras'.

An optimiser computes cell by cell, so that no result depends on how weights are cut into blocks or shared among threads.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.kernels.threads import run_parallel
from explorer.layers.base import Array
from explorer.learning.recipe.parts import RecipePart
from explorer.settings import Bool, Float, setting

BLOCK_LENGTH = 1 << 15
"""Weights that are updated at a time: they, their gradients and what the optimiser keeps of them stay in a near cache."""


@dataclass(frozen=True)
class Line:
    """One line of an optimiser's arithmetic: `symbol` = `formula`, in which the numbers are put in, = `value`."""

    symbol: str
    formula: str
    numbers: str
    value: float


@dataclass(frozen=True)
class Optimizer(RecipePart):
    """Base of all optimisers."""

    decoupled: ClassVar[bool] = False
    """Whether weight decay shrinks the weight itself, instead of being added to its gradient."""

    @property
    def usual_rate(self) -> float:
        """A learning rate with which most networks learn."""
        return 0.001

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of the numbers that it keeps for each weight from one step to the next; all begin at 0."""
        raise NotImplementedError

    def update(
        self, value: Array, gradient: Array, kept: tuple[Array, ...], step: int, rate: float, weight_decay: float
    ) -> tuple[Array, tuple[Array, ...]]:
        """The new values and the new `kept`, one array for each of `slots`, all of the shape and dtype of `value`.

        `step` counts from 1; `rate` is the learning rate of this step. Never writes to its arguments.
        """
        raise NotImplementedError

    def lines(
        self, old: float, gradient: float, kept: Mapping[str, float], step: int, rate: float, weight_decay: float
    ) -> tuple[Line, ...]:
        """The arithmetic of `update` for a single weight, in float64, the last line its new value."""
        raise NotImplementedError

    def _decayed(self, old: float, gradient: float, weight_decay: float) -> list[Line]:
        """The gradient with weight decay, if it is added there."""
        if not weight_decay or self.decoupled:
            return [Line("g", "gradient", _n(gradient), gradient)]
        value = gradient + weight_decay * old
        return [Line("g", "gradient + decay · w", f"{_n(gradient)} + {_n(weight_decay)} · {_n(old)}", value)]


def _n(number: float) -> str:
    """A number as a line shows it: with all digits, so that the line can be worked out again."""
    return f"({number!r})" if number < 0 else repr(number)


@dataclass(frozen=True)
class SGD(Optimizer):
    """Gradient descent: w - rate * g, with momentum w - rate * v, where v = momentum * v + g.

    Nesterov's momentum steps by g + momentum * v. Sutskever et al. 2013, Proceedings of Machine Learning Research 28.

    >>> explorer.SGD().update(np.array([1.0]), np.array([0.5]), (), step=1, rate=0.1, weight_decay=0.0)
    (array([0.95]), ())
    """

    kind: ClassVar[str] = "sgd"
    title: ClassVar[str] = "SGD"
    about: ClassVar[str] = "Steps against the gradient; with momentum it keeps part of the speed of the steps before."

    momentum: float = setting(0.0, "How much of the last step's speed stays; 0 for plain descent.", Float(0, 0.9999))
    nesterov: bool = setting(False, "Look ahead along the speed before stepping (Nesterov's momentum).", Bool(), "more")

    @property
    def usual_rate(self) -> float:
        return 0.02 if self.momentum else 0.1

    @property
    def slots(self) -> tuple[str, ...]:
        return ("velocity",) if self.momentum else ()

    def update(
        self, value: Array, gradient: Array, kept: tuple[Array, ...], step: int, rate: float, weight_decay: float
    ) -> tuple[Array, tuple[Array, ...]]:
        direction = gradient + weight_decay * value if weight_decay else gradient
        if self.momentum:
            kept = (self.momentum * kept[0] + direction,)
            direction = direction + self.momentum * kept[0] if self.nesterov else kept[0]
        return value - rate * direction, kept

    def lines(
        self, old: float, gradient: float, kept: Mapping[str, float], step: int, rate: float, weight_decay: float
    ) -> tuple[Line, ...]:
        found = self._decayed(old, gradient, weight_decay)
        direction, symbol = found[0].value, "g"
        if self.momentum:
            momentum, velocity = self.momentum, kept["velocity"]
            value = momentum * velocity + direction
            numbers = f"{_n(momentum)} · {_n(velocity)} + {_n(direction)}"
            found.append(Line("v", "momentum · v + g", numbers, value))
            symbol = "v"
            if self.nesterov:
                ahead = direction + momentum * value
                numbers = f"{_n(direction)} + {_n(momentum)} · {_n(value)}"
                found.append(Line("d", "g + momentum · v", numbers, ahead))
                symbol = "d"
            direction = found[-1].value
        numbers = f"{_n(old)} − {_n(rate)} · {_n(direction)}"
        return (*found, Line("w", f"w − rate · {symbol}", numbers, old - rate * direction))


@dataclass(frozen=True)
class Adam(Optimizer):
    """Adam: steps by the running mean of the gradient over the root of that of its square, both corrected for their start.

    Kingma and Ba 2015, arXiv:1412.6980. Epsilon is added to the root, as in PyTorch and Keras.

    >>> explorer.Adam().update(np.array([1.0]), np.array([0.5]), (np.zeros(1),) * 2, 1, 0.1, 0.0)[0].round(6)
    array([0.9])
    """

    kind: ClassVar[str] = "adam"
    title: ClassVar[str] = "Adam"
    about: ClassVar[str] = "Gives every weight a step of its own, by the mean and the size of its last gradients."

    beta_1: float = setting(0.9, "How much of the running mean of the gradient stays.", Float(0, 0.9999), "more")
    beta_2: float = setting(0.999, "How much of the running mean of its square stays.", Float(0, 0.999999), "more")
    epsilon: float = setting(1e-8, "Added to the root, so that nothing is divided by zero.", Float(1e-16, 1), "more")

    @property
    def slots(self) -> tuple[str, ...]:
        return ("mean", "square")

    def update(
        self, value: Array, gradient: Array, kept: tuple[Array, ...], step: int, rate: float, weight_decay: float
    ) -> tuple[Array, tuple[Array, ...]]:
        if weight_decay and not self.decoupled:
            gradient = gradient + weight_decay * value
        mean = kept[0] + (gradient - kept[0]) * (1 - self.beta_1)
        square = self.beta_2 * kept[1] + (1 - self.beta_2) * (gradient * gradient)
        if weight_decay and self.decoupled:
            value = value * (1 - rate * weight_decay)
        root = np.sqrt(square) / math.sqrt(1 - self.beta_2**step) + self.epsilon
        return value - (rate / (1 - self.beta_1**step)) * (mean / root), (mean, square)

    def lines(
        self, old: float, gradient: float, kept: Mapping[str, float], step: int, rate: float, weight_decay: float
    ) -> tuple[Line, ...]:
        found = self._decayed(old, gradient, weight_decay)
        g, m, s, b1, b2 = found[0].value, kept["mean"], kept["square"], self.beta_1, self.beta_2
        mean, square = m + (g - m) * (1 - b1), b2 * s + (1 - b2) * (g * g)
        found.append(Line("m", "β₁ · m + (1 − β₁) · g", f"{_n(b1)} · {_n(m)} + (1 − {_n(b1)}) · {_n(g)}", mean))
        found.append(Line("s", "β₂ · s + (1 − β₂) · g²", f"{_n(b2)} · {_n(s)} + (1 − {_n(b2)}) · {_n(g)}²", square))
        full_mean, full_square = mean / (1 - b1**step), square / (1 - b2**step)
        found.append(Line("m̂", "m / (1 − β₁ᵗ)", f"{_n(mean)} / (1 − {_n(b1)}^{step})", full_mean))
        found.append(Line("ŝ", "s / (1 − β₂ᵗ)", f"{_n(square)} / (1 − {_n(b2)}^{step})", full_square))
        if weight_decay and self.decoupled:
            shrunk = old * (1 - rate * weight_decay)
            found.append(
                Line("w", "w · (1 − rate · decay)", f"{_n(old)} · (1 − {_n(rate)} · {_n(weight_decay)})", shrunk)
            )
            old = shrunk
        numbers = f"{_n(old)} − {_n(rate)} · {_n(full_mean)} / (√{_n(full_square)} + {_n(self.epsilon)})"
        new = old - rate * full_mean / (math.sqrt(full_square) + self.epsilon)
        return (*found, Line("w", "w − rate · m̂ / (√ŝ + ε)", numbers, new))


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam whose weight decay shrinks the weight itself, by rate * weight_decay of it, and leaves its gradient alone.

    Loshchilov and Hutter 2019, arXiv:1711.05101.

    >>> nothing = (np.zeros(1), np.zeros(1))
    >>> explorer.AdamW().update(np.array([2.0]), np.zeros(1), nothing, step=1, rate=0.1, weight_decay=0.5)[0]
    array([1.9])
    """

    kind: ClassVar[str] = "adamw"
    title: ClassVar[str] = "AdamW"
    about: ClassVar[str] = "Adam, with a weight decay that shrinks every weight by the same part."
    decoupled: ClassVar[bool] = True


OPTIMIZERS: dict[str, type[Optimizer]] = {kind.kind: kind for kind in (SGD, Adam, AdamW)}


def updated(
    optimizer: Optimizer,
    value: Array,
    gradient: Array,
    kept: tuple[Array, ...],
    step: int,
    rate: float,
    weight_decay: float,
) -> tuple[Array, tuple[Array, ...]]:
    """`Optimizer.update` for long vectors, a block at a time and on all threads; always new arrays."""
    out = np.empty_like(value)
    kept_out = tuple(np.empty_like(array) for array in kept)

    def work(parts: Iterator[int]) -> None:
        for first in parts:
            part = slice(first, first + BLOCK_LENGTH)
            own = tuple(array[part] for array in kept)
            out[part], own = optimizer.update(value[part], gradient[part], own, step, rate, weight_decay)
            for target, new in zip(kept_out, own, strict=True):
                target[part] = new

    run_parallel(range(0, len(value), BLOCK_LENGTH), work)
    return out, kept_out
