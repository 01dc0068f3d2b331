"""What the library computes for one step of a demo, and the numbers that a text of it says."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from explorer.analysis.answer import likeliest
from explorer.demos import load
from explorer.images import fit, samples
from explorer.layers.base import Array
from explorer.ledger import explain
from explorer.ledger.record import Ledger
from explorer.network import Cell, Network, Step
from explorer.reads import Region, region
from explorer.running import run
from explorer.scene import Scene
from explorer.scene.walkthrough import Stop

_NUMBER = re.compile(r"(?<![\w.])−?\d(?:[\d,]*\d)?(?:\.\d+)?")
"""A minus with a space behind it subtracts; one before a digit belongs to the number."""


def numbers(text: str) -> list[float]:
    """The numbers that a text says, in their order; those of names such as conv1_1 do not count.

    >>> numbers("3 × 3 px: −2.83, 64 − 3 = 61, 99.7% of 1,000")
    [3.0, 3.0, -2.83, 64.0, 3.0, 61.0, 99.7, 1000.0]
    """
    return [float(match[0].replace(",", "").replace("−", "-")) for match in _NUMBER.finditer(text)]


@dataclass(frozen=True)
class Seen:
    """One step of a demo, run by the library."""

    stop: Stop

    @property
    def scene(self) -> Scene:
        return self.stop.scene

    @property
    def network(self) -> Network:
        return self.scene.network

    @property
    def cell(self) -> Cell:
        assert self.scene.cell is not None
        return self.scene.cell

    @property
    def step(self) -> Step:
        """The step of the selected cell."""
        return self.network.step(self.cell.path)

    @cached_property
    def pixels(self) -> Array:
        """The photo as the network gets it, (rows, columns, channels)."""
        rows, cols, channels = self.network.input_shape
        return fit(samples.load(self.scene.image.sample), rows, cols, self.scene.image.fit, channels).pixels

    @cached_property
    def acts(self) -> Mapping[str, Array]:
        return run(self.network, self.scene.weights.params(self.network), self.pixels[None])

    @cached_property
    def ledger(self) -> Ledger:
        """The arithmetic of the selected cell."""
        return explain(self.network, self.scene.weights.params(self.network), self.acts, self.cell)

    def value(self, cell: Cell | None = None, digits: int = 2) -> float:
        """The value of a cell, by default the selected one, as a text says it."""
        at = cell or self.cell
        return round(float(self.step_maps(at.path)[at.row, at.col, at.channel]), digits)

    def step_maps(self, path: str) -> Array:
        """The maps of a step; those of a vector are (1, 1, units)."""
        return self.network.step(path).maps(self.acts)

    def reads(self) -> Region:
        """What the selected cell reads of the photo."""
        return region(self.network, self.cell)

    @property
    def span(self) -> int:
        """The height of the textbook window of the selected cell on the photo, px."""
        window = self.step.window
        assert window is not None
        assert window.rows == window.cols or window.rows.size == window.cols.size
        return window.rows.size

    def percent(self, unit: int | None = None) -> float:
        """The probability of a unit of the last layer, by default of the selected one, as a percentage."""
        last = self.network.steps[-1].path
        return round(100 * float(self.acts[last][0, self.cell.channel if unit is None else unit]), 1)

    @property
    def answer(self) -> str:
        """The name of the most probable class."""
        return likeliest(self.network, self.scene.weights, self.acts)[0].name


def seen(name: str) -> list[Seen]:
    """The steps of the demo `name`."""
    return [Seen(stop) for stop in load(name).walk.stops]


def sides(step: Step) -> list[float]:
    """Rows and columns of a step's output."""
    return [float(length) for length in step.output_shape[:2]]


def count(*lengths: int) -> float:
    """A product of whole numbers."""
    return float(math.prod(lengths))
