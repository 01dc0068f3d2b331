"""Batch normalisations folded into the kernels and biases of the convolutions before them, in the explorer's layout."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from explorer.presets.imagenet import lite0
from training.imagenet.published import Published

EPSILON = 1e-3
"""Added to every variance: `batch_norm_epsilon` in efficientnet/lite/efficientnet_lite_builder.py of tensorflow/tpu."""

_BLOCK = (("_expand_conv", "_bn0"), ("_depthwise_conv", "_bn1"), ("_project_conv", "_bn2"))


@dataclass(frozen=True)
class Weighted:
    """One layer with a kernel, in the order of the stack: its names in the published file, without ".weight" and so on.

    `norm` is the batch normalisation behind it, None for the dense layer.
    """

    kernel: str
    norm: str | None


def weighted(published: Published) -> list[Weighted]:
    """The layers with a kernel in the order of the stack: stem, blocks, head, dense layer."""
    numbers = {int(match[1]) for name in published if (match := re.match(r"_blocks\.(\d+)\.", name))}
    in_blocks = [
        Weighted(f"_blocks.{number}.{kernel}", f"_blocks.{number}.{norm}")
        for number in sorted(numbers)
        for kernel, norm in _BLOCK
        if f"_blocks.{number}.{kernel}.weight" in published
    ]
    head = [Weighted("_conv_head", "_bn1"), Weighted("_fc", None)]
    return [Weighted("_conv_stem", "_bn0"), *in_blocks, *head]


def _folded(published: Published, layer: Weighted) -> tuple[np.ndarray, np.ndarray]:
    """Kernel (filters, ...) and bias (filters,) of one layer, float64.

    The normalisation gamma * (y - mean) / sqrt(variance + EPSILON) + beta of y = kernel * x is linear in y: Ioffe and Szegedy
    2015, arXiv:1502.03167, algorithm 2, line 11.
    """
    kernel = published[f"{layer.kernel}.weight"].astype(np.float64)
    if layer.norm is None:
        return kernel, published[f"{layer.kernel}.bias"].astype(np.float64)
    names = ("weight", "bias", "running_mean", "running_var")
    gamma, beta, mean, variance = (published[f"{layer.norm}.{name}"].astype(np.float64) for name in names)
    gain = gamma / np.sqrt(variance + EPSILON)
    return kernel * gain.reshape(-1, *[1] * (kernel.ndim - 1)), beta - mean * gain


def _laid_out(kernel: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """A kernel (filters, channels, rows, columns) as (rows, columns, channels, filters), that of a depthwise layer
    (channels, 1, rows, columns) as (rows, columns, channels, 1), that of a dense layer (units, inputs) as (inputs, units)."""
    if kernel.ndim == 2:
        return kernel.T
    depthwise = kernel.shape[1] == 1 and shape[3] == 1
    return kernel.transpose((2, 3, 0, 1) if depthwise else (2, 3, 1, 0))


def fold(published: Published) -> dict[str, np.ndarray]:
    """Kernels and biases by `<path>/kernel` and `<path>/bias`, float32, in the order of the stack.

    Raises ValueError where the published layers do not fit the network's.
    """
    steps = [step for step in lite0().steps if step.param_shapes]
    params: dict[str, np.ndarray] = {}
    for step, layer in zip(steps, weighted(published), strict=True):
        kernel, bias = _folded(published, layer)
        arrays = {"kernel": _laid_out(kernel, step.param_shapes["kernel"]), "bias": bias}
        for name, array in arrays.items():
            if array.shape != step.param_shapes[name]:
                raise ValueError(f"{layer.kernel}: {name} {array.shape}, {step.name} has {step.param_shapes[name]}")
            params[f"{step.path}/{name}"] = np.ascontiguousarray(array, np.float32)
    return params
