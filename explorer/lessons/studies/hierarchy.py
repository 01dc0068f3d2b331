"""What the filters of trained networks detect: the pieces of gallery images with the largest outputs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer import presets
from explorer.analysis.color_filters import filter_groups
from explorer.errors import listed
from explorer.images.samples import SAMPLES
from explorer.layers.base import Array
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Filters, Grid, Grids, Mark
from explorer.lessons.studies.peaks import Peaks, layer_maps, peaks
from explorer.lessons.tools import garment, plural, sample, short_number, square_size
from explorer.network import Cell, Network, Step
from explorer.presets import Preset
from explorer.reads import region
from explorer.scene import ImageChoice, Scene

SMALL, LARGE = "small", "large"
NETWORKS = {SMALL: "flowers_vgg", LARGE: "efficientnet_lite0"}
"""The networks to choose from, each by its preset."""
DEPTHS = ("first", "second", "third", "last")
CHOICES = 12
"""Number of filters of a layer to choose from."""
BEST = 8
"""Number of pieces that are shown."""


@dataclass(frozen=True)
class Subject:
    """A network of the lesson: what it is in words, its layers at the four depths by name, and what is seen there.

    `filters` are the filters to choose from at each depth, picked by hand because their pieces are alike; where it is empty
    they are the first ones. `deeper` says what the pieces show behind the first layer.
    """

    about: str
    layers: tuple[str, str, str, str]
    deeper: str
    filters: tuple[tuple[int, ...], ...] = ((), (), (), ())


SUBJECTS = {
    "flowers_vgg": Subject(
        "on photographs of five kinds of flowers",
        ("conv1_1", "conv2_2", "conv3_2", "conv4_2"),
        "Deeper, a cell combines answers over a larger window, until at the last depth it can read the whole photograph.",
    ),
    "efficientnet_lite0": Subject(
        "on 1.3 million photographs of 1,000 kinds of things",
        ("conv1_1", "dwconv1_8", "dwconv1_11", "conv1_22"),
        "The deeper filters offered here were picked by hand. Second depth: arcs, bars, specks. Third: round things with a "
        "rim (an eye, a cup, a drum), lines that radiate (whiskers, petals). At the last depth, each reads the whole "
        "photograph; hardly any can be summed up in a word, and the dense layer adds up hundreds.",
        (
            (3, 4, 18, 19, 23, 7, 12, 25, 0, 22, 30, 2),
            (57, 65, 71, 102, 29, 135, 108, 22, 124, 27, 34, 45),
            (123, 177, 85, 196, 61, 39, 132, 102, 113, 81, 204, 138),
            (502, 888, 303, 614, 801, 363, 835, 108, 1115, 891, 591, 28),
        ),
    ),
}


def hierarchy(given: Given) -> Study:
    """All first filters, the pieces with the largest outputs of one filter, and its map of the reader's image."""
    preset = presets.load(NETWORKS[given.word("network")])
    network, subject = preset.network, SUBJECTS[preset.name]
    depth = DEPTHS.index(given.word("depth"))
    first, step = network[subject.layers[0]], network[subject.layers[depth]]
    choices = subject.filters[depth] or tuple(range(min(CHOICES, step.output_shape[2])))
    channel = choices[min(given.number("filter"), len(choices)) - 1]
    kernel = first.layer.as_filters(preset.weights.params(network)[first.path]["kernel"])
    pixels = given.load(given.image, network.input_shape)
    cell, own = _strongest(preset, step, channel, pixels)
    return Study(
        {
            "network": subject.about,
            "gallery": plural(len(gallery(network.input_shape)[0]), "image"),
            "filter": str(channel),
            "layer": step.name,
            "window": _window(step, network),
            "image": _image(given),
            "deeper": subject.deeper,
            "classes": _classes(preset, step, channel),
            **_groups(kernel),
        },
        {
            "filters": Filters(
                kernel,
                f"The {kernel.shape[3]} filters of {first.name} as small pictures, side by side.",
                None if depth else channel,
            ),
            "pieces": _pieces(preset, step, channel),
            "map": _map(network, cell, own, pixels),
        },
        Scene(network.layers, network.input_shape, preset.weights, given.image, cell, preset.name),
        "the trained network with the strongest cell of this map",
    )


# -- pictures -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def gallery(shape: tuple[int, int, int]) -> tuple[Array, tuple[str, ...]]:
    """The gallery's images for a network of this input shape, (images, rows, columns, channels), and their names."""
    names = tuple(each.name for each in SAMPLES if each.kind in ("photo", "flower") and each.name != "photographer")
    return np.stack([sample(ImageChoice(name), shape) for name in names]), names


@lru_cache(maxsize=2 * len(DEPTHS))
def _peaks(preset_name: str, layer: str) -> Peaks:
    return peaks(preset_name, layer, gallery(presets.load(preset_name).network.input_shape)[0])


def _pieces(preset: Preset, step: Step, channel: int) -> Grids:
    images, names = gallery(preset.network.input_shape)
    largest = _peaks(preset.name, step.name)
    grids = []
    for at in np.argsort(-largest.values[:, channel], kind="stable")[:BEST]:
        row, col = largest.places[at, :, channel].tolist()
        pixels = piece(images[at], step, row, col)
        title = f"{names[at]}, {short_number(float(largest.values[at, channel]))}"
        grids.append(Grid(title, pixels, "image", numbers=False, size=140))
    return Grids(tuple(grids), f"The pieces of gallery images that excite filter {channel} of {step.name} most.")


def piece(pixels: Array, step: Step, row: int, col: int) -> Array:
    """What a cell of `step` reads of an image (rows, columns, channels).

    It is the cell's window, black in the padding; of a window larger than the image only the part on the image.
    """
    assert step.window is not None
    image: Array = np.asarray(pixels, np.float64)
    spans = [window.interval(at, at) for window, at in zip(step.window, (row, col), strict=True)]
    if any(last - first >= length for (first, last), length in zip(spans, image.shape, strict=False)):
        spans = [
            (max(first, 0), min(last, length - 1)) for (first, last), length in zip(spans, image.shape, strict=False)
        ]
    sides = [
        (max(-first, 0), max(last + 1 - length, 0)) for (first, last), length in zip(spans, image.shape, strict=False)
    ]
    (top, bottom), (left, right) = [(max(first, 0), last + 1) for first, last in spans]
    return np.pad(image[top:bottom, left:right], [*sides, (0, 0)])


def _strongest(preset: Preset, step: Step, channel: int, pixels: Array) -> tuple[Cell, Array]:
    """The cell with the largest number on the filter's map of an image, and the map (rows, columns)."""
    own = layer_maps(preset.name, step.name, pixels)[:, :, channel]
    row, col = np.unravel_index(int(own.argmax()), own.shape)
    return Cell(step.path, int(row), int(col), channel), own


def _map(network: Network, cell: Cell, own: Array, pixels: Array) -> Grids:
    hull = region(network, cell).hull
    assert hull is not None
    outline = Mark(hull.top, hull.bottom, hull.left, hull.right)
    return Grids(
        (
            Grid("the image", np.asarray(pixels, np.float64), "image", (outline,), numbers=False),
            Grid(
                "the map",
                np.asarray(own, np.float64),
                "map",
                (Mark(cell.row, cell.row, cell.col, cell.col),),
                numbers=False,
            ),
        ),
        "Where this filter answers most on the image.",
        ("→",),
    )


# -- words --------------------------------------------------------------------------------------------------------


def _image(given: Given) -> str:
    """The reader's image in words."""
    title = next((each.title for each in SAMPLES if each.name == given.image.sample), "")
    return f"“{title}”" if title else garment(given.image)


def _window(step: Step, network: Network) -> str:
    window = step.window
    assert window is not None
    size = f"{square_size(window.rows.size)} px"
    whole = window.rows.size >= max(network.input_shape[:2])
    return f"the whole image, because a window of {size} is larger" if whole else size


def _groups(kernel: Array) -> dict[str, str]:
    """The first filters by what they compare, as lists of numbers."""
    return {key: ", ".join(map(str, channels)) or "none" for key, channels in filter_groups(kernel).items()}


def _classes(preset: Preset, step: Step, channel: int) -> str:
    """The classes that a filter of the last convolution speaks for, where each filter has one weight per class."""
    card, params = preset.weights.card, preset.weights.params(preset.network)
    dense = [each for each in preset.network.steps if len(each.param_shapes.get("kernel", ())) == 2]
    if card is None or not dense or dense[-1].param_shapes["kernel"] != (step.output_shape[2], len(card.classes)):
        return ""
    best = np.argsort(-params[dense[-1].path]["kernel"][channel], kind="stable")[:3]
    return f"Filter {channel} counts most for {listed([card.classes[i] for i in best])}."
