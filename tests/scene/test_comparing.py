"""`explorer.compare`: whole scenes against themselves, against edits of themselves, and the sums written out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import explorer
from explorer import Conv2D, ImageChoice, ReLU, Scene, Seeded, Trained, Weights, presets
from explorer.errors import ImageError, SettingError
from explorer.layers.stack import replaced

SMALL = ("flowers_vgg", "fashion_lenet5", "edges", "tinyvgg", "lenet5", "residual", "inception", "empty")
"""Presets that take a moment; the others are compared in `make soak`."""
LARGE = tuple(name for name in presets.NAMES if name not in SMALL)


def against_itself(name: str) -> None:
    scene = presets.load(name).scene()
    compared = explorer.compare(scene, scene)
    assert all(pair.left == pair.right for pair in compared.pairs)
    for pair in compared.pairs:
        maps = compared.maps(pair)
        assert maps.changed == 0
        assert maps.correlation.value in (1.0, None)
    assert all(change.by == 0 for change in compared.totals.values())
    assert all(pair.points == 0 for pair in compared.answers())


def against_an_edit(name: str) -> None:
    """The first layer with filters gets one more: everything that reads it changes, and what does not stays."""
    scene = presets.load(name).scene()
    found = next(((path, layer) for path, layer in _layers(scene) if isinstance(layer, Conv2D)), None)
    if found is None:
        return
    path, layer = found
    edited = replace(scene, layers=replaced(scene.layers, path, replace(layer, use_bias=not layer.use_bias)))
    compared = explorer.compare(scene, edited)
    assert all(pair.matched for pair in compared.pairs)
    step = scene.network.step(path)
    by = step.output_shape[-1] * (-1 if layer.use_bias else 1)
    assert compared.totals["parameters"].by == by
    row = next(row for row in compared.rows if row.pair.left == path)
    assert row.change("parameters").by == by
    mirrored = explorer.compare(edited, scene)
    assert {pair.swapped for pair in mirrored.pairs} == set(compared.pairs)
    for pair in compared.pairs:
        assert mirrored.maps(pair.swapped).correlation.value == compared.maps(pair).correlation.value


def _layers(scene: Scene) -> list[tuple[str, object]]:
    return [(step.path, step.layer) for step in scene.network.steps[1:]]


@pytest.mark.parametrize("name", SMALL)
def test_a_preset_against_itself(name: str) -> None:
    against_itself(name)


@pytest.mark.parametrize("name", SMALL)
def test_a_preset_against_an_edit_of_it(name: str) -> None:
    against_an_edit(name)


@pytest.mark.thorough
@pytest.mark.parametrize("name", LARGE)
def test_a_large_preset_against_itself_and_an_edit(name: str) -> None:
    against_itself(name)
    against_an_edit(name)


def test_two_epochs_written_out() -> None:
    """Correlation and difference of conv1_1 from the activations that `run` gives."""
    last = presets.load("flowers_vgg").scene()
    first = replace(last, weights=Weights(Trained("flowers_vgg", 0)))
    compared = explorer.compare(first, last)
    network = last.network
    pixels = explorer.images.picture_for(last.image.sample, network.input_shape).pixels[None]
    path = network["conv1_1"].path
    left, right = (explorer.run(network, each.weights.params(network), pixels)[path][0] for each in (first, last))
    maps = compared.maps("conv1_1")
    np.testing.assert_array_equal(maps.difference, right - left)  # type: ignore[arg-type]
    wanted = np.corrcoef(left.ravel().astype(np.float64), right.ravel().astype(np.float64))[0, 1]
    assert maps.correlation.value == pytest.approx(wanted, abs=1e-12)
    assert compared.maps("").correlation.value == 1.0
    assert {pair.name for pair in compared.answers(10)} == set(last.weights.card.classes)  # type: ignore[union-attr]


def test_two_images_of_one_network() -> None:
    cat = presets.load("lenet5").scene()
    other = replace(cat, image=ImageChoice("coffee"))
    compared = explorer.compare(cat, other)
    assert compared.maps("").changed > 0
    assert all(change.by == 0 for change in compared.totals.values())


def test_random_again_leaves_the_image_alone() -> None:
    scene = presets.load("tinyvgg").scene()
    compared = explorer.compare(scene, replace(scene, weights=Weights(Seeded("he_uniform", 7))))
    assert compared.maps("").changed == 0
    assert compared.maps("conv1_1").changed > 0


def test_an_array_stands_in_for_a_photo() -> None:
    scene = Scene((ReLU(),), (4, 4, 3), image=ImageChoice("", "ab" * 12))
    with pytest.raises(ImageError):
        explorer.compare(scene, scene)
    pixels = np.linspace(0, 1, 48, dtype=np.float32).reshape(4, 4, 3)
    compared = explorer.compare(scene, scene, pixels, pixels[::-1])
    np.testing.assert_array_equal(compared.maps("relu").left, pixels)


def test_what_is_asked_wrongly_is_said() -> None:
    scene = Scene((ReLU(),), (4, 4, 3))
    with pytest.raises(SettingError, match="Use a Scene"):
        explorer.compare(scene, "lenet5")  # type: ignore[arg-type]
    compared = explorer.compare(scene, replace(scene, layers=(ReLU(), Conv2D())))
    with pytest.raises(SettingError, match="Only the right network has the layer 'conv1'"):
        compared.maps(compared.pairs[-1])
    with pytest.raises(SettingError, match="There is no layer"):
        compared.maps("conv9")
