"""Network: layers in order on an image of some shape, with the shapes, windows and counts that follow from them."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

import numpy as np

from explorer import limits
from explorer.errors import SettingError, ShapeError, quoted, typed
from explorer.layers.base import Layer, Shape
from explorer.layers.stack import MAX_LAYERS, layer_count, layer_spec, split_path
from explorer.network.cell import Cell, check_is_cell, check_place
from explorer.network.naming import Given, check_names
from explorer.network.planning import Planner
from explorer.network.step import Step
from explorer.network.summary import summary_html, summary_text
from explorer.settings import is_whole

__all__ = [
    "MAX_LAYERS",
    "Cell",
    "Network",
    "Step",
    "canonical",
    "check_input_shape",
    "check_network",
    "layer_spec",
    "plan_partly",
]


@dataclass(frozen=True, repr=False)
class Network:
    """Layers in order and the shape of the image that they read, (rows, columns, channels).

    `names` are those of layers that are not to have the usual ones, as (path, name).

    Raises ShapeError when a layer cannot take the output of the one before it, with the nearest settings that fit as
    `fixes`, and SettingError for what is no list of layers or no shape.

    >>> network = explorer.Network((explorer.Conv2D(filters=4), explorer.ReLU(), explorer.MaxPool2D()), (28, 28, 1))
    >>> network
    <Network: 3 layers on 28 × 28 × 1, 40 parameters, 24,336 MACs>
    >>> network["pool1"].output_shape
    (13, 13, 4)
    """

    layers: tuple[Layer, ...]
    input_shape: Shape
    # They take part in equality, because pictures and tables that show names are kept by network; not in `digest`.
    names: Given = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", check_layers(self.layers))
        object.__setattr__(self, "input_shape", check_input_shape(self.input_shape))
        count = layer_count(self.layers)
        if count > MAX_LAYERS:
            raise SettingError(f"The network has {count:,} layers.", f"Use at most {MAX_LAYERS} layers.")
        object.__setattr__(self, "names", check_names(self.names, self.layers))
        _ = self.steps

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The input, then one step per layer, each after its sources.

        The layers inside a composite come before its own step, which joins them.
        """
        return Planner(self.layers, self.input_shape, self.names).plan()

    @cached_property
    def _by_path(self) -> dict[str, int]:
        return {step.path: index for index, step in enumerate(self.steps)}

    def index(self, path: str) -> int:
        """The place of the step at `path` among `steps` (0 is the input). Raises SettingError."""
        if not isinstance(path, str) or path not in self._by_path:
            raise SettingError(
                f"There is no layer at path {quoted(path)}.", f"Paths run from '0' to '{len(self.layers) - 1}'."
            )
        return self._by_path[path]

    def step(self, path: str) -> Step:
        """The step at `path`; "" is the input. Raises SettingError."""
        return self.steps[self.index(path)]

    def __getitem__(self, name: str) -> Step:
        """The step with this path or this name: `network["5"]`, `network["conv1_2"]`; "" is the input.

        Raises SettingError, with similar names, where there is none.
        """
        if name in self._by_path:
            return self.step(name)
        by_name = {step.name: step for step in self.steps}
        if name not in by_name:
            near = get_close_matches(str(name), by_name, n=3, cutoff=0.5)
            raise SettingError(
                f"There is no layer {name!r}.",
                f"Did you mean {' or '.join(near)}?" if near else f"The names run from input to {self.steps[-1].name}.",
            )
        return by_name[name]

    def summary(self) -> str:
        """A table in text: path, name, kind, output shape, parameters, MACs, window in px; then the totals.

        >>> for line in explorer.presets.load("lenet5").network.summary().splitlines()[:4]:
        ...     print(line)
        path  name     kind         output        parameters     MACs  window
        ────  ───────  ───────────  ────────────  ──────────  ───────  ───────────
              input    Input        32 × 32 × 1                        1 × 1
        0     conv1    Convolution  28 × 28 × 6          156  117,600  5 × 5
        """
        return summary_text(self.layers, self.steps)

    def __repr__(self) -> str:
        shape = " × ".join(map(str, self.input_shape))
        count = len(self.steps) - 1
        plural = "" if count == 1 else "s"
        return f"<Network: {count} layer{plural} on {shape}, {self.param_count:,} parameters, {self.macs:,} MACs>"

    def _repr_html_(self) -> str:
        """The summary as an HTML table, which notebooks show."""
        return summary_html(self.layers, self.steps)

    def sources(self, path: str) -> tuple[Step, ...]:
        """The steps whose outputs the step at `path` reads: none for the input. Raises SettingError."""
        return tuple(self.step(source) for source in self.step(path).sources)

    @cached_property
    def _takers(self) -> dict[str, tuple[Step, ...]]:
        takers: dict[str, list[Step]] = {step.path: [] for step in self.steps}
        for step in self.steps:
            for source in dict.fromkeys(step.sources):
                takers[source].append(step)
        return {path: tuple(steps) for path, steps in takers.items()}

    def takers(self, path: str) -> tuple[Step, ...]:
        """The steps that read the output of the step at `path`, in order: the reverse of `sources`. Raises SettingError."""
        self.index(path)
        return self._takers[path]

    def lane(self, path: str) -> tuple[Step, ...]:
        """The chain of steps from the input to the one at `path`, included, each reading the one before it.

        A composite on the way is one step, as its layer describes it as a whole; a composite that `path` lies in is
        replaced by the branch up to `path`. Raises SettingError.
        """
        end = self.index(path)
        inside, outer = set(), path
        while outer:
            prefix, _ = split_path(outer)
            inside.add(prefix)
            outer = prefix.rpartition(".b")[0]
        return tuple(step for step in self.steps[: end + 1] if not step.path or split_path(step.path)[0] in inside)

    def check_cell(self, cell: Cell) -> Cell:
        """`cell`, if the network has it. Raises SettingError with the range otherwise."""
        check_place(check_is_cell(cell), self.step(cell.path).output_shape)
        return cell

    @property
    def output_shape(self) -> Shape:
        """The shape of the last step's output, without the batch."""
        return self.steps[-1].output_shape

    @property
    def param_count(self) -> int:
        """How many numbers training learns in all layers together."""
        return sum(step.param_count for step in self.steps)

    @property
    def macs(self) -> int:
        """Multiply-accumulates of all layers for one image, without biases."""
        return sum(step.macs for step in self.steps)

    @property
    def activation_count(self) -> int:
        """How many numbers all outputs hold together for one image, the input included."""
        return sum(math.prod(step.output_shape) for step in self.steps)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical form, in hex: of kinds, settings and input shape, not of names."""
        return hashlib.sha256(canonical([self.input_shape, *map(layer_spec, self.layers)]).encode()).hexdigest()

    @cached_property
    def named_digest(self) -> str:
        """The same with the names that were given: by it is kept what shows names. Without such names it is `digest`."""
        return hashlib.sha256(canonical([self.digest, self.names]).encode()).hexdigest() if self.names else self.digest


def canonical(data: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, no NaN."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)


def check_input_shape(shape: Any) -> Shape:
    """(rows, columns, channels) as int, from whole numbers of any type, in range. Raises SettingError."""
    if not isinstance(shape, list | tuple) or len(shape) != 3:
        raise SettingError(f"The input shape is {quoted(shape)}.", "Use three numbers: rows, columns, channels.")
    rows, cols, channels = shape
    for what, side in (("rows", rows), ("columns", cols)):
        if not is_whole(side) or not 1 <= side <= limits.IMAGE_SIDE:
            raise SettingError(*limits.wrong_side(what, quoted(side)))
    if not is_whole(channels) or not 1 <= channels <= limits.CHANNELS:
        raise SettingError(
            f"The input has {quoted(channels)} channels.", f"Use a whole number, 1 to {limits.CHANNELS:,}."
        )
    return tuple(int(value) for value in shape)


def check_layers(layers: Any) -> tuple[Layer, ...]:
    """The layers of a network in a tuple. Raises SettingError for anything that is no layer, with its place."""
    if isinstance(layers, str | bytes | Mapping | Set | np.ndarray) or not isinstance(layers, Iterable):
        raise SettingError(f"{typed(layers)} was given for the layers.", _EXPECTED_LAYERS)
    checked = tuple(layers)
    for place, layer in enumerate(checked):
        if isinstance(layer, type) and issubclass(layer, Layer):
            name = layer.__name__
            raise SettingError(f"Layer {place} is the kind {name} itself.", f"Make a layer of it: {name}().")
        if not isinstance(layer, Layer) or not layer.kind:
            raise SettingError(f"Layer {place} is {quoted(layer)}, which is not a layer.", _EXPECTED_LAYERS)
    return checked


_EXPECTED_LAYERS = "Use a list of layers such as [Conv2D(filters=8), ReLU()]."


def check_network(value: Any) -> Network:
    """`value`, if it is a Network. Raises SettingError otherwise."""
    if isinstance(value, Network):
        return value
    holds_one = isinstance(getattr(value, "network", None), Network)
    raise SettingError(
        f"{typed(value)} was given for the network.",
        "It holds one: give its .network." if holds_one else "Use a Network, such as presets.load('lenet5').network.",
    )


def plan_partly(
    layers: tuple[Layer, ...], input_shape: Shape, names: Given = ()
) -> tuple[tuple[Step, ...], ShapeError | None]:
    """The steps up to the first layer that does not fit, and the error that it raises; all steps and None if all fit."""
    planner = Planner(layers, input_shape, names)
    try:
        return planner.plan(), None
    except ShapeError as error:
        return tuple(planner.steps), error
