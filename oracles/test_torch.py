"""Every kind against PyTorch in float64: forward, and the gradients that autograd finds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import explorer
from explorer import Clip, Network
from explorer.layers.base import Array, Layer
from explorer.layers.composite.composite import Composite
from oracles.torch_kinds import TORCH
from oracles.torch_network import activations
from tests.strategies import SIMPLE, fitting, layer_params, nested_networks, random_params

FROZEN = ("moving_mean", "moving_variance")
"""Parameters that PyTorch takes as constants: they have no gradient."""


def to_torch(x: Array) -> Any:
    """An array NHWC as a tensor NCHW; vectors as they are."""
    array = np.ascontiguousarray(x.transpose(0, 3, 1, 2)) if x.ndim == 4 else x
    return torch.from_numpy(array.copy())


def to_numpy(x: Any) -> Array:
    """A tensor NCHW as an array NHWC; vectors as they are."""
    array = x.detach().numpy()
    return array.transpose(0, 2, 3, 1) if array.ndim == 4 else array


def near(actual: Array, expected: Array, what: str, gain: float = 1.0) -> None:
    """Asserts that two arrays differ by at most 1e-11 of the largest magnitude, or of `gain` if that is larger."""
    assert actual.shape == expected.shape, what
    scale = max(gain, float(np.abs(expected).max(initial=0)))
    np.testing.assert_allclose(actual / scale, expected / scale, rtol=0, atol=1e-11, err_msg=what)


@pytest.mark.parametrize("kind", SIMPLE, ids=lambda kind: kind.kind)
@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_kind_equals_pytorch(kind: type[Layer], data: Any) -> None:
    layer, shape = data.draw(fitting(kind))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    params = layer_params(layer, shape)
    x = rng.normal(size=(2, *shape))
    dy = rng.normal(size=(2, *layer.output_shape(shape)))
    image = to_torch(x).requires_grad_()
    own = {name: torch.from_numpy(np.array(value)).requires_grad_() for name, value in params.items()}
    out = TORCH[kind](layer, image, own)
    near(layer.forward(x, params), to_numpy(out), "forward")
    dx, gradients = layer.backward(dy, x, params)
    out.backward(to_torch(dy))
    # A normalisation multiplies a rounding by up to 1 / sqrt(epsilon), where all channels are alike (or there is one).
    gain = getattr(layer, "epsilon", 1.0) ** -0.5
    near(dx, to_numpy(image.grad), "input", gain)
    for name, value in gradients.items():
        if name not in FROZEN:
            near(value, own[name].grad.numpy(), name, gain)


def _decided(network: Network, params: Any, acts: dict[str, Any]) -> bool:
    """Whether no gradient hangs on the last bits of a number: of equal cells that an up-sampling has blended either may be the
    largest, and a number at the kink of a curve may lie on either side. There the two programs differ, and both are right."""
    noise = np.random.default_rng(0)
    for step in network.steps[1:]:
        if isinstance(step.layer, Clip) and step.layer.minimum >= step.layer.maximum:
            return False
        if len(step.sources) == 1 and not isinstance(step.layer, Composite):
            x, own = acts[step.sources[0]], params.get(step.path, {})
            dy = np.ones((len(x), *step.output_shape))
            away = 1e-12 * np.abs(x).max(initial=1) * noise.normal(size=x.shape)
            lower, upper = (step.layer.backward(dy, each, own)[0] for each in (x - away, x + away))
            if not np.allclose(lower, upper, rtol=1e-4, atol=1e-6):
                return False
    return True


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(network=nested_networks(), seed=st.integers(0, 99))
def test_composites_equal_pytorch(network: Network, seed: int) -> None:
    """Every activation of networks with nested composites, and the gradients at all of them and at all parameters."""
    params = random_params(network, seed)
    rng = np.random.default_rng(seed)
    acts = explorer.run(network, params, rng.normal(size=(2, *network.input_shape)))
    assume(_decided(network, params, acts))
    own = {
        path: {name: torch.from_numpy(np.array(value)).requires_grad_() for name, value in values.items()}
        for path, values in params.items()
    }
    # Where a layer passes on what it got, as dropout does, PyTorch gives back the same tensor, with one gradient for both.
    tensors = activations(network, own, to_torch(acts[""]).requires_grad_(), lambda out: out.view_as(out))
    for tensor in tensors.values():
        tensor.retain_grad()
    dy = rng.normal(size=acts[network.steps[-1].path].shape)
    tensors[network.steps[-1].path].backward(to_torch(dy))
    gradients = explorer.backprop(network, params, acts, dy)
    # Roundings grow from layer to layer, and most in normalisations: by up to 1 / sqrt(epsilon) each.
    gain = float(np.prod([getattr(step.layer, "epsilon", 1.0) ** -0.5 for step in network.steps]))
    for step in network.steps:
        near(acts[step.path], to_numpy(tensors[step.path]), f"forward of {step.name}", gain)
        near(gradients.acts[step.path], to_numpy(tensors[step.path].grad), f"gradient at {step.name}", gain)
        for name in step.param_shapes:
            if name not in FROZEN:
                near(gradients.params[step.path][name], own[step.path][name].grad.numpy(), f"{step.name} {name}", gain)
