"""Effective receptive fields and class maps, against cases whose answer is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer import Conv2D, Dense, Flatten, GlobalAveragePool2D, MaxPool2D, Network, ReLU, Softmax, UpSampling2D, run
from explorer.analysis.influence import class_map, classifies, effective_field, effective_set, score_cell
from explorer.errors import SettingError
from tests.strategies import random_params


def images(network: Network, count: int = 2) -> np.ndarray:
    return np.random.default_rng(1).standard_normal((count, *network.input_shape))


def runs(network: Network, params, count: int = 2):  # type: ignore[no-untyped-def]
    return [run(network, params, image[None]) for image in images(network, count)]


@given(arrays(np.float64, (4, 5), elements=st.floats(0, 10)))
def test_the_smallest_set_that_holds_the_part(mean: np.ndarray) -> None:
    found = effective_set(mean, 0.9)
    if not mean.any():
        assert not found.any()
        return
    assert mean[found].sum() >= 0.9 * mean.sum() * (1 - 1e-12)
    assert mean[found].sum() - mean[found].min() < 0.9 * mean.sum() * (1 + 1e-12)
    assert mean[found].min() >= mean[~found].max(initial=0)


def test_of_one_convolution_it_is_the_magnitude_of_its_weights() -> None:
    network = Network((Conv2D(2, 3),), (9, 9, 2))
    params = random_params(network)
    kernel = params["0"]["kernel"]
    params["0"] = {**params["0"], "kernel": np.repeat(kernel[..., :1], 2, axis=3)}
    found = effective_field(network, params, runs(network, params), "0", cells=3)
    np.testing.assert_allclose(found.mean, np.abs(kernel[..., 0]).sum(axis=2))
    assert found.samples == 6


def test_it_lies_in_the_middle_of_a_deep_window() -> None:
    network = Network(tuple(Conv2D(4, 3, padding="same") for _ in range(6)), (32, 32, 1))
    params = {path: {**p, "kernel": np.abs(p["kernel"])} for path, p in random_params(network).items()}
    found = effective_field(network, params, runs(network, params, 1), "5", cells=4)
    assert found.mean.shape == (13, 13)
    rows = np.flatnonzero(found.within.any(axis=1))
    assert 0 < rows[0] <= 6 <= rows[-1] < 12
    assert 0 < found.share < 0.7
    np.testing.assert_allclose(found.share, found.within.mean())


def test_places_in_the_padding_are_left_out_of_the_mean() -> None:
    network = Network((Conv2D(1, 5, padding="same"),), (3, 3, 1))
    params = {"0": {"kernel": np.ones((5, 5, 1, 1)), "bias": np.zeros(1)}}
    found = effective_field(network, params, runs(network, params, 3), "0", cells=9)
    assert set(np.unique(found.mean)) <= {0.0, 1.0}
    assert found.mean[1:4, 1:4].all()


def test_uneven_windows_have_no_common_field() -> None:
    network = Network((UpSampling2D(2), Conv2D(1, 3)), (4, 4, 1))
    assert network.steps[-1].window is None
    with pytest.raises(SettingError, match="uneven"):
        effective_field(network, random_params(network), [], "1")


AVERAGED = Network((Conv2D(5, 3), ReLU(), GlobalAveragePool2D(), Dense(4), Softmax()), (9, 8, 3))


def test_a_class_map_behind_an_average_is_the_weighted_sum_of_its_maps() -> None:
    """There the class activation map of Zhou et al. 2016 (arXiv:1512.04150) is known in closed form."""
    params = random_params(AVERAGED)
    acts = run(AVERAGED, params, images(AVERAGED, 1))
    found = class_map(AVERAGED, params, acts, 2)
    maps, weights = acts["1"][0], params["3"]["kernel"][:, 2]
    assert found.path == "1"
    np.testing.assert_allclose(found.weights, weights / maps[:, :, 0].size)
    np.testing.assert_allclose(found.values, np.maximum(maps @ weights, 0) / maps[:, :, 0].size, atol=1e-12)


def test_the_score_stands_before_the_softmax() -> None:
    assert score_cell(AVERAGED, 3).path == "3"
    assert score_cell(Network((Conv2D(2, 3), Flatten(), Dense(4)), (5, 5, 1)), 3).path == "2"


def test_what_classifies() -> None:
    assert classifies(AVERAGED)
    assert classifies(Network((Conv2D(2, 3), MaxPool2D(3), Flatten(), Dense(4)), (5, 5, 1)))
    assert not classifies(Network((Conv2D(2, 3),), (5, 5, 1)))
    assert not classifies(Network((Flatten(), Dense(4), Softmax()), (5, 5, 1)))
    with pytest.raises(SettingError, match="no classes"):
        class_map(Network((Conv2D(2, 3),), (5, 5, 1)), {}, {}, 0)


def test_a_window_far_larger_than_the_image_is_refused_before_anything_is_allocated() -> None:
    network = Network((Conv2D(filters=1, strides=32, padding="same"),) * 6, (64, 64, 1))
    with pytest.raises(SettingError) as caught:
        effective_field(network, {}, [], "5")
    assert caught.value.problem == (
        "The window of conv1_6 spans 69,273,667 × 69,273,667 px; influence is averaged over at most 4,194,304 px."
    )
    assert caught.value.remedy == "Choose a layer that comes before."
