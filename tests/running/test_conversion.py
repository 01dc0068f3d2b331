"""Conversion to floats: exact or refused, and memory that nobody else writes to."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from explorer.errors import WeightsError
from explorer.running.conversion import exact_floats, read_only

NUMBERS = st.one_of(
    arrays.integer_dtypes(endianness="?"),
    arrays.unsigned_integer_dtypes(endianness="?"),
    arrays.floating_dtypes(endianness="?"),
    arrays.boolean_dtypes(),
)


@given(arrays.arrays(NUMBERS, arrays.array_shapes(max_dims=3, max_side=4)))
def test_every_number_is_kept_or_refused(array: np.ndarray) -> None:  # type: ignore[type-arg]
    try:
        floats = exact_floats(array, "the images")
    except WeightsError:
        assert array.dtype.itemsize >= 8, "every shorter number fits into float64"
        return
    assert floats.dtype in (np.float32, np.float64)
    assert floats.dtype.isnative
    assert floats.shape == array.shape
    for kept, given_ in zip(floats.ravel().tolist(), array.ravel().tolist(), strict=True):
        if np.isfinite(given_):
            assert Fraction(kept) == Fraction(given_)
        else:
            np.testing.assert_equal(kept, float(given_))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_are_not_copied(dtype: type) -> None:
    array = np.ones((2, 3), dtype)
    assert exact_floats(array, "the images") is array


@pytest.mark.parametrize(
    ("dtype", "wanted"),
    [(">f8", np.float64), (">f4", np.float32), (np.float16, np.float32), (np.longdouble, np.float64)],
)
def test_floats_of_other_kinds(dtype: Any, wanted: type) -> None:
    array = np.array([0.5, -2.25, np.nan, np.inf], dtype)
    floats = exact_floats(array, "the images")
    assert floats.dtype == wanted
    assert floats.dtype.isnative
    np.testing.assert_array_equal(floats, [0.5, -2.25, np.nan, np.inf])


@pytest.mark.parametrize(
    ("value", "wanted"), [(2**24, np.float32), (-(2**24), np.float32), (2**24 + 1, np.float64), (2**53, np.float64)]
)
def test_whole_numbers_get_the_type_that_holds_them(value: int, wanted: type) -> None:
    floats = exact_floats(np.array([value, 0]), "the images")
    assert floats.dtype == wanted
    assert int(floats[0]) == value


def test_whole_numbers_that_no_float_holds() -> None:
    with pytest.raises(WeightsError) as caught:
        exact_floats(np.array([2**53 + 1]), "the kernel of conv1")
    assert caught.value.problem == (
        "Whole numbers up to 9,007,199,254,740,993 in magnitude were given for the kernel of conv1; "
        "float64 holds all only up to 9,007,199,254,740,992."
    )
    assert caught.value.remedy == "Divide them first, or round them on purpose: x.astype(np.float64)."


def test_lists_become_arrays() -> None:
    np.testing.assert_array_equal(exact_floats([[1, 2], [3, 4]], "the bias"), [[1, 2], [3, 4]])
    assert exact_floats([0.1, 0.2], "the bias").dtype == np.float64


class Tensor:
    """What numpy sees of a tensor of another library."""

    def __init__(self, values: list[float], needs_gradient: bool = False) -> None:
        self.values, self.needs_gradient = values, needs_gradient

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:  # type: ignore[type-arg]
        if self.needs_gradient:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        return np.array(self.values, dtype or np.float32)


def test_tensors_are_taken() -> None:
    np.testing.assert_array_equal(exact_floats(Tensor([1, 2]), "the bias"), np.float32([1, 2]))


def test_a_tensor_that_keeps_its_numbers_to_itself() -> None:
    with pytest.raises(WeightsError) as caught:
        exact_floats(Tensor([1], needs_gradient=True), "the bias of conv1")
    assert caught.value.problem == (
        "A Tensor that numpy cannot read was given for the bias of conv1: "
        "Can't call numpy() on Tensor that requires grad."
    )
    assert caught.value.remedy.endswith("Of a tensor use tensor.detach().cpu().numpy().")


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (None, "None was given for the images."),
        ("0.5", "A string was given for the images."),
        (b"0.5", "A byte string was given for the images."),
        (np.ones(2, np.complex64), "Complex numbers (complex64) were given for the images."),
        (np.ma.masked_less([1.0, 2.0], 1.5), "A masked array was given for the images."),
        ([[1, 2], [3]], "A list that numpy cannot read was given for the images: setting an array element with"),
        ([10**30], "A list that does not hold numbers was given for the images."),
        ({"a": 1}, "A dictionary that does not hold numbers was given for the images."),
        (np.array(["1"]), "An array that does not hold numbers was given for the images."),
        (np.array([1, None]), "An array that does not hold numbers was given for the images."),
        (np.zeros(2, "M8[s]"), "An array that does not hold numbers was given for the images."),
        (np.zeros(2, [("a", "f4")]), "An array that does not hold numbers was given for the images."),
    ],
    ids=str,
)
def test_what_holds_no_real_numbers(value: Any, problem: str) -> None:
    with pytest.raises(WeightsError) as caught:
        exact_floats(value, "the images")
    assert caught.value.problem.startswith(problem)
    assert caught.value.remedy


def test_private_memory_is_not_the_callers() -> None:
    array = np.arange(6.0).reshape(2, 3)
    own = read_only(array)
    assert array.flags.writeable
    assert not own.flags.writeable
    assert not np.shares_memory(own, array)


def test_private_memory_is_shared_where_nobody_writes() -> None:
    array = np.arange(6.0)
    array.flags.writeable = False
    assert read_only(array) is array
    batch = array[None]
    assert read_only(batch) is batch


def test_a_read_only_view_of_memory_that_is_written_to_is_copied() -> None:
    array = np.arange(6.0)
    view = array[:4]
    view.flags.writeable = False
    assert not np.shares_memory(read_only(view), array)
    assert not np.shares_memory(read_only(np.broadcast_to(array, (2, 6))), array)


def test_private_memory_is_in_rows() -> None:
    array = np.arange(6.0).reshape(2, 3).T
    array.flags.writeable = False
    own = read_only(array)
    assert own.flags.c_contiguous
    np.testing.assert_array_equal(own, array)
