"""Short ways to write the scenes of the shipped demos: small networks on colour photographs."""

from __future__ import annotations

from collections.abc import Sequence

from explorer import presets
from explorer.layers import Conv2D, Layer
from explorer.network import Cell
from explorer.scene import ImageChoice, Scene
from explorer.weights import FromBank, Seeded, Trained, Weights

SIDE = 64
"""Rows and columns of the photographs, in px: few enough to count, enough to see what they show."""


def conv(filters: int, size: int = 3, stride: int = 1, padding: str = "valid", dilation: int = 1) -> Conv2D:
    """A convolution with the same settings along rows and columns."""
    return Conv2D(filters, (size, size), (stride, stride), padding, (dilation, dilation))


def on_photo(
    sample: str,
    layers: Sequence[Layer],
    cell: Cell,
    *filters: tuple[str, tuple[str, ...]],
    tool: str = "arithmetic",
    side: int = SIDE,
) -> Scene:
    """A scene of `layers` on a photograph; `filters` are the hand-made ones, by the path of their layer."""
    weights = Weights(Seeded(), tuple((path, FromBank(names)) for path, names in filters))
    return Scene(tuple(layers), (side, side, 3), weights, ImageChoice(sample), cell, tool=tool)


def flowers(sample: str, cell: Cell, *, epoch: int | None = None, tool: str = "arithmetic") -> Scene:
    """The network that was trained on flowers, after `epoch` passes over its photographs, by default all."""
    preset = presets.load("flowers_vgg")
    weights = preset.weights if epoch is None else Weights(Trained(preset.name, epoch))
    return Scene(
        preset.network.layers, preset.network.input_shape, weights, ImageChoice(sample), cell, preset.name, tool=tool
    )
