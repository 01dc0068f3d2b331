"""The stages of a deep network: the layers between two poolings or strided layers. The overview opens one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.figures.overview.folding import FoldedColumn
from explorer.layers.stack import top_index
from explorer.network import Network, Step

MAX_STAGE_COLUMNS, MAX_STAGE_COLUMNS_WITH_COMPOSITES = 6, 8
"""Columns of a stage at most, without and with composites: longer ones are split, so that an open stage fits."""
MAX_COLUMNS_OF_SHORT_STAGES = 4
"""The same where the room is narrow."""


@dataclass(frozen=True)
class Stage:
    """Neighbouring columns that are opened and closed together; `title` stands on the stage's card."""

    title: str
    units: tuple[FoldedColumn, ...]

    @property
    def steps(self) -> tuple[str, ...]:
        """The paths of all its steps."""
        return tuple(path for unit in self.units for path in unit.steps)

    @property
    def representative(self) -> FoldedColumn:
        """The column that is shown for the stage when it is closed: its last one."""
        return self.units[-1]


def stages(network: Network, units: tuple[FoldedColumn, ...], most: int | None = None) -> tuple[Stage, ...]:
    """The columns grouped into stages, in order, of at most `most` columns each. The input is a stage by itself.

    A pooling ends a stage; a convolution or a composite with a stride begins one, and so does the first vector. A composite
    is never divided; if it is alone in a stage, the stage is named after it.
    """
    parts = [part for whole in _parts(network, units) for part in _split(whole, most)]
    result, number = [], 0
    for part in parts:
        vectors = len(network.step(part[-1][-1].path).output_shape) == 1
        begins = part[0][0].steps[0] == ""
        number += not vectors and not begins
        title = "input" if begins else "dense" if vectors else _title(network, part) or f"stage {number}"
        result.append(Stage(title, tuple(unit for block in part for unit in block)))
    return tuple(result)


Block = list[FoldedColumn]
"""The columns of one top-level layer; for a composite those of all layers inside and its own."""


def _title(network: Network, part: list[Block]) -> str:
    """The name of the composite if a stage consists of nothing else, "" otherwise."""
    if len(part) > 1:
        return ""
    own = [network.step(path) for path in part[0][-1].steps]
    return next((step.name for step in own if step.path.isdigit() and step.layer.branches), "")


def _blocks(units: tuple[FoldedColumn, ...]) -> list[Block]:
    blocks: list[Block] = []
    for unit in units:
        first = unit.steps[0]
        if blocks and first and blocks[-1][0].steps[0] and top_index(blocks[-1][0].steps[0]) == top_index(first):
            blocks[-1].append(unit)
        else:
            blocks.append([unit])
    return blocks


def _parts(network: Network, units: tuple[FoldedColumn, ...]) -> Iterator[list[Block]]:
    part: list[Block] = []
    for block in _blocks(units):
        steps = [network.step(path) for unit in block for path in unit.steps]
        own = [step for step in steps if step.path.isdigit()]  # layers inside a composite begin and end no stage
        first = own[0] if own else steps[0]
        if part and (_begins(first) or _begins_vectors(network, part[-1][-1], first)):
            yield part
            part = []
        part.append(block)
        if block[0].steps[0] == "" or any(map(_ends, own)):
            yield part
            part = []
    if part:
        yield part


def _split(part: list[Block], most: int | None) -> list[list[Block]]:
    """A stage in as few pieces as possible, the longest as short as can be: within the limit, or a single composite."""
    if most is None:
        most = MAX_STAGE_COLUMNS if all(len(block) == 1 for block in part) else MAX_STAGE_COLUMNS_WITH_COMPOSITES
    fewest = _filled(part, most)
    shorter = (_filled(part, limit) for limit in range(1, most))
    return next((pieces for pieces in shorter if len(pieces) == len(fewest)), fewest)


def _filled(part: list[Block], most: int) -> list[list[Block]]:
    """The blocks in order, in pieces that each take as many as have at most `most` columns together, and at least one."""
    pieces: list[list[Block]] = []
    for block in part:
        if pieces and sum(map(len, pieces[-1])) + len(block) <= most:
            pieces[-1].append(block)
        else:
            pieces.append([block])
    return pieces


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


def _begins_vectors(network: Network, below: FoldedColumn, step: Step) -> bool:
    return len(step.output_shape) == 1 and len(network.step(below.path).output_shape) == 3


@dataclass(frozen=True)
class VisibleColumn:
    """A column that is on the screen. `hidden` are the paths of the steps that it represents without showing them.

    `stage` is the index of its stage, None for an overview without stages; `closed`: it represents a closed stage.
    """

    unit: FoldedColumn
    hidden: tuple[str, ...]
    stage: int | None = None
    closed: bool = False


def in_line(units: tuple[FoldedColumn, ...]) -> tuple[VisibleColumn, ...]:
    """The visible columns of an overview without stages: all of them."""
    return tuple(VisibleColumn(unit, unit.folded) for unit in units)


def in_stages(all_stages: tuple[Stage, ...], selected: str) -> tuple[VisibleColumn, ...]:
    """The visible columns when only the stage of the step at `selected` is open. A stage of one column is always open."""
    shown: list[VisibleColumn] = []
    for place, stage in enumerate(all_stages):
        if len(stage.units) == 1 or selected in stage.steps:
            shown += [VisibleColumn(unit, unit.folded, place) for unit in stage.units]
        else:
            shown.append(VisibleColumn(stage.representative, stage.steps[:-1], place, closed=True))
    return tuple(shown)


def gathered(all_stages: tuple[Stage, ...], selected: str, reach: int) -> tuple[Stage, ...]:
    """The stages with those further than `reach` from the selected one joined, on either side of it.

    The first and the last stage stay by themselves: what goes in, and the answer.
    """
    if len(all_stages) < 3:
        return all_stages
    open_one = next((at for at, stage in enumerate(all_stages) if selected in stage.steps), 0)
    low, high = max(open_one - reach, 1), min(open_one + reach, len(all_stages) - 2)
    before, after = all_stages[1:low], all_stages[high + 1 : -1]
    return (*all_stages[:1], *_joined(before), *all_stages[low : high + 1], *_joined(after), *all_stages[-1:])


def _joined(neighbours: tuple[Stage, ...]) -> tuple[Stage, ...]:
    """One stage with the columns of all; nothing where there are none, and a single one as it is."""
    if len(neighbours) < 2:
        return neighbours
    titles = [neighbours[0].title, neighbours[-1].title]
    numbers = [title.removeprefix("stage ") for title in titles]
    title = f"stages {numbers[0]}–{numbers[1]}" if all(map(str.isdigit, numbers)) else f"{len(neighbours)} stages"
    return (Stage(title, tuple(unit for stage in neighbours for unit in stage.units)),)
