"""How figures are sent to the browser: small arrays as lists of rounded numbers, large ones in Plotly's binary form."""

from __future__ import annotations

import base64
import json

import numpy as np

from explorer.views.components.payload import MAX_LISTED_VALUES, jsonable


def test_small_arrays_become_lists_without_nan() -> None:
    z = np.array([[1 / 3, np.nan], [np.inf, -2]])
    assert jsonable({"z": z, "show": True, "text": ("a", None)}) == {
        "z": [[0.3333333, None], [None, -2.0]],
        "show": True,
        "text": ["a", None],
    }
    assert json.loads(json.dumps(jsonable([np.float32(0.1), np.int64(3)]))) == [0.1, 3]


def test_large_arrays_are_packed_to_the_bit() -> None:
    z = np.random.default_rng(0).random((MAX_LISTED_VALUES, 2), np.float32)
    packed = jsonable(z)
    assert (packed["dtype"], packed["shape"]) == ("f4", f"{MAX_LISTED_VALUES}, 2")
    np.testing.assert_array_equal(np.frombuffer(base64.b64decode(packed["bdata"]), np.float32).reshape(z.shape), z)
    mask = np.eye(60, dtype=np.uint8)
    assert jsonable(mask)["dtype"] == "u1"
