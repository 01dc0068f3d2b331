"""Parameters given to a run and to back-propagation: converted exactly, or refused with the layer's name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import (
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Flatten,
    Network,
    ReLU,
    backprop,
    presets,
)
from explorer.errors import WeightsError
from explorer.layers.base import Array, Layer
from explorer.running.parameters import kernel_hint
from explorer.weights import Weights
from tests.strategies import networks, random_params

NETWORK = Network((Conv2D(filters=2), BatchNormalization(), ReLU(), Flatten(), Dense(units=3)), (5, 6, 3))
X = np.random.default_rng(0).random((1, 5, 6, 3))
ACTS = explorer.run(NETWORK, random_params(NETWORK), X)
DY = np.ones((1, 3))


def refused(params: Any, network: Network = NETWORK, x: Array = X) -> str:
    """What both a run and a back-propagation say of these parameters: the same."""
    texts = []
    acts = ACTS if network is NETWORK else explorer.run(network, random_params(network), x)
    with pytest.raises(WeightsError) as caught:
        explorer.run(network, params, x)
    texts.append(str(caught.value))
    with pytest.raises(WeightsError) as caught:
        backprop(network, params, acts, np.ones_like(acts[network.steps[-1].path]))
    texts.append(str(caught.value))
    assert texts[0] == texts[1]
    return texts[0]


def changed(path: str, name: str, value: Any) -> dict[str, Any]:
    """Good parameters, but for one."""
    params: dict[str, Any] = random_params(NETWORK)
    return {**params, path: {**params[path], name: value}}


# -- converted --------------------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(network=networks())
def test_lists_of_numbers_are_the_numbers(network: Network) -> None:
    params = random_params(network)
    lists: Any = {path: {name: array.tolist() for name, array in own.items()} for path, own in params.items()}
    x = np.random.default_rng(0).random((1, *network.input_shape))
    acts, others = explorer.run(network, params, x), explorer.run(network, lists, x)
    for path, act in acts.items():
        np.testing.assert_array_equal(others[path], act, err_msg=path)
    dy = np.ones_like(acts[network.steps[-1].path])
    gradients, other_gradients = backprop(network, params, acts, dy), backprop(network, lists, acts, dy)
    for path, gradient in gradients.acts.items():
        np.testing.assert_array_equal(other_gradients.acts[path], gradient, err_msg=path)


@pytest.mark.parametrize("dtype", [">f4", ">f8", np.float16])
def test_other_floats_are_taken(dtype: Any) -> None:
    params = random_params(NETWORK, dtype=np.float16)
    other = {path: {name: array.astype(dtype) for name, array in own.items()} for path, own in params.items()}
    wanted = explorer.run(NETWORK, params, X)
    for path, act in explorer.run(NETWORK, other, X).items():
        np.testing.assert_array_equal(act, wanted[path], err_msg=path)


def test_a_network_without_weights_needs_no_parameters() -> None:
    network, none = Network((ReLU(),), (2, 2, 1)), None
    acts = explorer.run(network, none, np.ones((1, 2, 2, 1)))  # type: ignore[arg-type]
    np.testing.assert_array_equal(acts["0"], np.ones((1, 2, 2, 1)))
    assert set(backprop(network, none, acts, np.ones((1, 2, 2, 1))).acts) == {"", "0"}  # type: ignore[arg-type]


def test_parameters_of_a_whole_network_serve_its_beginning() -> None:
    beginning = Network(NETWORK.layers[:2], NETWORK.input_shape)
    acts = explorer.run(beginning, random_params(NETWORK), X)
    np.testing.assert_array_equal(acts["1"], ACTS["1"])


# -- refused ----------------------------------------------------------------------------------------------------------------


def test_no_parameters() -> None:
    assert refused(None) == ("This network needs parameters for conv1, bn1, dense2. Pass weights.params(network)."), [
        step.name for step in NETWORK.steps
    ]


def test_no_parameters_for_many_layers() -> None:
    network = presets.load("lenet5").network
    with pytest.raises(WeightsError) as caught:
        explorer.run(network, None, np.zeros((1, *network.input_shape)))  # type: ignore[arg-type]
    names = [step.name for step in network.steps if step.param_shapes]
    assert caught.value.problem == (
        f"This network needs parameters for {', '.join(names[:3])} and {len(names) - 3} more layers."
    )


def test_weights_in_place_of_parameters() -> None:
    assert refused(Weights()) == "Weights were given for the parameters. Pass weights.params(network)."


@pytest.mark.parametrize(
    ("value", "first"), [([1], "A list"), ("he_uniform", "A string"), (X, "An array"), (3, "An int")]
)
def test_parameters_that_are_no_mapping(value: Any, first: str) -> None:
    assert refused(value) == (
        f"{first} was given for the parameters. "
        "Pass weights.params(network), or a mapping such as {'0': {'kernel': ..., 'bias': ...}}."
    )


def test_a_layer_without_its_parameters() -> None:
    params = random_params(NETWORK)
    del params["0"]
    assert refused(params) == "There are no parameters for conv1. Give them under path '0'."


def test_parameters_of_a_layer_that_have_no_names() -> None:
    assert refused({**random_params(NETWORK), "4": [np.ones((24, 3)), np.ones(3)]}) == (
        "A list was given for the parameters of dense2. Give them by name: kernel, bias."
    )


def test_unknown_names_are_named() -> None:
    assert refused(changed("0", "scale", np.ones(2))) == "conv1 has no parameter scale. It takes kernel, bias."


def test_a_missing_name_tells_what_there_is() -> None:
    own = random_params(NETWORK)["0"]
    params = {**random_params(NETWORK), "0": {"weight": own["kernel"], "bias": own["bias"]}}
    assert refused(params) == "The kernel of conv1 is missing; it must be (3, 3, 3, 2). Given under '0': weight, bias."


def test_parameters_of_a_layer_that_takes_none() -> None:
    assert refused({**random_params(NETWORK), "2": {"alpha": np.ones(2)}}) == (
        "relu1 takes no parameters, but some are given under path '2'. "
        "Leave them out, or use weights made for this network."
    )
    assert explorer.run(NETWORK, {**random_params(NETWORK), "2": {}}, X)["4"].shape == (1, 3)


def test_a_negative_variance_is_named_with_its_place() -> None:
    assert refused(changed("1", "moving_variance", np.array([1, -0.25]))) == (
        "The moving_variance of bn1 is -0.25 at channel 1; it cannot be below 0. "
        "Give the variance itself, not its logarithm."
    )
    assert refused(changed("1", "moving_variance", [-2, 1])).startswith(
        "The moving_variance of bn1 is -2 at channel 0;"
    )


@pytest.mark.parametrize("value", ["kernel", None, 1 + 2j, np.ones((3, 3, 3, 2), complex), [[1], [1, 2]], {"a": 1}])
def test_kernels_that_are_no_numbers(value: Any) -> None:
    assert "for the kernel of conv1" in refused(changed("0", "kernel", value))


@pytest.mark.parametrize("value", [0.5, True, np.nan, np.ones((3, 3, 2, 2)), [], -1, 10**5])
def test_kernels_of_another_shape(value: Any) -> None:
    assert refused(changed("0", "kernel", value)) == (
        f"The kernel of conv1 is {np.shape(value)}; it must be (3, 3, 3, 2). Use weights made for it."
    )


# -- PyTorch's order ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "turned", "remedy"),
    [
        (
            Conv2D(filters=4, kernel_size=(2, 3)),
            (4, 3, 2, 3),
            "This kernel looks like PyTorch's (filters, channels, rows, columns): transpose it with "
            "kernel.transpose(2, 3, 1, 0).",
        ),
        (
            Conv2DTranspose(filters=4, kernel_size=(2, 3)),
            (3, 4, 2, 3),
            "This kernel looks like PyTorch's (channels, filters, rows, columns): transpose it with "
            "kernel.transpose(2, 3, 1, 0).",
        ),
        (
            DepthwiseConv2D(depth_multiplier=2, kernel_size=(2, 3)),
            (6, 1, 2, 3),
            "This kernel looks like PyTorch's (filters, 1, rows, columns): use kernel.transpose(2, 3, 1, 0)"
            ".reshape(2, 3, 3, 2).",
        ),
        (
            Dense(units=4),
            (4, 3),
            "This kernel looks like PyTorch's (units, inputs): transpose it with kernel.T.",
        ),
    ],
    ids=lambda value: getattr(value, "kind", None),
)
def test_kernels_in_the_order_of_pytorch_are_named(layer: Layer, turned: tuple[int, ...], remedy: str) -> None:
    network = Network((layer,), (5, 6, 3))
    params: Any = random_params(network)
    params["0"] = {**params["0"], "kernel": np.zeros(turned)}
    wanted = network.step("0").param_shapes["kernel"]
    name = network.step("0").name
    assert refused(params, network) == f"The kernel of {name} is {turned}; it must be {wanted}. {remedy}"


def test_a_depthwise_kernel_of_pytorch_computes_the_same_after_what_the_hint_says() -> None:
    layer = DepthwiseConv2D(depth_multiplier=2, kernel_size=(2, 3), use_bias=False)
    network = Network((layer,), (5, 6, 3))
    kernel = np.random.default_rng(0).normal(size=(6, 1, 2, 3))  # filter n reads channel n // 2
    out = explorer.run(network, {"0": {"kernel": kernel.transpose(2, 3, 1, 0).reshape(2, 3, 3, 2)}}, X)["0"]
    for n in range(6):
        alone = Network((Conv2D(filters=1, kernel_size=(2, 3), use_bias=False),), (5, 6, 1))
        one = kernel[n, 0][:, :, None, None]
        channel = X[..., n // 2, None]
        np.testing.assert_allclose(out[..., n], explorer.run(alone, {"0": {"kernel": one}}, channel)["0"][..., 0])


def test_a_dense_kernel_of_pytorch_behind_a_flatten_also_has_its_inputs_in_another_order() -> None:
    network = Network((Flatten(), Dense(units=4, use_bias=False)), (5, 6, 3))
    kernel = np.random.default_rng(0).normal(size=(4, 3 * 5 * 6))
    hint = refused({"1": {"kernel": kernel}}, network)
    assert hint.endswith("channel by channel: use kernel.reshape(4, 3, 5, 6).transpose(2, 3, 1, 0).reshape(90, 4).")
    turned = kernel.reshape(4, 3, 5, 6).transpose(2, 3, 1, 0).reshape(90, 4)
    out = explorer.run(network, {"1": {"kernel": turned}}, X)["1"]
    np.testing.assert_allclose(out, X.transpose(0, 3, 1, 2).reshape(1, -1) @ kernel.T)


@settings(max_examples=200)
@given(
    st.sampled_from((Conv2D(filters=2, kernel_size=(2, 1)), Conv2D(filters=3, kernel_size=3), Dense(units=3))),
    st.lists(st.integers(1, 3), min_size=1, max_size=4).map(tuple),
)
def test_a_hint_is_given_only_where_it_makes_the_shape(layer: Layer, shape: tuple[int, ...]) -> None:
    network = Network((layer,), (4, 4, 3))
    hint = kernel_hint(network, network.step("0"), shape)
    kernel = np.zeros(shape)
    turned = kernel.T if isinstance(layer, Dense) else kernel.transpose(2, 3, 1, 0) if kernel.ndim == 4 else kernel
    assert bool(hint) == (turned.shape == network.step("0").param_shapes["kernel"] and kernel.ndim in (2, 4))


def test_a_square_kernel_is_taken_as_it_is() -> None:
    network = Network((Conv2D(filters=3, use_bias=False),), (5, 6, 3))
    kernel = np.random.default_rng(0).normal(size=(3, 3, 3, 3))
    acts = explorer.run(network, {"0": {"kernel": kernel}}, X)
    np.testing.assert_allclose(acts["0"][0, 0, 0], np.einsum("ijc,ijcf->f", X[0, :3, :3], kernel))
