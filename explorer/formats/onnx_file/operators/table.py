"""All operators that can become layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from explorer.formats.onnx_file.building import Reading
from explorer.formats.onnx_file.operators.activation import ACTIVATIONS
from explorer.formats.onnx_file.operators.arithmetic import ARITHMETIC
from explorer.formats.onnx_file.operators.dense import DENSE
from explorer.formats.onnx_file.operators.normalization import NORMALIZATIONS
from explorer.formats.onnx_file.operators.reshaping import RESHAPING
from explorer.formats.onnx_file.operators.resizing import RESIZING
from explorer.formats.onnx_file.operators.sizing import SIZING
from explorer.formats.onnx_file.operators.sliding import SLIDING
from explorer.formats.onnx_file.terms import Value

OPERATORS: Mapping[str, Callable[[Reading], tuple[Value, ...]]] = {
    **SLIDING,
    **DENSE,
    **ACTIVATIONS,
    **NORMALIZATIONS,
    **ARITHMETIC,
    **RESHAPING,
    **SIZING,
    **RESIZING,
}
"""What makes the values of a node's outputs, by the name of its operator."""
