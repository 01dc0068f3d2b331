"""What a network expects of an image, as layers: their numbers against the formula, and weights that stay with their layers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer.errors import SettingError
from explorer.formats.preparing import AS_FED, IMAGENET, RAW, SIGNED, Preparation, guessed, moved, prepared
from explorer.layers import ChannelSlice, Conv2D, Normalization, ReLU, Rescaling

MODELS = Path(__file__).parents[1] / "fixtures" / "models"
IMAGE = np.random.default_rng(0).random((32, 32, 3)).astype(np.float32)


def through(preparation: Preparation, image: np.ndarray) -> np.ndarray:
    network = explorer.Network(preparation.layers(image.shape[2]), image.shape)
    return np.asarray(explorer.run(network, {}, image[None])[network.steps[-1].path][0])


three = st.tuples(*[st.floats(-300, 300)] * 3)
positive = st.tuples(*[st.floats(0.01, 300)] * 3)


@given(
    st.sampled_from([1.0, 255.0]),
    three | three.map(lambda t: t[:1]),
    positive | positive.map(lambda t: t[:1]),
    st.booleans(),
)
def test_the_layers_compute_the_formula(
    white: float, mean: tuple[float, ...], deviation: tuple[float, ...], bgr: bool
) -> None:
    x = IMAGE[:2, :2]
    numbers = x[..., ::-1].astype(np.float64) if bgr else x.astype(np.float64)
    wanted = (numbers * white - mean) / deviation
    size = (white + np.abs(mean).max()) / np.min(deviation)
    np.testing.assert_allclose(through(Preparation(white, mean, deviation, bgr), x), wanted, atol=4e-7 * size, rtol=0)


def test_the_usual_ones_are_the_usual_layers() -> None:
    assert AS_FED.layers(3) == AS_FED.layers(1) == ()
    assert RAW.layers(1) == (Rescaling(scale=255.0),)
    assert SIGNED.layers(3) == (Rescaling(scale=2.0, offset=-1.0),)
    assert IMAGENET.layers(3) == (Normalization.starter(explorer.layers.base.Place((8, 8, 3))),)
    assert Preparation(bgr=True).layers(3) == (ChannelSlice(start=2, stop=-1, step=-1),)


@pytest.mark.parametrize(
    ("layers", "found"),
    [
        ((Rescaling(scale=1 / 255), Conv2D()), RAW),
        ((Rescaling(scale=1 / 127.5, offset=-1.0),), RAW),
        ((Normalization(mean=(103.9, 116.8, 123.7)),), RAW),
        ((Rescaling(scale=2.0, offset=-1.0),), AS_FED),
        ((Normalization(mean=(0.485, 0.456, 0.406)),), AS_FED),
        ((Conv2D(), Rescaling(scale=1 / 255)), AS_FED),
        ((), AS_FED),
    ],
)
def test_a_first_layer_that_scales_pixels_down_tells_what_it_expects(layers: tuple, found: Preparation) -> None:
    assert guessed(layers) == found


def test_weights_stay_with_their_layers() -> None:
    model = explorer.read(MODELS / "script" / "resnet.onnx")
    behind = prepared(model, Preparation(255.0, (120.0, 110.0, 100.0), (60.0, 58.0, 57.0), bgr=True))
    assert [type(layer) for layer in behind.layers[:4]] == [ChannelSlice, Rescaling, Normalization, Conv2D]
    assert behind.origins["3"] == model.origins["0"]
    assert behind.parameter_count == model.parameter_count
    fed = ((IMAGE[..., ::-1].astype(np.float64) * 255 - (120, 110, 100)) / (60, 58, 57)).astype(np.float32)
    wanted = explorer.run(model.network, model.weights.params(model.network), fed[None])[model.network.steps[-1].path]
    network = behind.network
    found = explorer.run(network, behind.weights.params(network), IMAGE[None])[network.steps[-1].path]
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-5)


def test_nothing_is_put_in_front_of_a_network_that_is_fed_right() -> None:
    model = explorer.read(MODELS / "script" / "lenet.onnx")
    assert prepared(model, AS_FED) is model


def test_paths_inside_blocks_move_at_their_first_number_alone() -> None:
    assert moved({"": 0, "9": 1, "1.b1.10": 2}, 1) == {"": 0, "10": 1, "2.b1.10": 2}


@pytest.mark.parametrize(
    ("made", "channels", "words"),
    [
        (lambda: Preparation(mean=(1.0, 2.0)), 3, "The mean has 2 numbers, but the image has 3 channels."),
        (
            lambda: Preparation(deviation=(1.0, 2.0, 3.0)),
            1,
            "The deviation has 3 numbers, but the image has 1 channel.",
        ),
        (lambda: Preparation(bgr=True), 1, "Red and blue cannot change places in an image of 1 channel."),
        (lambda: Preparation(deviation=(0.0,)), 3, "Deviation: 0"),
        (lambda: Preparation(mean=(float("nan"),)), 3, "Mean: nan"),
        (lambda: Preparation(mean=("x",)), 3, "Mean: 'x'"),
        (lambda: Preparation(mean=()), 3, "Mean: 0 numbers are given."),
    ],
)
def test_what_cannot_be_is_refused_in_words(made, channels: int, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SettingError) as caught:
        made().layers(channels)
    assert words in str(caught.value)


def test_networks_without_layers_take_a_preparation() -> None:
    assert prepared(explorer.formats.model.Model((ReLU(),), (4, 4, 3)), SIGNED).layers == (*SIGNED.layers(3), ReLU())
