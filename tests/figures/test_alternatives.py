"""Pictures in words."""

from __future__ import annotations

import numpy as np

from explorer import Cell, Conv2D, Dense, Flatten, MaxPool2D, Network, presets, reads, run
from explorer.figures import alternatives as words
from explorer.figures.card import classes_words, confusion_words
from explorer.layers.base import as_map

NET = Network((Conv2D(filters=2, kernel_size=(3, 3)), MaxPool2D(), Flatten(), Dense(units=3)), (8, 8, 1))
VALUES = np.arange(-4.0, 14.0, dtype=np.float32).reshape(3, 3, 2)  # map 0 has the even numbers


def test_a_small_map_is_told_with_every_number() -> None:
    text = words.map_words(NET, Cell("1", 0, 2, 0), VALUES)
    assert text.startswith("Map 0 of pool1, 3 × 3 cells: from −4.00 to 12.0, mean 4.00, 11.1% exactly 0.")
    assert "Selected: row 0, column 2, 0. Rows: −4.00 −2.00 0; 2.00 4.00 6.00; 8.00 10.0 12.0. Arrow keys" in text


def test_a_large_map_is_told_by_its_range() -> None:
    text = words.map_words(NET, Cell("0", 1, 2, 1), np.ones((6, 7, 2), np.float32))
    assert "from 1.00 to 1.00, mean 1.00, 0.0% exactly 0. Selected: row 1, column 2, 1.00. Arrow" in text
    assert "Rows:" not in text


def test_units_are_told_as_such() -> None:
    text = words.map_words(NET, Cell("3", 0, 0, 2), np.array([[[1.0, 0.0, -3.0]]], np.float32))
    assert text.startswith(
        "All 3 units: from −3.00 to 1.00, mean −0.667, 33.3% exactly 0. Selected: unit 2, −3.00. Units: "
    )


def test_the_photo_says_what_is_outlined() -> None:
    cell = Cell("1", 0, 1, 0)
    text = words.photo_words(NET, cell, reads.region(NET, cell))
    assert text.startswith(
        "The image as the network gets it, 8 × 8 px. Outlined: pool1, map 0, row 0, column 1. Reads rows 0–3"
    )
    assert words.photo_words(NET, Cell("", 0, 0, 0), reads.region(NET, Cell("", 0, 0, 0))).endswith("8 × 8 px.")


def test_the_overview_names_layers_and_the_largest_answers() -> None:
    preset = presets.load("fashion_dense")
    acts = run(preset.network, preset.weights.params(preset.network), np.full((1, 28, 28, 1), 0.3, np.float32))
    classes = preset.weights.card.classes  # type: ignore[union-attr]
    text = words.overview_words(preset.network, acts, classes)
    shares = acts[preset.network.steps[-1].path][0]
    best = [classes[i] for i in np.argsort(-shares)[:3]]
    assert f"It answers {best[0]} {100 * shares.max():.1f}%, {best[1]} " in text
    assert "input 28 × 28, 1 map, " in text
    assert ", dense1 128 units, " in text
    assert "It answers" not in words.overview_words(preset.network, acts, ())


def test_filters_of_colors_are_told_by_what_they_add_up_to() -> None:
    kernel = np.zeros((1, 2, 3, 2), np.float32)
    kernel[0, :, 0, 1], kernel[0, 0, 2, 1] = 0.25, -2
    assert words.color_words(kernel[..., 1], 1) == "filter 1: red 0.500, green 0, blue −2.00"
    text = words.color_page_words(kernel, [1, 0], "conv1")
    assert text.startswith("Filters of conv1 as small pictures in colour")
    assert text.endswith("filter 1: red 0.500, green 0, blue −2.00; filter 0: red 0, green 0, blue 0.")


def test_a_small_filter_is_told_with_every_weight_and_a_large_one_by_its_range() -> None:
    kernel = np.zeros((1, 2, 2, 3), np.float32)
    kernel[0, :, 0, 1], kernel[0, :, 1, 1] = (1, 2), (3, 4)
    text = words.kernel_words(kernel, 1)
    assert text == (
        "Filter 1: 1 × 2 weights for each of 2 channels. Channel 0, rows: 1.00 2.00. Channel 1, rows: 3.00 4.00."
    )
    assert words.kernel_words(np.ones((3, 3, 5, 1)), 0).endswith("for each of 5 channels, from 1.00 to 1.00.")


def test_what_is_said_of_a_new_cell() -> None:
    cell = Cell("1", 0, 1, 0)
    assert words.selection_words(NET, cell, -0.5, reads.region(NET, cell)).startswith(
        "pool1, map 0, row 0, column 1: −0.500. Reads rows"
    )


def test_a_page_of_maps() -> None:
    assert words.channels_words(NET, "1").startswith("The 2 maps of pool1 side by side. ")
    wide = Network((Conv2D(filters=90),), (8, 8, 1))
    assert words.channels_words(wide, "0").startswith("The 90 maps of conv1 side by side, page by page. ")


def test_a_card_in_words() -> None:
    card = presets.load("fashion_tinyvgg").weights.card
    assert card is not None
    assert card.tested is not None
    for name, share in zip(card.classes, card.tested.accuracy_per_class, strict=True):
        assert f"{name} {share:.1f}%" in classes_words(card.classes, card.tested)
    worst = max(card.tested.confused_pairs, key=lambda pair: pair.count)
    assert f"{worst.count} images of {worst.true} were taken for {worst.predicted}" in confusion_words(card.tested)


def test_every_step_of_a_preset_can_be_told() -> None:
    preset = presets.load("fashion_tinyvgg")
    acts = run(preset.network, preset.weights.params(preset.network), np.zeros((1, 28, 28, 1), np.float32))
    for step in preset.network.steps:
        shape = as_map(step.output_shape)
        cell = Cell(step.path, shape[0] // 2, shape[1] // 2, shape[2] - 1)
        assert step.name in words.selection_words(preset.network, cell, 0.0, reads.region(preset.network, cell))
        assert "Selected: " in words.map_words(preset.network, cell, acts[step.path][0].reshape(shape))
