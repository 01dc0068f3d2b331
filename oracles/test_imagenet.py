"""EfficientNet-Lite0 against an independent implementation that has its batch normalisations, and rounded against exact."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from efficientnet_lite_pytorch import EfficientNet
from efficientnet_lite_pytorch.model import MBConvBlock
from torch import nn

import explorer
from explorer.layers import ReLU6, Rescaling, Residual, Softmax
from explorer.layers.base import Array
from explorer.network import Step
from explorer.presets.imagenet import lite0
from explorer.weights import cards
from training.imagenet import card, expecting, folding, measuring, published, quantizing

PHOTOGRAPHS = ("cat", "coffee", "photographer")
TOLERANCE = 1e-5
"""Largest difference at a step, as a share of the largest magnitude that it reads or makes: ReLU6 reads more than it makes."""


@cache
def exact() -> dict[str, Array]:
    """The folded weights before they are rounded."""
    return folding.fold(published.load())


@cache
def stored() -> dict[str, Array]:
    """What the command would write."""
    return quantizing.stored(exact(), expecting.expected_inputs(published.load()))


def unfolded(x: Array) -> list[tuple[type, Array]]:
    """What the independent implementation computes for `x` (1, 224, 224, 3) in [0, 1], in the dtype of `x`.

    In its order, with the kind of module: after every normalisation, activation and block with a shortcut, after pooling and
    after the dense layer.
    """
    model = EfficientNet.from_name("efficientnet-lite0").eval()
    model.load_state_dict({name: torch.from_numpy(np.array(array)) for name, array in published.load().items()})
    model.to(torch.from_numpy(x).dtype)
    computed: list[tuple[type, Array]] = []

    def keep(module: nn.Module, inputs: Any, output: torch.Tensor) -> None:
        array = output.numpy().reshape(1, -1) if isinstance(module, nn.AdaptiveAvgPool2d) else output.numpy()
        computed.append((type(module), array.transpose(0, 2, 3, 1) if array.ndim == 4 else array))

    for module in model.modules():
        joins = isinstance(module, MBConvBlock) and _has_shortcut(module)
        if joins or isinstance(module, nn.BatchNorm2d | nn.ReLU6 | nn.AdaptiveAvgPool2d | nn.Linear):
            module.register_forward_hook(keep)
    with torch.inference_mode():
        model(torch.from_numpy(np.ascontiguousarray(((x * 255 - 127) / 128).transpose(0, 3, 1, 2))))
    return computed


def _has_shortcut(block: MBConvBlock) -> bool:
    settings = block._block_args
    return np.all(np.array(settings.stride) == 1) and settings.input_filters == settings.output_filters


def _module(step: Step) -> type:
    """The kind of module whose output a step must have."""
    if isinstance(step.layer, Residual):
        return MBConvBlock
    if isinstance(step.layer, ReLU6):
        return nn.ReLU6
    if step.param_shapes:
        return nn.Linear if len(step.param_shapes["kernel"]) == 2 else nn.BatchNorm2d
    return nn.AdaptiveAvgPool2d


def _by_path(params: dict[str, Array]) -> dict[str, dict[str, Array]]:
    by_path: dict[str, dict[str, Array]] = {}
    for key, array in params.items():
        path, name = key.split("/")
        by_path.setdefault(path, {})[name] = array
    return by_path


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_every_layer_equals_the_implementation_with_normalisations(name: str, dtype: type) -> None:
    network = lite0()
    x = next(measuring.views(name)).astype(dtype)
    acts = explorer.run(network, _by_path(exact()), x)
    compared = [step for step in network.steps[1:] if not isinstance(step.layer, Rescaling | Softmax)]
    for step, (module, wanted) in zip(compared, unfolded(x), strict=True):
        ours = acts[step.path]
        assert module is _module(step), step.name
        assert ours.shape == wanted.shape, step.name
        assert ours.dtype == wanted.dtype == dtype
        scale = max(np.abs(wanted).max(), *(np.abs(acts[source]).max() for source in step.sources))
        error = np.abs(ours - wanted).max() / scale
        assert error <= TOLERANCE, f"{step.name}: {error:.1e}"


@pytest.mark.parametrize("name", measuring.photographs())
def test_rounded_weights_give_every_sample_photograph_the_same_name(name: str) -> None:
    for x, _ in zip(measuring.views(name), range(2), strict=False):  # whole, and mirrored
        plain, rounded = measuring.answers(exact(), x), measuring.answers(quantizing.restored(stored()), x)
        assert plain.argmax() == rounded.argmax()
        assert np.abs(plain - rounded).max() <= 0.03


def test_the_command_would_write_what_is_shipped() -> None:
    with np.load(cards.FOLDER / f"{card.NAME}.npz", allow_pickle=False) as file:
        assert file.files == [f"e{card.EPOCH}/{key}" for key in stored()]
        for key, array in stored().items():
            np.testing.assert_array_equal(file[f"e{card.EPOCH}/{key}"], array, strict=True)
    assert list(cards.load(card.NAME).classes) == published.class_names()


def test_the_expected_mean_after_relu6_is_that_of_many_draws() -> None:
    rng = np.random.default_rng(0)
    mean, deviation = np.array([-3.0, 0.0, 1.5, 5.0, 9.0]), np.array([2.0, 1.0, 0.0, 3.0, 2.0])
    draws = np.clip(mean + deviation * rng.normal(size=(200_000, 5)), 0, 6)
    np.testing.assert_allclose(expecting.clipped_mean(mean, deviation), draws.mean(axis=0), atol=0.02)
