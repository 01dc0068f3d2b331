"""What several studies need: small networks, their runs, and hand-made kernels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.images import fit, samples
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
    """A convolution that is alike along rows and columns; `padding` may be a number of cells on every side."""
    sides: PaddingValue = padding if not isinstance(padding, int) else ((padding, padding), (padding, padding))
    return Conv2D(filters, (size, size), (stride, stride), sides, (dilation, dilation), groups, bias)


def pool(size: int = 2, stride: int = 2) -> MaxPool2D:
    """A max pooling that is alike along rows and columns."""
    return MaxPool2D((size, size), (stride, stride))


def count(value: int) -> str:
    """A whole number with commas."""
    return f"{value:,}"


def size(shape: Shape) -> str:
    """(28, 28, 10) as "28 × 28 × 10"."""
    return " × ".join(f"{n:,}" for n in shape)


def times(n: int) -> str:
    """3 as "3 × 3"."""
    return size_text(n, n)


def plural(n: int, what: str) -> str:
    """1 row, 2 rows."""
    return f"{n:,} {what}{'s' * (n != 1 and what != 'px')}"


def taps(name: str) -> Array:
    """The taps of a hand-made filter (rows, columns), float64."""
    return np.array(FILTER_BY_NAME[name].taps, np.float64)


def bank(path: str, *names: str) -> Weights:
    """Weights whose layer at `path` has the named hand-made filters."""
    return Weights(Seeded(), ((path, FromBank(names)),))


def typed(path: str, kernel: Array) -> Weights:
    """Weights whose layer at `path` has `kernel` (rows, columns, channels, filters)."""
    return Weights(Seeded(), ((path, Edited(tuple(float(f"{v:.6g}") for v in kernel.ravel()))),))


def scene(
    layers: Sequence[Layer],
    shape: Shape,
    given: Given,
    weights: Weights | None = None,
    cell: Cell | None = None,
    image: ImageChoice | None = None,
) -> Scene:
    """A state to open in Explore, with the reader's image."""
    rows, cols, channels = shape
    return Scene(tuple(layers), (rows, cols, channels), weights or Weights(), image or given.image, cell)


def activations(one: Scene, pixels: Array) -> dict[str, Array]:
    """Every activation of a scene for `pixels` (rows, columns, channels), without the batch axis, float64."""
    network: Network = one.network
    acts = run(network, one.weights.params(network), pixels[None].astype(np.float64))
    return {path: values[0] for path, values in acts.items()}


def batched(acts: dict[str, Array]) -> dict[str, Array]:
    """The same with a batch axis of 1, as ledgers want them."""
    return {path: values[None] for path, values in acts.items()}


def clothing(given: Given) -> tuple[ImageChoice, bool]:
    """An image for the networks that know clothing: the reader's own upload or garment, else a sneaker (False)."""
    image = given.image
    own = not image.sample or image.sample in {sample.name for sample in FASHION}
    return (image, True) if own else (ImageChoice(GARMENT), False)


def short(value: float, digits: int = 3) -> str:
    """A number for a text: whole numbers as they are, others with three significant digits."""
    return f"{value:,.0f}".replace("-", "−") if abs(value) < 1e6 and value == int(value) else number(value, digits)


def sample(choice: ImageChoice, shape: Shape) -> Array:
    """An image of the gallery at `shape`: how lessons load images where nobody can upload one."""
    rows, cols, channels = shape
    found = samples.pattern_at(choice.sample, rows, cols) or samples.load(choice.sample)
    return fit(found, rows, cols, choice.fit, channels).pixels


def garment(image: ImageChoice) -> str:
    """What to call an image of `clothing`: "the gallery's “Sneaker”", or "your image" for an upload."""
    label = next((sample.label for sample in FASHION if sample.name == image.sample), "")
    return f"the gallery's “{label}”" if label else "your image"
