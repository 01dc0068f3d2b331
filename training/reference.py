"""A small forward pass in plain numpy, written independently of torch and of the explorer's engine."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from training.architecture import Layer
from training.data import Photos, to_input

BATCH = 500


def _conv(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray, padding: str) -> np.ndarray:
    margin = (kernel.shape[0] - 1) // 2 if padding == "same" else 0
    padded = np.pad(x, ((0, 0), (margin, margin), (margin, margin), (0, 0)))
    windows = sliding_window_view(padded, kernel.shape[:2], axis=(1, 2))  # n, row, col, channel, k row, k col
    return np.tensordot(windows, kernel, axes=((4, 5, 3), (0, 1, 2))) + bias


def _max_pool(x: np.ndarray) -> np.ndarray:
    rows, cols = x.shape[1] // 2, x.shape[2] // 2
    return x[:, : 2 * rows, : 2 * cols].reshape(len(x), rows, 2, cols, 2, -1).max(axis=(2, 4))


def _softmax(x: np.ndarray) -> np.ndarray:
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def step(layer: Layer, x: np.ndarray, kernel: np.ndarray | None, bias: np.ndarray | None) -> np.ndarray:
    """The output of one layer, NHWC or (n, units), for `x` (n, rows, cols, channels) or (n, units)."""
    if layer.kind == "Rescaling":
        return x * x.dtype.type(layer.settings["scale"]) + x.dtype.type(layer.settings["offset"])
    if layer.kind == "Conv2D":
        return _conv(x, kernel, bias, layer.settings["padding"])
    if layer.kind == "Dense":
        return x @ kernel + bias
    plain = {"MaxPool2D": _max_pool, "Softmax": _softmax, "ReLU": lambda v: np.maximum(v, 0)}
    return x.reshape(len(x), -1) if layer.kind == "Flatten" else plain[layer.kind](x)


def run(layers: list[Layer], params: dict[str, np.ndarray], x: np.ndarray) -> list[np.ndarray]:
    """The output of every layer; parameters are converted to the dtype of `x`."""
    outputs: list[np.ndarray] = []
    for index, layer in enumerate(layers):
        arrays = (params.get(f"{index}/{name}") for name in ("kernel", "bias"))
        kernel, bias = (None if array is None else array.astype(x.dtype) for array in arrays)
        x = step(layer, x, kernel, bias)
        outputs.append(x)
    return outputs


def predict(layers: list[Layer], params: dict[str, np.ndarray], images: np.ndarray) -> np.ndarray:
    """Class (n,) that the network gives each uint8 image (n, 28, 28)."""
    starts = range(0, len(images), BATCH)
    classes = [run(layers, params, to_input(images[start : start + BATCH]))[-1].argmax(-1) for start in starts]
    return np.concatenate(classes)


def accuracy(layers: list[Layer], params: dict[str, np.ndarray], photos: Photos) -> float:
    """Share of right answers, in percent."""
    return 100 * float(np.mean(predict(layers, params, photos.images) == photos.labels))
