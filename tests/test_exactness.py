"""Random networks over all kinds and settings: against onnxruntime in float32, and against sums written out in float64.

CNN_SOAK sets how many: `make soak` runs a thousand.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import explorer
from explorer import (
    KINDS,
    Conv2DTranspose,
    Flatten,
    GroupNormalization,
    InstanceNormalization,
    LayerNormalization,
    LocalResponseNormalization,
    Network,
    Resizing,
)
from explorer.layers.base import Array, Layer, as_map
from explorer.network import Step
from tests import direct
from tests.onnx_graph import EMIT, JOIN, each_layer
from tests.onnx_oracle import assert_scaled_close
from tests.strategies import SIMPLE, fitting, layer_params, layers, nested_networks, networks, random_params

COUNT = int(os.environ.get("CNN_SOAK", "60"))


LARGEST = 1e9
"""Of larger numbers onnxruntime's float32 cannot hold the squares of the squares."""
ALIKE, LEAST_BIAS = 8.0, 0.01
"""Where numbers are so many times as large as their spread onnxruntime loses digits of their moments; of bases that may be
smaller than this it takes powers with a wrong fifth digit."""


def check(network: Network, seed: int) -> None:
    params = random_params(network, seed, np.float32)
    x = np.random.default_rng(seed).normal(size=(2, *network.input_shape)).astype(np.float32)
    acts = explorer.run(network, params, x)
    assume(network.layers and all(np.abs(array).max(initial=0) < LARGEST for array in acts.values()))
    assume(all(comparable(step, acts) for step in network.steps))
    for path, wanted in each_layer(network, params, acts).items():
        assert_scaled_close(acts[path], wanted, 1e-5)


def comparable(step: Step, acts: Mapping[str, Array]) -> bool:
    """Whether onnxruntime computes what the layer says: it refuses an output padding as large as the stride, takes any
    resizing by a factor that keeps the size for one that changes nothing, and loses digits of what is in float32."""
    match step.layer:
        case Conv2DTranspose() as layer:
            return all(added < stride for added, stride in zip(layer.output_padding, layer.strides, strict=True))
        case Resizing() as layer:
            sides = zip((layer.height, layer.width), (layer.height_factor, layer.width_factor), strict=True)
            kept = zip(step.input_shape[:2], step.output_shape[:2], strict=True)
            return not any(
                not size and factor != 1 and old == new for (size, factor), (old, new) in zip(sides, kept, strict=True)
            )
        case LayerNormalization() | GroupNormalization() | InstanceNormalization() as layer:
            return spread_enough(acts[step.sources[0]].astype(np.float64), layer)
        case LocalResponseNormalization() as layer:
            return layer.bias >= LEAST_BIAS
    return True


def spread_enough(x: Array, layer: LayerNormalization | GroupNormalization | InstanceNormalization) -> bool:
    """Whether no moments are of numbers that are nearly alike."""
    channels = x.shape[-1]
    if isinstance(layer, LayerNormalization):
        together = x.reshape(-1, channels)
    else:
        groups = layer.groups if isinstance(layer, GroupNormalization) else channels
        together = np.moveaxis(x.reshape(len(x), -1, groups, channels // groups), 2, 1).reshape(len(x) * groups, -1)
    root = np.sqrt(together.var(axis=1) + layer.epsilon)
    return bool((np.abs(together).max(axis=1) <= ALIKE * root).all())


@settings(max_examples=COUNT)
@given(network=networks(most=6), seed=st.integers(0, 2**20))
def test_random_networks_equal_onnxruntime(network: Network, seed: int) -> None:
    check(network, seed)


@settings(max_examples=max(COUNT // 2, 20))
@given(network=nested_networks(), seed=st.integers(0, 2**20))
def test_random_networks_with_branches_equal_onnxruntime(network: Network, seed: int) -> None:
    check(network, seed)


def test_every_kind_has_a_row() -> None:
    assert set(EMIT) | set(JOIN) == set(KINDS)


@pytest.mark.parametrize("kind", SIMPLE, ids=lambda kind: kind.kind)
@settings(max_examples=max(COUNT // 10, 10))
@given(data=st.data())
def test_every_kind_equals_onnxruntime(kind: type[Layer], data: Any) -> None:
    layer, shape = data.draw(fitting(kind))
    stack = (layer,) if len(shape) == 3 else (Flatten(), layer)
    check(Network(stack, shape if len(shape) == 3 else (1, 1, *shape)), data.draw(st.integers(0, 99)))


@pytest.mark.parametrize("kind", SIMPLE, ids=lambda kind: kind.kind)
@settings(max_examples=max(COUNT // 10, 15))
@given(data=st.data())
def test_every_kind_equals_its_sum_written_out(kind: type[Layer], data: Any) -> None:
    layer, shape = data.draw(fitting(kind))
    params = layer_params(layer, shape)
    x = np.random.default_rng(data.draw(st.integers(0, 99))).normal(size=shape)
    out = layer.forward(x[None], params)[0].reshape(as_map(layer.output_shape(shape)))
    scale = max(1.0, float(np.abs(out).max()))
    places = list(np.ndindex(*out.shape))
    for at in np.random.default_rng(1).permutation(len(places))[:24]:
        wanted = direct.number(layer, x, params, places[at])
        assert abs(out[places[at]] - wanted) <= 1e-12 * scale, (places[at], out[places[at]], wanted)


def ulps(found: Array, wanted: Array) -> Array:
    """How many float32 numbers lie between; `wanted` is rounded from float64."""
    steps = [np.asarray(a, np.float32).view(np.int32).astype(np.int64) for a in (found, wanted)]
    ordered = [np.where(a < 0, -(2**31) - a, a) for a in steps]  # minus zero and zero are one
    return np.abs(ordered[0] - ordered[1])


def test_units_in_the_last_place_are_counted_right() -> None:
    one = np.float32(1)
    near = np.array([one, np.nextafter(one, np.float32(2)), np.nextafter(one, np.float32(0)), -one], np.float32)
    np.testing.assert_array_equal(ulps(near, np.full(4, one))[:3], [0, 1, 1])
    assert ulps(near, np.full(4, one))[3] > 2**30
    np.testing.assert_array_equal(ulps(np.float32([0.0]), np.float32([-0.0])), [0])


WIDE = np.concatenate(
    [
        np.linspace(-20, 20, 2001),
        *(sign * np.logspace(-30, 4, 400) for sign in (1, -1)),
        [0.0, -0.0, 3.0, -3.0, 88.8, -88.8, 104.0, -104.0, 1e30, -1e30],
    ]
).astype(np.float32)


@pytest.mark.parametrize("kind", direct.CURVES, ids=lambda kind: kind.kind)
@settings(max_examples=6)
@given(data=st.data())
def test_curves_are_within_8_units_in_the_last_place(kind: type[Layer], data: Any) -> None:
    layer = data.draw(st.one_of(st.just(kind()), layers(kind)))
    x = WIDE if kind not in (explorer.ELU, explorer.SELU) else WIDE[WIDE < 1e29]
    wanted = [direct.CURVES[kind](layer, float(value)) for value in x]
    assert ulps(layer.forward(x[None], {})[0], np.array(wanted)).max() <= 8


def test_a_prelu_is_within_8_units_in_the_last_place() -> None:
    alpha = np.random.default_rng(0).normal(size=WIDE.size).astype(np.float32)
    wanted = WIDE.astype(np.float64) * np.where(WIDE > 0, 1.0, alpha.astype(np.float64))
    assert ulps(explorer.PReLU().forward(WIDE[None], {"alpha": alpha})[0], wanted).max() <= 8


def test_nothing_overflows() -> None:
    """Warnings are errors here, so an overflow inside would show."""
    x = np.array([[-1e30, -1e4, -750.0, 750.0, 1e4, 1e30]], np.float32)
    for kind in direct.CURVES:
        assert np.isfinite(kind().forward(x, {})).all(), kind
        dx, _ = kind().backward(np.ones_like(x), x, {})
        assert np.isfinite(dx).all(), kind
