"""Networks of a hundred layers and more that recognise 1,000 kinds of things, as torchvision has them. Random weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from explorer.layers import (
    AveragePool2D,
    BatchNormalization,
    ChannelShuffle,
    ChannelSlice,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    GlobalAveragePool2D,
    Layer,
    MaxPool2D,
    ReLU,
    ReLU6,
    Residual,
    Softmax,
)
from explorer.network import Cell
from explorer.presets.branches import inception_module
from explorer.presets.preset import Layers, Preset, conv_norm, random_preset

_IMAGE = (224, 224, 3)
_POOL = MaxPool2D(pool_size=(3, 3), strides=(2, 2), padding=((1, 1), (1, 1)))


def _classified(layers: Sequence[Layer]) -> Layers:
    """The maps' means, and shares of 1,000 classes made of them."""
    return *layers, GlobalAveragePool2D(), Dense(units=1000), Softmax()


# -- residual networks ----------------------------------------------------------------------------------------------------


def _bottleneck_block(filters: int, stride: int, project: bool) -> Layers:
    """1 × 1, 3 × 3 and 1 × 1 to four times as many maps, with a shortcut around them, then ReLU."""
    inner = (*conv_norm(filters, 1), ReLU(), *conv_norm(filters, 3, stride), ReLU(), *conv_norm(4 * filters, 1))
    return Residual(layers=inner, shortcut=conv_norm(4 * filters, 1, stride) if project else ()), ReLU()


def _resnet50() -> Preset:
    layers: list[Layer] = [*conv_norm(64, 7, 2), ReLU(), _POOL]
    for filters, blocks, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            layers += _bottleneck_block(filters, 1 if block else stride, project=not block)
    return random_preset(
        "resnet50",
        "ResNet-50",
        _classified(layers),
        _IMAGE,
        Cell("4", 28, 28, 0),
        "He et al. 2016, arXiv:1512.03385, table 1, as in torchvision: the 3 × 3 convolution of a block has the stride, in the "
        "paper the 1 × 1 before it. 25,557,032 parameters and 4.09 billion multiply-accumulates.",
    )


def _depthwise_norm(stride: int) -> Layers:
    """A depthwise 3 × 3 convolution and a batch normalisation."""
    depthwise = DepthwiseConv2D(strides=(stride, stride), padding=((1, 1), (1, 1)), use_bias=False)
    return depthwise, BatchNormalization(epsilon=1e-5)


def _inverted_residual(channels: int, expand: int, stride: int, out: int) -> Layers:
    """1 × 1 to `expand` times as many maps, depthwise 3 × 3, 1 × 1 to `out`; a shortcut where the shape stays."""
    wide = channels * expand
    inner: list[Layer] = [*conv_norm(wide, 1), ReLU6()] if expand > 1 else []
    inner += [*_depthwise_norm(stride), ReLU6(), *conv_norm(out, 1)]
    return (Residual(layers=tuple(inner)),) if stride == 1 and channels == out else tuple(inner)


def _mobilenet_v2() -> Preset:
    layers, channels = [*conv_norm(32, 3, 2), ReLU6()], 32
    plan = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
    for expand, out, blocks, stride in plan:
        for block in range(blocks):
            layers += _inverted_residual(channels, expand, 1 if block else stride, out)
            channels = out
    return random_preset(
        "mobilenet_v2",
        "MobileNet V2",
        _classified([*layers, *conv_norm(1280, 1), ReLU6()]),
        _IMAGE,
        Cell("5", 56, 56, 0),
        "Sandler et al. 2018, arXiv:1801.04381, table 2, as in torchvision: 3,504,872 parameters and 301 million "
        "multiply-accumulates. Blocks that keep the shape have a shortcut; their last convolution has no activation.",
    )


# -- joined maps ----------------------------------------------------------------------------------------------------------


def _norm_relu() -> Layers:
    return BatchNormalization(epsilon=1e-5), ReLU()


def _dense_layer(growth: int) -> Layer:
    """A layer of a dense block: its input, and beside it `growth` maps made from it through four times as many."""
    narrow = Conv2D(filters=4 * growth, kernel_size=(1, 1), use_bias=False)
    made = Conv2D(filters=growth, padding=((1, 1), (1, 1)), use_bias=False)
    return Concatenate(stacks=((), (*_norm_relu(), narrow, *_norm_relu(), made)))


def _densenet121() -> Preset:
    layers, channels = [*conv_norm(64, 7, 2), ReLU(), _POOL], 64
    for blocks in (6, 12, 24, 16):
        if channels > 64:
            channels //= 2
            layers += [*_norm_relu(), Conv2D(filters=channels, kernel_size=(1, 1), use_bias=False), AveragePool2D()]
        layers += [_dense_layer(32) for _ in range(blocks)]
        channels += 32 * blocks
    return random_preset(
        "densenet121",
        "DenseNet-121",
        _classified([*layers, *_norm_relu()]),
        _IMAGE,
        Cell("4", 28, 28, 64),
        "Huang et al. 2017, arXiv:1608.06993, table 1, as in torchvision: 7,978,856 parameters and 2.83 billion "
        "multiply-accumulates. Every layer of a block gets the maps of all layers before it.",
    )


def _normed(filters: int, size: int) -> Layers:
    return *conv_norm(filters, size, epsilon=1e-3), ReLU()


def _googlenet() -> Preset:
    pool = MaxPool2D(pool_size=(3, 3), strides=(2, 2), padding="same")
    layers: list[Layer] = []
    for filters, size, stride in ((64, 7, 2), (64, 1, 1), (192, 3, 1)):
        layers += [*conv_norm(filters, size, stride, epsilon=1e-3), ReLU(), *([] if size == 1 else [pool])]
    modules = (
        *((64, (96, 128), (16, 32), 32), (128, (128, 192), (32, 96), 64), pool),
        *((192, (96, 208), (16, 48), 64), (160, (112, 224), (24, 64), 64), (128, (128, 256), (24, 64), 64)),
        *((112, (144, 288), (32, 64), 64), (256, (160, 320), (32, 128), 128), MaxPool2D()),
        *((256, (160, 320), (32, 128), 128), (384, (192, 384), (48, 128), 128)),
    )
    layers += [each if isinstance(each, Layer) else inception_module(*each, _normed, 3) for each in modules]
    return random_preset(
        "googlenet",
        "GoogLeNet",
        _classified(layers),
        _IMAGE,
        Cell("11", 14, 14, 0),
        "Szegedy et al. 2015, arXiv:1409.4842, table 1, as in torchvision: with batch normalisations, and with 3 × 3 filters "
        "where the paper has 5 × 5. 6,624,904 parameters and 1.50 billion multiply-accumulates, without the two auxiliary "
        "classifiers, which act only in training.",
    )


def _shuffle_unit(maps: int, stride: int) -> Layers:
    """Half of the maps as they are, or depthwise and 1 × 1 with a stride; the other half 1 × 1, depthwise, 1 × 1; shuffled."""
    half = maps // 2
    mixed = (*conv_norm(half, 1), ReLU(), *_depthwise_norm(stride), *conv_norm(half, 1), ReLU())
    if stride > 1:
        stacks = (*_depthwise_norm(stride), *conv_norm(half, 1), ReLU()), mixed
    else:
        stacks = (ChannelSlice(0, half),), (ChannelSlice(half), *mixed)
    return Concatenate(stacks=stacks), ChannelShuffle(2)


def _shufflenet_v2() -> Preset:
    layers: list[Layer] = [*conv_norm(24, 3, 2), ReLU(), _POOL]
    for maps, units in ((116, 4), (232, 8), (464, 4)):
        for unit in range(units):
            layers += _shuffle_unit(maps, 1 if unit else 2)
    return random_preset(
        "shufflenet_v2",
        "ShuffleNet V2",
        _classified([*layers, *conv_norm(1024, 1), ReLU()]),
        _IMAGE,
        Cell("5", 14, 14, 1),
        "Ma et al. 2018, arXiv:1807.11164, table 5, 1×, as in torchvision: 2,278,604 parameters and 145 million "
        "multiply-accumulates. Half of the maps pass a unit as they are, and a shuffle mixes both halves.",
    )


LAYERS = {"densenet121": 427}
"""How many layers those have that limits.LAYERS does not allow everywhere."""
BUILDERS: dict[str, Callable[[], Preset]] = {
    "resnet50": _resnet50,
    "mobilenet_v2": _mobilenet_v2,
    "densenet121": _densenet121,
    "googlenet": _googlenet,
    "shufflenet_v2": _shufflenet_v2,
}
