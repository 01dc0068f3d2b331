"""Networks whose blocks weight their own maps: MobileNet V3, EfficientNet and ConvNeXt, as torchvision has them. Random
weights."""

from __future__ import annotations

from collections.abc import Callable

from explorer.layers import (
    GELU,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    GlobalAveragePool2D,
    HardSigmoid,
    HardSiLU,
    Layer,
    LayerNormalization,
    LayerScale,
    Multiply,
    ReLU,
    Residual,
    Sigmoid,
    SiLU,
    Softmax,
)
from explorer.network import Cell
from explorer.presets.preset import Layers, Preset, conv_norm, random_preset

_IMAGE = (224, 224, 3)


def _gate(maps: int, squeezed: int, within: Layer, end: Layer) -> Layer:
    """Squeeze and excitation: every map times a factor that two 1 × 1 convolutions make of the means of all maps."""
    squeeze = Conv2D(filters=squeezed, kernel_size=(1, 1))
    excite = Conv2D(filters=maps, kernel_size=(1, 1))
    return Multiply(stacks=((), (GlobalAveragePool2D(keepdims=True), squeeze, within, excite, end)))


def _inverted(
    channels: int, wide: int, out: int, kernel: int, stride: int, act: Layer, gate: Layer | None, epsilon: float
) -> Layers:
    """1 × 1 to `wide` maps, depthwise, gate, 1 × 1 to `out` maps without activation; a shortcut where the shape stays."""
    side = (kernel // 2, kernel // 2)
    depthwise = DepthwiseConv2D((kernel, kernel), (stride, stride), padding=(side, side), use_bias=False)
    inner: list[Layer] = [*conv_norm(wide, 1, epsilon=epsilon), act] if wide != channels else []
    inner += [depthwise, BatchNormalization(epsilon=epsilon), act, *([gate] if gate else [])]
    inner += conv_norm(out, 1, epsilon=epsilon)
    return (Residual(layers=tuple(inner)),) if stride == 1 and channels == out else tuple(inner)


_SMALL = (
    (3, 16, 16, True, ReLU(), 2),
    (3, 72, 24, False, ReLU(), 2),
    (3, 88, 24, False, ReLU(), 1),
    (5, 96, 40, True, HardSiLU(), 2),
    *((5, 240, 40, True, HardSiLU(), 1),) * 2,
    (5, 120, 48, True, HardSiLU(), 1),
    (5, 144, 48, True, HardSiLU(), 1),
    (5, 288, 96, True, HardSiLU(), 2),
    *((5, 576, 96, True, HardSiLU(), 1),) * 2,
)
"""Kernel, maps inside, maps made, whether there is a gate, activation and stride of each block: the paper's table 2."""


def _mobilenet_v3_small() -> Preset:
    layers, channels = [*conv_norm(16, 3, 2, epsilon=1e-3), HardSiLU()], 16
    for kernel, wide, out, gated, act, stride in _SMALL:
        squeezed = max((wide // 4 + 4) // 8 * 8, 8)  # the nearest multiple of 8
        gate = _gate(wide, squeezed, ReLU(), HardSigmoid()) if gated else None
        layers += _inverted(channels, wide, out, kernel, stride, act, gate, 1e-3)
        channels = out
    layers += [*conv_norm(576, 1, epsilon=1e-3), HardSiLU(), GlobalAveragePool2D(), Dense(units=1024), HardSiLU()]
    return random_preset(
        "mobilenet_v3_small",
        "MobileNet V3, small",
        [*layers, Dense(units=1000), Softmax()],
        _IMAGE,
        Cell("2", 56, 56, 0),
        "Howard et al. 2019, arXiv:1905.02244, table 2, as in torchvision: 2,542,856 parameters and 57 million "
        "multiply-accumulates. Dropout acts only in training.",
    )


_B0 = ((1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4))
"""Expansion, kernel, stride of the first block, maps and blocks of each stage but the last: the paper's table 1."""


def _efficientnet_b0() -> Preset:
    layers, channels = [*conv_norm(32, 3, 2), SiLU()], 32
    for expand, kernel, stride, out, blocks in (*_B0, (6, 3, 1, 320, 1)):
        for block in range(blocks):
            gate = _gate(channels * expand, channels // 4, SiLU(), Sigmoid())
            first = 1 if block else stride
            layers += _inverted(channels, channels * expand, out, kernel, first, SiLU(), gate, 1e-5)
            channels = out
    layers += [*conv_norm(1280, 1), SiLU(), GlobalAveragePool2D(), Dense(units=1000), Softmax()]
    return random_preset(
        "efficientnet_b0",
        "EfficientNet-B0",
        layers,
        _IMAGE,
        Cell("2", 56, 56, 0),
        "Tan and Le 2019, arXiv:1905.11946, table 1, as in torchvision: 5,288,548 parameters and 386 million "
        "multiply-accumulates. Dropout acts only in training.",
    )


def _convnext_block(maps: int) -> Layer:
    """Depthwise 7 × 7, normalisation, 1 × 1 to four times as many maps and back, scaled, with a shortcut around it all."""
    depthwise = DepthwiseConv2D(kernel_size=(7, 7), padding=((3, 3), (3, 3)))
    wider, back = Conv2D(filters=4 * maps, kernel_size=(1, 1)), Conv2D(filters=maps, kernel_size=(1, 1))
    return Residual(layers=(depthwise, LayerNormalization(epsilon=1e-6), wider, GELU(), back, LayerScale()))


def _convnext_tiny() -> Preset:
    norm = LayerNormalization(epsilon=1e-6)
    layers: list[Layer] = []
    for maps, blocks in ((96, 3), (192, 3), (384, 9), (768, 3)):
        size = (2, 2) if layers else (4, 4)
        down = Conv2D(filters=maps, kernel_size=size, strides=size)
        layers += [norm, down] if layers else [down, norm]
        layers += [_convnext_block(maps)] * blocks
    return random_preset(
        "convnext_tiny",
        "ConvNeXt-T",
        [*layers, GlobalAveragePool2D(), norm, Dense(units=1000), Softmax()],
        _IMAGE,
        Cell("2", 28, 28, 0),
        "Liu et al. 2022, arXiv:2201.03545, as in torchvision: 28,589,128 parameters and 4.46 billion multiply-accumulates. "
        "The first convolution cuts the picture into squares of 4 × 4 px that do not overlap.",
    )


BUILDERS: dict[str, Callable[[], Preset]] = {
    "mobilenet_v3_small": _mobilenet_v3_small,
    "efficientnet_b0": _efficientnet_b0,
    "convnext_tiny": _convnext_tiny,
}
