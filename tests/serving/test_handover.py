"""What a notebook hands over to the app, and that nobody else can read it."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer import BatchNormalization, Cell, Conv2D, Dense, Flatten, Network, PReLU, Residual, Weights, presets
from explorer.errors import ExplorerError, ImageError, LinkError, SettingError, WeightsError
from explorer.images import digest
from explorer.images.choosing import ImageLike
from explorer.scene import ImageChoice
from explorer.serving import handover, opening
from explorer.serving.handover import Handover
from tests.strategies import random_params

NETWORK = Network((Conv2D(filters=2),), (8, 8, 3))
PIXELS = np.random.default_rng(0).random((8, 8, 3)).astype(np.float32)


def arrays(seed: int = 0) -> dict[str, dict[str, np.ndarray]]:
    draw = np.random.default_rng(seed)
    return {"0": {"kernel": draw.normal(size=(3, 3, 3, 2)).astype(np.float32), "bias": draw.normal(size=2)}}


def test_what_is_written_reads_back_bit_for_bit_and_only_we_can_read_it() -> None:
    handed = opening.handover_for(NETWORK, arrays(), PIXELS, Cell("0", 1, 2, 1))
    path = handover.write(handed)
    try:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        back = handover.read(path)
        assert back.scene == handed.scene
        assert back.picture is not None
        np.testing.assert_array_equal(back.picture.pixels, PIXELS)
    finally:
        handover.remove(path)
    assert not path.parent.exists()
    handover.remove(path)  # once more does no harm


def test_any_arrays_reach_the_app_statistics_and_slopes_too() -> None:
    network = Network(
        (Conv2D(filters=2), BatchNormalization(), Residual(layers=(PReLU(),)), Flatten(), Dense(units=3)), (8, 8, 3)
    )
    params = random_params(network, 0, np.float32)
    path = handover.write(opening.handover_for(network, params, PIXELS, None))
    try:
        weights = handover.read(path).scene.weights
    finally:
        handover.remove(path)
    assert weights.asked_for is None
    for step_path, own in params.items():
        for name, array in own.items():
            np.testing.assert_array_equal(weights.params(network)[step_path][name], array)


def test_the_parameters_of_a_weights_value_are_that_value() -> None:
    preset = presets.load("fashion_tinyvgg")
    params = preset.weights.params(preset.network)
    assert opening.handover_for(preset.network, params, preset.image, None).scene.weights == preset.weights


def test_the_scene_holds_the_network_the_weights_the_image_and_the_cell() -> None:
    params = arrays()
    scene = opening.handover_for(NETWORK, params, PIXELS, Cell("0", 1, 2, 1)).scene
    assert scene.network == NETWORK
    assert scene.cell == Cell("0", 1, 2, 1)
    assert scene.image == ImageChoice("", digest(PIXELS)[:24])
    np.testing.assert_array_equal(scene.weights.params(NETWORK)["0"]["kernel"], params["0"]["kernel"])
    np.testing.assert_array_equal(scene.weights.params(NETWORK)["0"]["bias"], params["0"]["bias"].astype(np.float32))


def test_a_weights_value_and_a_sample_are_named_not_copied() -> None:
    preset = presets.load("fashion_tinyvgg")
    handed = opening.handover_for(preset.network, preset.weights, preset.image, preset.cell)
    assert handed.scene == replace(preset.scene(), preset="")
    assert handed.picture is None
    assert opening.handover_for(NETWORK, None, "cat", None).scene.weights == Weights()


@pytest.mark.parametrize(
    ("network", "weights", "image", "cell", "error", "problem"),
    [
        (Network((), (4, 4, 2)), None, "cat", None, ImageError, "shows images with 1 or 3 channels"),
        (NETWORK, None, "dog", None, ImageError, "no sample image called 'dog'"),
        (NETWORK, None, np.zeros((9, 8, 3)), None, ImageError, "The image has shape"),
        (NETWORK, None, "cat", Cell("0", 9, 0, 0), SettingError, "There is no row 9"),
        (NETWORK, {}, "cat", None, WeightsError, "There are no parameters for conv1"),
    ],
)
def test_what_the_app_cannot_show_is_said_before_it_starts(
    network: Network,
    weights: Weights | dict[str, dict[str, np.ndarray]] | None,
    image: ImageLike,
    cell: Cell | None,
    error: type[ExplorerError],
    problem: str,
) -> None:
    with pytest.raises(error, match=problem):
        opening.handover_for(network, weights, image, cell)


def test_a_file_that_is_something_else_is_told(tmp_path: Path) -> None:
    path = tmp_path / "handed.npz"
    path.write_bytes(b"something else")
    with pytest.raises(LinkError, match="The app cannot read"):
        handover.read(path)
    np.savez(path, scene=np.frombuffer(b"{}", np.uint8))
    with pytest.raises(LinkError):
        handover.read(path)


@pytest.fixture
def forgotten() -> None:
    handover.received.cache_clear()


@pytest.mark.usefixtures("forgotten")
def test_it_is_received_once_and_then_the_file_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    path = handover.write(Handover(presets.load("edges").scene()))
    monkeypatch.setenv(handover.VARIABLE, str(path))
    try:
        received = handover.received()
        assert received is not None
        assert received.scene == presets.load("edges").scene()
        assert not path.parent.exists()
        assert handover.received() is received
    finally:
        handover.received.cache_clear()


@pytest.mark.usefixtures("forgotten")
def test_without_a_file_nothing_is_received(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(handover.VARIABLE, raising=False)
    assert handover.received() is None
    handover.received.cache_clear()
    monkeypatch.setenv(handover.VARIABLE, "/nowhere/handed.npz")
    assert handover.received() is None
    handover.received.cache_clear()


@pytest.mark.usefixtures("forgotten")
def test_the_app_begins_with_what_was_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit.testing.v1 import AppTest

    handed = opening.handover_for(NETWORK, arrays(), PIXELS, Cell("0", 1, 2, 1))
    path = handover.write(handed)
    monkeypatch.setenv(handover.VARIABLE, str(path))
    try:
        script = "from explorer.views.main import show\nshow()"
        app = AppTest.from_string(script, default_timeout=120).run()
        assert not app.exception
        assert app.session_state["session"].scene.network == NETWORK
        assert app.session_state["session"].shown.cell == Cell("0", 1, 2, 1)
        assert not path.exists()
        said = " ".join(element.value for element in app.error)
        assert said == ""
    finally:
        handover.received.cache_clear()
