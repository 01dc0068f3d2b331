"""What ONNX cannot say of a layer: settings that come back rounded, or not at all because they change nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from explorer import layers
from explorer.formats.onnx_file.operators.normalization import shared_out
from explorer.formats.onnx_file.tensors import ALL_DROPPED, decimal
from explorer.formats.onnx_file.writing.kinds.places import is_sure
from explorer.formats.onnx_file.writing.kinds.windows import is_beyond
from explorer.layers.base import Layer, Shape
from explorer.network import Network

ROUNDED: Mapping[type[Layer], tuple[str, ...]] = {
    layers.LeakyReLU: ("negative_slope",),
    layers.ELU: ("alpha",),
    layers.HardSigmoid: ("alpha", "beta"),
    layers.BatchNormalization: ("epsilon",),
    layers.LayerNormalization: ("epsilon",),
    layers.GroupNormalization: ("epsilon",),
    layers.InstanceNormalization: ("epsilon",),
    layers.LocalResponseNormalization: ("bias", "beta"),
}
"""Settings that are attributes of an operator, and so float32: of more than seven digits the shortest decimal comes back that
float32 cannot tell from them. All other settings come back exactly."""


def substituted(network: Network) -> tuple[str, ...]:
    """The paths of the layers that come back as others, which compute the same.

    - A transposed convolution whose output padding is as large as its stride, because of its dilation: onnxruntime takes less.
      It comes back without that, with zeros behind it and its bias as a layer scale.
    - A resizing that copies cells which float32 cannot choose for sure. It comes back as one that copies the same.
    """
    return tuple(step.path for step in network.steps[1:] if _is_substituted(step.layer, step.input_shape))


def kept_by_runtimes(layer: Layer, shape: Shape) -> bool:
    """Whether onnxruntime copies maps that ONNX, and we, would blend.

    A factor such as 1.05 moves the cells of 10 rows a little, but makes 10 rows of them, which it takes for nothing to do.
    """
    if not isinstance(layer, layers.Resizing) or layer.positions == "align-corners":
        return False
    made = layer.output_shape(shape)
    sizes, factors = (layer.height, layer.width), (layer.height_factor, layer.width_factor)
    alone = bool(layer.height) != bool(layer.width)
    moved = [not sizes[axis] and factors[axis] != 1 and made[axis] == shape[axis] for axis in (0, 1)]
    return any(moved) and (alone or made == shape)


def _is_substituted(layer: Layer, shape: Shape) -> bool:
    match layer:
        case layers.Conv2DTranspose():
            return is_beyond(layer)
        case layers.Resizing():
            return not all(is_sure(layer, axis, shape[axis]) for axis in (0, 1))
    return False


def as_written(stack: Iterable[Layer]) -> tuple[Layer, ...]:
    """Layers as they come back from a file: equal, but for what this page lists.

    >>> as_written((explorer.ELU(alpha=0.30000000000000004), explorer.Resizing(height=8, width=8, height_factor=3.0)))
    (ELU(alpha=0.3), Resizing(height=8, width=8, height_factor=2.0, width_factor=2.0, interpolation='bilinear', \
positions='half-pixel', rounding='round-prefer-ceil'))
    """
    return tuple(map(_as_written, stack))


def _as_written(layer: Layer) -> Layer:
    for place, branch in enumerate(layer.branches):
        layer = layer.with_branch(place, as_written(branch))
    changes: dict[str, Any] = {name: decimal(getattr(layer, name)) for name in ROUNDED.get(type(layer), ())}
    match layer:
        case layers.HardSigmoid() if abs(changes["alpha"] - 1 / 6) < 1e-6:
            changes["alpha"] = 1 / 6  # which no decimal is
        case layers.LocalResponseNormalization():  # ONNX multiplies it with the number of channels
            size = 2 * layer.depth_radius + 1
            changes["alpha"] = shared_out(decimal(layer.alpha * size), size)
        case layers.Dropout() if layer.rate >= ALL_DROPPED:
            changes["rate"] = 1.0
        case layers.Resizing():  # a factor counts only where no size is said
            changes |= {f"{side}_factor": 2.0 for side in ("height", "width") if getattr(layer, side)}
    return layer.with_settings(**changes)
