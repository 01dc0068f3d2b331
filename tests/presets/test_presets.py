from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from explorer import images, presets, reads, run
from explorer.errors import SettingError
from explorer.images import samples
from explorer.layers import Composite
from explorer.presets import BRANCHED, DEEP, NAMES, OPENING, load
from explorer.weights import Trained, cards
from explorer.weights.bank import FILTER_BY_NAME

FASHION = tuple(name for name in cards.NAMES if cards.load(name).gallery == "fashion")
IMAGENET = ("efficientnet_lite0", "efficientnet_stem")
every_preset = pytest.mark.parametrize("name", NAMES)

# What each stack is, written out: filters of a convolution, M for max pooling, D and units for a dense layer.
STACKS = {
    "flowers_vgg": "N 12 R 12 R M 20 R 20 R M 32 R 32 R M 48 R 48 R M G D5 S",
    "fashion_tinyvgg": "N 10 R 10 R M 16 R 16 R M F D10 S",
    "fashion_lenet5": "N 6 R M 16 R M F D120 R D84 R D10 S",
    "fashion_dense": "N F D128 R D10 S",
    "edges": "10 R M 10 R M",
    "article": "8 R 8 R M 16 R 16 R M F D32 R D10 S",
    "tinyvgg": "10 R 10 R M 10 R 10 R M F D10 S",
    "lenet5": "6 R M 16 R M F D120 R D84 R D10 S",
    "vgg16": (
        "64 R 64 R M 128 R 128 R M 256 R 256 R 256 R M 512 R 512 R 512 R M 512 R 512 R 512 R M "
        "F D4096 R D4096 R D1000 S"
    ),
    "vgg11": "64 R M 128 R M 256 R 256 R M 512 R 512 R M 512 R 512 R M F D4096 R D4096 R D1000 S",
    "alexnet": "96 R M 256 R M 384 R 384 R 256 R M F D4096 R D4096 R D1000 S",
    "zfnet": "96 R M 256 R M 384 R 384 R 256 R M F D4096 R D4096 R D1000 S",
    "all_conv": "96 R 96 R 96 R 192 R 192 R 192 R 192 R 192 R 10 R A F S",
    "bottleneck": "256 R 64 R 64 R 256 R",
    "dilated": "8 R 8 R 8 R 8 R",
    "empty": "",
}
INPUTS = {
    "flowers_vgg": (64, 64, 3),
    "edges": (96, 96, 3),
    "article": (64, 64, 3),
    "tinyvgg": (64, 64, 3),
    "lenet5": (32, 32, 1),
}
INPUTS |= dict.fromkeys(FASHION, (28, 28, 1))
INPUTS |= {"alexnet": (227, 227, 3), "all_conv": (32, 32, 3), "bottleneck": (28, 28, 3)}
LETTERS = {
    "average_pool2d": "A",
    "global_average_pool2d": "G",
    "rescaling": "N",
    "relu": "R",
    "max_pool2d": "M",
    "flatten": "F",
    "softmax": "S",
}


@pytest.mark.parametrize("name", STACKS)
def test_stacks(name: str) -> None:
    letters = [
        LETTERS.get(layer.kind) or (str(layer.filters) if layer.kind == "conv2d" else f"D{layer.units}")
        for layer in load(name).network.layers
    ]
    assert " ".join(letters) == STACKS[name]
    if name in INPUTS:
        assert load(name).network.input_shape == INPUTS[name]


def test_the_presets_that_were_promised() -> None:
    assert set(NAMES) == {
        *STACKS,
        *BRANCHED,
        *IMAGENET,
        "unet_2015",
        *DEEP,
    }  # the latter are in test_branches.py and others
    assert NAMES[0] == "flowers_vgg"
    assert OPENING == "flowers_vgg"


@every_preset
def test_presets_are_complete(name: str) -> None:
    preset = load(name)
    assert preset.name == name
    assert preset.title
    assert preset.source.endswith(".")
    assert preset.network.check_cell(preset.cell) == preset.cell
    assert preset.image in {sample.name for sample in (*samples.SAMPLES, *samples.FASHION)}
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
        ("lenet5", "ReLU and max pooling instead of"),
        ("vgg16", "arXiv:1409.1556"),
        ("article", "Demystifying Deep Learning"),
        ("alexnet", "Krizhevsky, Sutskever and Hinton 2012"),
        ("alexnet", "Local response normalisation is left out"),
        ("zfnet", "arXiv:1311.2901"),
        ("vgg11", "arXiv:1409.1556"),
        ("bottleneck", "arXiv:1512.03385"),
        ("dilated", "arXiv:1511.07122"),
        ("all_conv", "arXiv:1412.6806"),
        ("edges", "Nothing is learned"),
        (
            "fashion_tinyvgg",
            "Fashion-MNIST (MIT, copyright 2017 Zalando SE). It answers 92.2% of the 10,000 test images correctly",
        ),
        ("fashion_lenet5", "It answers 91.7%"),
        ("fashion_dense", "It answers 88.6%"),
    ],
)
def test_sources(name: str, words: str) -> None:
    assert words in load(name).source


@every_preset
def test_random_answers_have_no_names_and_say_that_trained_weights_are_not_there(name: str) -> None:
    preset = load(name)
    trained = isinstance(preset.weights.base, Trained)
    assert (preset.weights.card is not None) == trained
    many = preset.network.output_shape == (1000,)
    assert ("its 1,000 answers have no names" in preset.source) == (many and not trained)
    if many:
        assert trained == (name == "efficientnet_lite0")


# Weights and biases of each weighted layer, counted here from the papers' sizes.
CLASSIC = {
    "alexnet": [
        *[
            (11 * 11 * 3 + 1) * 96,
            (5 * 5 * 96 + 1) * 256,
            (9 * 256 + 1) * 384,
            (9 * 384 + 1) * 384,
            (9 * 384 + 1) * 256,
        ],
        *[(6 * 6 * 256 + 1) * 4096, 4097 * 4096, 4097 * 1000],
    ],
    "zfnet": [
        *[(7 * 7 * 3 + 1) * 96, (5 * 5 * 96 + 1) * 256, (9 * 256 + 1) * 384, (9 * 384 + 1) * 384, (9 * 384 + 1) * 256],
        *[(6 * 6 * 256 + 1) * 4096, 4097 * 4096, 4097 * 1000],
    ],
    "vgg11": [
        *[(9 * 3 + 1) * 64, (9 * 64 + 1) * 128, (9 * 128 + 1) * 256, (9 * 256 + 1) * 256, (9 * 256 + 1) * 512],
        *[(9 * 512 + 1) * 512] * 3,
        *[(7 * 7 * 512 + 1) * 4096, 4097 * 4096, 4097 * 1000],
    ],
    "all_conv": [
        *[(9 * 3 + 1) * 96, (9 * 96 + 1) * 96, (9 * 96 + 1) * 96, (9 * 96 + 1) * 192],
        *[(9 * 192 + 1) * 192] * 3,
        *[(192 + 1) * 192, (192 + 1) * 10],
    ],
    "bottleneck": [4 * 256, 257 * 64, (9 * 64 + 1) * 64, 65 * 256],
    "dilated": [(9 * 3 + 1) * 8, *[(9 * 8 + 1) * 8] * 3],
}
PUBLISHED = {
    "alexnet": 62_378_344,
    "vgg11": 132_863_336,
    "vgg16": 138_357_544,
    "zfnet": 62_357_608,
    "all_conv": 1_369_738,
}


@pytest.mark.parametrize("name", CLASSIC)
def test_parameters_layer_by_layer(name: str) -> None:
    counts = [step.param_count for step in load(name).network.steps if step.param_shapes]
    assert counts == CLASSIC[name]


@pytest.mark.parametrize("name", PUBLISHED)
def test_parameters_as_published_and_as_said(name: str) -> None:
    assert load(name).network.param_count == PUBLISHED[name]
    assert f"{PUBLISHED[name]:,}" in load(name).source


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("alexnet", [227, 55, 27, 27, 13, 13, 13, 13, 6]),
        ("zfnet", [224, 110, 55, 26, 13, 13, 13, 13, 6]),
        ("vgg11", [224, 224, 112, 112, 56, 56, 56, 28, 28, 28, 14, 14, 14, 7]),
        ("all_conv", [32, 32, 32, 16, 16, 16, 8, 6, 6, 6, 1]),
    ],
)
def test_sizes_as_in_the_papers(name: str, sizes: list[int]) -> None:
    steps = [step for step in load(name).network.steps if len(step.output_shape) == 3 and "relu" not in step.name]
    assert [step.output_shape[0] for step in steps] == sizes


def test_the_dilated_stack_doubles_its_windows_and_skips_nothing() -> None:
    preset = load("dilated")
    sizes = [step.window.rows.size for step in preset.network.steps if step.name.startswith("conv") and step.window]
    assert sizes == [3, 7, 15, 31]
    seen = reads.region(preset.network, preset.cell)
    assert len(seen.rows) == len(seen.cols) == 31
    assert not seen.holes


def test_the_bottleneck_says_what_it_saves() -> None:
    source = load("bottleneck").source
    assert f"{sum(CLASSIC['bottleneck'][1:]):,}" in source
    assert f"{(9 * 256 + 1) * 256:,}" in source


@pytest.mark.parametrize("name", cards.NAMES)
def test_trained_networks_are_those_of_their_cards(name: str) -> None:
    preset, card = load(name), cards.load(name)
    described: list[dict[str, Any]] = json.loads((cards.FOLDER / f"{name}.json").read_text())["layers"]
    assert len(preset.network.steps) == len(described) + 1
    for step, wanted in zip(preset.network.steps[1:], described, strict=True):
        settings = {key: wanted[key] for key in set(wanted) - {"path", "kind", "text", "output_shape", "kernel_shape"}}
        assert step.path == wanted["path"]
        assert type(step.layer).__name__ == wanted["kind"]
        if not isinstance(step.layer, Composite):  # its layers have rows of their own
            assert step.layer == type(step.layer)().with_settings(**settings)
        assert list(step.output_shape) == wanted["output_shape"]
        assert list(step.param_shapes.get("kernel", ())) == (wanted["kernel_shape"] or [])
    assert preset.network.param_count == card.param_count
    assert preset.weights.base == Trained(name, card.epochs[-1])
    assert preset.weights.untrained(preset.network) == ()


@pytest.mark.parametrize("name", FASHION)
def test_trained_networks_open_on_a_picture_that_they_recognise_and_a_cell_that_answers(name: str) -> None:
    preset = load(name)
    (sample,) = (sample for sample in samples.FASHION if sample.name == preset.image)
    x = images.fit(samples.load(preset.image), 28, 28, channels=1).pixels[None]
    acts = run(preset.network, preset.weights.params(preset.network), x)
    chances = acts[preset.network.steps[-1].path][0]
    assert cards.load(name).classes[int(np.argmax(chances))] == sample.label == sample.predicted == "Sneaker"
    assert chances.max() > 0.9
    cell, maps = preset.cell, acts[preset.cell.path]
    value = maps[0, cell.channel] if maps.ndim == 2 else maps[0, cell.row, cell.col, cell.channel]
    assert value > 0.4 * maps.max()


def test_hand_made_filters_show_every_kind() -> None:
    preset = load("edges")
    (_, first), (_, second) = preset.weights.overrides
    assert set(first.names) == set(FILTER_BY_NAME) - {"identity"}
    assert set(second.names) == {"gaussian_blur"}
    assert len(preset.weights.params(preset.network)) == 2


def test_unknown_presets_are_refused_with_the_names() -> None:
    with pytest.raises(SettingError) as caught:
        presets.load("resnet")
    assert str(caught.value) == f"There is no preset 'resnet'. Use one of {', '.join(NAMES)}."
