"""Exercises about repairs: a network with a layer that does not fit, and changes of which one repairs it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from explorer.errors import ExplorerError
from explorer.layers import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU
from explorer.lessons.exercises.exercise import ExerciseDraft, Mistake
from explorer.lessons.tools import conv
from explorer.network import Network

Layers = tuple[Layer, ...]


@dataclass(frozen=True)
class Change:
    """A change of a network: its description, the changed layers, and why it helps or does not."""

    words: str
    layers: Layers
    why: str


@dataclass(frozen=True)
class BrokenNetwork:
    """Layers that do not fit together on an image (side, side, 3), their error message, and changes to try."""

    side: int
    layers: Layers
    error: str
    changes: tuple[Change, ...]

    def works(self, change: Change) -> bool:
        """Whether the changed layers fit together."""
        return problem(change.layers, self.side) is None


def problem(layers: Layers, side: int) -> str | None:
    """The error message of layers on an image (side, side, 3); None if they fit together."""
    try:
        Network(layers, (side, side, 3))
    except ExplorerError as error:
        return error.problem
    return None


def broken_network(rng: random.Random) -> BrokenNetwork:
    """A network with one of three errors: maps too small, a vector where maps are needed, or groups that do not divide."""
    return rng.choice((_too_small, _too_small, _flat, _groups))(rng)


def repair(rng: random.Random) -> ExerciseDraft:
    """Which of several changes repairs a network."""
    broken = broken_network(rng)
    good = [change for change in broken.changes if broken.works(change)]
    bad = [change for change in broken.changes if not broken.works(change)]
    right = rng.choice(good)
    rng.shuffle(bad)
    return ExerciseDraft(
        f"An image of {broken.side} × {broken.side} × 3 goes through: {_stack(broken.layers)}. The app says:\n\n"
        f"> {broken.error}\n\nWhich change repairs it?",
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


def _error(layers: Layers, side: int) -> str:
    text = problem(layers, side)
    assert text is not None
    return text


def _too_small(rng: random.Random) -> BrokenNetwork:
    """A network whose maps become smaller than a kernel."""
    kernel = rng.choice((5, 7))
    pools = rng.choice((2, 3))
    filters = rng.choice((8, 16))
    side = rng.randint(2 ** (pools + 1) + 4, (kernel - 1) * 2**pools + 2)
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
            f"{spans} Without the last pooling, {more} × {more} cells reach it.",
        ),
        Change(
            "Give it more filters",
            (*head, last.with_settings(filters=2 * filters)),
            "More filters make more maps, not larger ones.",
        ),
        Change(
            "Set its stride to 2",
            (*head, last.with_settings(strides=2)),
            "A larger stride means fewer windows, and not even one fits.",
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
    return BrokenNetwork(side, layers, _error(layers, side), changes)


def _flat(rng: random.Random) -> BrokenNetwork:
    """A network with a layer that needs maps after the Flatten."""
    side, filters, units = rng.choice((28, 32, 64)), rng.choice((8, 16)), rng.choice((10, 32))
    late = rng.choice((Conv2D(filters=filters), MaxPool2D()))
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
    return BrokenNetwork(side, layers, _error(layers, side), changes)


def _groups(rng: random.Random) -> BrokenNetwork:
    """A network whose channels do not divide into the groups of a convolution."""
    filters, groups = rng.choice(((10, 4), (12, 8), (10, 3), (16, 6), (8, 3), (20, 8)))
    side = rng.choice((28, 32, 64))
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
            f"Its filters can be split already; the {filters} channels that reach it cannot.",
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
    return BrokenNetwork(side, layers, _error(layers, side), changes)
