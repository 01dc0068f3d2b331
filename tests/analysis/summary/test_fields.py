"""Unproductive layers: what they read spans more than the image already, by every way through the network."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer.analysis.summary import smallest_fields, unproductive
from explorer.layers import Composite
from explorer.network import Network, Step
from tests.strategies import nested_networks, networks

VGG16 = explorer.presets.load("vgg16").network


def names(network: Network) -> list[str]:
    return [step.name for step in network.steps if step.path in unproductive(network)]


def test_vgg16_as_published_has_none_and_on_small_images_six() -> None:
    """The input of conv4_1 sees 44 px, that of conv3_3 32: on images of 32 px the six from there on see nothing new."""
    assert names(VGG16) == []
    small = Network(VGG16.layers[:30], (32, 32, 3))
    assert names(small) == ["conv4_1", "conv4_2", "conv4_3", "conv5_1", "conv5_2", "conv5_3"]
    assert names(Network(VGG16.layers[:30], (44, 44, 3)))[0] == "conv4_2"
    assert names(Network(VGG16.layers[:30], (32, 64, 3)))[0] == "conv4_3"  # both directions must be covered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("input 4x4x1; conv 2 5x5 same; conv 2 3x3 same", ["conv1_2"]),
        ("input 5x5x1; conv 2 5x5 same; conv 2 3x3 same", []),  # as large as the image is not larger
        ("input 4x4x1; conv 2 5x5 same; conv 2 1x1", []),
        ("input 4x4x1; conv 2 5x5 same; relu; maxpool 3 stride 1 same; depthwise 3x3 same", ["dwconv2"]),
        ("input 4x4x1; conv 2 5x5 same; flatten; dense 3", []),
        ("input 4x4x1; conv 2 5x5 same; residual { conv 2 3x3 same }; conv 2 3x3 same", ["res1.conv", "conv1_2"]),
        ("input 4x4x1; residual { conv 1 9x9 same }; conv 2 3x3 same", []),  # the shortcut hands on single pixels
    ],
)
def test_by_hand(text: str, expected: list[str]) -> None:
    assert names(explorer.from_text(text)) == expected


def smallest_by_walking(network: Network, path: str, axis: int) -> int:
    """The smallest window over all ways down to the image, each composed for itself."""
    found: list[tuple[int, int]] = []

    def ways(at: str, inner: list[Step]) -> None:
        step = network.step(at)
        if not step.sources:
            found.append(_composed(inner[::-1], axis))
            return
        for source in step.sources:
            ways(source, inner if isinstance(step.layer, Composite) else [*inner, step])

    ways(path, [])
    return min(found)[0]


def _composed(steps: list[Step], axis: int) -> tuple[int, int]:
    size = jump = 1
    for step in steps:
        window = step.layer.window(axis, step.input_shape)
        assert window is not None
        size, jump = size + (window.size - 1) * jump, jump * window.jump
    return size, jump


@given(st.one_of(networks(), nested_networks()))
def test_the_smallest_field_is_that_of_some_way_to_the_image(network: Network) -> None:
    fields = smallest_fields(network)
    regular = all(
        step.layer.window(axis, step.input_shape) is not None
        for step in network.steps[1:]
        if not isinstance(step.layer, Composite)
        for axis in (0, 1)
    )
    for step in network.steps:
        for axis, field in enumerate(fields[step.path]):
            if field is not None and step.window is not None:
                assert field[0] <= step.window[axis].size
            if regular and not any(".b" in each.path for each in network.steps):
                assert field is not None
                assert field[0] == smallest_by_walking(network, step.path, axis)


@given(st.one_of(networks(), nested_networks()))
def test_only_convolutions_that_look_around_are_marked(network: Network) -> None:
    for path in unproductive(network):
        step = network.step(path)
        assert step.layer.has_kernel
        assert any(step.layer.window(axis, step.input_shape).size > 1 for axis in (0, 1))  # type: ignore[union-attr]
