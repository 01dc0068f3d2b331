"""Exercises about repairs: a network whose last layer does not fit, and changes of which one helps."""

from __future__ import annotations

import random
from dataclasses import dataclass

from explorer.errors import ExplorerError
from explorer.layers import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU
from explorer.lessons.exercises.exercise import Draft, Mistake
from explorer.lessons.tools import conv
from explorer.network import Network

Layers = tuple[Layer, ...]


@dataclass(frozen=True)
class Change:
    """One way to change a network, in words, and why it helps or does not."""

    words: str
    layers: Layers
    why: str


@dataclass(frozen=True)
class Trouble:
    """A stack that does not fit together on an image of `side` px, and changes to try."""

    side: int
    layers: Layers
    error: str
    changes: tuple[Change, ...]

    def works(self, change: Change) -> bool:
        """Whether the network fits together after the change."""
        return problem(change.layers, self.side) is None


def problem(layers: Layers, side: int) -> str | None:
    """What is wrong with a stack on an image (side, side, 3); None if nothing is."""
    try:
        Network(layers, (side, side, 3))
    except ExplorerError as error:
        return error.problem
    return None


def trouble(chance: random.Random) -> Trouble:
    """A network that does not fit together, of one of three sorts."""
    return chance.choice((_too_small, _too_small, _flat, _groups))(chance)


def repair(chance: random.Random) -> Draft:
    """Which of four changes makes the network fit together."""
    case = trouble(chance)
    good = [change for change in case.changes if case.works(change)]
    bad = [change for change in case.changes if not case.works(change)]
    right = chance.choice(good)
    chance.shuffle(bad)
    return Draft(
        f"An image of {case.side} × {case.side} × 3 goes through: {_stack(case.layers)}. The app says:\n\n> {case.error}\n\n"
        "Which change repairs it?",
        right.words,
        tuple(Mistake(change.words, change.why) for change in bad),
        right.why,
        numeric=False,
    )


def _name(layer: Layer) -> str:
    match layer:
        case Conv2D():
            groups = f", {layer.groups} groups" if layer.groups > 1 else ""
            return f"convolution {layer.taps[0]} × {layer.taps[1]} ({layer.filters} filters{groups})"
        case MaxPool2D():
            return f"max pooling {layer.taps[0]} × {layer.taps[1]}"
        case Dense():
            return f"dense ({layer.units} units)"
        case _:
            return layer.title


def _stack(layers: Layers) -> str:
    return ", ".join(_name(layer) for layer in layers)


def _said(layers: Layers, side: int) -> str:
    found = problem(layers, side)
    assert found is not None
    return found


def _too_small(chance: random.Random) -> Trouble:
    """Maps have shrunk below the kernel."""
    kernel = chance.choice((5, 7))
    pools = chance.choice((2, 3))
    filters = chance.choice((8, 16))
    side = chance.randint(2 ** (pools + 1) + 4, (kernel - 1) * 2**pools + 2)
    head: list[Layer] = []
    for _ in range(pools):
        head += [Conv2D(filters=filters, padding="same"), MaxPool2D()]
    last = conv(filters, kernel)
    layers = (*head, last)
    left = Network(tuple(head), (side, side, 3)).output_shape[0]
    more = Network(tuple(head[:-1]), (side, side, 3)).output_shape[0]
    spans = f"Only {left} × {left} cells reach it, and its kernel needs {kernel} × {kernel}."
    changes = (
        Change(
            "Set its padding to “same”",
            (*head, last.with_settings(padding="same")),
            f"{spans} With “same” there are as many zeros around as it needs, and the map keeps its size.",
        ),
        Change(
            f"Make its kernel {left} × {left}",
            (*head, last.with_settings(kernel_size=left)),
            f"{spans} A kernel of {left} × {left} just fits, at one place.",
        ),
        Change(
            "Remove the last pooling",
            (*head[:-1], last),
            f"{spans} Without the last pooling {more} × {more} reach it.",
        ),
        Change(
            "Give it more filters",
            (*head, last.with_settings(filters=2 * filters)),
            "More filters make more maps, not larger ones.",
        ),
        Change(
            "Set its stride to 2",
            (*head, last.with_settings(strides=2)),
            "A stride places fewer windows; not even one fits.",
        ),
        Change(
            "Set its dilation to 2",
            (*head, last.with_settings(dilation_rate=2)),
            "A dilation spreads the kernel: it needs even more room.",
        ),
        Change(
            "Put a ReLU before it",
            (*head, ReLU(), last),
            "A ReLU changes numbers, never the size of a map.",
        ),
        Change(
            "Halve the filters of the first layer",
            (Conv2D(filters=filters // 2, padding="same"), *head[1:], last),
            "That changes how many maps there are, not how large they are.",
        ),
    )
    return Trouble(side, layers, _said(layers, side), changes)


def _flat(chance: random.Random) -> Trouble:
    """A layer that needs maps after the Flatten."""
    side, filters, units = chance.choice((28, 32, 64)), chance.choice((8, 16)), chance.choice((10, 32))
    late = chance.choice((Conv2D(filters=filters), MaxPool2D()))
    first, dense = conv(filters, padding="same"), Dense(units=units)
    layers: Layers = (first, ReLU(), Flatten(), late, dense)
    what = "pooling" if isinstance(late, MaxPool2D) else "second convolution"
    changes = (
        Change(
            f"Move the {what} before Flatten",
            (first, ReLU(), late, Flatten(), dense),
            "Flatten turns maps into one row of numbers; what slides over rows and columns must come before it.",
        ),
        Change(
            f"Set the padding of the {what} to “same”",
            (*layers[:3], late.with_settings(padding="same"), dense),
            "Padding adds cells around a map; a vector has no rows and columns to add to.",
        ),
        Change(
            "Give the dense layer more units",
            (*layers[:4], Dense(units=2 * units)),
            "The dense layer comes after the trouble and does not change it.",
        ),
        Change(
            "Remove the ReLU",
            (first, Flatten(), late, dense),
            "A ReLU changes numbers, never shapes.",
        ),
        Change(
            f"Set the stride of the {what} to 1",
            (*layers[:3], late.with_settings(strides=1), Dense(units=units)),
            "No window slides over a vector, whatever its stride.",
        ),
    )
    return Trouble(side, layers, _said(layers, side), changes)


def _groups(chance: random.Random) -> Trouble:
    """Channels that do not divide into groups."""
    filters, groups = chance.choice(((10, 4), (12, 8), (10, 3), (16, 6), (8, 3), (20, 8)))
    side = chance.choice((28, 32, 64))
    first = Conv2D(filters=filters, padding="same")
    late = Conv2D(filters=groups * 2, groups=groups, padding="same")
    layers: Layers = (first, ReLU(), late)
    fits = -(-filters // groups) * groups
    changes = (
        Change(
            f"Give the first layer {fits} filters",
            (Conv2D(filters=fits, padding="same"), ReLU(), late),
            f"{fits} channels split into {groups} groups of {fits // groups}; {filters} do not.",
        ),
        Change(
            "Set its groups to 2",
            (first, ReLU(), late.with_settings(groups=2)),
            f"{filters} channels and {groups * 2} filters both split into 2 equal groups.",
        ),
        Change(
            "Give it twice as many filters",
            (first, ReLU(), late.with_settings(filters=groups * 4)),
            f"Its filters divide already; the {filters} channels that reach it do not.",
        ),
        Change(
            "Set its padding to “valid”",
            (first, ReLU(), late.with_settings(padding="valid")),
            "Padding is about rows and columns; groups are about channels.",
        ),
        Change(
            "Make its kernel 1 × 1",
            (first, ReLU(), late.with_settings(kernel_size=1)),
            "The size of the kernel has nothing to do with groups of channels.",
        ),
        Change(
            "Put a max pooling before it",
            (first, ReLU(), MaxPool2D(), late),
            "Pooling makes maps smaller; there are as many channels as before.",
        ),
    )
    return Trouble(side, layers, _said(layers, side), changes)
