"""Group, instance and fixed normalization, and layer scale: against numpy, and what is said where they do not fit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer import (
    Cell,
    Conv2D,
    GroupNormalization,
    InstanceNormalization,
    LayerNormalization,
    LayerScale,
    Network,
    Normalization,
    Rescaling,
    Residual,
    explain,
)
from explorer.errors import SettingError, ShapeError
from explorer.figures.ledger.words import sum_line
from explorer.figures.overview.folding import fold
from explorer.layers.base import Place
from explorer.layers.normalization.normalization import IMAGENET_MEAN, IMAGENET_VARIANCE
from explorer.ledger import NormLedger
from explorer.settings import Numbers, setting_text
from explorer.views.sidebar.forms import numbers_of
from explorer.weights import Weights
from tests.strategies import random_params

PLAIN = {"scale": False, "center": False}


@pytest.fixture
def x() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.random.default_rng(0).normal(3, 2, (2, 5, 4, 6))


def test_the_two_ends_of_group_normalization(x: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    whole = GroupNormalization(groups=1, epsilon=1e-12, **PLAIN).forward(x, {})
    np.testing.assert_allclose(whole.mean(axis=(1, 2, 3)), 0, atol=1e-14)
    np.testing.assert_allclose(whole.std(axis=(1, 2, 3)), 1, rtol=1e-11)
    each = GroupNormalization(groups=6, epsilon=1e-5, **PLAIN).forward(x, {})
    np.testing.assert_array_equal(each, InstanceNormalization(**PLAIN).forward(x, {}))
    one_place = x[:, :1, :1]
    np.testing.assert_allclose(
        GroupNormalization(groups=1, **PLAIN).forward(one_place, {}),
        LayerNormalization(**PLAIN).forward(one_place, {}),
        rtol=1e-14,
    )


def test_a_large_mean_costs_no_digits_in_float32() -> None:
    x = (np.random.default_rng(0).normal(size=(1, 64, 64, 4)) + 1000).astype(np.float32)
    out = InstanceNormalization(**PLAIN).forward(x, {})
    wide = InstanceNormalization(**PLAIN).forward(x.astype(np.float64), {})
    np.testing.assert_allclose(out, wide, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(("channels", "groups"), [(3, 3), (48, 24), (64, 32), (7, 7), (37, 1)])
def test_groups_that_do_not_divide_the_maps_are_refused_with_a_number_that_does(channels: int, groups: int) -> None:
    assert GroupNormalization.starter(Place((4, 4, channels))) == GroupNormalization(groups=groups)
    if channels % 32:
        with pytest.raises(ShapeError) as caught:
            Network((Conv2D(filters=channels), GroupNormalization()), (9, 9, 3))
        assert caught.value.problem == f"gn1 needs maps that split into 32 equal groups, but gets {channels}."
        assert caught.value.remedy.startswith(f"Use a number of groups that divides {channels}, such as {groups}")
        assert caught.value.fixes[0].changes == {"groups": groups}


def test_the_ledger_says_whose_mean_it_is() -> None:
    network = Network((GroupNormalization(groups=2), InstanceNormalization()), (5, 4, 6))
    params = random_params(network)
    acts = explorer.run(network, params, np.random.default_rng(1).normal(size=(1, 5, 4, 6)))
    group, instance = (explain(network, params, acts, Cell(path, 2, 1, 4)) for path in ("0", "1"))
    assert isinstance(group, NormLedger)
    assert isinstance(instance, NormLedger)
    assert group.mean == pytest.approx(acts[""][0, :, :, 3:].mean(), rel=1e-13)
    assert sum_line(network, group).endswith("mean and variance of the 60 numbers of maps 3 to 5")
    assert sum_line(network, instance).endswith("mean and variance of the 20 numbers of map 4")


def test_the_usual_preprocessing_of_photos() -> None:
    layer = Normalization.starter(Place((8, 8, 3)))
    assert layer == Normalization(mean=IMAGENET_MEAN, variance=IMAGENET_VARIANCE)
    x = np.random.default_rng(0).random((1, 8, 8, 3), np.float32)
    expected = (x.astype(np.float64) - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    np.testing.assert_allclose(layer.forward(x, {}), expected, rtol=1e-7, atol=1e-7)
    assert Normalization.starter(Place((8, 8, 1))) == Normalization()


def test_preprocessing_shares_the_column_of_the_input() -> None:
    network = Network((Rescaling(scale=255.0), Normalization(mean=(104.0, 117.0, 123.0)), Conv2D()), (8, 8, 3))
    assert [column.steps for column in fold(network)] == [("", "0", "1"), ("2",)]


def test_means_for_other_channels_are_refused() -> None:
    with pytest.raises(ShapeError) as caught:
        Network((Normalization(mean=(0.1, 0.2, 0.3)),), (8, 8, 1))
    assert caught.value.problem == "normalize has 3 means, but gets 1 channel."
    assert caught.value.fixes[0].label == "Set the mean to 0.2"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "Mean: 0 numbers are given."),
        ([0.0] * 65, "Mean: 65 numbers are given."),
        ([1, "x"], "Mean: 'x' is not a finite number."),
        ("x", "Mean: 'x' is not a finite number."),
        ([float("nan")], "Mean: nan is not a finite number."),
        ([1, [2]], "Mean: [2] is not a finite number."),
    ],
)
def test_bad_numbers_are_refused(given: object, said: str) -> None:
    with pytest.raises(SettingError) as caught:
        Normalization(mean=given)  # type: ignore[arg-type]
    assert caught.value.problem == said


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=5))
def test_numbers_are_typed_as_they_are_shown(values: list[float]) -> None:
    shown = [float(f"{value:g}") for value in values]
    assert Numbers().check("mean", numbers_of(setting_text(tuple(shown)))) == tuple(shown)


def test_what_is_typed_and_no_number_is_left_to_the_setting() -> None:
    assert numbers_of("0.5; 2") == ["0.5;", 2.0]
    assert numbers_of(" 1,2  3 ") == [1.0, 2.0, 3.0]


def test_a_layer_scale_begins_with_next_to_nothing() -> None:
    """ConvNeXt's blocks first pass on their input."""
    block = Residual(layers=(Conv2D(filters=4, padding="same"), LayerScale()))
    network = Network((block,), (6, 6, 4))
    x = np.random.default_rng(0).random((1, 6, 6, 4), np.float32)
    params = Weights().params(network)
    np.testing.assert_array_equal(params["0.b0.1"]["gamma"], np.full(4, 1e-6, np.float32))
    np.testing.assert_allclose(explorer.run(network, params, x)["0"], x, atol=1e-4)


def test_a_layer_scale_can_shift_as_well_or_only() -> None:
    x, params = np.ones((1, 2)), {"gamma": np.array([2.0, 3.0]), "beta": np.array([0.5, -1.0])}
    assert LayerScale(center=True).forward(x, params).tolist() == [[2.5, 2.0]]
    assert LayerScale(scale=False, center=True).forward(x, params).tolist() == [[1.5, 0.0]]
    assert LayerScale(scale=False).forward(x, params).tolist() == [[1.0, 1.0]]
