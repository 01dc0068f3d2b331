"""The case of a focus: a cell with its run, the colors and the names that the screen uses, and what they have in common."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from explorer.figures.focus.record import Moves, Plane, Stage, Term
from explorer.figures.maps import in_rows
from explorer.figures.overview.folding import cellwise
from explorer.figures.words import COLOURS
from explorer.layers.activation.activation import Activation
from explorer.layers.base import Array, as_map
from explorer.layers.formula.writing import in_words
from explorer.ledger.record import Case
from explorer.network import Step
from explorer.network.colors import holds_colors

ONE_COLUMN = 12
"""Up to so many units of a vector stand below each other; more are laid out row by row in a square."""


@dataclass(frozen=True, eq=False)
class FocusCase:
    """`limit` gives the value at which the colors of a map end, by path and channel; `unit_names` name the last units."""

    case: Case
    limit: Callable[[str, int], float]
    unit_names: Sequence[str] = ()

    @property
    def step(self) -> Step:
        """The step of the cell."""
        return self.case.step

    @property
    def is_vector(self) -> bool:
        """Whether the cell is a unit of a vector."""
        return len(self.step.output_shape) == 1

    def maps(self, path: str) -> Array:
        """The activations of a step as maps, (rows, columns, channels)."""
        return self.case.network.step(path).maps(self.case.acts)

    def plane(self, path: str, channel: int) -> Plane:
        """One map of a step, or its whole vector, laid out in rows."""
        step = self.case.network.step(path)
        limit = self.limit(path, channel)
        if len(step.output_shape) == 1:
            return Plane(step.name, laid_out(self.maps(path)[0, 0]), -limit, limit, "map", self.maker(path), channel)
        values = np.ascontiguousarray(self.maps(path)[:, :, channel], np.float32)
        name = self.map_name(path, channel)
        if name in COLOURS:
            low, high = float(values.min()), float(values.max())
            color: Any = name
            return Plane(name, values, low, high if high > low else low + 1, color, self.maker(path), channel)
        return Plane(
            name, values, 0.0 if not path else -limit, limit, "map" if path else "grey", self.maker(path), channel
        )

    def titled(self, path: str, channel: int) -> Plane:
        """The same, named with its step: "conv2_2, map 3"."""
        plane = self.plane(path, channel)
        name = self.case.network.step(path).name
        return plane if plane.name == name else replace(plane, name=f"{name}, {plane.name}")

    def maker(self, path: str) -> str:
        """The step that made the numbers of a map, before layers changed them cell by cell: its focus shows those too."""
        step = self.case.network.step(path)
        while step.sources and cellwise(step):
            step = self.case.network.step(step.sources[0])
        return step.path

    def map_name(self, path: str, channel: int) -> str:
        """ "red", "grey" or "map 3"."""
        if holds_colors(self.case.network, path):
            return COLOURS[channel]
        if not path:
            return "grey" if as_map(self.case.network.step(path).output_shape)[2] == 1 else f"channel {channel}"
        return f"map {channel}"

    def shared(self, lead: str, formula: tuple[Term, ...], moves: Moves) -> dict[str, Any]:
        """The fields that every focus has."""
        cell, last = self.case.cell, self.case.network.steps[-1].path
        what = "unit" if self.is_vector else "map"
        stages = self.stages()
        ends_here = cell.path == last or bool(stages and stages[-1].plane.path == last) or last in self._takers()
        return {
            "cell": cell,
            "title": f"How {self.step.name} makes its {what} {cell.channel}",
            "lead": lead,
            "formula": formula,
            "moves": moves,
            "is_vector": self.is_vector,
            "result": self.titled(cell.path, cell.channel),
            "stages": stages,
            "unit_names": tuple(self.unit_names) if ends_here else (),
        }

    def _takers(self) -> tuple[str, ...]:
        """The softmax that follows: it has the same units."""
        takers = self.case.network.takers(self.case.cell.path)
        return tuple(step.path for step in takers if step.layer.gives_probabilities)

    def stages(self) -> tuple[Stage, ...]:
        """The layers that follow cell by cell, as long as nothing else reads the maps in between."""
        network, path, channel = self.case.network, self.case.cell.path, self.case.cell.channel
        stages: list[Stage] = []
        while len(takers := network.takers(path)) == 1 and path and cellwise(takers[0]):
            (step,) = takers
            stages.append(Stage(step.name, formula_of(step), self.plane(step.path, channel)))
            path = step.path
        return tuple(stages)


def formula_of(step: Step) -> str:
    """What a layer that works cell by cell does with a number z: "max(0, z)", or the layer's title where that is too long."""
    layer = step.layer
    if not isinstance(layer, Activation):
        return layer.title
    text = in_words(layer.formula)
    return re.sub(r"\bx\b", "z", text) if len(text) <= 12 and "exp" not in text else layer.title


def laid_out(units: Array) -> Array:
    """A vector (units,) as a map: one column, or row by row in a square, filled up with NaN."""
    return in_rows(units, width_of(len(units)))


def width_of(units: int) -> int:
    """How many columns `laid_out` uses."""
    return 1 if units <= ONE_COLUMN else math.ceil(math.sqrt(units))
