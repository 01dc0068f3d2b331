"""What the filters of a trained network detect: the patches of gallery images with the largest outputs."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from explorer import presets
from explorer.images import samples
from explorer.images.samples import FASHION
from explorer.layers.base import Array
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Grid, Grids, Mark
from explorer.lessons.tools import activations, clothing, garment, plural, short_number, square_size, with_commas
from explorer.network import Cell, Network
from explorer.reads import region
from explorer.running import run
from explorer.scene import Scene

NETWORK = "fashion_tinyvgg"
LAYERS = {"conv1_1": "2", "conv1_2": "4", "conv2_1": "7", "conv2_2": "9"}
"""The convolutions, each by the path of its ReLU."""
BEST = 8
"""Number of patches that are shown."""


@lru_cache(maxsize=1)
def _gallery() -> tuple[Array, dict[str, Array]]:
    """The gallery's garments (images, rows, columns, 1) and all activations for them."""
    preset = presets.load(NETWORK)
    images = np.stack([samples.load(sample.name).pixels[:, :, :1] for sample in FASHION])
    return images, run(preset.network, preset.weights.params(preset.network), images)


def hierarchy(given: Given) -> Study:
    """The patches with the largest outputs of one filter, and its map of the reader's garment."""
    preset = presets.load(NETWORK)
    network = preset.network
    path = LAYERS[given.word("layer")]
    step = network.step(path)
    channel = min(given.number("filter"), step.output_shape[2] - 1)
    images, acts = _gallery()
    maps = acts[path][:, :, :, channel]
    peaks = maps.reshape(len(maps), -1).max(axis=1)
    window = step.window
    assert window is not None
    pieces, values, kinds = [], [], []
    for at in np.argsort(-peaks, kind="stable")[:BEST]:
        pieces.append(piece(images[at, :, :, 0], network, Cell(path, *_peak(maps[at]), channel)))
        values.append(float(peaks[at]))
        kinds.append(FASHION[int(at)].label)
    image, _ = clothing(given)
    own = activations(
        Scene(network.layers, network.input_shape, preset.weights, image), given.load(image, network.input_shape)
    )[path][:, :, channel]
    row, col = _peak(own)
    cell = Cell(path, row, col, channel)
    seen = region(network, cell)
    assert seen.hull is not None
    hull = seen.hull
    grey = given.load(image, network.input_shape)[:, :, 0]
    convs = [network.step(each) for each in LAYERS.values()]
    windows = [each.window for each in convs]
    silent = sum(bool(not acts[path][:, :, :, n].any()) for n in range(step.output_shape[2]))
    return Study(
        {
            "window": square_size(window.rows.size),
            "first": square_size(windows[0].rows.size) if windows[0] else "",
            "last": square_size(windows[-1].rows.size) if windows[-1] else "",
            "image": square_size(network.input_shape[0]),
            "gallery": with_commas(len(images)),
            "garment": garment(image),
            "kinds": _kinds(kinds),
            "silent": "No filter of this layer is silent for all of them"
            if not silent
            else f"{plural(silent, 'filter')} of this layer {'is' if silent == 1 else 'are'} silent for all of them",
        },
        {
            "pieces": Grids(
                tuple(
                    Grid(f"{kind}, {short_number(value)}", each, "image", numbers=False, size=140)
                    for each, value, kind in zip(pieces, values, kinds, strict=True)
                ),
                f"The pieces of gallery images that excite filter {channel} of {given.word('layer')} most.",
            ),
            "map": Grids(
                (
                    Grid(
                        "the image",
                        np.asarray(grey, np.float64),
                        "image",
                        (Mark(hull.top, hull.bottom, hull.left, hull.right),),
                        numbers=False,
                    ),
                    Grid("the map, after its ReLU", own, "map", (Mark(row, row, col, col),), numbers=False),
                ),
                "Where this filter answers most on the garment.",
                ("→",),
            ),
        },
        Scene(network.layers, network.input_shape, preset.weights, image, cell, preset.name),
        "the trained network with the strongest cell of this map",
    )


def _peak(values: Array) -> tuple[int, int]:
    """Row and column of the largest number of a map."""
    row, col = np.unravel_index(int(values.argmax()), values.shape)
    return int(row), int(col)


def piece(grey: Array, network: Network, cell: Cell) -> Array:
    """The window of a cell on a grey image (rows, columns); its part in the padding is black."""
    box = region(network, cell).box
    assert box is not None
    around = max(box.height, box.width)
    padded = np.pad(np.asarray(grey, np.float64), around)
    return padded[box.top + around : box.bottom + 1 + around, box.left + around : box.right + 1 + around]


def _kinds(kinds: list[str]) -> str:
    """Of which classes the patches are, in words."""
    distinct = list(dict.fromkeys(kinds))
    if len(distinct) == 1:
        return f"all of them of one class, {distinct[0]}"
    return f"of {len(distinct)} classes: {', '.join(distinct)}"
