"""Planner, which computes the steps of a network from its layers, or the fixes for layers that do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from explorer.errors import ExplorerError, Fix, SettingError, ShapeError
from explorer.layers.base import Layer, Shape
from explorer.layers.composite.composite import Composite
from explorer.layers.input import Input
from explorer.layers.pooling.pool import Pool2D
from explorer.layers.stack import Layers, stack_path
from explorer.limits import MAP_SIDE
from explorer.network.naming import names_by_path
from explorer.network.step import Step
from explorer.windows import Window, Windows, hull

INPUT = Input()
_IDENTITY = Windows(Window(), Window())


class Planner:
    """Computes the steps of a network. After an error, `steps` holds those before it."""

    def __init__(self, layers: Layers, input_shape: Shape) -> None:
        self.layers = layers
        self.names = names_by_path(layers)
        self.steps = [Step("", INPUT.short, INPUT, input_shape, input_shape, _IDENTITY, {}, 0, 0)]

    def plan(self) -> tuple[Step, ...]:
        """All steps: the input, then every layer after its sources. Raises ShapeError."""
        self._stack(self.layers, "", self.steps[0])
        return tuple(self.steps)

    def _stack(self, layers: Layers, prefix: str, below: Step) -> Step:
        """Add the steps of `layers`, the first of which reads `below`; returns the last of them."""
        first = below
        for index, layer in enumerate(layers):
            try:
                below = self._layer(layer, f"{prefix}{index}", below)
            except ShapeError as error:
                if error.path:
                    raise  # a layer further inside
                raise self._located(error, layers, prefix, index, below.output_shape, first.output_shape) from None
        return below

    def _layer(self, layer: Layer, path: str, below: Step) -> Step:
        """Add the step of `layer`, after those inside it, and return it."""
        if not layer.stackable:
            raise SettingError(f"Layer {path} is the {layer.kind}, which a network adds itself.", "Leave it out.")
        if isinstance(layer, Composite):
            ends = [self._stack(branch, stack_path(path, place), below) for place, branch in enumerate(layer.branches)]
            step = _composite_step(layer, path, self.names[path], below, ends)
        else:
            step = _plain_step(layer, path, self.names[path], below)
        self.steps.append(step)
        return step

    def _located(
        self, error: ShapeError, layers: Layers, prefix: str, index: int, shape: Shape, first: Shape
    ) -> ShapeError:
        """The same error with the layer's place, and the fixes that were tried and work."""
        path = f"{prefix}{index}"
        shown = "(" + ", ".join(f"{n:,}" for n in shape) + ")"
        fixes = tuple(self._fixes(layers, prefix, index, shape, first))
        above = [fix.label for fix in fixes if fix.path != path]
        return ShapeError(
            f"Layer {path} ({layers[index].kind}) cannot follow shape {shown}. {error.problem}",
            f"{error.remedy.removesuffix('.')}, or {above[0]}." if above else error.remedy,
            path=path,
            fixes=fixes,
        )

    def _fixes(self, layers: Layers, prefix: str, index: int, shape: Shape, first: Shape) -> Iterator[Fix]:
        """One fix per setting, those first after which everything above fits too; then layers to remove.

        "Everything" is the stack that the layer is in, whose input has the shape `first`. Whether a composite around that
        stack still fits shows only when the fix has been applied.
        """
        path = f"{prefix}{index}"
        by_settings: dict[str, tuple[bool, Fix]] = {}
        for changes in layers[index].repairs(shape):
            changed = _changed(layers[index], changes, shape)
            names = ",".join(changes)
            if changed is None or by_settings.get(names, (False,))[0]:
                continue
            all_fit = _fits((changed, *layers[index + 1 :]), shape)
            if all_fit or names not in by_settings:
                by_settings[names] = (all_fit, Fix(_label(layers[index], changes), path, dict(changes)))
        yield from (fix for _, fix in sorted(by_settings.values(), key=lambda item: not item[0]))
        for above in reversed(range(index)):
            if isinstance(layers[above], Pool2D) and _fits(layers[:above] + layers[above + 1 : index + 1], first):
                yield Fix(f"remove {self.names[f'{prefix}{above}']}", f"{prefix}{above}", None)
                break
        yield Fix(f"remove {self.names[path]}", path, None)


def _plain_step(layer: Layer, path: str, name: str, below: Step) -> Step:
    shape = below.output_shape
    output = layer.output_shape(shape)
    _check_side(output)
    param_shapes = layer.param_shapes(shape)
    return Step(
        path,
        name,
        layer,
        shape,
        output,
        _composed(layer, shape, below.window),
        param_shapes,
        layer.param_count(shape),
        layer.macs(shape),
        (below.path,),
        (shape,),
    )


def _composite_step(layer: Composite, path: str, name: str, below: Step, ends: list[Step]) -> Step:
    shapes = tuple(end.output_shape for end in ends)
    sources = tuple(end.path for end in ends)
    output, window = layer.joined(shapes), _windows_around([end.window for end in ends])
    return Step(path, name, layer, below.output_shape, output, window, {}, 0, 0, sources, shapes)


def _check_side(shape: Shape) -> None:
    """Raises ShapeError for maps with more rows or columns than MAP_SIDE."""
    side = max(shape[:-1], default=0)
    if side > MAP_SIDE:
        raise ShapeError(f"It would make maps of {side:,} cells a side.", f"Keep to {MAP_SIDE:,}: use less padding.")


def _composed(layer: Layer, shape: Shape, below: Windows | None) -> Windows | None:
    """The windows on the image of `layer`, whose input of `shape` has the windows `below`; None if not regular."""
    rows, cols = layer.window(0, shape), layer.window(1, shape)
    if below is None or rows is None or cols is None:
        return None
    return Windows(rows.over(below.rows), cols.over(below.cols))


def _windows_around(windows: list[Windows | None]) -> Windows | None:
    """The smallest windows that contain those of all branches; None where they do not align."""
    regular = [window for window in windows if window is not None]
    rows, cols = hull([each.rows for each in regular]), hull([each.cols for each in regular])
    if len(regular) < len(windows) or rows is None or cols is None:
        return None
    return Windows(rows, cols)


def _changed(layer: Layer, changes: Any, shape: Shape) -> Layer | None:
    """The layer with other settings; None if that changes nothing or the layer cannot take an input of `shape`."""
    try:
        changed = layer.with_settings(**changes)
        changed.output_shape(shape)
    except ExplorerError:
        return None
    return changed if changed != layer else None


def _fits(layers: Layers, shape: Shape) -> bool:
    """Whether `layers`, one after the other, can take an input of `shape`."""
    try:
        for layer in layers:
            shape = layer.output_shape(shape)
    except ExplorerError:
        return False
    return True


def _label(layer: Layer, changes: Any) -> str:
    """Changes of settings in words, for a button: "padding = same"."""

    def text(value: Any) -> str:
        if not isinstance(value, tuple):
            return str(value)
        return str(value[0]) if value[0] == value[1] else f"{value[0]} × {value[1]}"

    if isinstance(layer, Composite):
        return layer.in_words(changes)
    return ", ".join(f"{name} = {text(value)}" for name, value in changes.items())
