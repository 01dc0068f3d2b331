"""Layer, the base class of every kind of layer, and the types that its methods take and return.

A layer is a frozen value of settings; it holds no arrays. Shapes leave out the batch axis in specifications:
(rows, columns, channels) for maps, (units,) for vectors. Arrays include it: (batch, rows, columns, channels) and
(batch, units). Where maps and vectors are treated alike, a vector of n units is a map of shape (1, 1, n).
"""

from __future__ import annotations

import dataclasses
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError, ShapeError
from explorer.layers.naming import Naming
from explorer.settings import canonicalise, settings_of
from explorer.windows import Window

Shape = tuple[int, ...]
"""(rows, columns, channels) or (units,), without the batch axis."""
Array = NDArray[Any]
Bools = NDArray[np.bool_]
Params = Mapping[str, Array]
"""The parameters of one layer by their Keras names."""
Draw = Callable[[int], NDArray[np.uint32]]
"""Gives so many random numbers, each of 32 bits: the same ones every time, those of one layer in one step of training."""


class Multiplies(Mapping[str, Array], ABC):
    """Parameters of a dense layer whose kernel is never held as a whole: they compute its product with an input."""

    @abstractmethod
    def times(self, x: Array) -> Array:
        """`x` (batch, inputs) times the kernel (inputs, units)."""


@dataclass(frozen=True)
class Reach:
    """A set of cells of one step, as booleans over its rows, its columns and its channels: every combination is in it."""

    rows: Bools
    cols: Bools
    channels: Bools


@dataclass(frozen=True)
class Place:
    """Where a new layer is put: the shape that enters it, the layers above it in its stack, and what enters that stack.

    `joined` says that the ends of this stack and of others must fit together: it is a branch of a composite.
    """

    shape: Shape
    above: tuple[Layer, ...] = ()
    entering: Shape = ()
    joined: bool = False

    def nearest(self, *kinds: type[Layer]) -> Layer | None:
        """The nearest layer above of one of these kinds."""
        return next((layer for layer in reversed(self.above) if isinstance(layer, kinds)), None)


def as_map(shape: Shape) -> tuple[int, int, int]:
    """A shape as (rows, columns, channels): a vector of n units is (1, 1, n)."""
    if len(shape) == 1:
        return (1, 1, shape[0])
    rows, cols, channels = shape
    return (rows, cols, channels)


def need_map(shape: Shape) -> tuple[int, int, int]:
    """The shape as (rows, columns, channels); raises ShapeError for a vector."""
    if len(shape) != 3:
        raise ShapeError(
            f"It needs maps, with rows and columns, but gets one row of {shape[0]:,} numbers.",
            "Move it up, to where there are still maps.",
        )
    return as_map(shape)


_kinds: dict[str, type[Layer]] = {}


def kind_of(name: str) -> type[Layer] | None:
    """The kind of layer called `name`, such as "conv2d"; None if there is none. The input is a kind too."""
    return _kinds.get(name)


def _register(kind: type[Layer]) -> None:
    """List a kind by its name for `kind_of`. Raises SettingError if another class has that name."""
    registered = _kinds.get(kind.kind)
    # A server that reloads a changed file defines its kinds once more.
    if registered and (registered.__module__, registered.__qualname__) != (kind.__module__, kind.__qualname__):
        raise SettingError(
            f"{kind.__module__}.{kind.__qualname__} calls itself {kind.kind!r}, as {registered.__module__}."
            f"{registered.__qualname__} does.",
            "Give every kind of layer a name of its own.",
        )
    _kinds[kind.kind] = kind


@dataclass(frozen=True)
class Layer:
    """Base of every kind. The defaults describe a layer that works cell by cell and has no parameters.

    A subclass that sets `kind` registers itself under that name. Raises SettingError if the name is taken.
    """

    kind: ClassVar[str] = ""
    """Its unique name in links and specifications: conv2d."""
    title: ClassVar[str] = ""
    """Its name on the screen: Convolution."""
    short: ClassVar[str] = ""
    """The stem of the names that layers of this kind get: conv, relu, pool. For display only."""
    naming: ClassVar[Naming] = Naming.BY_STEM
    """How the names of its layers continue after the stem: by block, by kind ..."""
    about: ClassVar[str] = ""
    """One sentence for the menu."""
    family: ClassVar[str] = ""
    """The heading under which the menu lists it."""
    own_scale: ClassVar[bool] = False
    """Whether its numbers have another range than its input, so that its maps get a colour scale of their own."""
    has_kernel: ClassVar[bool] = False
    """Whether one of its parameters is a kernel, whatever its settings: the weights that are drawn or trained."""
    initial: ClassVar[Mapping[str, float]] = MappingProxyType({})
    """Initial values of parameters other than the kernel, by name; 0 for those that are not listed.

    A kind without a kernel lists one at least: that it has parameters is known before there is a shape."""
    statistics: ClassVar[tuple[str, ...]] = ()
    """Parameters that training measures and does not learn; `param_count` leaves them out."""
    non_negative: ClassVar[tuple[str, ...]] = ()
    """Parameters that must not be negative: variances."""
    stackable: ClassVar[bool] = True
    """Whether networks hold layers of this kind: all but the input, which the network adds itself."""
    elementwise: ClassVar[bool] = False
    """Whether every output is computed from the input at the same place and channel, settings and parameters aside."""
    gives_probabilities: ClassVar[bool] = False
    """Whether its outputs are positive and add up to 1, as a softmax's do."""
    accompanies: ClassVar[bool] = False
    """Whether the outline of a network lists it with the layer before it: activations and normalisations."""
    own_column: ClassVar[bool] = False
    """Whether the overview always gives it a column, even where each of its cells reads one cell of the layer before it."""
    prepares_input: ClassVar[bool] = False
    """Whether, right after the input, it only brings the image to the numbers that the network was trained with."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.__dict__.get("kind"):
            _register(cls)

    @classmethod
    def starter(cls, place: Place) -> Layer:
        """The layer of this kind that the menu adds at `place`: the defaults, unless something else is usual there."""
        return cls()

    def __post_init__(self) -> None:
        canonicalise(self)

    @property
    def has_plain_params(self) -> bool:
        """Whether it has parameters, but no kernel, as normalizations do: they begin at `initial`, never at random."""
        return not self.has_kernel and bool(self.initial)

    # -- settings ---------------------------------------------------------------------------------------------

    def settings(self) -> dict[str, Any]:
        """All settings by name."""
        return {s.name: getattr(self, s.name) for s in settings_of(self)}

    def spec(self) -> dict[str, Any]:
        """The settings that differ from their defaults, as plain data."""
        return {s.name: s.type.plain(v) for s in settings_of(self) if (v := getattr(self, s.name)) != s.default}

    def with_settings(self, **changes: Any) -> Self:
        """The same kind with some settings changed. Raises SettingError for an unknown name or a bad value."""
        names = {s.name for s in settings_of(self)}
        for name in changes:
            if name not in names:
                raise SettingError(f"{self.kind} has no setting {name!r}.", f"It has {', '.join(sorted(names))}.")
        return dataclasses.replace(self, **changes)

    @property
    def branches(self) -> tuple[tuple[Layer, ...], ...]:
        """The stacks that a composite holds; empty for all other kinds."""
        return ()

    def with_branch(self, branch: int, layers: tuple[Layer, ...]) -> Layer:
        """A composite with another stack in one of its branches."""
        raise NotImplementedError

    # -- planning: whole numbers only ---------------------------------------------------------------------------

    def output_shape(self, shape: Shape) -> Shape:
        """The shape of the output for an input of `shape`. Raises ShapeError when the layer cannot take that input."""
        return shape

    def repairs(self, shape: Shape) -> tuple[Mapping[str, Any], ...]:
        """Changes of settings to try when the layer cannot take an input of `shape`, nearest first."""
        return ()

    def param_shapes(self, shape: Shape) -> dict[str, Shape]:
        """Shape of each parameter by its Keras name."""
        return {}

    def param_count(self, shape: Shape) -> int:
        """How many numbers training learns: all parameters but `statistics`."""
        return sum(math.prod(s) for name, s in self.param_shapes(shape).items() if name not in self.statistics)

    def drawn_shape(self, kernel: Shape) -> Shape:
        """The shape in which random values for a kernel are drawn.

        It is (rows, columns, channels that a filter reads, filters) or (inputs, units).
        """
        return kernel

    def as_kernel(self, drawn: Array, kernel: Shape) -> Array:
        """Random values of shape `drawn_shape(kernel)`, rearranged into a kernel of shape `kernel`."""
        return drawn

    def as_filters(self, kernel: Array) -> Array:
        """A kernel as (rows, columns, channels that a filter reads, filters) or (inputs, units)."""
        return kernel

    def macs(self, shape: Shape) -> int:
        """Multiply-accumulates with a kernel for one image, without the bias; curves, means and scalings are not counted."""
        return 0

    # -- what a cell reads ----------------------------------------------------------------------------------------

    def window(self, axis: int, shape: Shape) -> Window | None:
        """The window that one cell reads along `axis` (0 rows, 1 columns), padding included; None where it is not regular."""
        return Window()

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        """Booleans (outputs, inputs) along `axis` (0 rows, 1 columns): the input cells that an output cell can depend on."""
        return np.eye(as_map(shape)[axis], dtype=np.bool_)

    def axis_above(self, axis: int) -> int:
        """The axis of the output along which `axis` of the input lies: 0 rows, 1 columns, 2 channels."""
        return axis

    def channels_read(self, channel: int, shape: Shape) -> range:
        """The input channels that output `channel` reads."""
        return range(channel, channel + 1)

    def reach(self, reach: Reach, shape: Shape) -> Reach:
        """The input cells that the output cells in `reach` can depend on; `shape` is the input's."""
        # Most layers of a deep network keep what they get: a table of rows times rows for each would be most of the time.
        kind = type(self)
        if kind.axis_reads is Layer.axis_reads:
            rows, cols = reach.rows, reach.cols
        else:
            rows = np.any(self.axis_reads(0, shape)[reach.rows], axis=0)
            cols = np.any(self.axis_reads(1, shape)[reach.cols], axis=0)
        own = kind.channels_read is Layer.channels_read
        return Reach(rows, cols, reach.channels if own else self._channels_reached(reach.channels, shape))

    def _channels_reached(self, wanted: Bools, shape: Shape) -> Bools:
        """The input channels that any of the output channels in `wanted` reads."""
        channels = np.zeros(as_map(shape)[2], np.bool_)
        for channel in np.flatnonzero(wanted):
            read = self.channels_read(int(channel), shape)
            channels[read.start : read.stop : read.step] = True
            # One that reads all is enough; to look at `channels` each time would be half of all the time.
            if len(read) == len(channels):
                break
        return channels

    def reach_parts(self, reach: Reach, shape: Shape) -> tuple[Reach, ...]:
        """The same as `reach`, as a union of several where the cells that are read are no product: never more than these."""
        return (self.reach(reach, shape),)

    def readers(self, reach: Reach, shape: Shape) -> Reach:
        """The output cells that can depend on any of the input cells in `reach`; `shape` is the input's."""
        above = as_map(self.output_shape(shape))[2]
        wanted = set(np.flatnonzero(reach.channels).tolist())
        channels = np.array([not wanted.isdisjoint(self.channels_read(n, shape)) for n in range(above)], np.bool_)
        return Reach(
            rows=np.any(self.axis_reads(0, shape)[:, reach.rows], axis=1),
            cols=np.any(self.axis_reads(1, shape)[:, reach.cols], axis=1),
            channels=channels,
        )

    def reader_parts(self, reach: Reach, shape: Shape) -> tuple[Reach, ...]:
        """The same as `readers`, as a union of several where the cells that read are no product: never more than these."""
        return (self.readers(reach, shape),)

    def box(self, box: tuple[int, int, int, int], reach: Reach, shape: Shape) -> tuple[int, int, int, int] | None:
        """The textbook rectangle (top, bottom, left, right), inclusive, one layer down; it may lie in the padding.

        `box` is a rectangle of this layer's outputs, `reach` the outputs that really count. None where windows are not
        regular.
        """
        rows, cols = self.window(0, shape), self.window(1, shape)
        if rows is None or cols is None:
            return None
        return (*rows.interval(box[0], box[1]), *cols.interval(box[2], box[3]))

    # -- computing ------------------------------------------------------------------------------------------------

    def forward(self, x: Array, params: Params) -> Array:
        """The outputs for a batch `x`; dtype follows `x`. Never writes to `x`."""
        raise NotImplementedError

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        """The gradients with respect to `x` and to each parameter, by name, where `dy` is that of the output.

        `x` is the input of `forward`, `dy` has the shape of its output; each gradient has the shape of what it belongs
        to and the dtype of `x`. Never writes to `dy` or `x`.
        """
        raise NotImplementedError

    def parameter_gradients(self, dy: Array, x: Array, params: Params) -> Params:
        """The gradients of the parameters alone, as `backward` gives them: of the first layers nobody asks for the other."""
        return self.backward(dy, x, params)[1]

    # -- computing while it learns --------------------------------------------------------------------------------------

    def forward_training(self, x: Array, params: Params, draw: Draw) -> tuple[Array, Any]:
        """The outputs for a batch `x` while the network is trained, and what `backward_training` needs of this pass.

        Most kinds do the same as ever. `draw` gives those random numbers that need some. Never writes to `x`.
        """
        return self.forward(x, params), None

    def backward_training(self, dy: Array, x: Array, params: Params, kept: Any) -> tuple[Array, Params]:
        """The gradients of `forward_training`, as `backward` gives them; `kept` is what that pass left."""
        return self.backward(dy, x, params)

    def measured(self, params: Params, kept: Any) -> Params:
        """The new values of `statistics` after a pass of training that left `kept`, by name; new arrays."""
        return {}
