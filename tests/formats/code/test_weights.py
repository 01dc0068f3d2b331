"""Weights in the frameworks' layouts, against sums written out in numpy."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from pathlib import Path
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
    Dropout,
    Flatten,
    LayerScale,
    MaxPool2D,
    Network,
    PReLU,
    ReLU,
    Residual,
)
from explorer.errors import SettingError, WeightsError
from explorer.formats.code import FRAMEWORKS, code_files, keras_arrays, to_pytorch, torch_state, write_code_archive
from explorer.formats.code.torch.flattening import in_torch_order, reordered
from explorer.formats.weights import read_arrays
from explorer.formats.weights.writing import write_entries
from explorer.layers.base import Array, Layer
from explorer.presets.catalogue import NAMES
from explorer.weights import seeded
from explorer.weights.seeded import DrawnKernels
from tests.strategies import nested_networks, random_params


def arrays(entries: Any) -> dict[str, Array]:
    found = {entry.name: entry.array() for entry in entries}
    assert [array.shape for array in found.values()] == [entry.shape for entry in entries]
    return found


def test_kernels_have_pytorch_s_order_of_axes() -> None:
    network = Network(
        (Conv2D(4, (2, 3)), DepthwiseConv2D((1, 2), depth_multiplier=2), Conv2DTranspose(6, (3, 2), groups=2)),
        (5, 6, 2),
    )
    params = random_params(network)
    state = arrays(torch_state(network, params))
    kernel, depthwise, transposed = (params[path]["kernel"] for path in "012")
    for at in np.ndindex(2, 3, 2, 4):
        assert state["conv1_1.weight"][at[3], at[2], at[0], at[1]] == kernel[at]
    for row, col, channel, own in np.ndindex(1, 2, 4, 2):
        assert state["dwconv1_2.weight"][2 * channel + own, 0, row, col] == depthwise[row, col, channel, own]
    for row, col, own, channel in np.ndindex(3, 2, 3, 8):
        assert state["tconv1_3.weight"][channel, own, row, col] == transposed[row, col, own, channel]
    np.testing.assert_array_equal(state["conv1_1.bias"], params["0"]["bias"])


@pytest.mark.parametrize("between", [(), (ReLU(), Dropout()), (BatchNormalization(), PReLU(), LayerScale())])
def test_a_dense_layer_behind_maps_reads_them_channel_by_channel(between: tuple[Layer, ...]) -> None:
    network = Network((Flatten(), *between, Dense(3)), (4, 5, 2))
    params = random_params(network, 3)
    state = arrays(torch_state(network, params))
    x = np.random.default_rng(0).normal(size=(4, 5, 2))
    last = f"{len(between) + 1}"
    acts = explorer.run(network, params, x[None])
    before = acts[f"{len(between)}"][0].reshape(4, 5, 2).transpose(2, 0, 1).ravel()
    name = network.step(last).name
    np.testing.assert_allclose(state[f"{name}.weight"] @ before + state[f"{name}.bias"], acts[last][0], rtol=1e-12)
    for layer, path in zip(between, map(str, range(1, 9)), strict=False):
        if isinstance(layer, PReLU):
            alpha = params[path]["alpha"].reshape(4, 5, 2)
            np.testing.assert_array_equal(state[f"{network.step(path).name}.weight"], alpha.transpose(2, 0, 1).ravel())


def test_where_nothing_takes_up_the_order_maps_are_turned_first() -> None:
    taken = Network((Flatten(), Dense(3)), (4, 5, 2))
    assert reordered(taken) == {"0": (4, 5, 2), "1": (4, 5, 2)}
    assert "flatten=nn.Flatten()" in to_pytorch(taken)
    for behind in ((), (ReLU(),), (explorer.ChannelShuffle(),), (Residual(layers=(Dense(40),)),)):
        network = Network((Flatten(), *behind), (4, 5, 2))
        assert reordered(network) == {}
        assert "flatten=FlattenCells()" in to_pytorch(network)
    for shape in ((4, 5, 1), (1, 1, 7)):
        network = Network((Flatten(), ReLU()), shape)
        assert reordered(network) == {}
        assert "flatten=nn.Flatten()" in to_pytorch(network)


def test_vectors_in_pytorch_s_order() -> None:
    x = np.arange(24).reshape(2, 3, 4)
    np.testing.assert_array_equal(in_torch_order(x.ravel(), (2, 3, 4)), x.transpose(2, 0, 1).ravel())


def test_what_pytorch_has_only_in_pairs_is_filled_up() -> None:
    network = Network((BatchNormalization(scale=False), BatchNormalization(center=False)), (3, 3, 2))
    state = arrays(torch_state(network, random_params(network)))
    first, second = (network.step(path).name for path in "01")
    np.testing.assert_array_equal(state[f"{first}.weight"], np.ones(2))
    np.testing.assert_array_equal(state[f"{second}.bias"], np.zeros(2))


def test_keras_shares_the_slopes_of_maps_over_cells() -> None:
    network = Network((PReLU(), Flatten(), PReLU()), (3, 3, 2))
    found = keras_arrays(network, random_params(network))
    assert [entry.shape for entry in found] == [(1, 1, 2), (18,)]


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(network=nested_networks(), seed=st.integers(0, 9))
def test_every_number_is_in_both(network: Network, seed: int) -> None:
    """Both have the numbers of all parameters, in some order, with names of their own; PyTorch may have ones and zeros more."""
    params = random_params(network, seed)
    every = [array for each in params.values() for array in each.values()]
    for write in (keras_arrays, torch_state):
        entries = write(network, params)
        assert len({entry.name for entry in entries}) == len(entries)
        found = list(arrays(entries).values())
        more = len(found) - len(every)
        assert more >= 0
        assert more == 0 or write is torch_state
        numbers = sorted(np.concatenate([array.ravel() for array in found]).tolist()) if found else []
        wanted = sorted(np.concatenate([array.ravel() for array in every]).tolist()) if every else []
        assert [n for n in numbers if n not in (0.0, 1.0)] == [n for n in wanted if n not in (0.0, 1.0)]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_an_archive_holds_what_is_needed(framework: Any) -> None:
    preset = explorer.presets.load("tinyvgg")
    image = explorer.images.picture_for("cat", preset.network.input_shape).pixels
    stream = io.BytesIO()
    write_code_archive(stream, preset.network, preset.weights, image, framework)
    again = io.BytesIO()
    write_code_archive(again, preset.network, preset.weights, image[None], framework)
    assert stream.getvalue() == again.getvalue()
    with zipfile.ZipFile(stream) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert list(files) == ["README.txt", "model.py", "check.py", "weights.npz", "image.npy", "expected.npz"]
    assert files["README.txt"].count(b"\n") == 3
    for name in ("model.py", "check.py"):
        compile(files[name], name, "exec")
    first = framework == "pytorch"
    pixels = np.load(io.BytesIO(files["image.npy"]), allow_pickle=False)
    np.testing.assert_array_equal(pixels[0], image.transpose(2, 0, 1) if first else image)
    acts = explorer.run(preset.network, preset.weights.params(preset.network), image[None])
    with np.load(io.BytesIO(files["expected.npz"]), allow_pickle=False) as expected:
        assert list(expected) == [step.name for step in preset.network.steps[1:]]
        for step in preset.network.steps[1:]:
            wanted = acts[step.path]
            wanted = wanted.transpose(0, 3, 1, 2) if first and wanted.ndim == 4 else wanted
            if step.name == "flatten" and first:
                wanted = acts[preset.network.sources(step.path)[0].path].transpose(0, 3, 1, 2).reshape(1, -1)
            np.testing.assert_array_equal(expected[step.name], wanted)


def test_large_outputs_are_left_out_but_not_the_answer() -> None:
    network = Network((Conv2D(2), MaxPool2D(4, 4)), (300, 300, 1))
    files = dict(code_files(network, random_params(network), np.zeros((300, 300, 1))))
    stream = io.BytesIO()
    files["expected.npz"](stream)
    stream.seek(0)
    with np.load(stream) as expected:
        assert list(expected) == ["pool1"]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_an_archive_takes_no_more_memory_than_its_largest_layer(
    framework: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeded, "KERNELS", DrawnKernels(0))  # what was drawn is kept up to a limit of its own
    network = Network((Flatten(), *[Dense(2200)] * 6), (20, 20, 5))  # layers too large to be kept
    weights = explorer.Weights()
    with (tmp_path / "code.zip").open("wb") as file:
        tracemalloc.start()
        write_code_archive(file, network, weights, np.zeros(network.input_shape), framework)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    whole = 4 * network.param_count
    assert peak < 0.6 * whole


@pytest.mark.parametrize("wrong", ["tensorflow", "", None, 3])
def test_other_frameworks_are_refused(wrong: Any) -> None:
    preset = explorer.presets.load("tinyvgg")
    with pytest.raises(SettingError, match="no code for"):
        list(code_files(preset.network, preset.weights, np.zeros(preset.network.input_shape), wrong))


def test_weights_of_another_network_are_refused() -> None:
    preset, other = explorer.presets.load("tinyvgg"), explorer.presets.load("lenet5")
    params = dict(other.weights.params(other.network))
    image = np.zeros(preset.network.input_shape)
    with pytest.raises(WeightsError):
        write_code_archive(io.BytesIO(), preset.network, params, image)


def test_a_network_without_weights_has_none() -> None:
    network = Network((ReLU(),), (3, 3, 1))
    assert keras_arrays(network, {}) == torch_state(network, {}) == ()


@pytest.mark.parametrize("name", NAMES)
def test_keras_names_stand_in_the_source(name: str) -> None:
    """Outside of blocks, where names are put together, every array belongs to a layer that the source names."""
    network = explorer.presets.load(name).network
    source = explorer.to_keras(network)
    weights = explorer.Weights()
    layers = {entry.name.partition("/")[0] for entry in keras_arrays(network, weights)}
    named = set(re.findall(r'name="([^"]+)"', source))
    assert {layer for layer in layers if "-" not in layer} <= named
    assert {layer.partition("-")[0] for layer in layers if "-" in layer} <= named


@pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_weights_that_are_turned_in_parts_are_those_turned_at_once(suffix: str, order: Any, tmp_path: Path) -> None:
    network = Network((Flatten(), Dense(900)), (12, 13, 4))  # more numbers than are written at a time
    params = random_params(network, dtype=np.float32)
    params["1"] = {**params["1"], "kernel": np.array(params["1"]["kernel"], order=order)}
    entries = torch_state(network, params)
    with (tmp_path / f"state{suffix}").open("wb") as file:
        write_entries(file, suffix, entries, {})
    found = read_arrays((tmp_path / f"state{suffix}").read_bytes(), f"state{suffix}")
    for entry in entries:
        np.testing.assert_array_equal(found[entry.name], entry.array())
