"""Networks with branches against what their papers and other frameworks publish."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from explorer import Network, presets
from explorer.network import Step

# torchvision 0.20 (documentation of resnet18 and squeezenet1_1); Keras 3 (summary of MobileNet, trainable parameters).
LEARNED = {"resnet18": 11_689_512, "squeezenet11": 1_235_496, "mobilenet_v1": 4_231_976}
# Numbers that are measured and not learned: two per channel of a batch normalisation.
MEASURED = {"resnet18": 9_600, "squeezenet11": 0, "mobilenet_v1": 21_888}


def network(name: str) -> Network:
    return presets.load(name).network


@pytest.mark.parametrize("name", LEARNED)
def test_published_parameter_counts(name: str) -> None:
    steps = network(name).steps
    assert network(name).param_count == sum(step.param_count for step in steps) == LEARNED[name]
    every = sum(math.prod(shape) for step in steps for shape in step.param_shapes.values())
    assert every - LEARNED[name] == MEASURED[name]


def named(network: Network, end: str) -> Step:
    return next(step for step in network.steps if step.name == end)


def test_resnet18_has_the_sizes_of_its_paper() -> None:
    # He et al. 2016, table 1: output sizes of conv1 to conv5_x; 1.8 billion multiply-adds.
    plan = network("resnet18")
    sizes = [named(plan, f"res{n}").output_shape for n in range(1, 9)]
    assert sizes == [(56, 56, 64)] * 2 + [(28, 28, 128)] * 2 + [(14, 14, 256)] * 2 + [(7, 7, 512)] * 2
    assert plan.step("0").output_shape == (112, 112, 64)
    assert round(plan.macs / 1e9, 1) == 1.8
    shortcuts = [step.name for step in plan.steps if step.name.endswith("shortcut.conv")]
    assert shortcuts == ["res3.shortcut.conv", "res5.shortcut.conv", "res7.shortcut.conv"]
    # 7 px at conv1; then 2 px per pixel of step and 3 x 3 kernel: 2 (2) + 4 * 2 (4) + (2 (4) + 3 * 2 (8)) + ... = 435.
    window = named(plan, "res8").window
    assert window is not None
    assert [each.size for each in window] == [435, 435]


def test_squeezenet_has_the_sizes_of_its_authors() -> None:
    plan = network("squeezenet11")
    sizes = [step.output_shape[:2] for step in plan.steps if step.name.startswith("pool")]
    assert sizes == [(55, 55), (27, 27), (13, 13)]
    assert named(plan, "concat8").output_shape == (13, 13, 512)


def test_mobilenet_has_the_arithmetic_of_its_paper() -> None:
    # Howard et al. 2017, table 4: 569 million multiply-adds.
    assert round(network("mobilenet_v1").macs / 1e6) == 569


@pytest.mark.parametrize(("name", "thousands", "channels"), [("concat1", 159, 256), ("concat2", 379, 480)])
def test_inception_modules_have_the_weights_of_their_table(name: str, thousands: int, channels: int) -> None:
    # Szegedy et al. 2015, table 1: 159K for (3a) and, rounded up, 380K for (3b), in units of 1,024 and without biases.
    plan = network("inception")
    kernels = [
        math.prod(s.param_shapes["kernel"]) for s in plan.steps if s.name.startswith(f"{name}.") and s.param_count
    ]
    assert int(sum(kernels) / 1024) == thousands
    assert named(plan, name).output_shape == (28, 28, channels)


def test_3a_filter_by_filter() -> None:
    shown = [
        (step.name, step.output_shape[2])
        for step in network("inception").steps
        if step.name.startswith("concat1.") and step.macs
    ]
    assert shown == [
        ("concat1.a.conv", 64),
        ("concat1.b.conv1", 96),
        ("concat1.b.conv2", 128),
        ("concat1.c.conv1", 16),
        ("concat1.c.conv2", 32),
        ("concat1.d.conv", 32),
    ]


def test_a_dense_block_grows_by_twelve() -> None:
    grown = [step.output_shape[2] for step in network("densenet").steps if step.path.isdigit()][:5]
    assert grown == [16, 28, 40, 52, 64]


def test_the_whole_unet_filter_by_filter() -> None:
    # Ronneberger, Fischer and Brox 2015, figure 1: 3 x 3 convolutions in pairs, 2 x 2 up, each after the joining twice as wide.
    sides = (64, 128, 256, 512, 1024)
    down = [9 * a * b + b + 9 * b * b + b for a, b in zip((1, *sides), sides, strict=False)]
    up = [4 * b * a + a + 9 * b * a + a + 9 * a * a + a for a, b in pairwise(sides)]
    plan = network("unet_2015")
    assert plan.param_count == sum(down) + sum(up) + 2 * 64 + 2 == 31_030_658
    assert "31,030,658" in presets.load("unet_2015").source
    assert plan.output_shape == (128, 128, 2)
    assert min(step.output_shape[0] for step in plan.steps) == 8


def test_the_unet_comes_back_to_its_own_size() -> None:
    plan = network("unet")
    assert plan.output_shape == (64, 64, 2)
    assert min(step.output_shape[0] for step in plan.steps) == 16
    assert named(plan, "concat1").output_shape == (64, 64, 16)
