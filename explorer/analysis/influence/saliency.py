"""Saliency: the derivative of one cell's number with respect to every pixel, plain and smoothed.

Simonyan, Vedaldi and Zisserman 2014, arXiv:1312.6034; Smilkov et al. 2017 (SmoothGrad), arXiv:1706.03825.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from explorer.analysis.influence.target import gradients
from explorer.layers.base import Array, Params
from explorer.network import Cell, Network, check_network
from explorer.running import inputs, run
from explorer.settings import check_whole
from explorer.weights.seeded import MAX_SEED

COPIES = 16
"""Noisy copies of the image that are averaged."""
NOISE = 0.1
"""Standard deviation of the noise, as a part of the range of the pixels."""


def saliency(network: Network, params: Mapping[str, Params], acts: Mapping[str, Array], cell: Cell) -> Array:
    """The derivative of the number in `cell` with respect to every value of the image, (rows, columns, channels).

    `acts` hold one image. Raises SettingError if the network has no such cell.
    """
    by_pixel: Array = gradients(network, params, acts, cell).acts[""][0]
    return by_pixel


def smoothed(
    network: Network, params: Mapping[str, Params], image: Array, cell: Cell, copies: int = COPIES, seed: int = 0
) -> Array:
    """The mean saliency over `copies` copies of `image` (rows, columns, channels), each with normal noise of its own.

    The noise has a standard deviation of NOISE of the image's range; the same seed gives the same picture. Raises
    SettingError for an unknown cell, WeightsError for an image or parameters that do not fit.
    """
    check_network(network).check_cell(cell)
    image = inputs.image(network, image)[0]
    copies, seed = check_whole("number of copies", copies, 1, 10_000), check_whole("seed", seed, 0, MAX_SEED)
    draws = np.random.default_rng(seed)
    deviation = NOISE * float(image.max() - image.min())
    total = np.zeros(image.shape, np.float64)
    for _ in range(copies):
        noisy = image + deviation * draws.standard_normal(image.shape)
        acts = run(network, params, noisy.astype(image.dtype)[None])
        total += saliency(network, params, acts, cell)
    return np.asarray(total / copies, image.dtype)


def strongest_per_pixel(gradient: Array) -> Array:
    """The derivative of largest magnitude among the channels of each pixel, with its sign, (rows, columns)."""
    pick = np.abs(gradient).argmax(axis=2)
    return np.asarray(np.take_along_axis(gradient, pick[:, :, None], axis=2)[:, :, 0])
