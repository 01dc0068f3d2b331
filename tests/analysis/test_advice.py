"""Shape advice: said where it should be, silent where not, and every fix ends what it is for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from explorer import (
    AveragePool2D,
    Conv2D,
    DepthwiseConv2D,
    Flatten,
    MaxPool2D,
    Network,
    ReLU,
    Residual,
    presets,
)
from explorer.analysis.advice import Advice, Grade, advise, advise_on, idle_padding, remarks, unread
from explorer.errors import Fix
from explorer.layers.base import Layer
from explorer.layers.sliding import Sliding
from tests.strategies import networks


def only(*layers: Layer, size: int = 12) -> Advice:
    (found,) = advise(Network(layers, (size, size, 3)))
    return found


def fixed(network: Network, fix: Fix) -> Network:
    layers = list(network.layers)
    assert fix.changes is not None
    layers[int(fix.path)] = layers[int(fix.path)].with_settings(**fix.changes)
    return Network(tuple(layers), network.input_shape)


@pytest.mark.parametrize("name", presets.NAMES)
def test_the_presets_need_no_advice(name: str) -> None:
    network = presets.load(name).network
    assert advise(network) == ()
    every = [remark for step in network.steps[1:] for remark in advise_on(network, step.path)]
    assert all((remark.grade, remark.fixes) == (Grade.USUAL, ()) for remark in every)


def test_what_is_usual_is_still_counted() -> None:
    network = presets.load("resnet18").network
    assert {remark.topic for remark in advise_on(network, "0")} == {"idle padding"}
    shortcut = next(step.path for step in network.steps if step.name == "res3.shortcut.conv")
    assert set(remarks(network, shortcut)) == {"between", "end"}
    assert advise_on(network, shortcut, unless=Grade.USUAL) == ()


def bottleneck(filters: int, stride: int, early: bool) -> Layer:
    """ResNet-50's block: the stride in its first 1 × 1 convolution (He et al.), or in its 3 × 3 one (torchvision)."""
    first = Conv2D(filters=filters, kernel_size=1, strides=stride if early else 1)
    inner = (first, ReLU(), Conv2D(filters=filters, strides=1 if early else stride, padding=1), ReLU())
    return Residual(
        layers=(*inner, Conv2D(filters=4 * filters, kernel_size=1)),
        shortcut=(Conv2D(filters=4 * filters, kernel_size=1, strides=stride),),
    )


DESIGNS: dict[str, tuple[int, tuple[Layer, ...]]] = {
    "ResNet-50, He et al.": (56, (bottleneck(8, 1, True), ReLU(), bottleneck(16, 2, True))),
    "ResNet-50, torchvision": (56, (bottleneck(8, 1, False), ReLU(), bottleneck(16, 2, False))),
    "AlexNet, torchvision": (224, (Conv2D(kernel_size=11, strides=4, padding=2), MaxPool2D(pool_size=3))),
    "Inception v3, stem": (
        299,
        (Conv2D(strides=2), Conv2D(), Conv2D(padding="same"), MaxPool2D(pool_size=3), Conv2D(kernel_size=1), Conv2D()),
    ),
    "MobileNet V2, block": (
        56,
        (
            Conv2D(filters=48, kernel_size=1),
            DepthwiseConv2D(strides=2, padding=1),
            Conv2D(filters=16, kernel_size=1),
        ),
    ),
    "U-Net without padding": (572, (Conv2D(), Conv2D(), MaxPool2D(), Conv2D(), Conv2D(), MaxPool2D())),
    "ConvNeXt, stem": (224, (Conv2D(kernel_size=4, strides=4), DepthwiseConv2D(kernel_size=7, padding="same"))),
}


@pytest.mark.parametrize("name", DESIGNS)
def test_published_designs_need_no_advice(name: str) -> None:
    side, layers = DESIGNS[name]
    assert advise(Network(layers, (side, side, 3))) == ()


def test_likely_mistakes_come_first() -> None:
    network = Network((MaxPool2D(), Conv2D(kernel_size=2, strides=3), Conv2D(padding=4)), (25, 25, 3))
    assert [(remark.name, remark.topic, remark.grade) for remark in advise(network)] == [
        ("conv1_1", "between", Grade.MISTAKE),
        ("conv1_2", "padding only", Grade.MISTAKE),
        ("pool1", "end", Grade.NOTE),
        ("conv1_1", "end", Grade.NOTE),
    ]


def test_a_window_twice_as_wide_as_its_input_is_a_mistake() -> None:
    for kernel, grade in ((7, Grade.NOTE), (8, Grade.MISTAKE)):
        assert only(Conv2D(kernel_size=kernel, padding="same"), size=4).grade is grade


def test_rows_at_the_end_that_no_window_reaches() -> None:
    found = only(MaxPool2D(), size=11)
    assert (found.path, found.name, found.topic) == ("0", "pool1", "end")
    assert found.sentence == (
        "The last 1 row and 1 column of its 11 × 11 input are read by no output: with a stride of 2, no further window fits."
    )
    assert [fix.label for fix in found.fixes] == ["Set the padding to “same”", "Make the window 3 × 3"]


def test_rows_in_between() -> None:
    found = only(Conv2D(kernel_size=1, strides=2), size=11)
    assert found.topic == "between"
    assert found.sentence.startswith("5 rows and 5 columns of its 11 × 11 input are read by no output")
    assert "the stride of 2 is larger than the window of 1" in found.sentence
    assert [fix.label for fix in found.fixes] == ["Make the kernel 3 × 3"], "it is to go on halving"
    assert only(Conv2D(kernel_size=2, strides=3), size=14).fixes[0].label == "Make the stride 2"


def test_one_axis_alone() -> None:
    found = only(MaxPool2D(pool_size=(2, 2), strides=(3, 2)), size=8)
    assert found.sentence.startswith("2 rows of its 8 × 8 input are read by no output")


def test_a_kernel_that_is_wider_than_its_input() -> None:
    network = Network((MaxPool2D(), Conv2D(kernel_size=5, padding="same")), (8, 8, 3))
    (found,) = advise(network)
    assert (found.path, found.topic) == ("1", "wide")
    assert found.sentence == "Its window spans 5 × 5 cells, more than its 4 × 4 input has: padding fills the rest."
    assert found.fixes[0].label == "Make the kernel 4 × 4"


def test_padding_that_no_window_reads() -> None:
    found = only(Conv2D(padding=((0, 2), (0, 2)), strides=3), size=12)
    assert found.topic == "idle padding"
    assert found.sentence.startswith("2 rows and 2 columns of its padding are read by no window")
    assert found.fixes[0].label == "Set the padding to “valid”"


def test_cells_that_read_padding_only() -> None:
    found = only(Conv2D(padding=4))
    assert found.topic == "padding only"
    assert found.sentence.startswith("4 rows and 4 columns of its output read nothing but padding")
    assert found.fixes[0].label == "Pad 2 on each side"


def test_a_dilation_that_skips_pixels_and_one_that_does_not() -> None:
    found = only(Conv2D(dilation_rate=3, padding="same"))
    assert found.topic == "holes"
    assert found.sentence.startswith("A cell in the middle reads 9 of the 49 px within its window")
    assert found.grade is Grade.NOTE
    assert found.fixes == (), "a dilation of 1 would take away what it is for"
    stack = (Conv2D(padding="same"), ReLU(), Conv2D(dilation_rate=3, padding="same"))
    assert advise(Network(stack, (24, 24, 1))) == ()
    (late,) = advise(Network((*stack[:2], Conv2D(dilation_rate=6, padding="same")), (24, 24, 1)))
    assert (late.path, late.fixes[0].label) == ("2", "Make the dilation 3")


def test_layers_without_windows_get_no_advice() -> None:
    assert remarks(Network((ReLU(), Flatten()), (5, 5, 1)), "1") == {}


@given(networks())
def test_every_fix_works(network: Network) -> None:
    for found in advise(network):
        assert found.topic in remarks(network, found.path)
        assert len({tuple(fix.changes or ()) for fix in found.fixes}) == len(found.fixes)
        layer = network.step(found.path).layer
        assert isinstance(layer, Sliding)
        for fix in found.fixes:
            changed = fixed(network, fix).step(found.path).layer
            assert isinstance(changed, Sliding)
            assert [n > 1 for n in changed.step] == [n > 1 for n in layer.step], "what halves goes on halving"
            assert [n > 1 for n in changed.dilation] == [n > 1 for n in layer.dilation]
            after = remarks(fixed(network, fix), found.path)
            assert found.topic not in after
            assert set(after) <= set(remarks(network, found.path))


@given(networks())
def test_what_is_unread_is_what_the_reads_leave_out(network: Network) -> None:
    for step in network.steps[1:]:
        if isinstance(step.layer, Sliding):
            said = remarks(network, step.path)
            left_out = [
                np.flatnonzero(step.layer.axis_reads(axis, step.input_shape).sum(axis=0) == 0) for axis in (0, 1)
            ]
            counts = [unread(step.layer, step.input_shape, axis) for axis in (0, 1)]
            assert [sum(pair) for pair in counts] == [cells.size for cells in left_out]
            assert ("between" in said or "end" in said) == any(cells.size for cells in left_out)


def test_same_padding_is_never_idle() -> None:
    for size in range(1, 15):
        for layer in (Conv2D(kernel_size=5, strides=3, padding="same"), AveragePool2D(strides=3, padding="same")):
            assert idle_padding(layer, (size, size, 3), 0) == 0
