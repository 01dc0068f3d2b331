"""Conversion of numbers of any type to arrays of float32 or float64, exactly, or not at all."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.errors import WeightsError, typed
from explorer.kernels.constants import is_constant
from explorer.layers.base import Array

SINGLE, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)
LARGEST_IN_SINGLE, LARGEST_IN_DOUBLE = 2**24, 2**53
"""Up to these magnitudes float32 and float64 hold every whole number."""
_USE = "Use an array of float32 or float64, or a list of numbers."


def exact_floats(value: Any, what: str) -> Array:
    """`value` as an array of float32 or float64 in this machine's byte order; no number changes.

    float32 and float64 stay what they are and are not copied. float16, booleans (0 and 1) and whole numbers up to 2**24 in
    magnitude become float32; whole numbers up to 2**53 and longer floats that float64 holds become float64. Lists
    of numbers and objects that numpy can read (such as a tensor of PyTorch) are accepted too.

    `what` names the numbers in messages: "the kernel of conv1". Raises WeightsError for everything else.
    """
    array = as_array(value, what)
    if array.dtype is SINGLE or array.dtype is DOUBLE:
        return array
    match array.dtype.kind:
        case "b":
            return array.astype(SINGLE)
        case "i" | "u":
            return _from_whole(array, what)
        case "f":
            return _from_floats(array, what)
        case "c":
            raise WeightsError(
                f"Complex numbers ({array.dtype}) were given for {what}.",
                "Use their real part (x.real) or their magnitude (abs(x)).",
            )
    raise WeightsError(f"{typed(value)} that does not hold numbers was given for {what}.", _USE)


def as_array(value: Any, what: str) -> Array:
    """`value` as an array of any dtype, not copied if it is one. Raises WeightsError for what numpy cannot read."""
    if type(value) is np.ndarray:
        return value
    if isinstance(value, np.ma.MaskedArray):
        raise WeightsError(f"A masked array was given for {what}.", "Fill its gaps first: x.filled(0).")
    if value is None or isinstance(value, str | bytes):
        raise WeightsError(f"{typed(value)} was given for {what}.", _USE)
    try:
        return np.asarray(value)
    except Exception as error:  # whatever the object's own conversion raises
        reason = str(error).splitlines()[0].rstrip(".")[:200] if str(error) else type(error).__name__
        raise WeightsError(
            f"{typed(value)} that numpy cannot read was given for {what}: {reason}.",
            f"{_USE} Of a tensor use tensor.detach().cpu().numpy().",
        ) from error


def _from_whole(array: Array, what: str) -> Array:
    bounds = np.iinfo(array.dtype)
    low, high = bounds.min, bounds.max
    if high > LARGEST_IN_SINGLE:
        low, high = (int(array.min()), int(array.max())) if array.size else (0, 0)
    largest = max(-low, high)
    if largest > LARGEST_IN_DOUBLE:
        raise WeightsError(
            f"Whole numbers up to {largest:,} in magnitude were given for {what}; float64 holds all only up to "
            f"{LARGEST_IN_DOUBLE:,}.",
            "Divide them first, or round them on purpose: x.astype(np.float64).",
        )
    return array.astype(SINGLE if largest <= LARGEST_IN_SINGLE else DOUBLE)


def _from_floats(array: Array, what: str) -> Array:
    if array.dtype.itemsize <= DOUBLE.itemsize:  # of whichever byte order
        return array.astype(DOUBLE if array.dtype.itemsize == DOUBLE.itemsize else SINGLE, copy=False)
    with np.errstate(over="ignore"):
        doubles = array.astype(DOUBLE)
    if not np.array_equal(doubles.astype(array.dtype), array, equal_nan=True):
        raise WeightsError(
            f"Numbers of {array.dtype}, which float64 does not hold exactly, were given for {what}.",
            "Round them on purpose: x.astype(np.float64).",
        )
    return doubles


def read_only(array: Array) -> Array:
    """The same numbers as a read-only array in C order, in memory that nobody else can write to.

    Memory that is read-only already is shared, other memory is copied; the flags of the given array stay as they are.
    """
    if is_constant(array) and array.flags.c_contiguous:
        return array
    own = np.array(array, order="C")
    own.flags.writeable = False
    return own
