"""Deep networks against what torchvision publishes of them."""

from __future__ import annotations

import pytest

from explorer import limits
from explorer.layers.stack import layer_count
from explorer.presets import DEEP, deep, gated
from explorer.presets.deep import LAYERS

BUILDERS = {**deep.BUILDERS, **gated.BUILDERS}
# torchvision 0.28, meta of the weights: num_params, and _ops, which are 10^9 multiply-accumulates of one image.
PUBLISHED = {
    "resnet50": (25_557_032, 4.089),
    "mobilenet_v2": (3_504_872, 0.301),
    "densenet121": (7_978_856, 2.834),
    "googlenet": (6_624_904, 1.498),
    "shufflenet_v2": (2_278_604, 0.145),
    "mobilenet_v3_small": (2_542_856, 0.057),
    "efficientnet_b0": (5_288_548, 0.386),
    "convnext_tiny": (28_589_128, 4.456),
}


ALLOWED = [name for name in BUILDERS if LAYERS.get(name, 0) <= limits.LAYERS]


@pytest.mark.parametrize("name", ALLOWED)
def test_published_parameters_and_arithmetic(name: str) -> None:
    params, ops = PUBLISHED[name]
    preset = BUILDERS[name]()
    assert preset.network.param_count == params
    assert round(preset.network.macs / 1e9, 3) == ops
    assert f"{params:,}" in preset.source
    assert preset.network.check_cell(preset.cell)


@pytest.mark.parametrize("name", ALLOWED)
def test_those_with_too_many_layers_for_a_small_host_are_listed(name: str) -> None:
    count = layer_count(BUILDERS[name]().network.layers)
    assert count <= 512, "what a machine of one's own takes"
    assert LAYERS.get(name) == (count if count > 256 else None), "what a host takes"
    assert (name in DEEP) == (count <= limits.LAYERS)


@pytest.mark.parametrize(
    ("name", "channels"),
    [
        ("resnet50", {56: 256, 28: 512, 14: 1024, 7: 2048}),
        ("densenet121", {56: 256, 28: 512, 14: 1024, 7: 1024}),
        ("googlenet", {28: 480, 14: 832, 7: 1024}),
    ],
)
def test_sizes_are_those_of_the_papers(name: str, channels: dict[int, int]) -> None:
    """The maps at the end of each stage: He et al. table 1, Huang et al. table 1, Szegedy et al. table 1."""
    if name not in ALLOWED:
        pytest.skip("it has too many layers for this profile")
    network = BUILDERS[name]().network
    joined = {
        step.output_shape[0]: step.output_shape[2]
        for step in network.steps
        if step.path.isdigit() and step.layer.branches
    }
    assert joined == channels
