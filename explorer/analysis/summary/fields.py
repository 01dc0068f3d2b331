"""Layers that are too late to see more of the image: what they read covers all of it already.

Richter, Byttner, Krumnack, Wiedenroth, Schallner and Shenk 2021, "(Input) Size Matters for CNN Classifiers",
doi:10.1007/978-3-030-86340-1_11; Richter, Schoening, Wiedenroth and Krumnack 2021, "Should You Go Deeper? Optimizing
Convolutional Neural Network Architectures without Training", arXiv:2106.12307.
"""

from __future__ import annotations

from collections.abc import Sequence

from explorer.layers.composite.composite import Composite
from explorer.network import Network, Step, check_network

Field = tuple[int, int]
"""The cells that a window spans along an axis, in px, and the step from one window to the next."""
Fields = tuple[Field | None, Field | None]
"""Along rows and columns; None where windows are not regular."""


def smallest_fields(network: Network) -> dict[str, Fields]:
    """The smallest receptive field of each step, by path: where branches meet, that of the branch that sees least.

    A shortcut hands on what it reads, so that a layer behind it still gets detail of its size.
    """
    fields: dict[str, Fields] = {"": ((1, 1), (1, 1))}
    for step in check_network(network).steps[1:]:
        below = [fields[source] for source in step.sources]
        if isinstance(step.layer, Composite):
            fields[step.path] = (_least(below, 0), _least(below, 1))
        else:
            fields[step.path] = (_above(step, below[0][0], 0), _above(step, below[0][1], 1))
    return fields


def unproductive(network: Network) -> frozenset[str]:
    """The paths of the convolutions that look around, though each cell that they read spans more than the image already.

    Their input's smallest receptive field is larger than the image in both directions: they can see nothing of it that the
    layers before them could not, and trained networks hardly gain by them. A kernel of 1 x 1 looks at one place, and may.

    >>> network = explorer.from_text("input 4x4x1; conv 2 5x5 same; conv 2 3x3 same; conv 2 1x1")
    >>> sorted(unproductive(network))
    ['1']
    """
    fields = smallest_fields(network)
    image = network.input_shape[:2]
    return frozenset(
        step.path
        for step in network.steps[1:]
        if _looks_around(step) and all(_beyond(fields[step.sources[0]][axis], image[axis]) for axis in (0, 1))
    )


def _least(fields: Sequence[Fields], axis: int) -> Field | None:
    """The smallest of several fields along an axis."""
    return min((found for each in fields if (found := each[axis]) is not None), default=None)


def _above(step: Step, below: Field | None, axis: int) -> Field | None:
    """The field of a step from that of the one which it reads."""
    window = step.layer.window(axis, step.input_shape)
    if below is None or window is None:
        return None
    size, jump = below
    return size + (window.size - 1) * jump, jump * window.jump


def _looks_around(step: Step) -> bool:
    """Whether it has a kernel whose window spans more than one cell of maps."""
    if not step.layer.has_kernel or len(step.input_shape) != 3 or len(step.output_shape) != 3:
        return False
    windows = [step.layer.window(axis, step.input_shape) for axis in (0, 1)]
    return any(window is not None and window.size > 1 for window in windows)


def _beyond(field: Field | None, side: int) -> bool:
    return field is not None and field[0] > side
