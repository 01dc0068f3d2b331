from __future__ import annotations

import pytest

from explorer import presets, samples
from explorer.errors import SettingError
from explorer.presets import NAMES, OPENING, load
from explorer.weights.bank import FILTER_BY_NAME

every_preset = pytest.mark.parametrize("name", NAMES)

# What each stack is, written out: filters of a convolution, M for max pooling, D and units for a dense layer.
STACKS = {
    "edges": "10 R M 10 R M",
    "article": "8 R 8 R M 16 R 16 R M F D32 R D10 S",
    "tinyvgg": "10 R 10 R M 10 R 10 R M F D10 S",
    "lenet5": "6 R M 16 R M F D120 R D84 R D10 S",
    "vgg16": (
        "64 R 64 R M 128 R 128 R M 256 R 256 R 256 R M 512 R 512 R 512 R M 512 R 512 R 512 R M "
        "F D4096 R D4096 R D1000 S"
    ),
    "empty": "",
}
INPUTS = {"edges": (96, 96, 3), "article": (64, 64, 3), "tinyvgg": (64, 64, 3), "lenet5": (32, 32, 1)}
LETTERS = {"relu": "R", "max_pool2d": "M", "flatten": "F", "softmax": "S"}


@every_preset
def test_stacks(name: str) -> None:
    letters = [
        LETTERS.get(layer.kind) or (str(layer.filters) if layer.kind == "conv2d" else f"D{layer.units}")
        for layer in load(name).network.layers
    ]
    assert " ".join(letters) == STACKS[name]
    if name in INPUTS:
        assert load(name).network.input_shape == INPUTS[name]


def test_the_presets_that_were_promised() -> None:
    assert set(NAMES) == set(STACKS)
    assert OPENING == "edges"


@every_preset
def test_presets_are_complete(name: str) -> None:
    preset = load(name)
    assert preset.name == name
    assert preset.title
    assert preset.source.endswith(".")
    assert preset.network.check_cell(preset.cell) == preset.cell
    assert preset.image in {sample.name for sample in samples.SAMPLES}
    assert load(name) == preset


@every_preset
def test_the_scene_of_a_preset_is_the_preset(name: str) -> None:
    preset = load(name)
    scene = preset.scene()
    assert scene.network == preset.network
    assert (scene.weights, scene.cell, scene.image.sample) == (preset.weights, preset.cell, preset.image)
    assert scene.settled_cell() == preset.cell
    assert scene.preset == name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tinyvgg", "10.1109/TVCG.2020.3030418"),
        ("lenet5", "10.1109/5.726791"),
        ("lenet5", "ReLU and max pooling in place of"),
        ("vgg16", "arXiv:1409.1556"),
        ("article", "Demystifying Deep Learning"),
        ("edges", "Nothing is learned"),
    ],
)
def test_sources(name: str, words: str) -> None:
    assert words in load(name).source


def test_the_opening_shows_every_kind_of_hand_made_filter() -> None:
    preset = load(OPENING)
    (_, first), (_, second) = preset.weights.overrides
    assert set(first.names) == set(FILTER_BY_NAME) - {"identity"}
    assert set(second.names) == {"gaussian_blur"}
    assert len(preset.weights.params(preset.network)) == 2


def test_unknown_presets_are_refused_with_the_names() -> None:
    with pytest.raises(SettingError) as caught:
        presets.load("resnet")
    assert str(caught.value) == f"There is no preset 'resnet'. Use one of {', '.join(NAMES)}."
