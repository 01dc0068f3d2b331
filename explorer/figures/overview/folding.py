"""Folding: which steps share a column of the overview, such as a convolution and the elementwise layers after it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from explorer.layers import Residual
from explorer.layers.base import Layer, Shape, as_map
from explorer.layers.stack import stack_path
from explorer.network import Network, Step
from explorer.windows import Window


@dataclass(frozen=True)
class FoldedColumn:
    """One column of the overview: the step that it shows, and the steps before it that are folded into it, in order."""

    path: str
    folded: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[str, ...]:
        """The paths of all its steps, in order; the last one is shown."""
        return (*self.folded, self.path)


@lru_cache(maxsize=64)
def fold(network: Network) -> tuple[FoldedColumn, ...]:
    """The columns of the overview: a step is folded into the next one if that is elementwise, such as a ReLU.

    The elementwise step shows both: its map has the same size, and each of its cells reads only the same cell below. A
    step that several others read is not folded. A rescaling right after the input shares its column. The layers on the
    shortcut of a residual block are folded into its sum, where they are drawn as a box on an arc.
    """
    columns: list[FoldedColumn] = []
    for step in network.steps:
        before = columns[-1] if columns else None
        if before and network.takers(before.path) == (step,) and _can_fold(network, before, step):
            columns[-1] = FoldedColumn(step.path, before.steps)
        else:
            columns.append(FoldedColumn(step.path))
    return tuple(_without_shortcuts(network, columns))


def _without_shortcuts(network: Network, unmerged: list[FoldedColumn]) -> list[FoldedColumn]:
    """The columns with those of a shortcut folded into the column of its sum, right after them."""
    columns: list[FoldedColumn] = []
    for column in unmerged:
        for path in column.steps:
            prefix = shortcut_prefix(network.step(path))
            if not prefix:
                continue
            first = next((at for at, each in enumerate(columns) if each.path.startswith(prefix)), len(columns))
            folded = tuple(step for each in columns[first:] for step in each.steps)
            columns, column = columns[:first], FoldedColumn(column.path, (*folded, *column.folded))
        columns.append(column)
    return columns


def own_steps(network: Network, column: FoldedColumn) -> tuple[str, ...]:
    """The steps of a column that its maps stand for: all, or those from the sum on where layers of a shortcut are folded in."""
    # The last one: a shortcut may hold blocks with sums of their own.
    joint = max((at for at, path in enumerate(column.steps) if network.step(path).layer.branches), default=0)
    return column.steps[joint:]


def shortcut_prefix(step: Step) -> str:
    """The prefix of the paths of the layers on a residual block's shortcut; "" for other steps, or without such layers."""
    return stack_path(step.path, 1) if isinstance(step.layer, Residual) and step.layer.shortcut else ""


def _can_fold(network: Network, below: FoldedColumn, step: Step) -> bool:
    """Whether the column `below` can be folded into that of `step`, which follows it."""
    if network.step(below.steps[0]).is_input:
        return step.layer.prepares_input
    return cellwise(step)


def cellwise(step: Step) -> bool:
    """Whether each cell reads only the same cell one step below; False for kinds that always keep a column of their own."""
    layer = step.layer
    if layer.own_column or layer.branches or step.output_shape != step.input_shape:
        return False
    return all(layer.window(axis, step.input_shape) == Window() for axis in (0, 1)) and _keeps_channels(
        layer, step.input_shape
    )


@lru_cache(maxsize=1024)
def _keeps_channels(layer: Layer, shape: Shape) -> bool:
    """Whether every channel reads only the same channel one step below; `shape` is that of the input and of the output.

    Cached, because every channel has to be asked and a vector may have millions of them.
    """
    if type(layer).channels_read is Layer.channels_read:
        return True  # the base class reads the same channel
    return all(layer.channels_read(n, shape) == range(n, n + 1) for n in range(as_map(shape)[2]))
