"""Every kind against PyTorch in float64: forward, and the gradients that autograd finds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import explorer
from explorer import Network
from explorer.layers.base import Array, Layer
from oracles.torch_kinds import TORCH
from oracles.torch_network import activations
from tests.strategies import SIMPLE, fitting, layer_params, nested_networks, random_params

FROZEN = ("moving_mean", "moving_variance")
"""PyTorch takes these as constants."""


def turned(x: Array) -> Any:
    array = np.ascontiguousarray(x.transpose(0, 3, 1, 2)) if x.ndim == 4 else x
    return torch.from_numpy(array.copy())


def back(x: Any) -> Array:
    array = x.detach().numpy()
    return array.transpose(0, 2, 3, 1) if array.ndim == 4 else array


def near(found: Array, wanted: Array, what: str, gain: float = 1.0) -> None:
    assert found.shape == wanted.shape, what
    scale = max(gain, float(np.abs(wanted).max(initial=0)))
    np.testing.assert_allclose(found / scale, wanted / scale, rtol=0, atol=1e-11, err_msg=what)


@pytest.mark.parametrize("kind", SIMPLE, ids=lambda kind: kind.kind)
@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_kind_equals_pytorch(kind: type[Layer], data: Any) -> None:
    layer, shape = data.draw(fitting(kind))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    params = layer_params(layer, shape)
    x = rng.normal(size=(2, *shape))
    dy = rng.normal(size=(2, *layer.output_shape(shape)))
    image = turned(x).requires_grad_()
    own = {name: torch.from_numpy(np.array(value)).requires_grad_() for name, value in params.items()}
    out = TORCH[kind](layer, image, own)
    near(layer.forward(x, params), back(out), "forward")
    dx, found = layer.backward(dy, x, params)
    out.backward(turned(dy))
    # A normalisation multiplies a rounding by up to 1 / sqrt(epsilon), where all channels are alike (or there is one).
    gain = getattr(layer, "epsilon", 1.0) ** -0.5
    near(dx, back(image.grad), "input", gain)
    for name, value in found.items():
        if name not in FROZEN:
            near(value, own[name].grad.numpy(), name, gain)


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(network=nested_networks(), seed=st.integers(0, 99))
def test_composites_equal_pytorch(network: Network, seed: int) -> None:
    """Every activation of networks with nested composites, and the gradients at all of them and at all parameters."""
    params = random_params(network, seed)
    rng = np.random.default_rng(seed)
    acts = explorer.run(network, params, rng.normal(size=(2, *network.input_shape)))
    own = {
        path: {name: torch.from_numpy(np.array(value)).requires_grad_() for name, value in values.items()}
        for path, values in params.items()
    }
    # Where a layer passes on what it got, as dropout does, PyTorch gives back the same tensor, with one gradient for both.
    wanted = activations(network, own, turned(acts[""]).requires_grad_(), lambda out: out.view_as(out))
    for each in wanted.values():
        each.retain_grad()
    dy = rng.normal(size=acts[network.steps[-1].path].shape)
    wanted[network.steps[-1].path].backward(turned(dy))
    found = explorer.backprop(network, params, acts, dy)
    # Roundings grow from layer to layer, and most in normalisations: by up to 1 / sqrt(epsilon) each.
    gain = float(np.prod([getattr(step.layer, "epsilon", 1.0) ** -0.5 for step in network.steps]))
    for step in network.steps:
        near(acts[step.path], back(wanted[step.path]), f"forward of {step.name}", gain)
        near(found.acts[step.path], back(wanted[step.path].grad), f"gradient at {step.name}", gain)
        for name in step.param_shapes:
            if name not in FROZEN:
                near(found.params[step.path][name], own[step.path][name].grad.numpy(), f"{step.name} {name}", gain)
