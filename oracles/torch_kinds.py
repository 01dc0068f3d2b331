"""Every kind in PyTorch's words, on maps with the channels before the rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.nn import functional as F

from explorer import layers
from explorer.layers.base import Layer
from tests.layers.resizing import shares

Tensor = torch.Tensor
Kind = Callable[[Any, Tensor, dict[str, Tensor]], Tensor]
"""(layer, maps (batch, channels, rows, columns) or vectors, parameters in Keras' layouts) -> output."""


def _surrounded(layer: Any, x: Tensor, value: float = 0.0) -> Tensor:
    """With the padding laid around, which PyTorch's own settings cannot say where the sides differ."""
    (top, bottom), (left, right) = layer.sides((x.shape[2], x.shape[3], x.shape[1]))
    return F.pad(x, (left, right, top, bottom), value=value)


def _conv(layer: layers.Conv2D, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    kernel = p["kernel"].permute(3, 2, 0, 1)
    return F.conv2d(_surrounded(layer, x), kernel, p.get("bias"), layer.strides, 0, layer.dilation_rate, layer.groups)


def _depthwise(layer: layers.DepthwiseConv2D, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    rows, cols = layer.kernel_size
    kernel = p["kernel"].permute(2, 3, 0, 1).reshape(-1, 1, rows, cols)
    return F.conv2d(_surrounded(layer, x), kernel, p.get("bias"), layer.strides, 0, layer.dilation_rate, x.shape[1])


def _transposed(layer: layers.Conv2DTranspose, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    """Without padding, then cut or filled up to size."""
    kernel = p["kernel"].permute(3, 2, 0, 1)
    whole = F.conv_transpose2d(x, kernel, None, layer.strides, groups=layer.groups, dilation=layer.dilation_rate)
    (top, _, rows), (left, _, cols) = (layer.cut(axis, x.shape[2 + axis]) for axis in (0, 1))
    missing = max(top + rows - whole.shape[2], 0), max(left + cols - whole.shape[3], 0)
    out = F.pad(whole, (0, missing[1], 0, missing[0]))[:, :, top : top + rows, left : left + cols]
    return out + p["bias"].reshape(-1, 1, 1) if "bias" in p else out


def _max_pool(layer: layers.MaxPool2D, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    # What rounding up adds is among the sides, so that torch has to round nothing.
    return F.max_pool2d(_surrounded(layer, x, -torch.inf), layer.pool_size, layer.strides, 0, layer.dilation_rate)


def _average_pool(layer: layers.AveragePool2D, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    # Torch's average pooling knows no dilation: a mean is a depthwise convolution with equal weights.
    channels, taps = x.shape[1], layer.pool_size
    ones = torch.ones((channels, 1, *taps), dtype=x.dtype)

    def total(maps: Tensor) -> Tensor:
        return F.conv2d(maps, ones, None, layer.strides, 0, layer.dilation_rate, channels)

    (top, bottom), (left, right) = layer.counted((x.shape[2], x.shape[3], channels))
    counting = F.pad(torch.ones_like(x), (left, right, top, bottom), value=1.0)
    (more_top, more_bottom), (more_left, more_right) = layer.sides((x.shape[2], x.shape[3], channels))
    around = (more_left - left, more_right - right, more_top - top, more_bottom - bottom)
    return total(_surrounded(layer, x)) / total(F.pad(counting, around))


def _global(pool: Callable[[Tensor, int], Tensor]) -> Kind:
    return lambda layer, x, p: pool(x, 1) if layer.keepdims else pool(x, 1).flatten(1)


def _last(x: Tensor, then: Callable[[Tensor], Tensor]) -> Tensor:
    """`then` with the channels as the last axis."""
    return then(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2) if x.ndim == 4 else then(x)


def _flatten(layer: Layer, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    return x.permute(0, 2, 3, 1).flatten(1) if x.ndim == 4 else x


def _per_channel(numbers: Any, x: Tensor) -> Tensor:
    """One number per channel, spread over rows and columns."""
    return torch.as_tensor(numbers, dtype=x.dtype).reshape(-1, *[1] * (x.ndim - 2))


def _fixed(layer: layers.Normalization, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    mean, variance = layer.of_channels(x.shape[1])
    return (x - _per_channel(mean.copy(), x)) / _per_channel(variance**0.5, x)


def _layer_scale(layer: layers.LayerScale, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    out = x * _per_channel(p["gamma"], x) if layer.scale else x
    return out + _per_channel(p["beta"], x) if layer.center else out


def _batch_norm(layer: layers.BatchNormalization, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    statistics = p["moving_mean"], p["moving_variance"]
    return F.batch_norm(x, *(s.detach() for s in statistics), p.get("gamma"), p.get("beta"), eps=layer.epsilon)


def _layer_norm(layer: layers.LayerNormalization, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    def normal(cells: Tensor) -> Tensor:
        return F.layer_norm(cells, cells.shape[-1:], p.get("gamma"), p.get("beta"), layer.epsilon)

    return _last(x, normal)


def _grouped(layer: Any, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    """F.group_norm refuses groups of one number."""
    groups = getattr(layer, "groups", x.shape[1])
    rows = x.reshape(len(x), groups, -1)
    out = F.layer_norm(rows, rows.shape[-1:], eps=layer.epsilon).reshape(x.shape)
    out = out * _per_channel(p["gamma"], x) if "gamma" in p else out
    return out + _per_channel(p["beta"], x) if "beta" in p else out


def _response(layer: layers.LocalResponseNormalization, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    size = 2 * layer.depth_radius + 1
    maps = x if x.ndim == 4 else x[:, :, None, None]
    return F.local_response_norm(maps, size, layer.alpha * size, layer.beta, layer.bias).reshape(x.shape)


def _zero_padding(layer: layers.ZeroPadding2D, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    return F.pad(x, (*layer.padding[1], *layer.padding[0]))


def _padding(layer: layers.Padding2D, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    sides = (*layer.padding[1], *layer.padding[0])
    if layer.mode == "constant":
        return F.pad(x, sides, value=layer.value)
    return F.pad(x, sides, mode={"reflect": "reflect", "edge": "replicate", "wrap": "circular"}[layer.mode])


def _cropping(layer: layers.Cropping2D, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    return F.pad(x, tuple(-n for n in (*layer.cropping[1], *layer.cropping[0])))


def _up_sampling(layer: layers.UpSampling2D, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    factors = tuple(float(n) for n in layer.size)
    if layer.interpolation == "nearest":
        return F.interpolate(x, scale_factor=factors, mode="nearest")
    return F.interpolate(x, scale_factor=factors, mode="bilinear", align_corners=False)


def _weights(layer: layers.Resizing, axis: int, length: int, count: int) -> Tensor:
    """The shares of the old cells in the new ones, (new, old)."""
    weights = torch.zeros(count, length, dtype=torch.float64)
    for at in range(count):
        for cell, share in shares(layer, axis, length, count, at).items():
            weights[at, cell] = share
    return weights


def _resizing(layer: layers.Resizing, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    """PyTorch's own where it has the rule and both axes a size; otherwise as a product with the shares."""
    rows, cols = x.shape[2:]
    size = layer.output_shape((rows, cols, x.shape[1]))[:2]
    if layer.blends and layer.height and layer.width and layer.positions in ("half-pixel", "align-corners"):
        return F.interpolate(x, size, mode="bilinear", align_corners=layer.positions == "align-corners")
    by_row, by_col = _weights(layer, 0, rows, size[0]), _weights(layer, 1, cols, size[1])
    return torch.einsum("ar,bc,nkrc->nkab", by_row, by_col, x)


def _turned(x: Tensor, layer: Any, cut: tuple[int, int]) -> Tensor:
    """The channels in the other mode: maps and places change places where the mode is not PyTorch's."""
    if layer.mode == "CRD":
        return x
    return x.unflatten(1, cut).transpose(1, 2).flatten(1, 2)


def _depth_to_space(layer: layers.DepthToSpace, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    places = layer.block_size**2
    return F.pixel_shuffle(_turned(x, layer, (places, -1)), layer.block_size)


def _space_to_depth(layer: layers.SpaceToDepth, x: Tensor, p: dict[str, Tensor]) -> Tensor:
    return _turned(F.pixel_unshuffle(x, layer.block_size), layer, (-1, layer.block_size**2))


TORCH: dict[type[Layer], Kind] = {
    layers.Conv2D: _conv,
    layers.DepthwiseConv2D: _depthwise,
    layers.Conv2DTranspose: _transposed,
    layers.MaxPool2D: _max_pool,
    layers.AveragePool2D: _average_pool,
    layers.GlobalMaxPool2D: _global(F.adaptive_max_pool2d),
    layers.GlobalAveragePool2D: _global(F.adaptive_avg_pool2d),
    layers.AdaptiveMaxPool2D: lambda layer, x, p: F.adaptive_max_pool2d(x, layer.output_size),
    layers.AdaptiveAveragePool2D: lambda layer, x, p: F.adaptive_avg_pool2d(x, layer.output_size),
    layers.Flatten: _flatten,
    layers.Dense: lambda layer, x, p: _last(x, lambda cells: F.linear(cells, p["kernel"].T, p.get("bias"))),
    layers.Softmax: lambda layer, x, p: torch.softmax(x, 1),
    layers.ReLU: lambda layer, x, p: F.relu(x),
    layers.ReLU6: lambda layer, x, p: F.relu6(x),
    layers.LeakyReLU: lambda layer, x, p: F.leaky_relu(x, layer.negative_slope),
    layers.PReLU: lambda layer, x, p: F.prelu(x, p["alpha"]),
    layers.ELU: lambda layer, x, p: F.elu(x, layer.alpha),
    layers.SELU: lambda layer, x, p: F.selu(x),
    layers.GELU: lambda layer, x, p: F.gelu(x, approximate="tanh" if layer.approximate else "none"),
    layers.SiLU: lambda layer, x, p: F.silu(x),
    layers.HardSiLU: lambda layer, x, p: F.hardswish(x),
    layers.HardSigmoid: lambda layer, x, p: torch.clamp(layer.alpha * x + layer.beta, 0, 1),
    layers.Mish: lambda layer, x, p: F.mish(x),
    layers.Clip: lambda layer, x, p: torch.clamp(x, layer.minimum, layer.maximum),
    layers.Sigmoid: lambda layer, x, p: torch.sigmoid(x),
    layers.Tanh: lambda layer, x, p: torch.tanh(x),
    layers.Softplus: lambda layer, x, p: F.softplus(x, threshold=1e9),
    layers.Softsign: lambda layer, x, p: F.softsign(x),
    layers.Rescaling: lambda layer, x, p: x * layer.scale + layer.offset,
    layers.BatchNormalization: _batch_norm,
    layers.LayerNormalization: _layer_norm,
    layers.Normalization: _fixed,
    layers.LayerScale: _layer_scale,
    layers.GroupNormalization: _grouped,
    layers.InstanceNormalization: _grouped,
    layers.LocalResponseNormalization: _response,
    layers.Dropout: lambda layer, x, p: F.dropout(x, layer.rate, training=False),
    layers.ZeroPadding2D: _zero_padding,
    layers.Padding2D: _padding,
    layers.Cropping2D: _cropping,
    layers.UpSampling2D: _up_sampling,
    layers.Resizing: _resizing,
    layers.ChannelShuffle: lambda layer, x, p: torch.channel_shuffle(x[..., None], layer.groups)[..., 0],
    layers.ChannelSlice: lambda layer, x, p: x[:, list(layer.kept(x.shape[1]))],
    layers.DepthToSpace: _depth_to_space,
    layers.SpaceToDepth: _space_to_depth,
    layers.Permute: lambda layer, x, p: x.permute(0, 2, 3, 1).permute(0, *layer.dims).permute(0, 3, 1, 2),
    layers.Reshape: lambda layer, x, p: x.flatten(1).unflatten(1, layer.target_shape).permute(0, 3, 1, 2),
}
