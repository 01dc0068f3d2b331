"""What a run makes of the images it is given: nothing shared, nothing rounded, wrong layouts named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import Dropout, Flatten, Network, ReLU, Rescaling, Runner
from explorer.errors import WeightsError
from explorer.layers.base import Array
from explorer.running import runner
from explorer.running.inputs import batch_hint, image_hint
from explorer.weights import Weights
from tests.strategies import networks, random_params

SHAPE = (4, 5, 3)
NETWORK = Network((Dropout(), ReLU(), Flatten()), SHAPE)


def pixels(*batch: int, dtype: Any = np.float64) -> Array:
    return np.random.default_rng(0).random((*batch, *SHAPE)).astype(dtype)


# -- memory ---------------------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(network=networks())
def test_nothing_written_later_changes_a_run(network: Network) -> None:
    x, params = np.random.default_rng(0).random((1, *network.input_shape)), random_params(network)
    acts = explorer.run(network, params, x)
    before = {path: act.copy() for path, act in acts.items()}
    for array in (x, *(each for own in params.values() for each in own.values())):
        assert array.flags.writeable, "the caller's arrays stay the caller's"
        array[...] = -7
    for path, act in acts.items():
        np.testing.assert_array_equal(act, before[path], err_msg=path)


@pytest.mark.parametrize(
    "view", [lambda x: x, lambda x: x[:], lambda x: x.copy().transpose(1, 0, 2).transpose(1, 0, 2)]
)
def test_nothing_written_later_changes_what_a_runner_remembers(view: Callable[[Array], Array]) -> None:
    image, own = pixels(), Runner()
    acts = own.run(NETWORK, Weights(), view(image))
    before = {path: act.copy() for path, act in acts.items()}
    again = image.copy()
    image[...] = -7
    for result in (acts, own.run(NETWORK, Weights(), again)):
        for path, act in result.items():
            np.testing.assert_array_equal(act, before[path], err_msg=path)


def test_a_read_only_image_stays_usable() -> None:
    image = pixels()
    image.flags.writeable = False
    acts = explorer.run(NETWORK, {}, image[None])
    assert np.shares_memory(acts[""], image), "what nobody writes to need not be copied"
    np.testing.assert_array_equal(acts[""][0], image)


# -- numbers --------------------------------------------------------------------------------------------------------------


def test_big_endian_float64_stays_float64() -> None:
    acts = explorer.run(NETWORK, {}, pixels(2).astype(">f8"))
    assert {act.dtype for act in acts.values()} == {np.dtype(np.float64)}
    np.testing.assert_array_equal(acts[""], pixels(2))


def test_large_whole_numbers_are_not_rounded() -> None:
    x = np.full((1, *SHAPE), 2**24 + 1)
    np.testing.assert_array_equal(explorer.run(NETWORK, {}, x)["1"].astype(np.int64), x)


def test_lists_are_taken() -> None:
    np.testing.assert_array_equal(explorer.run(NETWORK, {}, pixels(1).tolist())[""], pixels(1))  # type: ignore[arg-type]


def test_nan_and_infinity_are_taken() -> None:
    x = np.full((1, *SHAPE), np.nan)
    x[0, 0, 0] = np.inf
    np.testing.assert_array_equal(explorer.run(NETWORK, {}, x)["0"], x)


def test_complex_numbers_are_refused() -> None:
    with pytest.raises(WeightsError) as caught:
        explorer.run(NETWORK, {}, pixels(1, dtype=np.complex64))
    assert str(caught.value) == (
        "Complex numbers (complex64) were given for the images. Use their real part (x.real) or their magnitude (abs(x))."
    )


@pytest.mark.parametrize("layers", [NETWORK.layers, (Rescaling(scale=1 / 255),)])
@pytest.mark.parametrize("x", [np.full((1, *SHAPE), 200, np.uint8), np.zeros((1, *SHAPE), np.uint8)])
def test_pixels_of_0_to_255_are_refused_whatever_they_hold(layers: Any, x: Array) -> None:
    network = Network(layers, SHAPE)
    with pytest.raises(WeightsError) as caught:
        explorer.run(network, {}, x)
    assert caught.value.problem == "Whole numbers of 8 bits (uint8) were given for the images."
    assert caught.value.remedy == (
        "Pixels of 0 to 255 are not scaled by themselves: divide them, x / np.float32(255), or open the file with "
        "explorer.images.decode and fit. If the network begins with Rescaling(scale=1 / 255), use x.astype(np.float32)."
    )
    with pytest.raises(WeightsError, match=r"\(uint8\) were given for the image\."):
        Runner().run(network, Weights(), x[0])
    assert explorer.run(network, {}, x / np.float32(255))[""].dtype == np.float32


def test_no_images() -> None:
    with pytest.raises(WeightsError) as caught:
        explorer.run(NETWORK, {}, pixels(0))
    assert str(caught.value) == "There are no images: the batch has length 0. Give at least one image."


def test_equal_numbers_of_other_types_share_what_is_remembered() -> None:
    own, image = Runner(), np.ones(SHAPE, np.float32)
    own.run(NETWORK, Weights(), image)
    assert own.knows(NETWORK, Weights(), np.ones(SHAPE, ">f4")) == len(NETWORK.layers)
    assert own.knows(NETWORK, Weights(), np.ones(SHAPE, np.int64)) == len(NETWORK.layers)
    assert runner.run_key(NETWORK, Weights(), np.ones(SHAPE, ">f4")) == runner.run_key(NETWORK, Weights(), image)


# -- layouts --------------------------------------------------------------------------------------------------------------


GREY = (4, 5, 1)


@pytest.mark.parametrize(
    ("wanted", "shape", "remedy"),
    [
        (SHAPE, (4, 5, 3), "The batch axis is missing: use x[None]."),
        (SHAPE, (2, 3, 4, 5), "It looks like (batch, channels, rows, columns): use x.transpose(0, 2, 3, 1)."),
        (SHAPE, (3, 4, 5), "It looks like (channels, rows, columns): use x.transpose(1, 2, 0)[None]."),
        (GREY, (4, 5), "The axes of batch and channels are missing: use x[None, :, :, None]."),
        (GREY, (7, 4, 5), "It looks like (batch, rows, columns): use x[..., None]."),
        (GREY, (2, 1, 4, 5), "It looks like (batch, channels, rows, columns): use x.transpose(0, 2, 3, 1)."),
        (SHAPE, (2, 5, 4, 3), "Fit the image to the network's input first: explorer.images.fit."),
        (SHAPE, (), "Fit the image to the network's input first: explorer.images.fit."),
    ],
)
def test_other_layouts_of_a_batch_are_named(wanted: Any, shape: tuple[int, ...], remedy: str) -> None:
    network = Network((), wanted)
    x = np.zeros(shape)
    with pytest.raises(WeightsError) as caught:
        explorer.run(network, {}, x)
    rows, cols, channels = wanted
    assert (
        caught.value.problem == f"The images have shape {shape}; the network takes (batch, {rows}, {cols}, {channels})."
    )
    assert caught.value.remedy == remedy


@pytest.mark.parametrize(
    ("wanted", "shape", "remedy"),
    [
        (SHAPE, (1, 4, 5, 3), "It has a batch axis: use x[0]."),
        (SHAPE, (3, 4, 5), "It looks like (channels, rows, columns): use x.transpose(1, 2, 0)."),
        (SHAPE, (1, 3, 4, 5), "It looks like (batch, channels, rows, columns): use x[0].transpose(1, 2, 0)."),
        (GREY, (4, 5), "The axis of channels is missing: use x[..., None]."),
        (SHAPE, (4, 5, 1), "Fit the image to the network's input first: explorer.images.fit."),
    ],
)
def test_other_layouts_of_an_image_are_named(wanted: Any, shape: tuple[int, ...], remedy: str) -> None:
    with pytest.raises(WeightsError) as caught:
        Runner().run(Network((), wanted), Weights(), np.zeros(shape))
    assert caught.value.problem == f"The image has shape {shape}; the network takes {wanted}."
    assert caught.value.remedy == remedy


SIDES = st.integers(1, 3)


@settings(max_examples=300)
@given(wanted=st.tuples(SIDES, SIDES, SIDES), shape=st.lists(SIDES, max_size=5).map(tuple))
def test_what_a_hint_says_makes_the_shape(wanted: tuple[int, int, int], shape: tuple[int, ...]) -> None:
    x = np.zeros(shape)
    for hint, made in (
        (batch_hint(shape, wanted), (len(wanted) + 1, wanted)),
        (image_hint(shape, wanted), (3, wanted)),
    ):
        if hint:
            code = hint.split(": use ")[1].removesuffix(".")
            result = eval(code, {"x": x})
            assert (result.ndim, result.shape[-3:]) == made


def test_a_layout_that_fits_both_ways_is_taken_as_it_is() -> None:
    x = np.random.default_rng(0).random((2, 3, 3, 3))
    np.testing.assert_array_equal(explorer.run(Network((), (3, 3, 3)), {}, x)[""], x)
