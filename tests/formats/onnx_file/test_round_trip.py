"""Networks of ours as ONNX and back: the same layers, the same numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import explorer
from explorer import Network, presets
from explorer.errors import FormatError
from explorer.formats.model import Model
from explorer.formats.onnx_file.reading import read_onnx
from explorer.layers import Conv2D, DepthwiseConv2D, Dropout, Layer
from explorer.layers.base import Shape
from explorer.layers.sliding import Sliding
from tests import onnx_graph, strategies
from tests.formats.onnx_file.conformance import computed

LARGE = 20_000_000
"""Parameters of the presets that are left to the thorough tests."""


def exported(network: Network, params: Any, opset: int = onnx_graph.OPSET) -> bytes:
    """The network with its last activation as the only output."""
    model = onnx.load_from_string(onnx_graph.model(network, params))
    last = model.graph.output[-1]
    del model.graph.output[:]
    model.graph.output.append(last)
    model.opset_import[0].version = opset
    return bytes(model.SerializeToString())


def plain(layers: Iterable[Layer], shape: Shape) -> list[Layer]:
    """Layers as every exporter would write them: paddings in numbers, dropouts left out, depthwise where groups are single."""
    found: list[Layer] = []
    for layer in layers:
        below, shape = shape, layer.output_shape(shape)
        if isinstance(layer, Dropout):
            continue
        if isinstance(layer, Sliding):
            layer = layer.with_settings(padding=layer.sides(below))
        if isinstance(layer, Conv2D) and layer.groups == below[2] > 1:
            names = {f.name for f in dataclasses.fields(DepthwiseConv2D)} - {"depth_multiplier"}
            same = {name: value for name, value in layer.settings().items() if name in names}
            layer = DepthwiseConv2D(depth_multiplier=layer.filters // below[2], **same)
        for place, branch in enumerate(layer.branches):
            layer = layer.with_branch(place, tuple(plain(branch, below)))
        found.append(layer)
    return found


def check_numbers(network: Network, params: Any, model: Model) -> None:
    x = np.random.default_rng(0).standard_normal((1, *network.input_shape)).astype(np.float32)
    wanted = explorer.run(network, params, x)[network.steps[-1].path]
    read = model.network
    found = explorer.run(read, model.params, x)[read.steps[-1].path]
    assert found.shape == wanted.shape
    assert np.abs(found - wanted).max() <= 1e-5 * max(float(np.abs(wanted).max()), 1e-6)


SHUFFLED = ("shufflenet_v2",)
"""Where a shuffle before a split comes back as a shuffle in each branch: the numbers are the same, the layers are not."""


def check_preset(name: str) -> None:
    preset = presets.load(name)
    network, params = preset.network, preset.weights.params(preset.network)
    model = read_onnx(exported(network, params))
    assert model.stopped is None
    assert model.input_shape == network.input_shape
    if name not in SHUFFLED:
        assert plain(model.layers, model.input_shape) == plain(network.layers, network.input_shape)
    if network.macs < 300_000_000:
        check_numbers(network, params, model)


def sizes() -> dict[str, int]:
    networks = {name: presets.load(name).network for name in presets.NAMES}
    return {name: network.param_count for name, network in networks.items() if network.layers}


SIZES = sizes()


@pytest.mark.parametrize("name", [name for name, size in SIZES.items() if size < LARGE])
def test_a_preset_comes_back_as_it_was(name: str) -> None:
    check_preset(name)


@pytest.mark.thorough
@pytest.mark.parametrize("name", [name for name, size in SIZES.items() if size >= LARGE])
def test_a_large_preset_comes_back_as_it_was(name: str) -> None:
    check_preset(name)


def opens(data: bytes) -> bool:
    """Whether a file is read to its end: some kinds are written in parts that are no layers, such as adaptive poolings."""
    try:
        return read_onnx(data).stopped is None
    except FormatError:
        return False


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_random_networks_compute_the_same_numbers(data: st.DataObject) -> None:
    """They may come back in other layers, where two ways of writing mean the same, but not with other numbers."""
    network = data.draw(strategies.networks())
    params = explorer.Weights().params(network)
    data_of = exported(network, params)
    if opens(data_of):
        x = np.random.default_rng(0).standard_normal((1, *network.input_shape)).astype(np.float32)
        wanted = onnx_graph.as_onnx(explorer.run(network, params, x)[network.steps[-1].path])
        found = computed(data_of, onnx_graph.as_onnx(x)).reshape(wanted.shape)
        # A setting may differ by half a unit of float32's last place, which a normalisation of nearly equal numbers enlarges.
        assert np.abs(found - wanted).max() <= 1e-4 * max(float(np.abs(wanted).max()), 1e-6)
