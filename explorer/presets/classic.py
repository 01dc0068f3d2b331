"""Presets from the literature that are plain stacks, and two small studies of them. All have random weights."""

from __future__ import annotations

from collections.abc import Callable

from explorer.layers import AveragePool2D, Conv2D, Flatten, Layer, MaxPool2D, ReLU, Softmax
from explorer.network import Cell, Network
from explorer.presets.preset import Preset, conv_relu, dense_head, random_preset, same_conv_relu
from explorer.settings import PaddingValue
from explorer.weights import Weights


def _pool(padding: PaddingValue = "valid") -> Layer:
    """The overlapping pooling of AlexNet and its contemporaries: 3x3, stride 2."""
    return MaxPool2D(pool_size=(3, 3), strides=(2, 2), padding=padding)


def _alexnet() -> Preset:
    layers = [*same_conv_relu(96, 11, 4, "valid"), _pool(), *same_conv_relu(256, 5), _pool()]
    layers += [*same_conv_relu(384), *same_conv_relu(384), *same_conv_relu(256), _pool(), *dense_head(4096, 4096, 1000)]
    return random_preset(
        "alexnet",
        "AlexNet, one column",
        layers,
        (227, 227, 3),
        Cell("12", 3, 3, 0),
        "After Krizhevsky, Sutskever and Hinton 2012, “ImageNet Classification with Deep Convolutional Neural Networks”, "
        "NeurIPS 25. One column instead of two, so every convolution reads all maps: 62,378,344 parameters. Local response "
        "normalisation is left out; dropout acts only in training.",
    )


def _zfnet() -> Preset:
    layers = [
        *same_conv_relu(96, 7, 2, ((1, 0), (1, 0))),
        _pool("same"),
        *same_conv_relu(256, 5, 2, "valid"),
        _pool("same"),
    ]
    layers += [*same_conv_relu(384), *same_conv_relu(384), *same_conv_relu(256), _pool(), *dense_head(4096, 4096, 1000)]
    return random_preset(
        "zfnet",
        "ZFNet",
        layers,
        (224, 224, 3),
        Cell("12", 3, 3, 0),
        "After Zeiler and Fergus 2014, arXiv:1311.2901, with the sizes of their figure 3: 110, 55, 26, 13 and 6 cells a "
        "side, 62,357,608 parameters. Contrast normalisation is left out; the padding that gives these sizes is chosen here, "
        "because the paper does not state it.",
    )


def _vgg11() -> Preset:
    layers: list[Layer] = []
    for filters, count in ((64, 1), (128, 1), (256, 2), (512, 2), (512, 2)):
        for _ in range(count):
            layers += same_conv_relu(filters)
        layers.append(MaxPool2D())
    return random_preset(
        "vgg11",
        "VGG-11",
        [*layers, *dense_head(4096, 4096, 1000)],
        (224, 224, 3),
        Cell("20", 3, 3, 0),
        "Configuration A of Simonyan and Zisserman 2015, arXiv:1409.1556: 132,863,336 parameters.",
    )


def _bottleneck() -> Preset:
    return random_preset(
        "bottleneck",
        "1 × 1 bottleneck",
        [*same_conv_relu(256, 1), *same_conv_relu(64, 1), *same_conv_relu(64, 3), *same_conv_relu(256, 1)],
        (28, 28, 3),
        Cell("4", 14, 14, 0),
        "The bottleneck of He et al. 2016, arXiv:1512.03385, figure 5, without its shortcut; a first 1 × 1 convolution widens "
        "the image to 256 maps. From 256 maps down to 64, a 3 × 3 convolution, and up to 256 again: 70,016 parameters. One "
        "3 × 3 convolution from 256 maps to 256 has 590,080.",
    )


def _dilated() -> Preset:
    layers: list[Layer] = []
    for rate in (1, 2, 4, 8):
        layers += [Conv2D(filters=8, padding="same", dilation_rate=(rate, rate)), ReLU()]
    return random_preset(
        "dilated",
        "Dilated stack",
        layers,
        (64, 64, 3),
        Cell("6", 32, 32, 0),
        "After Yu and Koltun 2016, arXiv:1511.07122: the dilation doubles from layer to layer (1, 2, 4, 8), so windows grow "
        "to 3, 7, 15 and 31 px while the maps keep their size and no pixel is skipped.",
    )


def _all_conv() -> Preset:
    layers = [
        *same_conv_relu(96),
        *same_conv_relu(96),
        *same_conv_relu(96, stride=2),
        *same_conv_relu(192),
        *same_conv_relu(192),
        *same_conv_relu(192, stride=2),
    ]
    layers += [*same_conv_relu(192, padding="valid"), *same_conv_relu(192, 1), *same_conv_relu(10, 1)]
    layers += [AveragePool2D(pool_size=(6, 6), strides=(6, 6)), Flatten(), Softmax()]
    return random_preset(
        "all_conv",
        "All-CNN-C, no pooling",
        layers,
        (32, 32, 3),
        Cell("4", 8, 8, 0),
        "All-CNN-C of Springenberg et al. 2015, arXiv:1412.6806: strides of 2 take the place of pooling, the mean of ten 6 × 6 "
        "maps that of dense layers. 1,369,738 parameters. Dropout acts only in training.",
    )


def _lenet5() -> Preset:
    layers = [*conv_relu(6, 5), MaxPool2D(), *conv_relu(16, 5), MaxPool2D(), *dense_head(120, 84, 10)]
    return Preset(
        "lenet5",
        "LeNet-5, modern form",
        Network(tuple(layers), (32, 32, 1)),
        Weights(),
        "photographer",
        Cell("2", 6, 6, 0),
        "After LeCun et al. 1998, doi:10.1109/5.726791, in today's form: ReLU and max pooling instead of tanh and trainable "
        "subsampling; every filter reads all channels; a softmax at the end. Random weights.",
    )


def _vgg16() -> Preset:
    layers: list[Layer] = []
    for filters, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            layers += conv_relu(filters, padding="same")
        layers.append(MaxPool2D())
    return random_preset(
        "vgg16",
        "VGG-16",
        [*layers, *dense_head(4096, 4096, 1000)],
        (224, 224, 3),
        Cell("30", 3, 3, 0),
        "Configuration D of Simonyan and Zisserman 2015, arXiv:1409.1556: 138,357,544 parameters.",
    )


BUILDERS: dict[str, Callable[[], Preset]] = {
    "lenet5": _lenet5,
    "vgg16": _vgg16,
    "alexnet": _alexnet,
    "zfnet": _zfnet,
    "vgg11": _vgg11,
    "bottleneck": _bottleneck,
    "dilated": _dilated,
    "all_conv": _all_conv,
}
