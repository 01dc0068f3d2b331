"""Network: a stack of layers that plans itself in whole numbers, before any pixel."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from explorer.errors import ExplorerError, Fix, SettingError, ShapeError
from explorer.layers.base import Layer, Shape, as_map
from explorer.naming import names_of
from explorer.windows import Window, Windows

MAX_LAYERS = 512
MAX_SIDE = 4096
MAX_CHANNELS = 4096


@dataclass(frozen=True)
class Step:
    """One layer in its place, or the input (`layer` None, path "").

    `input_shape` and `output_shape` are (rows, columns, channels) or (units,), without the batch. `window` is what a
    cell reads of the image along rows and columns, in px, padding included; None where it is not regular.
    `macs` are multiply-accumulates for one image, without the bias.
    """

    path: str
    name: str
    layer: Layer | None
    input_shape: Shape
    output_shape: Shape
    window: Windows | None
    param_shapes: dict[str, Shape]
    param_count: int
    macs: int


@dataclass(frozen=True)
class Cell:
    """One number: `channel` at (`row`, `col`) of the step at `path`. A unit of a vector is row 0, column 0."""

    path: str
    row: int
    col: int
    channel: int


@dataclass(frozen=True)
class Network:
    """Layers in order and the shape of the image (rows, columns, channels).

    Raises ShapeError when a layer cannot follow the one before it, with the nearest settings that fit as `fixes`.
    """

    layers: tuple[Layer, ...]
    input_shape: Shape

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", tuple(self.layers))
        object.__setattr__(self, "input_shape", check_input_shape(self.input_shape))
        if len(self.layers) > MAX_LAYERS:
            raise SettingError(f"The network has {len(self.layers):,} layers.", f"Use at most {MAX_LAYERS} layers.")
        _ = self.steps

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The input, then one step per layer."""
        return tuple(_plan(self.layers, self.input_shape))

    @cached_property
    def _by_path(self) -> dict[str, int]:
        return {step.path: index for index, step in enumerate(self.steps)}

    def index(self, path: str) -> int:
        """The place of the step at `path` among `steps` (0 is the input). Raises SettingError."""
        if path not in self._by_path:
            raise SettingError(
                f"There is no layer at path {path!r}.", f"Paths run from '0' to '{len(self.layers) - 1}'."
            )
        return self._by_path[path]

    def step(self, path: str) -> Step:
        """The step at `path`; "" is the input. Raises SettingError."""
        return self.steps[self.index(path)]

    def check_cell(self, cell: Cell) -> Cell:
        """`cell`, if the network has it. Raises SettingError with the range otherwise."""
        shape = as_map(self.step(cell.path).output_shape)
        for what, value, length in zip(
            ("row", "column", "channel"), (cell.row, cell.col, cell.channel), shape, strict=True
        ):
            if not 0 <= value < length:
                raise SettingError(f"There is no {what} {value}.", f"{what.capitalize()}s run from 0 to {length - 1}.")
        return cell

    @property
    def output_shape(self) -> Shape:
        return self.steps[-1].output_shape

    @property
    def param_count(self) -> int:
        return sum(step.param_count for step in self.steps)

    @property
    def macs(self) -> int:
        return sum(step.macs for step in self.steps)

    @property
    def activation_count(self) -> int:
        """How many numbers all steps hold together, input included."""
        return sum(math.prod(step.output_shape) for step in self.steps)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical form: kinds, settings and input shape. Names take no part."""
        return hashlib.sha256(canonical([self.input_shape, *map(layer_spec, self.layers)]).encode()).hexdigest()


def layer_spec(layer: Layer) -> list[Any]:
    """A layer as plain data: its kind and the settings that differ from the defaults."""
    return [layer.kind, layer.spec()]


def canonical(data: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, no NaN."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)


def check_input_shape(shape: Any) -> Shape:
    """(rows, columns, channels) as whole numbers in range. Raises SettingError."""
    if not isinstance(shape, list | tuple) or len(shape) != 3:
        raise SettingError(f"The input shape is {shape!r}.", "Use three numbers: rows, columns, channels.")
    for what, value, high in zip(
        ("rows", "columns", "channels"), shape, (MAX_SIDE, MAX_SIDE, MAX_CHANNELS), strict=True
    ):
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= high:
            raise SettingError(f"The input has {value!r} {what}.", f"Use a whole number, 1 to {high:,}.")
    return tuple(shape)


def _plan(layers: tuple[Layer, ...], input_shape: Shape) -> Iterator[Step]:
    identity = Windows(Window(), Window())
    yield Step("", "input", None, input_shape, input_shape, identity, {}, 0, 0)
    shape, windows = input_shape, identity
    composed: Windows | None = windows
    for index, (layer, name) in enumerate(zip(layers, names_of(layers), strict=True)):
        path = str(index)
        try:
            output = layer.output_shape(shape)
            _check_side(output)
        except ShapeError as error:
            raise _located(error, layers, index, shape, input_shape) from None
        composed = _composed(layer, shape, composed)
        param_shapes = layer.param_shapes(shape)
        count = layer.param_count(shape)
        yield Step(path, name, layer, shape, output, composed, param_shapes, count, layer.macs(shape))
        shape = output


def _check_side(shape: Shape) -> None:
    side = max(shape[:-1], default=0)
    if side > 2 * MAX_SIDE:
        raise ShapeError(
            f"It would make maps of {side:,} cells a side.", f"Keep to {2 * MAX_SIDE:,}: use less padding."
        )


def _composed(layer: Layer, shape: Shape, below: Windows | None) -> Windows | None:
    rows, cols = layer.window(0, shape), layer.window(1, shape)
    if below is None or rows is None or cols is None:
        return None
    return Windows(rows.over(below.rows), cols.over(below.cols))


def _located(error: ShapeError, layers: tuple[Layer, ...], index: int, shape: Shape, input_shape: Shape) -> ShapeError:
    """The same error with the layer's place, and the fixes that were tried and work."""
    shown = "(" + ", ".join(f"{n:,}" for n in shape) + ")"
    path, fixes = str(index), tuple(_fixes(layers, index, shape, input_shape))
    above = [fix.label for fix in fixes if fix.path != path]
    return ShapeError(
        f"Layer {index} ({layers[index].kind}) cannot follow shape {shown}. {error.problem}",
        f"{error.remedy.removesuffix('.')}, or {above[0]}." if above else error.remedy,
        path=path,
        fixes=fixes,
    )


def _fixes(layers: tuple[Layer, ...], index: int, shape: Shape, input_shape: Shape) -> Iterator[Fix]:
    """One fix per setting, those first after which everything above fits too; then layers to remove."""
    path = str(index)
    found: dict[str, tuple[bool, Fix]] = {}
    for changes in layers[index].repairs(shape):
        changed = _changed(layers[index], changes, shape)
        name = ",".join(changes)
        if changed is None or found.get(name, (False,))[0]:
            continue
        whole = _fits((changed, *layers[index + 1 :]), shape)
        if whole or name not in found:
            found[name] = (whole, Fix(_label(changes), path, dict(changes)))
    yield from (fix for whole, fix in sorted(found.values(), key=lambda item: not item[0]))
    names = names_of(layers)
    for above in reversed(range(index)):
        if layers[above].short == "pool" and _fits(layers[:above] + layers[above + 1 : index + 1], input_shape):
            yield Fix(f"remove {names[above]}", str(above), None)
            break
    yield Fix(f"remove {names[index]}", path, None)


def _changed(layer: Layer, changes: Any, shape: Shape) -> Layer | None:
    """The layer with other settings, if that is another layer and can follow `shape`."""
    try:
        changed = layer.with_settings(**changes)
        changed.output_shape(shape)
    except ExplorerError:
        return None
    return changed if changed != layer else None


def _fits(layers: tuple[Layer, ...], shape: Shape) -> bool:
    """Whether `layers` can follow `shape` one after the other."""
    try:
        for layer in layers:
            shape = layer.output_shape(shape)
    except ExplorerError:
        return False
    return True


def _label(changes: Any) -> str:
    def text(value: Any) -> str:
        if not isinstance(value, tuple):
            return str(value)
        return str(value[0]) if value[0] == value[1] else f"{value[0]} × {value[1]}"

    return ", ".join(f"{name} = {text(value)}" for name, value in changes.items())
