"""Resizing against onnxruntime, against the rows that PyTorch documents, and its corners."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import Network, Resizing, UpSampling2D
from explorer.errors import ShapeError
from explorer.kernels.resampling import ROUNDINGS
from explorer.layers.base import Array
from explorer.layers.reshaping.resizing import POSITIONS, fraction_of
from explorer.windows import Window
from tests.layers.resizing import sure_in_float32
from tests.onnx_oracle import assert_scaled_close
from tests.test_exactness import check


def row(values: list[float], **options: object) -> list[float]:
    """A map of one row, resized along its columns only."""
    x = np.array(values, np.float64).reshape(1, 1, -1, 1)
    out: list[float] = Resizing(height=1, **options).forward(x, {}).ravel().tolist()  # type: ignore[arg-type]
    return out


@settings(max_examples=60)
@given(
    lengths=st.tuples(st.integers(1, 14), st.integers(1, 14)),
    sizes=st.tuples(st.integers(1, 20), st.integers(1, 20)),
    interpolation=st.sampled_from(["nearest", "bilinear"]),
    positions=st.sampled_from(POSITIONS),
    rounding=st.sampled_from(ROUNDINGS),
)
def test_to_a_size_equals_onnxruntime(
    lengths: tuple[int, int], sizes: tuple[int, int], interpolation: str, positions: str, rounding: str
) -> None:
    check(Network((Resizing(*sizes, 1, 1, interpolation, positions, rounding),), (*lengths, 2)), 3)


@settings(max_examples=60)
@given(
    length=st.integers(3, 14),
    factors=st.tuples(*[st.sampled_from([0.5, 1.5, 2.0, 3.0, 1 / 3, 0.6, 2.5, 0.8])] * 2),
    interpolation=st.sampled_from(["nearest", "bilinear"]),
    positions=st.sampled_from(POSITIONS),
    rounding=st.sampled_from(ROUNDINGS),
)
def test_by_a_factor_equals_onnxruntime(
    length: int, factors: tuple[float, float], interpolation: str, positions: str, rounding: str
) -> None:
    check(Network((Resizing(0, 0, *factors, interpolation, positions, rounding),), (length, length, 2)), 3)


def test_most_sizes_are_compared_with_the_runtime_itself() -> None:
    cases = [
        (Resizing(height, 1, interpolation="nearest", positions=positions, rounding=rounding), length, height)
        for length in (4, 6, 7)
        for height in (2, 3, 8, 12, 13)
        for positions in POSITIONS
        for rounding in ROUNDINGS
    ]
    assert sum(sure_in_float32(layer, 0, length, count) for layer, length, count in cases) > 0.6 * len(cases)


def test_nearest_as_pytorch_chooses_cells() -> None:
    """torch.nn.functional.interpolate(mode="nearest") is asymmetric and floors; "nearest-exact" takes the middles."""
    floor = {"interpolation": "nearest", "positions": "asymmetric", "rounding": "floor"}
    assert row([0, 1, 2], width=5, **floor) == [0, 0, 1, 1, 2]
    assert row([0, 1, 2, 3, 4], width=3, **floor) == [0, 1, 3]
    assert row([0, 1, 2], width=5, interpolation="nearest") == [0, 0, 1, 2, 2]
    assert row([0, 1, 2, 3, 4], width=3, interpolation="nearest") == [0, 2, 4]


def test_bilinear_with_both_corner_rules() -> None:
    assert row([1, 2, 3, 4], width=8) == [1, 1.25, 1.75, 2.25, 2.75, 3.25, 3.75, 4]
    assert row([1, 2, 3, 4], width=7, positions="align-corners") == [1, 1.5, 2, 2.5, 3, 3.5, 4]
    assert row([1, 2, 3, 4], width=8, positions="asymmetric") == [1, 1.5, 2, 2.5, 3, 3.5, 4, 4]
    assert row([1, 2, 3, 4], width=2) == [1.5, 3.5]


def test_one_new_cell() -> None:
    assert row([1, 2, 3, 4], width=1) == [2.5]
    assert row([1, 2, 3, 4], width=1, positions="align-corners") == [1]
    assert row([1, 2, 3, 4], width=1, positions="pytorch-half-pixel") == [1]


@given(size=st.integers(1, 5), length=st.integers(1, 9), interpolation=st.sampled_from(["nearest", "bilinear"]))
def test_by_whole_factors_it_is_up_sampling(size: int, length: int, interpolation: str) -> None:
    x = np.random.default_rng(0).normal(size=(1, length, length, 2))
    resized = Resizing(0, 0, size, size, interpolation).forward(x, {})
    np.testing.assert_array_equal(resized, UpSampling2D(size, interpolation).forward(x, {}))


def test_a_size_and_a_factor() -> None:
    assert Resizing(height=5, width_factor=0.5).output_shape((8, 7, 3)) == (5, 3, 3)


def test_a_factor_is_the_fraction_that_was_meant() -> None:
    assert fraction_of(float(np.float32(1 / 3))) == Fraction(1, 3)
    assert fraction_of(0.1) == Fraction(1, 10)
    assert fraction_of(float(np.float32(0.7))) == Fraction(7, 10)
    assert abs(fraction_of(1.2345678) - Fraction(1.2345678)) < 1e-11
    # With 0.1 as float64 holds it, a bit more than a tenth, cell 1 would lie just short of old cell 10 and copy cell 9.
    x = np.arange(30.0).reshape(1, 1, -1, 1)
    layer = Resizing(1, 0, 1, 0.1, "nearest", "asymmetric", "floor")
    assert layer.forward(x, {}).ravel().tolist() == [0, 10, 20]


def test_windows_where_they_are_regular() -> None:
    shape = (8, 8, 1)
    halves = {"height_factor": 0.5, "width_factor": 0.5}
    assert Resizing(**halves).window(0, shape) == Window(2, 2, 0)  # type: ignore[arg-type]
    every_second = Resizing(interpolation="nearest", positions="asymmetric", rounding="floor", **halves)  # type: ignore[arg-type]
    assert every_second.window(0, shape) == Window(1, 2, 0)
    assert Resizing(8, 8).window(0, shape) == Window()
    assert Resizing().window(0, shape) is None
    assert Resizing(3, 3).window(0, shape) is None


def test_nothing_is_left() -> None:
    layer = Resizing(height_factor=0.2)
    with pytest.raises(ShapeError) as caught:
        layer.output_shape((4, 9, 2))
    assert caught.value.problem == "It makes 0.2 times as many rows, but gets 4, so that none are left."
    assert caught.value.remedy == "Use a larger height factor, or say the height itself."
    assert all(layer.with_settings(**changes).output_shape((4, 9, 2)) for changes in layer.repairs((4, 9, 2)))


def test_interpolation_is_exact_in_float32_at_the_size_of_a_photo() -> None:
    x: Array = np.random.default_rng(1).normal(size=(1, 300, 211, 3)).astype(np.float32)
    layer = Resizing(224, 224)
    assert_scaled_close(layer.forward(x, {}), layer.forward(x.astype(np.float64), {}).astype(np.float32), 1e-6)
