"""A graph while it is written: nodes, constants and the places of weights, which are not asked for yet."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from explorer.formats.onnx_file.tensors import ALL_DROPPED, FLOAT, decimal
from explorer.formats.onnx_file.writing import messages
from explorer.formats.onnx_file.writing.messages import Value
from explorer.layers.base import Array, Layer, Shape
from explorer.network import Step

OPSET = 17
"""The lowest version of the operators that is written: onnxruntime has it since 1.12 (July 2022)."""


@dataclass(frozen=True)
class Node:
    """One operator."""

    op: str
    inputs: tuple[str, ...]
    output: str
    settings: Mapping[str, Value]


@dataclass(frozen=True)
class Weight:
    """A parameter: `shape` is its shape in the file, into which `turned` brings it, as a view if possible."""

    name: str
    path: str
    param: str
    shape: Shape
    turned: Callable[[Array], Array]

    @property
    def size(self) -> int:
        """Bytes of its numbers, float32."""
        return 4 * math.prod(self.shape)


def same(array: Array) -> Array:
    """A parameter that lies in the file as in our layout."""
    return array


@dataclass
class Graph:
    """Filled step by step. With `filled` all weights are a number that is repeated, and no parameters are asked for."""

    names: Mapping[str, str]
    filled: bool = False
    opset: int = OPSET
    nodes: list[Node] = field(default_factory=list)
    constants: dict[str, Array] = field(default_factory=dict)
    weights: list[Weight] = field(default_factory=list)
    step: Step | None = None
    source: Step | None = None
    """The step whose output it reads; None for the image and where branches are joined."""

    # -- step by step -----------------------------------------------------------------------------------------

    def begin(self, step: Step, source: Step | None) -> None:
        """What is added from now on belongs to `step`."""
        self.step, self.source = step, source

    def end(self) -> None:
        """What was added last is the output of the step."""
        self.nodes[-1] = replace(self.nodes[-1], output=self.name)

    @property
    def name(self) -> str:
        """What the output of the step is called."""
        assert self.step is not None
        return self.names[self.step.path]

    @property
    def below(self) -> Layer | None:
        """The layer whose output the step reads; None for the image and where branches are joined."""
        return None if self.source is None else self.source.layer

    @property
    def on_image(self) -> bool:
        """Whether the step reads the image itself."""
        return self.step is not None and "" in self.step.sources

    def need(self, opset: int) -> None:
        """An operator is written that came with this version, or changed with it."""
        self.opset = max(self.opset, opset)

    # -- operators --------------------------------------------------------------------------------------------

    def add(self, op: str, *inputs: str, **settings: Value) -> str:
        """One more operator; the name of its output."""
        output = f"{self.name}/{op}_{len(self.nodes)}"
        self.nodes.append(Node(op, inputs, output, settings))
        return output

    def seams(self, x: str, count: int = 1) -> str:
        """`x` behind so many Identities: what follows is meant as it is written (`operators` say how it is read).

        One on the image itself says only how its axes lie, and does not count.
        """
        for _ in range(count + (count > 0 and x == self.names[""])):
            x = self.add("Identity", x)
        return x

    # -- constants --------------------------------------------------------------------------------------------

    def constant(self, values: Array) -> str:
        """Float32, float64 or int64 numbers."""
        name = f"{self.name}/constant_{len(self.constants)}"
        self.constants[name] = values
        return name

    def whole(self, *numbers: int) -> str:
        """A list of whole numbers, such as axes."""
        return self.constant(np.array(numbers, np.int64))

    def numbers(self, values: Sequence[float] | float) -> str:
        """Settings as float32, by way of float64 where their digits would be lost."""
        if is_short(values):
            return self.constant(np.array(values, np.float32))
        return self.add("Cast", self.constant(np.array(values, np.float64)), to=FLOAT)

    def ratio(self, rate: float) -> str:
        """The ratio of Dropout, which may be float64, and must be below 1."""
        number = ALL_DROPPED if rate == 1 else rate
        return self.constant(np.array(number, np.float32 if rate == 1 or is_short(number) else np.float64))

    def repeated(self, shape: Shape, number: float) -> str:
        """One number all over a shape: a setting for all channels, or what stands for a parameter that a layer lacks."""
        short = is_short(number)
        content = messages.tensor(np.array([number], np.float32 if short else np.float64))
        filled = self.add("ConstantOfShape", self.whole(*shape), value=content)
        return filled if short else self.add("Cast", filled, to=FLOAT)

    # -- parameters -------------------------------------------------------------------------------------------

    @property
    def param_shapes(self) -> Mapping[str, Shape]:
        """The shape of each parameter of the step, in our layout."""
        assert self.step is not None
        return self.step.param_shapes

    def weight(self, param: str, shape: Shape | None = None, turned: Callable[[Array], Array] = same) -> str:
        """A parameter of the step in the shape of the file, its own by default."""
        assert self.step is not None
        shape = self.param_shapes[param] if shape is None else shape
        if self.filled:
            return self.repeated(shape, FILLING)
        name = f"{self.name}.{param}"
        self.weights.append(Weight(name, self.step.path, param, shape, turned))
        return name

    def or_repeated(self, param: str, number: float) -> str:
        """A parameter, or a number for each channel where the layer does not have it, but the operator needs it."""
        if param in self.param_shapes:
            return self.weight(param)
        assert self.step is not None
        return self.repeated((self.step.input_shape[-1],), number)

    def per_channel(self, param: str) -> str:
        """A parameter with one number for each channel, for maps with axes of rows and columns behind it."""
        assert self.step is not None
        channels = self.step.input_shape[-1]
        if len(self.step.input_shape) == 1:
            return self.weight(param)
        return self.weight(param, (channels, 1, 1), lambda array: array.reshape(-1, 1, 1))


FILLING = 0.5
"""The number of which weights consist that are left out, as in the models that the package onnx brings along."""


def is_short(values: Sequence[float] | float) -> bool:
    """Whether numbers come back from float32 as they were: its shortest decimals are read."""
    return all(decimal(each) == each for each in np.atleast_1d(values).tolist())
