"""Back-propagation end to end: against central differences on random networks, and where conventions decide."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, Softmax, backprop
from explorer.errors import SettingError, WeightsError
from explorer.ledger import routing_mask
from tests.strategies import fitting, nested_networks, networks, random_params

EPS = 1e-6


def leading(network: Network, path: str) -> set[str]:
    """The paths of all steps whose numbers the one at `path` is made of, its own included."""
    return {path}.union(*(leading(network, source) for source in network.step(path).sources))


@settings(max_examples=200)
@given(data=st.data())
def test_random_networks_agree_with_central_differences(data: st.DataObject) -> None:
    network = data.draw(st.one_of(networks(most=6), nested_networks()))
    at = data.draw(st.sampled_from([step.path for step in network.steps]))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    params = random_params(network)
    x = rng.normal(size=(2, *network.input_shape))
    acts = explorer.run(network, params, x)
    dy = rng.normal(size=acts[at].shape) / np.abs(acts[at]).max(initial=1)
    gradients = backprop(network, params, acts, dy, at)
    paths = leading(network, at)
    assert set(gradients.acts) == paths
    assert {path: gradient.shape for path, gradient in gradients.acts.items()} == {p: acts[p].shape for p in paths}
    assert set(gradients.params) == {path for path in paths if network.step(path).param_shapes}

    def loss(images: np.ndarray) -> float:
        return float((dy * explorer.run(network, params, images)[at]).sum())

    # Along one random direction of the image at a time: a step over a kink of some cell would show as a large error in
    # both differences; then the direction says nothing and is left out.
    compared = 0
    for _ in range(4):
        way = rng.normal(size=x.shape)
        wide, narrow = ((loss(x + eps * way) - loss(x - eps * way)) / (2 * eps) for eps in (EPS, EPS / 4))
        want = float((gradients.acts[""] * way).sum())
        scale = float(np.abs(gradients.acts[""] * way).sum())
        if abs(wide - narrow) > 1e-4 * scale + 1e-6:
            continue
        compared += 1
        np.testing.assert_allclose(want, narrow, rtol=1e-3, atol=1e-5 * max(scale, 1))
    assert compared
    for path, own in gradients.params.items():
        name = data.draw(st.sampled_from(sorted(own)))
        place = data.draw(st.integers(0, own[name].size - 1))
        values = []
        for sign in (1, -1):
            changed = params[path][name].copy()
            changed.ravel()[place] += sign * EPS
            moved = {**params, path: {**params[path], name: changed}}
            values.append(float((dy * explorer.run(network, moved, x)[at]).sum()))
        slope = (values[0] - values[1]) / (2 * EPS)
        scale = float(np.abs(own[name]).max(initial=1))
        np.testing.assert_allclose(own[name].ravel()[place], slope, rtol=1e-3, atol=1e-4 * scale)


@settings(max_examples=60)
@given(fitting(MaxPool2D), st.booleans())
def test_a_max_pooling_sends_gradients_to_the_cells_of_the_routing_mask(fit: tuple, tied: bool) -> None:
    layer, shape = fit
    x = np.random.default_rng(0).normal(size=(1, *shape))
    x = np.sign(x) if tied else x
    dy = np.ones((1, *layer.output_shape(shape)))
    dx, _ = layer.backward(dy, x, {})
    assert dx.sum() == dy.sum()
    for channel in range(shape[2]):
        np.testing.assert_array_equal(dx[0, :, :, channel] > 0, routing_mask(layer, x[0, :, :, channel]))


def test_of_tied_cells_the_first_takes_all() -> None:
    dx, _ = MaxPool2D().backward(np.full((1, 1, 1, 1), 5.0), np.zeros((1, 2, 2, 1)), {})
    np.testing.assert_array_equal(dx.ravel(), [5, 0, 0, 0])
    dx, _ = explorer.GlobalMaxPool2D().backward(np.full((1, 1), 5.0), np.ones((1, 2, 2, 1)), {})
    np.testing.assert_array_equal(dx.ravel(), [5, 0, 0, 0])


def test_at_zero_a_relu_passes_nothing() -> None:
    dx, _ = ReLU().backward(np.ones((1, 3)), np.array([[-1.0, 0.0, 1.0]]), {})
    np.testing.assert_array_equal(dx, [[0, 0, 1]])


def test_a_step_in_the_middle_can_be_asked_about() -> None:
    network = Network((Conv2D(filters=2), ReLU(), Flatten(), Dense(units=3), Softmax()), (5, 5, 1))
    params = random_params(network)
    acts = explorer.run(network, params, np.random.default_rng(0).normal(size=(1, 5, 5, 1)))
    one = np.zeros((1, 3, 3, 2))
    one[0, 1, 2, 1] = 1
    gradients = backprop(network, params, acts, one, at="0")
    assert set(gradients.acts) == {"", "0"}
    kernel = np.zeros((5, 5))
    kernel[1:4, 2:5] = params["0"]["kernel"][:, :, 0, 1]
    np.testing.assert_array_equal(gradients.acts[""][0, :, :, 0], kernel)
    assert set(backprop(network, params, acts, np.ones((1, 3))).params) == {"0", "3"}


def test_nothing_written_later_changes_gradients() -> None:
    network = Network((ReLU(), Flatten(), explorer.Dropout()), (2, 2, 1))
    acts = explorer.run(network, {}, np.ones((1, 2, 2, 1)))
    dy = np.arange(4.0)[None]
    gradients = backprop(network, {}, acts, dy)
    assert dy.flags.writeable
    dy[...] = -7
    for gradient in gradients.acts.values():
        np.testing.assert_array_equal(gradient.ravel(), [0, 1, 2, 3])
        with pytest.raises(ValueError, match="read-only"):
            gradient[...] = 0


@pytest.mark.parametrize("dy", [[[1, 2, 3, 4]], np.array([[1, 2, 3, 4]], ">f8"), np.array([[1, 2, 3, 4]], np.int8)])
def test_the_gradient_to_start_from_is_converted(dy: Any) -> None:
    network = Network((Flatten(),), (2, 2, 1))
    acts = explorer.run(network, {}, np.ones((1, 2, 2, 1)))
    np.testing.assert_array_equal(backprop(network, {}, acts, dy).acts[""].ravel(), [1, 2, 3, 4])


def test_activations_that_are_not_those_of_a_run() -> None:
    network = Network((ReLU(), Flatten()), (2, 2, 1))
    acts = explorer.run(network, {}, np.ones((2, 2, 2, 1)))
    for wrong, problem in (
        ({**acts, "0": None}, "There are no activations of relu, path '0'."),
        ({**acts, "0": [1.0]}, "A list was given for the activations of relu."),
        ({**acts, "0": np.ones((2, 2, 2, 1), int)}, "An array of int64 was given for the activations of relu."),
        ({**acts, "1": np.ones((2, 5))}, "The activations of flatten have shape (2, 5); they must be (batch, 4)."),
        ({**acts, "1": np.ones((3, 4))}, "The activations of flatten are those of 3 images, others those of 2."),
        ("acts", "A string was given for the activations."),
    ):
        with pytest.raises(WeightsError) as caught:
            backprop(network, {}, wrong, np.ones((2, 4)))  # type: ignore[arg-type]
        assert str(caught.value) == f"{problem} Give what explorer.run(network, params, x) returned."


def test_what_cannot_be_asked() -> None:
    network = Network((ReLU(),), (2, 2, 1))
    acts = explorer.run(network, {}, np.ones((1, 2, 2, 1)))
    with pytest.raises(SettingError, match="There is no layer at path '7'"):
        backprop(network, {}, acts, np.ones((1, 2, 2, 1)), at="7")
    with pytest.raises(WeightsError) as caught:
        backprop(network, {}, acts, np.ones((1, 4)))
    assert caught.value.problem == "The gradient at relu has shape (1, 4); its activation has (1, 2, 2, 1)."
