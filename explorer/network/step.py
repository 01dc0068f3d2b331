"""Step: one layer at its place in a network, with its shapes and counts and what it reads of the steps before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.layers.base import Array, Layer, Reach, Shape, as_map
from explorer.layers.composite.composite import Composite
from explorer.windows import Windows

Rectangle = tuple[int, int, int, int]
"""Top, bottom, left, right, all included."""


@dataclass(frozen=True)
class Step:
    """One layer at its place in a network; the first step of a network is the input, whose path is "".

    `input_shape` and `output_shape` are (rows, columns, channels) or (units,), without the batch. `window` is what a
    cell reads of the image along rows and columns, in px, padding included; None where it is not regular.
    `macs` are multiply-accumulates for one image, without the bias. `sources` are the paths of the steps whose
    outputs it reads: none for the input, one for most layers, for a composite the last of each branch. The layers inside a
    composite have steps of their own, where their parameters and MACs are counted; its own step only joins the branches.
    """

    path: str
    name: str
    layer: Layer
    input_shape: Shape
    output_shape: Shape
    window: Windows | None
    param_shapes: dict[str, Shape]
    param_count: int
    macs: int
    sources: tuple[str, ...] = ()
    source_shapes: tuple[Shape, ...] = ()

    @property
    def is_input(self) -> bool:
        """Whether it is the image, which reads no other step."""
        return not self.sources

    def maps(self, acts: Mapping[str, Array]) -> Array:
        """Its activations for the first image of a run, (rows, columns, channels); `acts` maps paths to activations."""
        maps: Array = acts[self.path][0].reshape(as_map(self.output_shape))
        return maps

    def reach_parts(self, place: int, reach: Reach) -> tuple[Reach, ...]:
        """The cells of source `place` that the cells in `reach` of this step can depend on: those of any part."""
        if isinstance(self.layer, Composite):
            return (self.layer.reach_into(place, reach, self.source_shapes),)
        return self.layer.reach_parts(reach, self.input_shape)

    def channels_read(self, place: int, channel: int) -> range:
        """The channels of source `place` that output `channel` reads."""
        if not isinstance(self.layer, Composite):
            return self.layer.channels_read(channel, self.input_shape)
        return self.layer.channels_into(place, channel, self.source_shapes)

    def reader_parts(self, place: int, reach: Reach) -> tuple[Reach, ...]:
        """The cells of this step that can depend on any of the cells in `reach` of source `place`: those of any part."""
        if isinstance(self.layer, Composite):
            return (self.layer.reach_out(place, reach, self.source_shapes),)
        return self.layer.reader_parts(reach, self.input_shape)

    def box(self, box: Rectangle, reach: Reach) -> Rectangle | None:
        """The textbook rectangle one step down: see `Layer.box`. Joining aligned branches does not change it."""
        if isinstance(self.layer, Composite):
            return box if self.layer.aligned(self.source_shapes) else None
        return self.layer.box(box, reach, self.input_shape)
