"""The stages of a deep network: what lies between two poolings or strided layers. All but one are closed to a card."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.figures.overview.folding import Unit
from explorer.layers.stack import top
from explorer.network import Network, Step

MOST, WITH_COMPOSITES = 6, 8
"""Columns of a stage: a longer one is split, so that it fits when it is open."""


@dataclass(frozen=True)
class Stage:
    """Neighbouring columns that open and close together; `title` is what its card is called."""

    title: str
    units: tuple[Unit, ...]

    @property
    def steps(self) -> tuple[str, ...]:
        """The paths of all its steps."""
        return tuple(path for unit in self.units for path in unit.steps)

    @property
    def face(self) -> Unit:
        """The column that stands for the stage when it is closed: its last one."""
        return self.units[-1]


def stages(network: Network, units: tuple[Unit, ...]) -> tuple[Stage, ...]:
    """All columns in stages, in order. The image is one by itself.

    A pooling ends a stage, a convolution or a composite with a stride begins one, and so does the first vector. A composite
    is in one stage, whole; one that is alone in it gives it its name.
    """
    parts = [part for whole in _parts(network, units) for part in _split(whole)]
    found, number = [], 0
    for part in parts:
        vectors = len(network.step(part[-1][-1].path).output_shape) == 1
        number += not vectors and part[0][0].path != ""
        title = "input" if part[0][0].path == "" else "dense" if vectors else _title(network, part) or f"stage {number}"
        found.append(Stage(title, tuple(unit for block in part for unit in block)))
    return tuple(found)


Block = list[Unit]
"""The columns of one layer of the network itself: of a composite those of all layers inside, and its own."""


def _title(network: Network, part: list[Block]) -> str:
    """The name of a composite that is alone."""
    if len(part) > 1:
        return ""
    own = [network.step(path) for path in part[0][-1].steps]
    return next((step.name for step in own if step.path.isdigit() and step.layer.branches), "")


def _blocks(units: tuple[Unit, ...]) -> list[Block]:
    found: list[Block] = []
    for unit in units:
        key = unit.path and top(unit.steps[0])
        if found and key != "" and found[-1][0].path and top(found[-1][0].steps[0]) == key:
            found[-1].append(unit)
        else:
            found.append([unit])
    return found


def _parts(network: Network, units: tuple[Unit, ...]) -> Iterator[list[Block]]:
    part: list[Block] = []
    for block in _blocks(units):
        steps = [network.step(path) for unit in block for path in unit.steps]
        own = [step for step in steps if step.path.isdigit()]  # inside a composite nothing begins or ends
        first = own[0] if own else steps[0]
        if part and (_begins(first) or _begins_vectors(network, part[-1][-1], first)):
            yield part
            part = []
        part.append(block)
        if block[0].path == "" or any(map(_ends, own)):
            yield part
            part = []
    if part:
        yield part


def _split(part: list[Block]) -> Iterator[list[Block]]:
    """A part in pieces of nearly the same length, none longer than MOST columns unless a composite alone is."""
    most = MOST if all(len(block) == 1 for block in part) else WITH_COMPOSITES
    pieces = -(-sum(map(len, part)) // most)
    bounds = [round(len(part) * n / pieces) for n in range(pieces + 1)]
    return (part[low:high] for low, high in itertools.pairwise(bounds) if low < high)


def _strided(step: Step) -> bool:
    if len(step.output_shape) == 1:
        return False
    windows = (step.layer.window(axis, step.input_shape) for axis in (0, 1))
    return any(window is not None and window.jump > 1 for window in windows)


def _begins(step: Step) -> bool:
    return (bool(step.param_shapes) or _joins(step)) and _strided(step)


def _ends(step: Step) -> bool:
    return not step.param_shapes and not _joins(step) and _strided(step)


def _joins(step: Step) -> bool:
    return bool(step.layer.branches)


def _begins_vectors(network: Network, below: Unit, step: Step) -> bool:
    return len(step.output_shape) == 1 and len(network.step(below.path).output_shape) == 3


@dataclass(frozen=True)
class Visible:
    """One column on the screen. `hidden` are the steps that it stands for and does not show.

    `stage` is the place of its stage among `stages`, None where the overview has none; `closed` tells a stage's card.
    """

    unit: Unit
    hidden: tuple[str, ...]
    stage: int | None = None
    closed: bool = False


def in_line(units: tuple[Unit, ...]) -> tuple[Visible, ...]:
    """Every column, without stages."""
    return tuple(Visible(unit, unit.folded) for unit in units)


def in_stages(found: tuple[Stage, ...], selected: str) -> tuple[Visible, ...]:
    """The columns when only the stage of the step at `selected` is open. A stage of one column needs no card."""
    shown: list[Visible] = []
    for place, stage in enumerate(found):
        if len(stage.units) == 1 or selected in stage.steps:
            shown += [Visible(unit, unit.folded, place) for unit in stage.units]
        else:
            shown.append(Visible(stage.face, stage.steps[:-1], place, closed=True))
    return tuple(shown)
