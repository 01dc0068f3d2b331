"""Which steps share a column of the overview: a convolution and the layers after it that work cell by cell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from explorer.layers import Residual
from explorer.layers.base import Layer, Shape, as_map
from explorer.layers.stack import stack_path
from explorer.network import Network, Step
from explorer.windows import Window


@dataclass(frozen=True)
class Unit:
    """One column: the step that it shows, and before it those that are folded into it, in order."""

    path: str
    folded: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[str, ...]:
        """All paths, in order; the last one is shown."""
        return (*self.folded, self.path)


def plain(network: Network) -> tuple[Unit, ...]:
    """A column for every step."""
    return tuple(Unit(step.path) for step in network.steps)


def fold(network: Network, unfolded: Collection[str] = ()) -> tuple[Unit, ...]:
    """A column for every step but those that are followed by one that works cell by cell, as a ReLU does.

    That one stands for both: it has the same size and reads cell by cell, so a glance at it shows what the other found. A
    step that several others read stays. The layers on the shortcut of a residual block are folded into its sum, where
    they are drawn as a box on an arc. A path in `unfolded` keeps a column of its own.
    """
    found: list[Unit] = []
    for step in network.steps:
        before = found[-1] if found else None
        if (
            before
            and before.path
            and before.path not in unfolded
            and network.takers(before.path) == (step,)
            and _takes_in(network.step(before.path), before, step)
        ):
            found[-1] = Unit(step.path, before.steps)
        else:
            found.append(Unit(step.path))
    return tuple(_without_shortcuts(network, found, unfolded))


def _without_shortcuts(network: Network, units: list[Unit], unfolded: Collection[str]) -> list[Unit]:
    """The columns with those of a shortcut folded into the column of its sum, right after them."""
    found: list[Unit] = []
    for unit in units:
        for path in unit.steps:
            lane = shortcut_of(network.step(path))
            if not lane or any(each.startswith(lane) for each in unfolded):
                continue
            first = next((at for at, each in enumerate(found) if each.path.startswith(lane)), len(found))
            folded = tuple(step for each in found[first:] for step in each.steps)
            found, unit = found[:first], Unit(unit.path, (*folded, *unit.folded))
        found.append(unit)
    return found


def shortcut_of(step: Step) -> str:
    """What the paths of the layers on a residual block's shortcut begin with; "" where it has none, or is another step."""
    return stack_path(step.path, 1) if isinstance(step.layer, Residual) and step.layer.shortcut else ""


def _takes_in(below: Step, unit: Unit, step: Step) -> bool:
    joined = bool(below.layer.branches)
    return cellwise(step) and (bool(unit.folded) or bool(below.param_shapes) or joined)


def cellwise(step: Step) -> bool:
    """Whether each cell reads the same cell one step down and nothing else; some kinds keep a column of their own."""
    layer = step.layer
    if layer.own_column or layer.branches or step.output_shape != step.input_shape:
        return False
    return all(layer.window(axis, step.input_shape) == Window() for axis in (0, 1)) and _keeps_channels(
        layer, step.input_shape
    )


@lru_cache(maxsize=1024)
def _keeps_channels(layer: Layer, shape: Shape) -> bool:
    """Whether every channel reads the same channel one step down and no other; `shape` is the input's and the output's.

    Remembered, because a shuffle can be anywhere among the channels and a vector may have millions of them.
    """
    if type(layer).channels_read is Layer.channels_read:
        return True  # what the base class promises: each its own
    return all(layer.channels_read(n, shape) == range(n, n + 1) for n in range(as_map(shape)[2]))
