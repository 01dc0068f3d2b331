"""The loss of one answer, by hand: cross-entropy beside squared error, for the shares of a trained network."""

from __future__ import annotations

import numpy as np

from explorer import presets
from explorer.layers.base import Array
from explorer.ledger import logit_of
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Bars, Curves, Line, TextTable
from explorer.lessons.tools import activations, clothing, garment, short_number, with_commas
from explorer.network import Cell
from explorer.scene import Scene
from explorer.weights import cards

PRESET = "fashion_tinyvgg"
DIGITS = 5
"""Digits of a share of which the logarithm is taken by hand."""
SMALLEST = 1e-3
"""Smaller numbers are not written out in tables and bars."""
LOWEST = 1e-3
"""The smallest share on the axis of the curves; at 0 the cross-entropy is infinite."""


def log_shares(scores: Array) -> Array:
    """The logarithms of the softmax's shares, for scores (classes,): finite however far the scores are apart."""
    below = scores - scores.max()
    logs: Array = below - np.log(np.exp(below).sum())
    return logs


def squared_error(shares: Array, right: int) -> float:
    """The sum over the classes of the squared differences to the target, 1 for the class `right` and 0 for the others."""
    return float(np.square(differences(shares, right)).sum())


def differences(shares: Array, right: int) -> Array:
    """The shares minus the target: the gradient of the cross-entropy with respect to the scores before the softmax."""
    out: Array = shares - np.eye(len(shares))[right]
    return out


def slope_of_squares(shares: Array, right: int) -> Array:
    """The gradient of the squared error with respect to the scores before the softmax."""
    to_target = differences(shares, right)
    out: Array = 2 * shares * (to_target - shares @ to_target)
    return out


def loss(given: Given) -> Study:
    """Both losses of a trained network's answer, for any class as the right one, and any size of its last weights."""
    preset, classes = presets.load(PRESET), cards.load(PRESET).classes
    network, chosen, percent = preset.network, given.word("class"), given.number("percent")
    right = classes.index(chosen)
    image, _ = clothing(given)
    cell = Cell(network.steps[-1].path, 0, 0, right)
    state = Scene(network.layers, network.input_shape, preset.weights, image, cell, preset.name)
    scores = activations(state, given.load(image, network.input_shape))[logit_of(network, cell).path]
    logs = log_shares(scores * percent / 100)
    shares = np.exp(logs)
    cross, squared = float(-logs[right]), squared_error(shares, right)
    wrong = np.eye(len(classes))[right - 1]
    even = log_shares(np.zeros(len(classes)))
    winner, least = int(shares.argmax()), int(shares.argmin())
    return Study(
        {
            "image": garment(image),
            "class": chosen,
            "share": short_number(float(shares[right]), DIGITS),
            "one": with_commas(1),
            "zero": with_commas(0),
            "cross": short_number(cross),
            "squared": short_number(squared),
            "mean": short_number(squared / len(classes)),
            "verdict": f"The network is right, and {'sure' if shares[right] > 0.9 else 'not very sure'}"
            if winner == right
            else f"The network says “{classes[winner]}” and would be wrong",
            "most": short_number(squared_error(wrong, right)),
            "least": classes[least],
            "steep": short_number(float(differences(shares, least)[least])),
            "gentle": short_number(float(slope_of_squares(shares, least)[least])),
            "classes": with_commas(len(classes)),
            "even": short_number(float(np.exp(even[right]))),
            "start": short_number(float(-even[right])),
        },
        {
            "shares": Bars(
                classes,
                tuple(shares.tolist()),
                tuple(_share(share) for share in shares.tolist()),
                f"The shares of the {len(classes)} classes; {chosen} has {short_number(float(shares[right]))}.",
            ),
            "sums": _sums(classes, shares, right),
            "curves": _curves(shares, right),
        },
        state,
        f"the trained network with its share for “{chosen}” selected",
    )


def _share(value: float) -> str:
    """A number between -1 and 1 for a table: what rounds to nothing is said to be small, and not to be 0."""
    if 0 < abs(value) < SMALLEST:
        return f"{'<' if value > 0 else '>'}\u00a0{'' if value > 0 else '−'}{SMALLEST:g}"
    return short_number(value)


def _sums(classes: tuple[str, ...], shares: Array, right: int) -> TextTable:
    """The right class, the strongest of the others, and the rest together: differences to the target, and their squares."""
    off = differences(shares, right)
    others = [int(n) for n in np.argsort(-shares, kind="stable") if n != right]
    rows = [
        (
            classes[n],
            _share(float(shares[n])),
            with_commas(int(n == right)),
            _share(float(off[n])),
            _share(float(off[n] ** 2)),
        )
        for n in (right, others[0])
    ]
    rest = shares[others[1:]]
    together = _share(float(rest.sum()))
    last = (
        f"the other\u00a0{len(rest)}",
        together,
        with_commas(0),
        together,
        _share(float(np.square(rest).sum())),
    )
    return TextTable(
        ("", "share", "target", "difference", "squared"), (*rows, last), "Differences to the target, and their squares."
    )


def _curves(shares: Array, right: int) -> Curves:
    """Both losses for every share of the right class, while what it leaves is split among the others as it is now."""
    at = np.concatenate([np.geomspace(LOWEST, 0.1, 40), np.linspace(0.1, 1, 40)[1:]])
    others = np.delete(shares, right)
    split = float(np.square(others / others.sum()).sum()) if others.sum() > 0 else 1.0
    squares = np.square(1 - at) * (1 + split)
    place = float(np.clip(shares[right], LOWEST, 1))
    return Curves(
        (
            Line("cross-entropy", tuple(at.tolist()), tuple((-np.log(at)).tolist())),
            Line("squared error", tuple(at.tolist()), tuple(squares.tolist())),
        ),
        "share of the right class",
        "loss",
        f"Both losses fall to 0 where the share is 1; the cross-entropy rises without end towards 0, now at {place:.3g}.",
        at=place,
    )
