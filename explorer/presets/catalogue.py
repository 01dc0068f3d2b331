"""Networks to start from, each with weights, an image, a cell to look at, and its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from explorer.errors import SettingError
from explorer.layers import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU, Rescaling, Softmax
from explorer.network import Cell, Network
from explorer.scene import ImageChoice, Scene
from explorer.weights import FromBank, Seeded, Trained, Weights, cards


@dataclass(frozen=True)
class Preset:
    """A network to start from. `source` says where it comes from and what differs from it."""

    name: str
    title: str
    network: Network
    weights: Weights
    image: str
    cell: Cell
    source: str

    def scene(self) -> Scene:
        """The preset as the value that the app shows and links carry."""
        return Scene(
            layers=self.network.layers,
            input_shape=self.network.input_shape,
            weights=self.weights,
            image=ImageChoice(self.image),
            cell=self.cell,
            preset=self.name,
        )


def _conv(filters: int, size: int = 3, padding: str = "valid") -> list[Layer]:
    return [Conv2D(filters=filters, kernel_size=(size, size), padding=padding), ReLU()]


def _dense(*units: int) -> list[Layer]:
    layers: list[Layer] = [Flatten()]
    for n in units[:-1]:
        layers += [Dense(units=n), ReLU()]
    return [*layers, Dense(units=units[-1]), Softmax()]


# (x - mean) / deviation of the training pixels in [0, 1], whose mean is 0.2860 and standard deviation 0.3530.
_FASHION_INPUT = Rescaling(scale=2.8329, offset=-0.8102)


def _fashion(name: str, title: str, layers: list[Layer], cell: Cell, words: str) -> Preset:
    card = cards.load(name)
    return Preset(
        name,
        title,
        Network((_FASHION_INPUT, *layers), (28, 28, 1)),
        Weights(Trained(name, card.last_epoch)),
        "fashion-4359",
        cell,
        f"{words} Trained by this project on {card.data.name} ({card.data.licence}). It recognises {card.accuracy:.1f}% "
        f"of the {card.test_images:,} test images, and knows nothing but {len(card.classes)} kinds of clothing.",
    )


def _fashion_tinyvgg() -> Preset:
    layers = [*_conv(10, padding="same"), *_conv(10, padding="same"), MaxPool2D()]
    layers += [*_conv(16, padding="same"), *_conv(16, padding="same"), MaxPool2D()]
    return _fashion(
        "fashion_tinyvgg",
        "Fashion TinyVGG",
        [*layers, *_dense(10)],
        Cell("5", 7, 2, 7),
        "Two blocks of two 3x3 convolutions and pooling, after Simonyan and Zisserman 2015, arXiv:1409.1556.",
    )


def _fashion_lenet5() -> Preset:
    layers = [*_conv(6, 5, padding="same"), MaxPool2D(), *_conv(16, 5), MaxPool2D()]
    return _fashion(
        "fashion_lenet5",
        "Fashion LeNet-5",
        [*layers, *_dense(120, 84, 10)],
        Cell("3", 7, 3, 1),
        "After LeCun et al. 1998, doi:10.1109/5.726791, with ReLU and max pooling.",
    )


def _fashion_dense() -> Preset:
    return _fashion(
        "fashion_dense",
        "Fashion dense",
        _dense(128, 10),
        Cell("3", 0, 0, 110),
        "Two dense layers, which do not know which pixels are neighbours: what the other two are to be compared with.",
    )


EDGE_FILTERS = (
    "grey",
    "sobel_x",
    "sobel_y",
    "laplacian",
    "sharpen",
    "emboss",
    "gaussian_blur",
    "box_blur",
    "red_green",
    "blue_yellow",
)


def _edges() -> Preset:
    layers: list[Layer] = [
        *_conv(len(EDGE_FILTERS), padding="same"),
        MaxPool2D(),
        Conv2D(filters=len(EDGE_FILTERS), padding="same", groups=len(EDGE_FILTERS)),
        ReLU(),
        MaxPool2D(),
    ]
    weights = Weights(
        Seeded(),
        (("0", FromBank(EDGE_FILTERS)), ("3", FromBank(("gaussian_blur",) * len(EDGE_FILTERS)))),
    )
    return Preset(
        "edges",
        "Hand-made filters",
        Network(tuple(layers), (96, 96, 3)),
        weights,
        "cat",
        Cell("2", 17, 17, 1),
        "Classic hand-made filters (Sobel, Laplacian, Gaussian, colour differences); the second convolution blurs each "
        "map on its own. Nothing is learned.",
    )


def _article() -> Preset:
    layers = [*_conv(8, padding="same"), *_conv(8, padding="same"), MaxPool2D()]
    layers += [*_conv(16, padding="same"), *_conv(16, padding="same"), MaxPool2D()]
    layers += _dense(32, 10)
    return Preset(
        "article",
        "Typical CNN",
        Network(tuple(layers), (64, 64, 3)),
        Weights(),
        "cat",
        Cell("4", 12, 12, 0),
        "The typical architecture of “Demystifying Deep Learning, part 8: Convolutional Neural Networks” (2018): twice "
        "convolution, ReLU, pooling, then dense layers and softmax. Random weights.",
    )


def _tinyvgg() -> Preset:
    block = [*_conv(10), *_conv(10), MaxPool2D()]
    return Preset(
        "tinyvgg",
        "TinyVGG",
        Network((*block, *block, *_dense(10)), (64, 64, 3)),
        Weights(),
        "cat",
        Cell("4", 12, 12, 0),
        "The architecture of CNN Explainer, Wang et al. 2020, doi:10.1109/TVCG.2020.3030418: 19,920 parameters. Random "
        "weights, not the trained ones.",
    )


def _lenet5() -> Preset:
    layers = [*_conv(6, 5), MaxPool2D(), *_conv(16, 5), MaxPool2D(), *_dense(120, 84, 10)]
    return Preset(
        "lenet5",
        "LeNet-5, modern form",
        Network(tuple(layers), (32, 32, 1)),
        Weights(),
        "photographer",
        Cell("2", 6, 6, 0),
        "After LeCun et al. 1998, doi:10.1109/5.726791, in today's form: ReLU and max pooling in place of tanh and "
        "trainable subsampling, every filter reads all channels, a softmax at the end. Random weights.",
    )


def _vgg16() -> Preset:
    layers: list[Layer] = []
    for filters, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            layers += _conv(filters, padding="same")
        layers.append(MaxPool2D())
    return Preset(
        "vgg16",
        "VGG-16",
        Network((*layers, *_dense(4096, 4096, 1000)), (224, 224, 3)),
        Weights(),
        "cat",
        Cell("30", 3, 3, 0),
        "Configuration D of Simonyan and Zisserman 2015, arXiv:1409.1556: 138,357,544 parameters. Random weights.",
    )


def _empty() -> Preset:
    return Preset(
        "empty",
        "Empty",
        Network((), (64, 64, 3)),
        Weights(),
        "cat",
        Cell("", 32, 32, 0),
        "No layers: a stack of your own starts here.",
    )


def _classic(name: str) -> Preset:
    from explorer.presets import branches, classic  # which need Preset from here

    return (classic.MAKERS | branches.MAKERS)[name]()


BRANCHED = ("residual", "resnet18", "squeezenet11", "mobilenet_v1", "inception", "densenet", "unet")

_MAKERS: dict[str, Callable[[], Preset]] = {
    "fashion_tinyvgg": _fashion_tinyvgg,
    "fashion_lenet5": _fashion_lenet5,
    "fashion_dense": _fashion_dense,
    "edges": _edges,
    "article": _article,
    "tinyvgg": _tinyvgg,
    "lenet5": _lenet5,
    "vgg16": _vgg16,
    "vgg11": partial(_classic, "vgg11"),
    "alexnet": partial(_classic, "alexnet"),
    "zfnet": partial(_classic, "zfnet"),
    "all_conv": partial(_classic, "all_conv"),
    "bottleneck": partial(_classic, "bottleneck"),
    "dilated": partial(_classic, "dilated"),
    **{name: partial(_classic, name) for name in BRANCHED},
    "empty": _empty,
}
NAMES: tuple[str, ...] = tuple(_MAKERS)
OPENING = "fashion_tinyvgg"
"""The preset on which the app opens."""


def load(name: str) -> Preset:
    """The preset `name`, one of NAMES. Raises SettingError for any other."""
    if name not in _MAKERS:
        raise SettingError(f"There is no preset {name!r}.", f"Use one of {', '.join(NAMES)}.")
    return _made(name)


@cache
def _made(name: str) -> Preset:
    """Once each: their titles are on every screen, and planning them all took half of the sidebar's time."""
    return _MAKERS[name]()
