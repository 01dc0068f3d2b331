"""A scene in one line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from explorer import Cell, Conv2D, presets
from explorer.images.crop import Crop
from explorer.scene import ImageChoice, Scene
from explorer.weights import Trained
from explorer.words.description import describe, title
from tests.strategies import networks


def test_a_preset_is_told_whole() -> None:
    scene = replace(presets.load("tinyvgg").scene(), image=ImageChoice("cat"), cell=Cell("0", 31, 30, 2))
    layers = len(scene.layers)
    assert describe(scene) == (
        f"{presets.load('tinyvgg').title}, 64 × 64 RGB, {layers} layers, random weights (seed 0), photo “Chelsea the cat”, "
        "cell conv1_1 row 31 column 30 map 2"
    )


def test_trained_weights_and_their_time() -> None:
    scene = presets.load("fashion_tinyvgg").scene()
    assert "Fashion TinyVGG, 28 × 28 grey, 14 layers, trained for 24 epochs, test image “" in describe(scene)
    early = replace(scene, weights=replace(scene.weights, base=Trained("fashion_tinyvgg", 0)))
    assert ", untrained weights, " in describe(early)


def test_units_hand_made_and_edited_filters() -> None:
    scene = presets.load("fashion_dense").scene()
    assert describe(scene).endswith("unit 110")
    edges = presets.load("edges").scene()
    assert ", 6 layers, hand-made filters in 2 layers, photo" in describe(edges)
    edited = replace(edges, weights=edges.weights.with_filter("0", 0, (0.0,) * 27))
    assert "hand-made filters in 2 layers, 1 edited filter, " in describe(edited)
    mixed = replace(edges, weights=edges.weights.with_override("3", None))
    assert "random weights (seed 0), hand-made filters in 1 layer, " in describe(mixed)


def test_an_edited_network_is_not_called_by_the_name_of_the_preset() -> None:
    scene = presets.load("tinyvgg").scene()
    assert title(replace(scene, layers=scene.layers[:-1])) == "Self-built network"
    assert title(replace(scene, preset="")) == "Self-built network"


def test_an_upload_and_an_unknown_image() -> None:
    scene = presets.load("tinyvgg").scene()
    assert ", an uploaded photo, " in describe(replace(scene, image=ImageChoice("", "f" * 24)))
    assert ", a drawing, " in describe(replace(scene, image=ImageChoice("", drawing="0" * 784)))
    assert ", part of photo “Coffee cup”, " in describe(
        replace(scene, image=ImageChoice("coffee", part=Crop(0, 0, 9, 9)))
    )
    assert ", image “gone”, " in describe(replace(scene, image=ImageChoice("gone")))


def test_an_empty_stack() -> None:
    told = describe(Scene(input_shape=(5, 6, 2), preset=""))
    assert (
        told
        == "Self-built network, 5 × 6 with 2 channels, no layers, photo “Chelsea the cat”, cell input row 2 column 3 map 0"
    )


@pytest.mark.parametrize("cell", [None, Cell("1", 0, 0, 0), Cell("", 0, 0, 0), Cell("nowhere", 1, 1, 1)])
def test_layers_that_do_not_fit(cell: Cell | None) -> None:
    scene = Scene((Conv2D(kernel_size=(9, 9)),), (4, 4, 1), cell=cell)
    assert "do not fit together yet" in describe(scene)


@given(networks())
def test_any_network_can_be_told(network: object) -> None:
    layers, shape = network.layers, network.input_shape  # type: ignore[attr-defined]
    assert describe(Scene(layers, shape)).count(", ") >= 3
