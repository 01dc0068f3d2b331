"""Presets from the literature with shortcuts, parallel branches or depthwise layers. All have random weights."""

from __future__ import annotations

from collections.abc import Callable

from explorer.layers import (
    BatchNormalization,
    Concatenate,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    GlobalAveragePool2D,
    Layer,
    MaxPool2D,
    ReLU,
    Residual,
    Softmax,
)
from explorer.network import Cell
from explorer.presets.preset import Layers, Preset, conv_norm, random_preset, same_conv_relu

# -- residual networks ----------------------------------------------------------------------------------------------


def _residual_block(filters: int, stride: int = 1, project: bool = False) -> Layers:
    """Two 3 × 3 convolutions with a shortcut around them, then ReLU."""
    inner = (*conv_norm(filters, 3, stride), ReLU(), *conv_norm(filters))
    return Residual(layers=inner, shortcut=conv_norm(filters, 1, stride) if project else ()), ReLU()


def _residual() -> Preset:
    layers = [
        *same_conv_relu(8),
        *_plain_block(8),
        *_plain_block(16, 2),
        GlobalAveragePool2D(),
        Dense(units=10),
        Softmax(),
    ]
    return random_preset(
        "residual",
        "Two residual blocks",
        layers,
        (48, 48, 3),
        Cell("2", 24, 24, 0),
        "The building blocks of He et al. 2016, arXiv:1512.03385, figure 2, without normalisation: one with an identity "
        "shortcut, one whose shortcut is a 1 × 1 convolution with stride 2.",
    )


def _plain_block(filters: int, stride: int = 1) -> Layers:
    """A residual block without normalisation, then ReLU; with a stride its shortcut is a 1 × 1 convolution."""
    inner = (*same_conv_relu(filters, 3, stride), same_conv_relu(filters)[0])
    shortcut = (same_conv_relu(filters, 1, stride, "valid")[0],) if stride > 1 else ()
    return Residual(layers=inner, shortcut=shortcut), ReLU()


def _resnet18() -> Preset:
    layers: list[Layer] = [*conv_norm(64, 7, 2), ReLU()]
    layers.append(MaxPool2D(pool_size=(3, 3), strides=(2, 2), padding=((1, 1), (1, 1))))
    for filters, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        layers += [*_residual_block(filters, stride, project=stride > 1), *_residual_block(filters)]
    return random_preset(
        "resnet18",
        "ResNet-18",
        [*layers, GlobalAveragePool2D(), Dense(units=1000), Softmax()],
        (224, 224, 3),
        Cell("4", 28, 28, 0),
        "He et al. 2016, arXiv:1512.03385, table 1, as in torchvision 0.20 (shortcut B: projections where the size changes): "
        "11,689,512 parameters. The 9,600 moving means and variances of the batch normalisations are measured, not learned, "
        "and not counted.",
    )


# -- parallel branches --------------------------------------------------------------------------------------------------


def _fire(squeeze: int, expand: int) -> Layers:
    """A fire module: `squeeze` 1 × 1 filters, then `expand` 1 × 1 and `expand` 3 × 3 filters in parallel."""
    return *same_conv_relu(squeeze, 1), Concatenate(stacks=(same_conv_relu(expand, 1), same_conv_relu(expand, 3)))


def _squeezenet11() -> Preset:
    pool = MaxPool2D(pool_size=(3, 3), strides=(2, 2))
    layers: list[Layer] = [*same_conv_relu(64, 3, 2, "valid"), pool, *_fire(16, 64), *_fire(16, 64), pool]
    layers += [*_fire(32, 128), *_fire(32, 128), pool]
    layers += [*_fire(48, 192), *_fire(48, 192), *_fire(64, 256), *_fire(64, 256)]
    return random_preset(
        "squeezenet11",
        "SqueezeNet 1.1",
        [*layers, *same_conv_relu(1000, 1), GlobalAveragePool2D(), Softmax()],
        (224, 224, 3),
        Cell("5", 27, 27, 0),
        "Iandola et al. 2016, arXiv:1602.07360, in the authors' version 1.1 (also torchvision's): 1,235,496 parameters. "
        "Dropout acts only in training.",
    )


def inception_module(
    one: int,
    three: tuple[int, int],
    five: tuple[int, int],
    pooled: int,
    conv: Callable[[int, int], Layers] = same_conv_relu,
    largest: int = 5,
) -> Layer:
    """Four parallel branches: `one` 1 × 1 filters; 1 × 1 then 3 × 3; 1 × 1 then the largest; max pooling then 1 × 1.

    `conv` makes the layers of so many filters of a size.
    """
    pool = MaxPool2D(pool_size=(3, 3), strides=(1, 1), padding="same")
    return Concatenate(
        stacks=(
            conv(one, 1),
            (*conv(three[0], 1), *conv(three[1], 3)),
            (*conv(five[0], 1), *conv(five[1], largest)),
            (pool, *conv(pooled, 1)),
        )
    )


def _inception() -> Preset:
    pool = MaxPool2D(pool_size=(3, 3), strides=(2, 2), padding="same")
    stem: list[Layer] = [*same_conv_relu(64, 7, 2), pool, *same_conv_relu(64, 1), *same_conv_relu(192, 3), pool]
    modules = [inception_module(64, (96, 128), (16, 32), 32), inception_module(128, (128, 192), (32, 96), 64)]
    return random_preset(
        "inception",
        "GoogLeNet up to 3b",
        [*stem, *modules],
        (224, 224, 3),
        Cell("8", 14, 14, 0),
        "Szegedy et al. 2015, arXiv:1409.4842, table 1, up to the second inception module; local response normalisation is "
        "left out. Module (3a) has 163,328 weights and 368 biases: the table's 159K are units of 1,024.",
    )


def _dense_layer(growth: int) -> Layer:
    """A layer of a dense block: its input, and beside it the maps of `growth` filters made from it."""
    conv = Conv2D(filters=growth, padding="same", use_bias=False)
    return Concatenate(stacks=((), (BatchNormalization(), ReLU(), conv)))


def _densenet() -> Preset:
    first = Conv2D(filters=16, padding="same", use_bias=False)
    down = Conv2D(filters=64, kernel_size=(1, 1), use_bias=False)
    layers: list[Layer] = [first, *(_dense_layer(12) for _ in range(4)), BatchNormalization(), ReLU(), down]
    return random_preset(
        "densenet",
        "DenseNet block",
        [*layers, MaxPool2D()],
        (32, 32, 3),
        Cell("2", 16, 16, 28),
        "A dense block of four layers and a transition after Huang et al. 2017, arXiv:1608.06993, with a growth rate of 12: "
        "every layer gets the maps of all layers before it. Here the transition ends in max pooling, in the paper in average "
        "pooling.",
    )


def _unet_layers(*filters: int) -> Layers:
    """A U-Net with two convolutions of so many filters on each level, the last the lowest, up to its 1 × 1 convolution."""
    convolutions = (*same_conv_relu(filters[0]), *same_conv_relu(filters[0]))
    if len(filters) == 1:
        return convolutions
    # The maps as they are, beside the lower level at half the size and up again; then two convolutions.
    up = Conv2DTranspose(filters=filters[0], kernel_size=(2, 2), strides=(2, 2))
    lower = (MaxPool2D(), *_unet_layers(*filters[1:]), up)
    return *convolutions, Concatenate(stacks=((), lower)), *convolutions


def _unet() -> Preset:
    return random_preset(
        "unet",
        "Small U-Net",
        [*_unet_layers(8, 16, 32), Conv2D(filters=2, kernel_size=(1, 1)), Softmax()],
        (64, 64, 3),
        Cell("4", 32, 32, 0),
        "After Ronneberger, Fischer and Brox 2015, arXiv:1505.04597: two levels down and up again, each beside a shortcut. "
        "Padding keeps the size here, so that nothing needs to be cropped, and there are 8 filters where the paper has 64.",
    )


def _unet_2015() -> Preset:
    return random_preset(
        "unet_2015",
        "U-Net",
        [*_unet_layers(64, 128, 256, 512, 1024), Conv2D(filters=2, kernel_size=(1, 1)), Softmax()],
        (128, 128, 1),
        Cell("4", 64, 64, 0),
        "Ronneberger, Fischer and Brox 2015, arXiv:1505.04597, figure 1: four levels down and up again, 31,030,658 parameters. "
        "Padding keeps the size here, so that nothing needs to be cropped, and the picture has 128 px a side where the paper "
        "has 572.",
    )


# -- depthwise separable ------------------------------------------------------------------------------------------------


def _separable(filters: int, stride: int) -> Layers:
    """A depthwise separable convolution: depthwise 3 × 3, then 1 × 1, each with normalisation and ReLU."""
    depthwise = DepthwiseConv2D(strides=(stride, stride), padding="same", use_bias=False)
    pointwise = Conv2D(filters=filters, kernel_size=(1, 1), use_bias=False)
    return depthwise, BatchNormalization(), ReLU(), pointwise, BatchNormalization(), ReLU()


def _mobilenet_v1() -> Preset:
    first = Conv2D(filters=32, strides=(2, 2), padding="same", use_bias=False)
    layers: list[Layer] = [first, BatchNormalization(), ReLU()]
    plan = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *((512, 1),) * 5, (1024, 2), (1024, 1))
    for filters, stride in plan:
        layers += _separable(filters, stride)
    return random_preset(
        "mobilenet_v1",
        "MobileNet V1",
        [*layers, GlobalAveragePool2D(), Dense(units=1000), Softmax()],
        (224, 224, 3),
        Cell("5", 56, 56, 0),
        "Howard et al. 2017, arXiv:1704.04861, as in Keras: 4,231,976 parameters that are learned (Keras also counts 21,888 "
        "moving means and variances: 4,253,864). ReLU here is not cut off at 6.",
    )


BUILDERS: dict[str, Callable[[], Preset]] = {
    "residual": _residual,
    "resnet18": _resnet18,
    "squeezenet11": _squeezenet11,
    "inception": _inception,
    "densenet": _densenet,
    "unet": _unet,
    "unet_2015": _unet_2015,
    "mobilenet_v1": _mobilenet_v1,
}
