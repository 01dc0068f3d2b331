"""Planner, which computes the steps of a network from its layers, or the fixes for layers that do not fit."""

from __future__ import annotations

from explorer.errors import SettingError, ShapeError
from explorer.layers.base import Layer, Shape
from explorer.layers.composite.composite import Composite
from explorer.layers.input import Input
from explorer.layers.stack import Layers, stack_path
from explorer.network.naming import Given, names_by_path
from explorer.network.repairs.fixes import Misfit, explained
from explorer.network.repairs.trying import check_side
from explorer.network.step import Step
from explorer.windows import Window, Windows, hull

INPUT = Input()
_IDENTITY = Windows(Window(), Window())


class Planner:
    """Computes the steps of a network. After an error, `steps` holds those before it."""

    def __init__(self, layers: Layers, input_shape: Shape, names: Given = ()) -> None:
        self.layers = layers
        self.given = names
        self.names = names_by_path(layers, names)
        self.steps = [Step("", INPUT.short, INPUT, input_shape, input_shape, _IDENTITY, {}, 0, 0)]

    def plan(self) -> tuple[Step, ...]:
        """All steps: the input, then every layer after its sources. Raises ShapeError."""
        self._stack(self.layers, "", self.steps[0])
        return tuple(self.steps)

    def _stack(self, layers: Layers, prefix: str, below: Step) -> Step:
        """Add the steps of `layers`, the first of which reads `below`; returns the last of them."""
        for index, layer in enumerate(layers):
            try:
                below = self._layer(layer, f"{prefix}{index}", below)
            except ShapeError as error:
                if error.path:
                    raise  # a layer further inside
                raise self._explained(error, f"{prefix}{index}", below.output_shape) from None
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

    def _explained(self, error: ShapeError, path: str, shape: Shape) -> ShapeError:
        """The same error with the layer's name and path, and the fixes that were tried and work."""
        entering = {step.path: step.input_shape for step in self.steps} | {path: shape}
        return explained(error, Misfit(self.layers, self.steps[0].output_shape, self.given, path, entering))


def _plain_step(layer: Layer, path: str, name: str, below: Step) -> Step:
    shape = below.output_shape
    output = layer.output_shape(shape)
    check_side(output)
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
    output = layer.joined(shapes)
    window = _windows_around([end.window for end in ends]) if layer.aligned(shapes) else None
    return Step(path, name, layer, below.output_shape, output, window, {}, 0, 0, sources, shapes)


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
