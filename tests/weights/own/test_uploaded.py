"""Uploaded weights: any arrays of any network, known by their digest, kept through edits, and read back from bytes."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import (
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    LayerNormalization,
    Network,
    PReLU,
    ReLU,
    Residual,
    presets,
)
from explorer.errors import SettingError, WeightsError
from explorer.layers import KINDS, stack
from explorer.layers.base import Array, Layer, Params
from explorer.running import Runner, run
from explorer.weights import FromBank, Seeded, Trained, Uploaded, Weights
from explorer.weights.own import file as uploaded_file
from explorer.weights.own.base import MAX_NAME, shown_name
from tests.strategies import nested_networks, networks, random_params

NORMED = Network(
    (
        Conv2D(filters=4, padding="same", use_bias=False),
        BatchNormalization(),
        PReLU(),
        Residual(layers=(Conv2D(filters=4, padding="same"), BatchNormalization(), ReLU())),
        LayerNormalization(),
        Flatten(),
        Dense(units=3),
    ),
    (6, 6, 2),
)


def drawn(network: Network, seed: int = 1) -> dict[str, Params]:
    return random_params(network, seed, np.float32)


def same(one: Params, other: Params) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


@settings(max_examples=30)
@given(st.one_of(networks(), nested_networks()), st.integers(0, 99))
def test_all_parameters_come_back_bit_for_bit(network: Network, seed: int) -> None:
    params = drawn(network, seed)
    uploaded = Uploaded.of(network, params)
    made = Weights(uploaded).params(network)
    assert set(made) == set(params)
    assert all(same(made[path], params[path]) for path in params)
    assert not any(array.flags.writeable for own in made.values() for array in own.values())
    assert Weights(uploaded).untrained(network) == Weights(uploaded).at_defaults(network) == ()
    again = uploaded_file.from_bytes(uploaded_file.to_bytes(uploaded))
    assert again == uploaded
    assert uploaded_file.to_bytes(again) == uploaded_file.to_bytes(uploaded)
    assert uploaded.size == sum(array.nbytes for own in params.values() for array in own.values())


def test_a_network_computes_with_all_of_them() -> None:
    params, x = drawn(NORMED), np.random.default_rng(0).random((1, 6, 6, 2), np.float32)
    acts = Runner().run(NORMED, Weights(Uploaded.of(NORMED, params)), x[0])
    for path, array in run(NORMED, params, x).items():
        np.testing.assert_array_equal(acts[path], array)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind().param_shapes((4, 4, 4))], ids=lambda kind: kind.kind)
def test_a_kind_with_parameters_says_so_before_there_is_a_shape(kind: type[Layer]) -> None:
    assert kind().has_kernel != kind().has_plain_params


@pytest.mark.parametrize("name", presets.NAMES)
def test_every_parameter_of_every_preset_has_a_stream(name: str) -> None:
    network = presets.load(name).network
    assert set(Weights().params(network)) == {step.path for step in network.steps if step.param_shapes}


# -- the digest -----------------------------------------------------------------------------------------------------------


def test_the_digest_is_of_names_shapes_and_numbers() -> None:
    params = drawn(NORMED)
    uploaded = Uploaded.of(NORMED, params, "model.npz")
    assert len(uploaded.digest) == 64
    doubles = {path: {name: array.astype(np.float64) for name, array in own.items()} for path, own in params.items()}
    assert Uploaded.of(NORMED, doubles, "model.npz") == uploaded
    assert Uploaded.of(NORMED, dict(reversed(params.items())), "model.npz") == uploaded
    changed = {**params, "1": {**params["1"], "moving_mean": params["1"]["moving_mean"] + 1}}
    assert Uploaded.of(NORMED, changed).digest != uploaded.digest
    assert Uploaded.of(NORMED, {path: params[path] for path in ("0", "1")}).digest != uploaded.digest
    plain = Network((Dense(units=4, use_bias=False),), (1, 1, 6))
    other = Network((Dense(units=6, use_bias=False),), (1, 1, 4))
    numbers = np.arange(24, dtype=np.float32)
    digests = {
        Uploaded.of(network, {"0": {"kernel": numbers.reshape(network.step("0").param_shapes["kernel"])}}).digest
        for network in (plain, other)
    }
    assert len(digests) == 2, "the same numbers in another shape"


def test_the_digest_of_given_numbers_stays() -> None:
    """A link names its file by it for ever; made of `layers`, then name, shape and little-endian float32 of each array."""
    network = Network((Dense(units=2), PReLU()), (1, 1, 1))
    params = {"0": {"kernel": [[1.0, -2.0]], "bias": [0.5, 0.0]}, "1": {"alpha": [0.25, 0.0]}}
    assert Uploaded.of(network, params).digest == DIGEST  # type: ignore[arg-type]


DIGEST = "77955bed8fee9d2134f1cea5418931d72c4eeb19cd2d0e19fe2d9ee37eccab11"


def test_arrays_of_the_caller_are_copied_unless_nobody_can_write_to_them() -> None:
    network = Network((Dense(units=2, use_bias=False),), (1, 1, 1))
    kernel = np.ones((1, 2), np.float32)
    copied = Weights(Uploaded.of(network, {"0": {"kernel": kernel}})).params(network)["0"]["kernel"]
    kernel[:] = 5
    np.testing.assert_array_equal(copied, 1)
    kernel.flags.writeable = False
    kept = Weights(Uploaded.of(network, {"0": {"kernel": kernel}})).params(network)["0"]["kernel"]
    assert np.shares_memory(kept, kernel)


# -- what is not there ----------------------------------------------------------------------------------------------------


def test_without_the_arrays_all_layers_have_what_nobody_trained() -> None:
    uploaded = Uploaded.of(NORMED, drawn(NORMED), "model.npz")
    absent = Weights(uploaded.absent)
    assert (uploaded.present, uploaded.absent.present) == (True, False)
    assert uploaded.absent != uploaded
    assert uploaded.absent.with_arrays_of(uploaded) == uploaded
    ours, random = absent.params(NORMED), Weights(Seeded("he_uniform", 0)).params(NORMED)
    assert all(same(ours[path], random[path]) for path in ours)
    assert absent.untrained(NORMED) == ("0", "3.b0.0", "6")
    assert absent.at_defaults(NORMED) == ("1", "2", "3.b0.1", "4")
    assert absent.provenance(NORMED) == Weights().provenance(NORMED), "the same numbers"
    assert not set(Weights(uploaded).provenance(NORMED).values()) & set(absent.provenance(NORMED).values())
    assert (absent.asked_for, Weights(uploaded).asked_for) == (uploaded.absent, None)


def test_layers_that_were_not_given_or_no_longer_fit_have_what_nobody_trained() -> None:
    params = drawn(NORMED)
    some = Weights(Uploaded.of(NORMED, {path: params[path] for path in ("0", "3.b0.1", "6")}))
    assert some.untrained(NORMED) == ("3.b0.0",)
    assert some.at_defaults(NORMED) == ("1", "2", "4")
    assert same(some.params(NORMED)["3.b0.1"], params["3.b0.1"])
    whole = Weights(Uploaded.of(NORMED, params))
    wider = Network((NORMED.layers[0].with_settings(filters=5), *NORMED.layers[1:3], *NORMED.layers[5:]), (6, 6, 2))
    assert whole.untrained(wider) == ("0", "4"), "its filters, and what reads them"
    assert whole.at_defaults(wider) == ("1", "2")


def test_other_arrays_are_not_taken_for_those_of_a_link() -> None:
    uploaded, other = Uploaded.of(NORMED, drawn(NORMED)), Uploaded.of(NORMED, drawn(NORMED, 2))
    with pytest.raises(WeightsError, match="another file"):
        uploaded.absent.with_arrays_of(other)


# -- edits of the network -------------------------------------------------------------------------------------------------


def shifted(layers: tuple[Layer, ...], index: int, layer: Layer) -> tuple[tuple[Layer, ...], dict[str, str]]:
    """The layers with one more at `index`, and the new path of each old one."""
    after = stack.inserted(layers, str(index), layer)
    paths = [path for path, _ in stack.walk(layers)]
    return after, {
        path: ".".join([str(stack.top_index(path) + (stack.top_index(path) >= index)), *path.split(".")[1:]])
        for path in paths
    }


@settings(max_examples=25)
@given(st.one_of(networks(), nested_networks()), st.data())
def test_every_layer_keeps_its_parameters_when_one_is_put_in(network: Network, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(network.layers)))
    new = data.draw(st.sampled_from([BatchNormalization(), PReLU(), LayerNormalization(), ReLU()]))
    weights = Weights(Uploaded.of(network, drawn(network)))
    layers, new_paths = shifted(network.layers, index, new)
    moved, after = weights.moved(new_paths, network.layers, layers), Network(layers, network.input_shape)
    before, now = weights.params(network), moved.params(after)
    assert all(same(now[new_paths[path]], before[path]) for path in before)
    added = (str(index),) if new.param_shapes((4, 4, 1)) else ()
    assert moved.at_defaults(after) == added, "no other layer has given it what it has"
    back = {new: old for old, new in new_paths.items()}
    assert moved.moved(back, layers, network.layers) == weights


@settings(max_examples=25)
@given(nested_networks(), st.data())
def test_a_normalization_changes_no_kernel_after_it(network: Network, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(network.layers)))
    layers, new_paths = shifted(network.layers, index, BatchNormalization())
    base = Weights(Seeded(seed=3))
    moved = base.moved(new_paths, network.layers, layers)
    assert moved == base, "no stream has to be named"
    before, now = base.params(network), moved.params(Network(layers, network.input_shape))
    assert all(same(now[new_paths[path]], before[path]) for path in before)


def test_a_copy_has_the_parameters_of_its_original() -> None:
    params = drawn(NORMED)
    layers, new_paths = shifted(NORMED.layers, 2, NORMED.layers[1])
    weights = Weights(Uploaded.of(NORMED, params)).moved(new_paths, NORMED.layers, layers, {"2": "1"})
    now = weights.params(Network(layers, (6, 6, 2)))
    assert same(now["2"], params["1"])
    assert same(now["3"], params["2"])


def test_layers_that_trade_places_keep_what_they_have() -> None:
    network = Network((BatchNormalization(), BatchNormalization()), (3, 3, 2))
    params = drawn(network)
    moved = Weights(Uploaded.of(network, params)).moved({"0": "1", "1": "0"}, network.layers, network.layers)
    assert moved.plain_streams == (1, 0)
    now = moved.params(network)
    assert same(now["0"], params["1"])
    assert same(now["1"], params["0"])


def test_settings_that_leave_nothing_to_learn_do_not_shift_the_others() -> None:
    network = Network((LayerNormalization(), BatchNormalization()), (3, 3, 2))
    params, bare = drawn(network), LayerNormalization(scale=False, center=False)
    changed = Network((bare, BatchNormalization()), (3, 3, 2))
    assert same(Weights(Uploaded.of(network, params)).params(changed)["1"], params["1"])


def test_it_takes_hand_made_kernels_too() -> None:
    network = Network((Conv2D(filters=1), BatchNormalization()), (6, 6, 1))
    params = drawn(network)
    weights = Weights(Uploaded.of(network, params)).with_override("0", FromBank(("sobel_x",)))
    made = weights.params(network)
    np.testing.assert_array_equal(made["0"]["bias"], params["0"]["bias"])
    np.testing.assert_array_equal(made["0"]["kernel"][:, :, 0, 0], [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    assert (
        weights.provenance(network)["0"]
        != Weights().with_override("0", FromBank(("sobel_x",))).provenance(network)["0"]
    )


# -- what is refused ------------------------------------------------------------------------------------------------------


def refused(network: Network, params: Any) -> WeightsError:
    with pytest.raises(WeightsError) as caught:
        Uploaded.of(network, params)
    return caught.value


def test_what_cannot_be_is_told() -> None:
    network = Network((Conv2D(filters=2), BatchNormalization()), (6, 6, 1))
    kernel, ones = np.zeros((3, 3, 1, 2)), np.ones(2)
    norm = {"gamma": ones, "beta": ones, "moving_mean": ones, "moving_variance": ones}
    for params, problem in (
        ({"0": {"kernel": kernel}}, "There is no bias for conv1."),
        (
            {"0": {"kernel": np.zeros((2, 1, 3, 3))}},
            "The kernel of conv1 is (2, 1, 3, 3) of float64; it must be (3, 3, 1, 2).",
        ),
        (
            {"0": {"kernel": kernel.astype(complex)}},
            "The kernel of conv1 is (3, 3, 1, 2) of complex128; it must be (3, 3, 1, 2).",
        ),
        ({"0": {"kernel": kernel, "bias": ones, "scale": ones}}, "conv1 has no parameter 'scale'."),
        ({"7": {"kernel": kernel}}, "Weights are given for '7', where the network has no layer with weights."),
        (
            {"0": {"kernel": kernel + np.nan, "bias": ones}},
            "18 of the 18 numbers in the kernel of conv1 are not finite in float32.",
        ),
        (
            {"0": {"kernel": kernel, "bias": [1e39, 0]}},
            "1 of the 2 numbers in the bias of conv1 are not finite in float32.",
        ),
        (
            {"1": {**norm, "moving_variance": [1.0, -0.5]}},
            "The moving_variance of bn1 has -0.5 in it; it cannot be below 0.",
        ),
        ({"0": [kernel, ones]}, "A list was given for the weights of conv1."),
        ([kernel, ones], "A list was given for the weights."),
    ):
        assert refused(network, params).problem == problem


@pytest.mark.parametrize(
    "arguments",
    [
        ("x",),
        ("0" * 63,),
        ("0" * 64, -1),
        ("0" * 64, True),
        ("0" * 64, 0, 10**9),
        ("0" * 64, 0, 0, "a\nb"),
        ("0" * 64, 0, 0, "a" * (MAX_NAME + 1)),
    ],
    ids=str,
)
def test_what_no_link_may_say(arguments: Any) -> None:
    with pytest.raises(SettingError):
        Uploaded(*arguments)


def test_names_of_files_are_made_short_and_printable() -> None:
    assert shown_name("C:\\me\\my\nmodel.npz") == "mymodel.npz"
    assert shown_name("/home/me/" + "a" * 500) == "a" * MAX_NAME
    assert Uploaded.of(NORMED, drawn(NORMED), "../../x.npz").name == "x.npz"


# -- bytes ----------------------------------------------------------------------------------------------------------------


def archived(arrays: dict[str, Array], compression: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as file:
        for name, array in arrays.items():
            with file.open(name, "w") as entry:
                np.lib.format.write_array(entry, array, allow_pickle=array.dtype == object)
    return made.getvalue()


COUNTS = np.array([1, 0], "<f4")
KERNEL = np.ones((1, 2), "<f4")
WRONG = {
    "nothing": b"",
    "no archive": b"PK\x03\x04" + bytes(100),
    "no counts": archived({"k0/kernel.npy": KERNEL}),
    "three counts": archived({"layers.npy": np.ones(3, "<f4")}),
    "half a layer": archived({"layers.npy": np.array([0.5, 0], "<f4")}),
    "too many layers": archived({"layers.npy": np.array([1e9, 0], "<f4")}),
    "a layer beyond them": archived({"layers.npy": COUNTS, "k1/kernel.npy": KERNEL}),
    "another name": archived({"layers.npy": COUNTS, "../kernel.npy": KERNEL}),
    "doubles": archived({"layers.npy": COUNTS, "k0/kernel.npy": KERNEL.astype("<f8")}),
    "by columns": archived({"layers.npy": COUNTS, "k0/kernel.npy": np.asfortranarray(np.ones((2, 2), "<f4"))}),
    "five axes": archived({"layers.npy": COUNTS, "k0/kernel.npy": np.ones((1,) * 5, "<f4")}),
    "an object": archived({"layers.npy": COUNTS, "k0/kernel.npy": np.array([{}], object)}),
    "compressed": archived({"layers.npy": COUNTS, "k0/kernel.npy": KERNEL}, zipfile.ZIP_DEFLATED),
    "not finite": archived({"layers.npy": COUNTS, "k0/kernel.npy": KERNEL * np.nan}),
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG.keys())
def test_bytes_that_are_no_weights_are_refused(data: bytes) -> None:
    with pytest.raises(WeightsError):
        uploaded_file.from_bytes(data)


def test_an_entry_that_promises_more_than_there_is_is_refused() -> None:
    whole = archived({"layers.npy": COUNTS, "k0/kernel.npy": KERNEL})
    with pytest.raises(WeightsError, match="damaged"):
        uploaded_file.from_bytes(whole.replace(b"(1, 2), ", b"(9, 9**9)"[:8]))
    with pytest.raises(WeightsError, match="damaged"):
        uploaded_file.from_bytes(whole[:-40])


@settings(max_examples=80)
@given(st.data())
def test_mutated_bytes_are_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(uploaded_file.to_bytes(Uploaded.of(NORMED, drawn(NORMED))))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(WeightsError):
        assert uploaded_file.from_bytes(bytes(whole)).present


def test_bytes_are_made_only_of_arrays_that_are_there() -> None:
    with pytest.raises(WeightsError, match="not here"):
        uploaded_file.to_bytes(Uploaded("0" * 64))


def test_trained_weights_can_be_uploaded_again() -> None:
    preset = presets.load("fashion_lenet5")
    uploaded = Uploaded.of(preset.network, preset.weights.params(preset.network))
    for path, own in preset.weights.params(preset.network).items():
        assert same(Weights(uploaded).params(preset.network)[path], own)
    assert isinstance(preset.weights.base, Trained)
