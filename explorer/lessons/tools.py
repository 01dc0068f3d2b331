"""Helpers of the studies: short ways to write layers, weights, scenes and runs, and numbers as text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.images import drawing as drawings
from explorer.images import fit, samples
from explorer.images.crop import Crop
from explorer.images.samples import FASHION
from explorer.layers import Conv2D, Layer, MaxPool2D
from explorer.layers.base import Array, Shape
from explorer.lessons.lesson import Given
from explorer.network import Cell, Network
from explorer.running import run
from explorer.scene import ImageChoice, Scene
from explorer.settings import PaddingValue
from explorer.weights import Edited, FromBank, Seeded, Weights
from explorer.weights.bank import FILTER_BY_NAME
from explorer.words.numerals import number, size_text

GARMENT = "fashion-4359"
"""The sample that stands in where the reader's image is no garment: a sneaker."""
COLOURS = ("red", "green", "blue")


def conv(
    filters: int = 1,
    size: int = 3,
    stride: int = 1,
    padding: int | PaddingValue = "valid",
    dilation: int = 1,
    groups: int = 1,
    bias: bool = True,
) -> Conv2D:
    """A convolution with the same settings along rows and columns; `padding` may be a number of cells on every side."""
    sides: PaddingValue = padding if not isinstance(padding, int) else ((padding, padding), (padding, padding))
    return Conv2D(filters, (size, size), (stride, stride), sides, (dilation, dilation), groups, bias)


def pool(size: int = 2, stride: int = 2) -> MaxPool2D:
    """A max pooling with the same settings along rows and columns."""
    return MaxPool2D((size, size), (stride, stride))


def with_commas(value: int) -> str:
    """1456 as "1,456"."""
    return f"{value:,}"


def size(shape: Shape) -> str:
    """(28, 28, 10) as "28 × 28 × 10"."""
    return " × ".join(f"{n:,}" for n in shape)


def square_size(n: int) -> str:
    """3 as "3 × 3"."""
    return size_text(n, n)


def plural(n: int, what: str) -> str:
    """A number with its noun: "1 row", "2 rows"."""
    return f"{n:,} {what}{'s' * (n != 1 and what != 'px')}"


def matrix_text(matrix: Array) -> str:
    """A matrix (rows, columns) as "1 2; 3 −4": the numbers of a row after each other, the rows behind semicolons."""
    return "; ".join(" ".join(f"{v:g}" for v in line) for line in matrix).replace("-", "−")


def filter_taps(name: str) -> Array:
    """The kernel (rows, columns) of the hand-made filter `name`, float64."""
    return np.array(FILTER_BY_NAME[name].taps, np.float64)


def with_filters(path: str, *names: str) -> Weights:
    """Seeded weights, except that the layer at `path` has the named hand-made filters."""
    return Weights(Seeded(), ((path, FromBank(names)),))


def with_kernel(path: str, kernel: Array) -> Weights:
    """Seeded weights, except that the layer at `path` has `kernel` (rows, columns, channels, filters)."""
    return Weights(Seeded(), ((path, Edited(tuple(float(f"{v:.6g}") for v in kernel.ravel()))),))


def scene(
    layers: Sequence[Layer],
    shape: Shape,
    given: Given,
    weights: Weights | None = None,
    cell: Cell | None = None,
    image: ImageChoice | None = None,
    tool: str = "",
) -> Scene:
    """A scene to open on the Explore page, with the reader's image unless `image` is given.

    `tool` is the tab, or "tab/part", that the lesson sends the reader to.
    """
    rows, cols, channels = shape
    return Scene(tuple(layers), (rows, cols, channels), weights or Weights(), image or given.image, cell, tool=tool)


def activations(state: Scene, pixels: Array) -> dict[str, Array]:
    """Every activation of a scene for `pixels` (rows, columns, channels), without the batch axis, float64."""
    network: Network = state.network
    acts = run(network, state.weights.params(network), pixels[None].astype(np.float64))
    return {path: values[0] for path, values in acts.items()}


def batched(acts: dict[str, Array]) -> dict[str, Array]:
    """The activations with a batch axis of length 1, as ledgers need them."""
    return {path: values[None] for path, values in acts.items()}


def clothing(given: Given) -> tuple[ImageChoice, bool]:
    """An image for networks trained on clothing, and whether it is the reader's: an upload or garment, else a sneaker."""
    image = given.image
    own = not image.sample or image.sample in {sample.name for sample in FASHION}
    return (image, True) if own else (ImageChoice(GARMENT), False)


def short_number(value: float, digits: int = 3) -> str:
    """A number as text: whole numbers in full, others with `digits` significant digits."""
    return f"{value:,.0f}".replace("-", "−") if abs(value) < 1e6 and value == int(value) else number(value, digits)


def sample(choice: ImageChoice, shape: Shape) -> Array:
    """A gallery image or a drawing at `shape` (rows, columns, channels), float32 in [0, 1]: a `Loader` without uploads."""
    rows, cols, channels = shape
    if choice.drawing:
        return fit(drawings.picture(choice.drawing), rows, cols, choice.fit, channels, choice.part).pixels
    picture = samples.pattern_at(choice.sample, rows, cols) or samples.load(choice.sample)
    return fit(picture, rows, cols, choice.fit, channels).pixels


def garment(image: ImageChoice) -> str:
    """The name of an image from `clothing`: "the gallery's “Sneaker”", or "your image" for an upload."""
    label = next((sample.label for sample in FASHION if sample.name == image.sample), "")
    return f"the gallery's “{label}”" if label else "your image"


def drawn(pixels: Array) -> ImageChoice:
    """A small picture (rows, columns) in [0, 1] as the corner of a drawing, in the greys that drawings have."""
    side = drawings.SIDES[0]
    levels = np.zeros((side, side), np.int64)
    rows, cols = pixels.shape
    levels[:rows, :cols] = np.rint(pixels * (drawings.LEVELS - 1))
    text = "".join(f"{level:x}" for level in levels.ravel())
    return ImageChoice("", part=Crop(0, 0, rows, cols), drawing=text)
