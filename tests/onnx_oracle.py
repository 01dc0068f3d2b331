"""onnxruntime as an oracle: models of one node, in float32."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from explorer.layers.base import Array

_OPTIONS = onnxruntime.SessionOptions()
_OPTIONS.intra_op_num_threads = 1


def run_node(op: str, x: Array, *constants: Array, **attributes: Any) -> Array:
    """What onnxruntime makes of `x` and float32 constants with one operator."""
    names = [f"c{index}" for index in range(len(constants))]
    graph = helper.make_graph(
        [helper.make_node(op, ["x", *names], ["y"], **attributes)],
        "one",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, list(x.shape))],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(c, name) for name, c in zip(names, constants, strict=True)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    session = onnxruntime.InferenceSession(model.SerializeToString(), _OPTIONS, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"x": x})[0])


def on_maps(op: str, x: Array, *constants: Array, **attributes: Any) -> Array:
    """The same for maps (batch, rows, columns, channels); onnx has the channels before the rows."""
    out = run_node(op, np.ascontiguousarray(x.transpose(0, 3, 1, 2)), *constants, **attributes)
    return out.transpose(0, 2, 3, 1)


Two = tuple[int, int]


def sides(padding: Any, lengths: Two, kernel: Two, strides: Two, dilation: Two = (1, 1)) -> list[Two]:
    """Cells of padding before and after each axis, by TensorFlow's definition of 'same'."""
    if padding == "valid":
        return [(0, 0), (0, 0)]
    if padding != "same":
        return list(padding)
    found = []
    for n, k, s, d in zip(lengths, kernel, strides, dilation, strict=True):
        total = max((math.ceil(n / s) - 1) * s + d * (k - 1) + 1 - n, 0)
        found.append((total // 2, (total + 1) // 2))
    return found


def pads(padding: Any, lengths: Two, kernel: Two, strides: Two, dilation: Two = (1, 1)) -> dict[str, Any]:
    """The attributes of a padding setting. The runtime works out 'same' itself, where it can."""
    steps_over = any(s > k for s, k in zip(strides, kernel, strict=True))
    if padding == "same" and dilation == (1, 1) and not steps_over:
        return {"auto_pad": "SAME_UPPER"}
    (top, bottom), (left, right) = sides(padding, lengths, kernel, strides, dilation)
    return {"pads": [top, left, bottom, right]}


def assert_scaled_close(actual: Array, wanted: Array, tolerance: float) -> None:
    """The largest difference is at most `tolerance` of the largest number (or of 1, if all are smaller)."""
    assert actual.shape == wanted.shape
    scale = max(1.0, float(np.abs(wanted).max()))
    np.testing.assert_allclose(actual / scale, wanted / scale, rtol=0, atol=tolerance)
