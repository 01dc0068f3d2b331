"""What the sentences say of a cell."""

from __future__ import annotations

import numpy as np

from explorer import Cell, Conv2D, Dense, Flatten, Network, ReLU, Residual, UpSampling2D, presets, reads
from explorer.figures.words import cell_name, reads_help, reads_sentence, remarks, silent_map_note


def sentence(network: Network, cell: Cell) -> str:
    return reads_sentence(network, cell, reads.region(network, cell))


def helped(network: Network, cell: Cell) -> str:
    return reads_help(network, cell, reads.region(network, cell))


def test_a_region_inside() -> None:
    network = Network((Conv2D(), ReLU(), Conv2D(strides=2)), (32, 32, 3))
    cell = Cell("2", 3, 4, 0)
    assert sentence(network, cell) == (
        "Reads rows 6–10 and columns 8–12: 5 × 5 px and no padding. The next cell reads 2 px further on."
    )
    assert cell_name(network, cell) == "conv1_2, map 0, row 3, column 4"


def test_the_padding_is_named_by_its_sides() -> None:
    network = Network((Conv2D(padding="same"), Conv2D(padding="same")), (9, 9, 1))
    assert sentence(network, Cell("1", 0, 4, 0)).startswith(
        "Reads rows 0–2 and columns 2–6: 3 × 5 px, and padding: 2 rows above. The next"
    )
    assert "and padding: 2 rows below, 2 columns to the right." in sentence(network, Cell("1", 8, 8, 0))
    assert "and padding: 1 column to the left." in sentence(network, Cell("1", 4, 1, 0))


def test_holes_are_counted() -> None:
    network = Network((Conv2D(kernel_size=2, dilation_rate=2),), (9, 9, 1))
    assert "; skips 5 of these pixels." in sentence(network, Cell("0", 0, 0, 0))


def test_only_padding_and_the_whole_image() -> None:
    network = Network((Conv2D(kernel_size=1, padding=2),), (4, 4, 1))
    assert sentence(network, Cell("0", 0, 0, 0)).startswith("It reads nothing but padding")
    network = Network((Conv2D(), Flatten(), Dense(units=2)), (8, 8, 1))
    assert sentence(network, Cell("2", 0, 0, 1)) == "Reads the whole image, 8 × 8 px and no padding."
    assert cell_name(network, Cell("2", 0, 0, 1)) == "dense2, unit 1"


def test_steps_that_differ_and_the_image_itself() -> None:
    network = Network((Conv2D(strides=(2, 1)),), (16, 16, 3))
    assert "The next cell reads 2 px further down or 1 px further across." in sentence(network, Cell("0", 1, 1, 0))
    assert sentence(network, Cell("", 0, 0, 2)) == "This number comes straight from the image."
    assert cell_name(network, Cell("", 5, 6, 2)) == "input, blue, row 5, column 6"


def test_a_union_is_named_and_explained() -> None:
    block = Residual(layers=(Conv2D(filters=2, kernel_size=2, dilation_rate=2, padding=1),))
    network, cell = Network((block,), (9, 9, 2)), Cell("0", 4, 4, 1)
    assert "and no padding; skips 4 of these pixels; a union of 2 parts." in sentence(network, cell)
    assert helped(network, cell).startswith("Union: ")
    assert "parts" not in sentence(network, Cell("0.b0.0", 4, 4, 1))
    assert helped(network, Cell("0.b0.0", 4, 4, 1)) == ""


def test_uneven_windows_are_named_and_explained() -> None:
    network = Network((Conv2D(strides=2), UpSampling2D(), Conv2D(filters=2)), (30, 30, 1))
    cell = Cell("2", 5, 5, 0)
    assert sentence(network, cell).endswith(" Neighbouring cells are unevenly spaced on the image.")
    assert helped(network, cell).startswith("Uneven: ")
    assert helped(network, Cell("0", 5, 5, 0)) == ""


def test_silent_maps_and_remarks() -> None:
    assert silent_map_note(np.zeros((3, 3))) == "This map is silent for this image: every cell is 0."
    assert silent_map_note(np.eye(3)) == ""
    edges, tiny, fashion = (presets.load(name) for name in ("edges", "tinyvgg", "fashion_tinyvgg"))
    assert remarks(edges.network, edges.weights) == "The network ends in maps, not in classes."
    assert remarks(tiny.network, tiny.weights).startswith("The weights are random")
    assert remarks(fashion.network, fashion.weights) == ""


def test_networks_whose_thousand_answers_are_random_say_so() -> None:
    words = "The 1,000 answers have no names, because this network comes without trained weights."
    resnet, trained = presets.load("resnet18"), presets.load("efficientnet_lite0")
    assert remarks(resnet.network, resnet.weights).endswith(words)
    assert remarks(trained.network, trained.weights) == ""
    assert remarks(trained.network, resnet.weights).endswith(words)
