"""Arrays of files, matched with layers: all names and orders of axes, and what is told where there was a choice."""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer.errors import SettingError, WeightsError
from explorer.formats.weights import Matching, match
from explorer.formats.weights.files.safetensors import read_safetensors
from explorer.formats.weights.matching.orders import channels_first, pytorch_orders
from explorer.layers import (
    BatchNormalization,
    ChannelShuffle,
    Concatenate,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePool2D,
    LayerNormalization,
    MaxPool2D,
    PReLU,
    ReLU,
    Residual,
)
from explorer.layers.base import Array, Layer
from explorer.network import Network
from tests.formats.weights.making import written
from tests.strategies import networks

RNG = np.random.default_rng(3)
PYTORCH = {
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
    "alpha": "weight",
}


def numbers_for(network: Network) -> dict[str, dict[str, Array]]:
    """Parameters of a network of which no two are alike, variances not negative."""
    return {
        step.path: {name: RNG.random(shape, dtype=np.float32) for name, shape in step.param_shapes.items()}
        for step in network.steps
        if step.param_shapes
    }


def in_pytorch(network: Network, params: Mapping[str, Mapping[str, Array]], path: str) -> dict[str, Array]:
    """The parameters of one layer as PyTorch keeps them: the inverse of what is read, written out kind by kind."""
    layer, order, out = network.step(path).layer, pytorch_orders(network)[path], {}
    for name, array in params[path].items():
        if name != "kernel":
            moved = array
            if order is not None and array.shape == order.shape:
                moved = np.empty_like(array)
                moved[order] = array
            out[PYTORCH.get(name, name)] = moved
        elif isinstance(layer, Dense):
            rows = array
            if order is not None:
                rows = np.empty_like(array)
                rows[order] = array
            out["weight"] = rows.T
        elif isinstance(layer, DepthwiseConv2D):
            rows_, cols, channels, each = array.shape
            out["weight"] = np.moveaxis(array.reshape(rows_, cols, channels * each), -1, 0)[:, None]
        else:
            out["weight"] = np.moveaxis(array, (3, 2), (0, 1))
    return out


def assert_params(matching: Matching, params: Mapping[str, Mapping[str, Array]]) -> None:
    assert matching.missing == (), matching.table()
    assert matching.params.keys() == params.keys()
    for path, own in params.items():
        for name, array in own.items():
            np.testing.assert_array_equal(matching.params[path][name], array, strict=True, err_msg=f"{path}/{name}")
            assert not matching.params[path][name].flags.writeable


NETWORK = Network(
    (
        *(Conv2D(filters=4, padding="same"), BatchNormalization(epsilon=1e-5), PReLU(), MaxPool2D()),
        *(DepthwiseConv2D(kernel_size=3, depth_multiplier=2), Conv2DTranspose(filters=4, kernel_size=2, strides=2)),
        Residual(layers=(Conv2D(filters=4, padding="same"), ReLU(), Conv2D(filters=4, padding="same"))),
        *(Flatten(), BatchNormalization(epsilon=1e-5), Dropout(), Dense(units=6), ReLU(), Dense(units=6)),
    ),
    (8, 8, 3),
)


@given(networks())
def test_our_own_names_are_found_by_path_and_by_name(network: Network) -> None:
    params = numbers_for(network)
    for name_of in (lambda step: step.path, lambda step: step.name):
        arrays = {
            f"{name_of(network.step(path))}/{name}": array
            for path, own in params.items()
            for name, array in own.items()
        }
        if not arrays:
            continue
        shuffled = random.Random(1).sample(sorted(arrays), len(arrays))
        matching = match(network, {name: arrays[name] for name in shuffled})
        assert_params(matching, params)
        assert matching.notes[0] == "The layers were found by their names."


@given(networks(), st.booleans())
def test_state_dicts_are_turned_and_put_in_our_order(network: Network, sequential: bool) -> None:
    """By order: kernels follow each other, and so do the rest. What has equal shapes is told."""
    params = numbers_for(network)
    arrays: dict[str, Array] = {}
    for place, path in enumerate(params):
        for name, array in in_pytorch(network, params, path).items():
            arrays[f"{place}.{name}" if sequential else f"module.body.{place}.part.{name}"] = array
        arrays[f"{place}.num_batches_tracked"] = np.array(7)
    if params:
        assert_params(match(network, arrays), params)


@pytest.mark.parametrize("flattened_first", [False, True])
def test_rows_behind_flatten_change_places(flattened_first: bool) -> None:
    """The sums are written out: PyTorch's weight of number (channel, row, column) stands at our (row, column, channel)."""
    layers: tuple[Layer, ...] = (Flatten(), ReLU(), Dense(units=5, use_bias=False))
    network = Network(
        layers if flattened_first else (MaxPool2D(), *layers), (4, 6, 3) if not flattened_first else (2, 3, 3)
    )
    weight = RNG.random((5, 18), dtype=np.float32)
    matching = match(network, {"fc.weight": weight})
    kernel = matching.params[network.steps[-1].path]["kernel"]
    for row, col, channel in np.ndindex(2, 3, 3):
        ours, theirs = (row * 3 + col) * 3 + channel, channel * 6 + row * 3 + col
        np.testing.assert_array_equal(kernel[ours], weight[:, theirs])
    assert any("reordered" in note for note in matching.notes)
    assert "reordered behind the flattened maps" in matching.rows[0].verdict


def test_keras_lists_flattened_maps_as_we_do() -> None:
    network = Network((Flatten(), Dense(units=5, use_bias=False)), (2, 3, 3))
    kernel = RNG.random((18, 5), dtype=np.float32)
    for name in ("dense/kernel:0", "layers/dense/vars/0", "params/Dense_0/kernel", "dense_kernel"):
        matching = match(network, {name: kernel})
        np.testing.assert_array_equal(matching.params["1"]["kernel"], kernel)
        assert not any("reordered" in note for note in matching.notes)


def test_the_order_of_joined_vectors_is_that_of_their_branches() -> None:
    pooled = (GlobalAveragePool2D(),)
    network = Network((Concatenate(stacks=((Flatten(),), pooled, (MaxPool2D(), Flatten()))), Dense(units=2)), (4, 4, 3))
    order = pytorch_orders(network)["1"]
    assert order is not None
    expected = [*channels_first((4, 4, 3)), *range(48, 51), *(51 + channels_first((2, 2, 3)))]
    assert order.tolist() == expected


def keras_arrays(kernel: str, *rest: str) -> dict[str, Array]:
    return {kernel: np.ones((3, 3, 1, 2)), **{name: np.ones(2) for name in rest}}


@pytest.mark.parametrize(
    "arrays",
    [
        keras_arrays("conv2d/kernel:0", "conv2d/bias:0"),
        keras_arrays("model_weights/conv2d/conv2d/kernel:0", "model_weights/conv2d/conv2d/bias:0"),
        keras_arrays("layers/conv2d/vars/0", "layers/conv2d/vars/1"),
        keras_arrays("params/Conv_0/kernel", "params/Conv_0/bias"),
        {"conv0_weight": np.ones((2, 1, 3, 3)), "conv0_bias": np.ones(2)},
        {"module.weight": np.ones((2, 1, 3, 3)), "module.bias": np.ones(2)},
        {"weight": np.ones((2, 1, 3, 3)), "bias": np.ones(2)},
        {"w": np.ones((3, 3, 1, 2)), "b": np.ones(2)},
        {"w": np.ones((2, 1, 3, 3)), "b": np.ones(2)},
        keras_arrays("a/kernel", "a/bias") | {"optimizer/vars/0": np.ones(2), "seed_generator/vars/0": np.ones(2)},
    ],
    ids=lambda arrays: next(iter(arrays)),
)
def test_names_of_many_writers(arrays: dict[str, Array]) -> None:
    matching = match(Network((Conv2D(filters=2),), (5, 5, 1)), arrays)
    assert matching.params["0"]["kernel"].shape == (3, 3, 1, 2)
    assert matching.params["0"]["bias"].tolist() == [1, 1]


def test_kernels_that_fit_in_the_other_order_only_are_told() -> None:
    network = Network((Conv2D(filters=2, use_bias=False),), (5, 5, 1))
    matching = match(network, {"conv1.weight": np.ones((3, 3, 1, 2))})
    assert matching.params["0"]["kernel"].shape == (3, 3, 1, 2)
    assert any("only with its order of axes" in note for note in matching.notes)


@pytest.mark.parametrize(
    ("layer", "array", "layout"),
    [
        (Dense(units=4, use_bias=False), RNG.random((4, 3, 1, 1)), "weight"),
        (Conv2D(filters=4, kernel_size=1, use_bias=False), RNG.random((4, 3)), "weight"),
        (Dense(units=4, use_bias=False), RNG.random((1, 1, 3, 4)), "kernel"),
        (Conv2D(filters=4, kernel_size=1, use_bias=False), RNG.random((3, 4)), "kernel"),
    ],
)
def test_dense_layers_and_1x1_convolutions_are_the_same_numbers(layer: Layer, array: Array, layout: str) -> None:
    matching = match(Network((layer,), (1, 1, 3)), {f"a.{layout}": array})
    matrix = array.reshape(4, 3).T if layout == "weight" else array.reshape(3, 4)
    np.testing.assert_array_equal(matching.params["0"]["kernel"].reshape(3, 4), matrix.astype(np.float32))


def test_a_depthwise_convolution_may_be_grouped_and_the_other_way_round() -> None:
    kernel = RNG.random((3, 3, 3, 2), dtype=np.float32)
    grouped = Network((Conv2D(filters=6, groups=3, use_bias=False),), (5, 5, 3))
    depthwise = Network((DepthwiseConv2D(depth_multiplier=2, use_bias=False),), (5, 5, 3))
    one = match(grouped, {"d/depthwise_kernel": kernel}).params["0"]["kernel"]
    image = RNG.random((1, 5, 5, 3), dtype=np.float32)
    expected = explorer.run(depthwise, {"0": {"kernel": kernel}}, image)["0"]
    np.testing.assert_allclose(explorer.run(grouped, {"0": {"kernel": one}}, image)["0"], expected, rtol=1e-6)
    back = match(depthwise, {"d/kernel": one}).params["0"]["kernel"]
    np.testing.assert_array_equal(back, kernel)


def test_a_separable_convolution_is_two_layers() -> None:
    network = Network((DepthwiseConv2D(use_bias=False), Conv2D(filters=2, kernel_size=1)), (5, 5, 3))
    arrays = {
        "s/depthwise_kernel": np.ones((3, 3, 3, 1)),
        "s/pointwise_kernel": np.ones((1, 1, 3, 2)),
        "s/bias": np.ones(2),
    }
    assert match(network, arrays).missing == ()


def test_one_slope_serves_all_maps() -> None:
    network = Network((PReLU(),), (5, 5, 3))
    for shape in ((1,), (3,), (1, 1, 3), ()):
        matching = match(network, {"act.weight": np.full(shape, 0.25)})
        assert matching.params["0"]["alpha"].tolist() == [0.25] * 3
    assert "one number for all" in match(network, {"a.weight": np.ones(1)}).rows[0].verdict


def test_what_a_file_leaves_out_keeps_values_that_change_nothing() -> None:
    network = Network((Conv2D(filters=2), BatchNormalization()), (5, 5, 1))
    arrays = {"c.weight": np.ones((2, 1, 3, 3)), "n.running_mean": np.ones(2), "n.running_var": np.ones(2)}
    matching = match(network, arrays)
    assert matching.params["0"]["bias"].tolist() == [0, 0]
    assert matching.params["1"]["gamma"].tolist() == [1, 1]
    assert sum("changes nothing" in row.verdict for row in matching.rows) == 3
    without = match(network, {"n.weight": np.ones(2), "n.bias": np.ones(2)})  # no statistics: these are needed
    assert without.params == {}
    assert "no moving mean" in next(row.verdict for row in without.rows if row.parameter == "gamma")


def test_what_a_layer_cannot_take_is_said() -> None:
    network = Network((Conv2D(filters=2, use_bias=False), Dense(units=4)), (5, 5, 1))
    arrays = {
        "a.weight": np.ones((2, 1, 3, 3)),
        "a.bias": np.ones(2),
        "b.weight": np.ones((7, 2)),
        "b.bias": np.ones(7),
        "c.weight_g": np.ones(3),
    }
    matching = match(network, arrays)
    assert matching.missing == ("0", "1")
    verdicts = {(row.layer, row.parameter, row.name): row.verdict for row in matching.rows}
    assert (
        verdicts["conv1", "kernel", "a.weight"]
        == "not used: the file has a bias for it too, which this layer does not have"
    )
    assert verdicts["dense2", "kernel", "b.weight"] == "not used: the kernel has another shape"
    assert verdicts["", "", "c.weight_g"] == "no layer takes it"
    with pytest.raises(WeightsError, match="conv1: not used"):
        matching.checked()


def test_another_head_leaves_the_rest_in_place() -> None:
    layers = (*(Conv2D(filters=4, padding="same"), ReLU()) * 3, GlobalAveragePool2D(), Dense(units=10))
    network = Network(layers, (8, 8, 4))
    arrays = {f"features.{n}.weight": np.full((4, 4, 3, 3), n + 1.0) for n in range(3)}
    arrays |= {f"features.{n}.bias": np.zeros(4) for n in range(3)}
    arrays |= {"head.weight": np.ones((1000, 4)), "head.bias": np.ones(1000)}
    matching = match(network, arrays)
    assert matching.missing == ("7",)
    assert [float(matching.params[path]["kernel"].max()) for path in ("0", "2", "4")] == [1, 2, 3]
    assert matching.sentence == "3 of 4 layers with weights get them from this file."
    assert any("They were taken in the order of the file." in note for note in matching.notes)
    row = next(row for row in matching.rows if row.path == "7")
    assert (row.name, row.shape, row.fits) == ("head.weight", (1000, 4), False)


def test_files_that_list_by_name_are_put_in_order() -> None:
    """`squeeze` comes first in each module and last in the alphabet; 10 comes after 2."""
    layers: list[Layer] = []
    arrays: dict[str, Array] = {}
    for block in range(12):
        squeeze, expand = (
            Conv2D(filters=2, kernel_size=1, use_bias=False),
            Conv2D(filters=4, kernel_size=1, use_bias=False),
        )
        layers += [squeeze, ReLU(), expand, ReLU()]
        arrays[f"features.{block}.squeeze.weight"] = np.full((2, 4, 1, 1), block + 0.25, np.float32)
        arrays[f"features.{block}.expand.weight"] = np.full((4, 2, 1, 1), block + 0.5, np.float32)
    network = Network(tuple(layers), (4, 4, 4))
    sorted_file = read_safetensors(written(dict(sorted(arrays.items()))))
    matching = match(network, sorted_file)
    assert matching.missing == ()
    for block in range(12):
        assert matching.params[f"{4 * block}"]["kernel"].max() == block + 0.25
        assert matching.params[f"{4 * block + 2}"]["kernel"].max() == block + 0.5


def test_an_order_by_name_that_may_be_wrong_is_told() -> None:
    network = Network((Conv2D(filters=3, padding="same"), Conv2D(filters=3, padding="same")), (5, 5, 3))
    shapes = {"bias": (3,), "weight": (3, 3, 3, 3)}
    arrays = {f"{name}.{word}": np.ones(shape) for name in ("body", "stem") for word, shape in shapes.items()}
    notes = match(network, arrays).notes
    assert any("check the table" in note for note in notes)
    in_order = {name: arrays[name] for name in sorted(arrays, reverse=True)}
    assert not any("check the table" in note for note in match(network, in_order).notes)


def test_what_mixes_the_numbers_of_flattened_maps_is_told() -> None:
    arrays = {"fc.weight": np.ones((2, 18))}
    for layer, told in ((ReLU(), False), (ChannelShuffle(groups=3), True), (LayerNormalization(scale=False), False)):
        network = Network((Flatten(), layer, Dense(units=2)), (2, 3, 3))
        notes = match(
            network, arrays | {"n.bias": np.ones(18)} if layer.kind == "layer_normalization" else arrays
        ).notes
        assert any("would do something else" in note for note in notes) is told


def test_the_number_added_to_variances_is_told_where_it_is_not_the_usual_one() -> None:
    arrays = {f"n.{word}": np.ones(3) for word in ("weight", "bias", "running_mean", "running_var")}
    for epsilon, told in ((1e-5, False), (1e-3, True)):
        notes = match(Network((BatchNormalization(epsilon=epsilon),), (5, 5, 3)), arrays).notes
        assert any("PyTorch usually adds 1e-05" in note for note in notes) is told


def test_negative_variances_are_not_taken() -> None:
    arrays = {f"n.{word}": -np.ones(3) for word in ("weight", "bias", "running_mean", "running_var")}
    matching = match(Network((BatchNormalization(),), (5, 5, 3)), arrays)
    assert matching.missing == ("0",)
    assert "a variance is not negative" in matching.rows[0].verdict


def test_a_whole_network_of_pytorch_computes_the_same() -> None:
    params = numbers_for(NETWORK)
    arrays = {
        f"layers.{place}.{name}": array
        for place, path in enumerate(params)
        for name, array in in_pytorch(NETWORK, params, path).items()
    }
    assert_params(match(NETWORK, arrays), params)


def test_what_is_no_network_and_no_arrays() -> None:
    with pytest.raises(SettingError):
        match("lenet5", {})  # type: ignore[arg-type]
    for wrong in (3, {"a": [1]}, {3: np.ones(2)}, {"a": np.array(["x"])}, {"a": np.ones(2, complex)}):
        with pytest.raises(WeightsError):
            match(NETWORK, wrong)  # type: ignore[arg-type]
    assert match(NETWORK, {}).missing
    assert match(Network((), (2, 2, 1)), {"a": np.ones(2)}).rows[0].verdict == "no layer takes it"


def test_thousands_of_arrays_are_matched() -> None:
    arrays = {f"block.{n}.weight": np.ones((4, 3, 3, 3), np.float32) for n in range(5_000)}
    matching = match(Network((Conv2D(filters=4),), (8, 8, 3)), arrays)
    assert matching.missing == ()
    assert len(matching.rows) == 5_001  # the bias has a row, and its array none


def test_reading_weights_for_a_network() -> None:
    network = Network((Conv2D(filters=2), Dense(units=4)), (5, 5, 1))
    data = written({"c.weight": np.ones((2, 1, 3, 3), np.float32)})
    weights = explorer.read_weights(data, network)
    assert weights.untrained(network) == ("1",)
    assert weights.params(network)["0"]["kernel"].max() == 1
    with pytest.raises(WeightsError, match="cannot be opened"):
        explorer.read_weights("/nowhere/model.npz", network)
    with pytest.raises(WeightsError, match="No array of the file fits"):
        explorer.read_weights(written({"c.weight": np.ones((9, 9), np.float32)}), network)
    with pytest.raises(SettingError):
        explorer.read_weights(data, 3)  # type: ignore[arg-type]
    with pytest.raises(WeightsError, match="was given for the file"):
        explorer.read_weights(3, network)  # type: ignore[arg-type]
