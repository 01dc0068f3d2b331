"""What each hand-made filter does to pictures whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from explorer.errors import WeightsError
from explorer.kernels.convolution.convolution import convolve
from explorer.layers.base import Array
from explorer.weights.bank import FILTERS, LUMA, kernel_of

NAMES = [made.name for made in FILTERS]
ROW, COL = np.mgrid[0:9, 0:11].astype(np.float64)
RAMP = 2 * ROW + 3 * COL
NOISE = np.random.default_rng(0).random((9, 11))


def filtered(name: str, picture: Array, size: int = 3) -> Array:
    """The interior of a filtered picture (rows, columns) or (rows, columns, channels), in float64."""
    x = np.atleast_3d(picture)[None]
    kernel = kernel_of((name,), (size, size, x.shape[3], 1)).astype(np.float64)
    return convolve(x, kernel, None)[0, :, :, 0]


def inside(picture: Array, cut: int = 1) -> Array:
    return picture[cut:-cut, cut:-cut]


def close(actual: Array, wanted: Array | float) -> None:
    np.testing.assert_allclose(actual, np.broadcast_to(wanted, actual.shape), rtol=0, atol=1e-5)


def test_every_filter_is_tested_here_and_described() -> None:
    assert set(NAMES) == set(ON_A_CONSTANT)
    assert len(set(NAMES)) == len(NAMES)
    assert all(made.title and made.about.endswith(".") for made in FILTERS)


# The sum of the taps: what is left of a constant grey picture.
ON_A_CONSTANT = {
    "identity": 1,
    "grey": 1,
    "box_blur": 1,
    "gaussian_blur": 1,
    "sharpen": 1,
    "emboss": 1,
    "sobel_x": 0,
    "sobel_y": 0,
    "laplacian": 0,
    "red_green": 0,
    "blue_yellow": 0,
}


@pytest.mark.parametrize(("name", "kept"), ON_A_CONSTANT.items())
def test_a_constant_picture(name: str, kept: int) -> None:
    close(filtered(name, np.full((7, 7, 3), 0.8)), 0.8 * kept)


def test_identity_passes_a_picture_on() -> None:
    close(filtered("identity", NOISE), inside(NOISE))


@pytest.mark.parametrize("name", ["identity", "grey"])
def test_grey_weighs_red_green_and_blue(name: str) -> None:
    picture = np.random.default_rng(1).random((5, 6, 3))
    close(filtered(name, picture, size=1), picture @ np.array(LUMA))
    assert sum(LUMA) == pytest.approx(1)


def test_blurs_equal_scipy() -> None:
    close(filtered("box_blur", NOISE), inside(ndimage.uniform_filter(NOISE, 3)))
    binomial = np.array([1, 2, 1]) / 4
    smooth = ndimage.correlate1d(ndimage.correlate1d(NOISE, binomial, 0), binomial, 1)
    close(filtered("gaussian_blur", NOISE), inside(smooth))


@pytest.mark.parametrize(("name", "axis", "slope"), [("sobel_x", 1, 3), ("sobel_y", 0, 2)])
def test_sobel_equals_scipy_sign_included(name: str, axis: int, slope: int) -> None:
    close(filtered(name, RAMP), 8 * slope)  # taps of weight 1 + 2 + 1, two cells apart
    for picture in (RAMP, NOISE):
        close(filtered(name, picture), inside(ndimage.sobel(picture, axis)))


def test_sobel_is_positive_where_it_gets_brighter_to_the_right() -> None:
    brighter = (COL > 5).astype(float)
    assert filtered("sobel_x", brighter).max() == 4
    assert filtered("sobel_x", brighter).min() == 0
    close(filtered("sobel_y", brighter), 0)


def test_laplacian_equals_scipy() -> None:
    close(filtered("laplacian", RAMP), 0)
    close(filtered("laplacian", ROW**2 + COL**2), 4)
    close(filtered("laplacian", NOISE), inside(ndimage.laplace(NOISE)))


def test_sharpening_takes_the_laplacian_away() -> None:
    close(filtered("sharpen", NOISE), inside(NOISE - ndimage.laplace(NOISE)))


def test_emboss_lights_slopes_towards_one_corner() -> None:
    # Each tap times its place sums to 6 along both axes: a slope counts six times, the picture once.
    close(filtered("emboss", RAMP), inside(RAMP) + 6 * (2 + 3))
    close(filtered("emboss", ROW - COL), inside(ROW - COL))


@pytest.mark.parametrize(
    ("name", "on_red", "on_green", "on_blue"), [("red_green", 1, -1, 0), ("blue_yellow", -0.5, -0.5, 1)]
)
def test_colour_opponents(name: str, on_red: float, on_green: float, on_blue: float) -> None:
    for channel, wanted in enumerate((on_red, on_green, on_blue)):
        picture = np.zeros((4, 4, 3))
        picture[..., channel] = 1
        close(filtered(name, picture), wanted)


@pytest.mark.parametrize("channels", [1, 2, 8])
def test_other_numbers_of_channels_are_weighed_evenly(channels: int) -> None:
    picture = np.random.default_rng(2).random((6, 6, channels))
    close(filtered("box_blur", picture), inside(ndimage.uniform_filter(picture.mean(axis=2), 3)))


def test_filters_are_centred_in_larger_windows() -> None:
    close(filtered("laplacian", NOISE, size=5), inside(ndimage.laplace(NOISE), 2))
    kernel = kernel_of(("identity", "sobel_x"), (5, 7, 1, 2))
    assert kernel.dtype == np.float32
    np.testing.assert_array_equal(np.argwhere(kernel[..., 0, 0]), [[2, 3]])
    np.testing.assert_array_equal(kernel[1:4, 2:5, 0, 1], [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


@pytest.mark.parametrize(
    ("names", "shape", "problem"),
    [
        (("sobel_z",), (3, 3, 3, 1), "There is no hand-made filter 'sobel_z'."),
        (("grey",), (3, 3, 3, 2), "1 hand-made filters are named for 2 filters."),
        (("sobel_x",), (3, 1, 3, 1), "The filter 'Sobel, left to right' is 3 x 3, the window 3 x 1."),
    ],
)
def test_what_cannot_be_made_is_refused(names: tuple[str, ...], shape: tuple[int, ...], problem: str) -> None:
    with pytest.raises(WeightsError) as caught:
        kernel_of(names, shape)
    assert caught.value.problem == problem
    assert caught.value.remedy
