"""Kernels in 7 or 8 bits a weight, with a scale per output channel, and biases that make up for the rounding."""

from __future__ import annotations

import numpy as np

LARGEST = {4: 127, 2: 63}
"""By the number of axes of a kernel: convolutions have 8 bits (-127 to 127), the dense layer 7, which the answers show no more
and which makes the file 0.16 MB smaller. Symmetric, so that 0 stays 0."""

SMALL = 20_000
"""Kernels of fewer weights, which are those of the first stages and most depthwise ones, stay in float16: 0.13 MB more,
and a quarter of the divergence that is left after the biases are corrected."""


def quantize(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers int8 in the shape of `kernel`, and scales float32 that multiply them along its last axes.

    `kernel` is (rows, columns, channels, filters) or (inputs, units), its scales (filters,) or (units,); a depthwise kernel
    (rows, columns, channels, 1) has scales (channels, 1). The largest weight of a channel becomes LARGEST, as in Jacob et al.
    2018, arXiv:1712.05877, section 2.1, with zero point 0.
    """
    within = (0, 1) if _depthwise(kernel) else tuple(range(kernel.ndim - 1))
    largest = np.abs(kernel).max(axis=within)
    scale = np.where(largest > 0, largest / LARGEST[kernel.ndim], 1).astype(np.float32)
    return np.rint(kernel / scale).astype(np.int8), scale


def corrected_bias(bias: np.ndarray, change: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """The bias (filters,) less what a `change` of the kernel adds on average, given the mean (channels,) of its input.

    Nagel et al. 2019, arXiv:1906.04721, section 4.2; cells at a border, which read zeros, are not thought of.
    """
    if _depthwise(change):
        return (bias - change.sum(axis=(0, 1))[:, 0] * expected).astype(np.float32)
    taps = change.sum(axis=(0, 1)) if change.ndim == 4 else change
    return (bias - expected @ taps).astype(np.float32)


def stored(params: dict[str, np.ndarray], expected: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What the file holds of `<path>/kernel` and `<path>/bias`, in the same order: kernels as int8 with `kernel_scale`, or as
    float16 where they are small, and biases in float32, corrected with the `expected` input of each path."""
    arrays: dict[str, np.ndarray] = {}
    for key in (key for key in params if key.endswith("/kernel")):
        path, kernel = key.removesuffix("/kernel"), params[key]
        if kernel.size < SMALL:
            kept = {key: kernel.astype(np.float16)}
        else:
            kept = dict(zip((key, f"{key}_scale"), quantize(kernel), strict=True))
        change = restored(kept)[key].astype(np.float64) - kernel
        arrays |= {**kept, f"{path}/bias": corrected_bias(params[f"{path}/bias"], change, expected[path])}
    return arrays


def restored(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The weights of what `stored` made, float32, as the explorer reads them."""
    scales = {key.removesuffix("_scale"): array for key, array in arrays.items() if key.endswith("_scale")}
    return {
        key: array.astype(np.float32) * scales[key] if key in scales else array.astype(np.float32)
        for key, array in arrays.items()
        if not key.endswith("_scale")
    }


def _depthwise(kernel: np.ndarray) -> bool:
    return kernel.ndim == 4 and kernel.shape[-1] == 1
