"""The bank of hand-made filters (Sobel, Laplacian, blur ...), and kernels made of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import WeightsError
from explorer.layers.base import Shape

LUMA = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in a grey value (ITU-R BT.601)."""


@dataclass(frozen=True)
class Filter:
    """A hand-made filter: `taps` (rows, columns), weights of the channels of a colour image, and in words what it shows."""

    name: str
    title: str
    taps: tuple[tuple[float, ...], ...]
    colours: tuple[float, float, float]
    about: str


_ONE = ((1.0,),)
FILTERS: tuple[Filter, ...] = (
    Filter("identity", "Identity", _ONE, LUMA, "Passes the picture on as it is, in grey."),
    Filter("grey", "Grey", _ONE, LUMA, "Mixes red, green and blue into one grey number: a 1x1 filter."),
    Filter(
        "box_blur", "Box blur", ((1 / 9,) * 3,) * 3, LUMA, "The mean of a 3x3 square: small details are smoothed away."
    ),
    Filter(
        "gaussian_blur",
        "Gaussian blur",
        ((1 / 16, 2 / 16, 1 / 16), (2 / 16, 4 / 16, 2 / 16), (1 / 16, 2 / 16, 1 / 16)),
        LUMA,
        "A mean in which nearby pixels count more: a softer blur.",
    ),
    Filter(
        "sharpen",
        "Sharpen",
        ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
        LUMA,
        "Exaggerates what differs from its neighbours.",
    ),
    Filter(
        "sobel_x",
        "Sobel, left to right",
        ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
        LUMA,
        "Vertical edges: positive where it gets brighter to the right.",
    ),
    Filter(
        "sobel_y",
        "Sobel, top to bottom",
        ((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
        LUMA,
        "Horizontal edges: positive where it gets brighter downwards.",
    ),
    Filter(
        "laplacian",
        "Laplacian",
        ((0, 1, 0), (1, -4, 1), (0, 1, 0)),
        LUMA,
        "Spots and thin lines, whatever their direction.",
    ),
    Filter(
        "emboss", "Emboss", ((-2, -1, 0), (-1, 1, 1), (0, 1, 2)), LUMA, "The picture as a relief lit from one corner."
    ),
    Filter("red_green", "Red against green", _ONE, (1.0, -1.0, 0.0), "Positive where red wins over green."),
    Filter(
        "blue_yellow", "Blue against yellow", _ONE, (-0.5, -0.5, 1.0), "Positive where blue wins over red and green."
    ),
)
FILTER_BY_NAME = {f.name: f for f in FILTERS}


def kernel_of(names: tuple[str, ...], shape: Shape) -> NDArray[np.float32]:
    """A kernel (rows, columns, channels, filters) made of the named filters, each centred in the window.

    Three input channels are weighed as the filter's colours say, any other number evenly. Raises WeightsError for an
    unknown name, a wrong number of filters, or a window too small for a filter.
    """
    rows, cols, channels, filters = shape
    if len(names) != filters:
        raise WeightsError(f"{len(names)} hand-made filters are named for {filters} filters.", "Name one per filter.")
    kernel = np.zeros(shape, np.float32)
    for index, name in enumerate(names):
        if name not in FILTER_BY_NAME:
            raise WeightsError(f"There is no hand-made filter {name!r}.", f"Use one of {', '.join(FILTER_BY_NAME)}.")
        hand_made = FILTER_BY_NAME[name]
        taps = np.array(hand_made.taps, np.float64)
        if taps.shape[0] > rows or taps.shape[1] > cols:
            raise WeightsError(
                f"The filter {hand_made.title!r} is {taps.shape[0]} x {taps.shape[1]}, the window {rows} x {cols}.",
                f"Use a window of at least {taps.shape[0]} x {taps.shape[0]}.",
            )
        top, left = (rows - taps.shape[0]) // 2, (cols - taps.shape[1]) // 2
        weights = np.array(hand_made.colours) if channels == 3 else np.full(channels, 1 / channels)
        kernel[top : top + taps.shape[0], left : left + taps.shape[1], :, index] = taps[:, :, None] * weights
    return kernel
