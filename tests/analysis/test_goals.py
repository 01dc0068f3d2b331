"""Ask backwards: what is proposed is exact, small, and ranked as promised."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, presets
from explorer.analysis.goals import (
    FIELD,
    GOALS,
    MACS,
    PARAMETERS,
    SIZE,
    Edit,
    applied,
    last_map,
    measure,
    meets,
    smallest_edits,
)
from explorer.analysis.goals.usual import as_separable
from explorer.layers.stack import layer_at
from tests.strategies import networks


def check(network: Network, goal: str, target: int) -> None:
    """Everything that is promised of every proposal."""
    found = smallest_edits(network, goal, target)
    now = measure(network, goal)
    if meets(goal, now, target):
        assert found == ()
    assert len({proposal.reached for proposal in found}) <= 1
    if found and found[0].reached:
        ranks = [(not each.usual, len(each.edits), abs(each.value - target)) for each in found]
        assert sorted(ranks) == ranks
    for proposal in found:
        planned = Network(proposal.layers, network.input_shape)
        assert measure(planned, goal) == proposal.value != now
        assert meets(goal, proposal.value, target) == proposal.reached
        assert len(planned.output_shape) == len(network.output_shape)
        if len(network.output_shape) == 1:
            assert planned.output_shape == network.output_shape
        assert len(proposal.origin) == len(proposal.layers)
        assert 1 <= len(proposal.edits) <= 2 or proposal.usual
        assert applied(network.layers, proposal.edits) == (proposal.layers, proposal.origin)
        touched = {edit.index for edit in proposal.edits}
        for layer, old in zip(proposal.layers, proposal.origin, strict=True):
            if old is not None and old not in touched:
                assert layer == network.layers[old]


ASKED = (
    *itertools.product(["tinyvgg", "lenet5"], [SIZE], [1, 2, 7, 10, 20, 64]),
    *itertools.product(["tinyvgg", "lenet5", "dilated"], [FIELD], [10, 40, 100]),
    *itertools.product(["tinyvgg", "lenet5", "fashion_dense"], [PARAMETERS], [1, 1000, 15000, 50000]),
    *itertools.product(["tinyvgg", "all_conv"], [MACS], [1000, 1_000_000, 100_000_000]),
    *itertools.product(["residual", "inception"], [FIELD], [16, 40]),
    *itertools.product(["residual"], [PARAMETERS, MACS], [2000, 4700, 600_000]),
    *((("vgg16"), goal, target) for goal, target in ((SIZE, 13), (FIELD, 400), (PARAMETERS, 50_000_000))),
)


@pytest.mark.parametrize(
    ("name", "goal", "target"),
    [
        pytest.param(*case, marks=pytest.mark.thorough if at % 3 else []) for at, case in enumerate(ASKED)
    ],  # a third is quick
)
def test_presets(name: str, goal: str, target: int) -> None:
    check(presets.load(name).network, goal, target)


@settings(max_examples=25, deadline=None)
@given(networks(), st.sampled_from(GOALS), st.integers(1, 300))
def test_random_networks(network: Network, goal: str, target: int) -> None:
    check(network, goal, target)


def test_a_single_change_of_a_kernel() -> None:
    network = Network((Conv2D(filters=4), ReLU(), MaxPool2D()), (20, 20, 3))
    labels = [proposal.label for proposal in smallest_edits(network, SIZE, 8)]
    assert "conv1: kernel size 3 → 4" in labels
    assert all(";" not in label for label in labels)


def test_the_largest_width_that_fits_is_found() -> None:
    network = Network((Flatten(), Dense(units=100), ReLU(), Dense(units=10)), (28, 28, 1))
    # (784 + 1) · n + (n + 1) · 10 <= 40,000 for n up to 50
    proposals = {proposal.label: proposal.value for proposal in smallest_edits(network, PARAMETERS, 40_000)}
    assert proposals["dense1: units 100 → 50"] == 785 * 50 + 51 * 10 == 39_760


def test_layers_inside_blocks_are_changed_too() -> None:
    network = presets.load("residual").network
    proposals = {each.label: each for each in smallest_edits(network, PARAMETERS, 4674)}
    narrower = proposals["res1.conv1: filters 8 → 4"]
    # 4 filters of 9 · 8 weights and a bias are gone, and the 9 · 4 weights of each of 8 filters that read their maps.
    assert network.param_count - narrower.value == 4 * (9 * 8 + 1) + 8 * 9 * 4
    assert layer_at(narrower.layers, "2.b0.0").settings()["filters"] == 4
    assert layer_at(narrower.layers, "2.b0.2") == layer_at(network.layers, "2.b0.2")


def test_two_changes_inside_one_block_are_both_made() -> None:
    network = presets.load("residual").network
    first, second = (Edit(2, "", 1.0, (("kernel_size", (5, 5)),), inside=path) for path in ("2.b0.0", "2.b0.2"))
    layers, origin = applied(network.layers, (first, second, Edit(2, "", 3.0, layer=ReLU())))
    assert origin[:4] == (0, 1, None, 2)
    assert [layer_at(layers, path).settings()["kernel_size"] for path in ("3.b0.0", "3.b0.2")] == [(5, 5), (5, 5)]


def test_the_number_of_classes_is_not_touched() -> None:
    network = presets.load("fashion_dense").network
    for proposal in smallest_edits(network, PARAMETERS, 7000):
        assert proposal.layers[-2] == network.layers[-2]


def test_groups_go_on_dividing() -> None:
    network = Network((Conv2D(filters=12, groups=3),), (9, 9, 6))
    assert smallest_edits(network, PARAMETERS, 100)[0].label == "conv1: filters 12 → 3"


def test_pairs_where_no_single_change_reaches() -> None:
    found = smallest_edits(Network((), (64, 64, 3)), FIELD, 5)
    assert found[0].value == 5
    assert [len(proposal.edits) for proposal in found] == [2] * len(found)
    assert found[0].label == "insert a 3 × 3 convolution at the end; insert a 3 × 3 convolution at the end"


def labels(name: str, goal: str, target: int) -> list[str]:
    return [each.label for each in smallest_edits(presets.load(name).network, goal, target) if each.usual]


def test_fewer_parameters_are_global_pooling_first() -> None:
    """Lin, Chen and Yan 2014: it is the dense layers that hold most of VGG-16's parameters."""
    network = presets.load("vgg16").network
    first = smallest_edits(network, PARAMETERS, 50_000_000)[0]
    assert first.label == "global average pooling in place of flatten"
    # Of 25,088 · 4,096 weights of the first dense layer, those of 512 maps are left.
    assert first.value == network.param_count - (25_088 - 512) * 4096 == 37_694_248
    assert labels("vgg16", PARAMETERS, 20_000_000) == [
        "global average pooling in place of flatten; remove dense6, relu6, dense7 and relu7"
    ]


def test_less_arithmetic_is_separable_convolutions_first() -> None:
    """Howard et al. 2017: the convolutions that cost most go first, and no more of them than it takes."""
    target = 5_000_000_000
    first = smallest_edits(presets.load("vgg16").network, MACS, target)[0]
    assert first.label == "make conv1_2, conv2_2, conv3_2, conv3_3, conv4_1, conv4_2 and conv4_3 depthwise separable"
    layers, _ = applied(presets.load("vgg16").network.layers, first.edits[:-1])
    assert measure(Network(layers, (224, 224, 3)), MACS) != first.value
    assert labels("all_conv", PARAMETERS, 300_000) == [
        "make conv1_2, conv1_4, conv1_5, conv1_6 and conv1_7 depthwise separable"
    ]


def test_a_separable_convolution_keeps_the_shape() -> None:
    conv = Conv2D(filters=24, kernel_size=(5, 3), strides=(1, 2), padding=((1, 2), (0, 1)), dilation_rate=(2, 1))
    plain, pair = Network((conv,), (20, 20, 16)), Network(as_separable(conv), (20, 20, 16))
    assert pair.output_shape == plain.output_shape
    assert pair.param_count == 5 * 3 * 16 + 16 * 24 + 24


def test_one_number_for_every_map_is_global_pooling_first() -> None:
    assert labels("lenet5", SIZE, 1) == ["insert global average pooling before flatten"]
    assert labels("lenet5", SIZE, 2) == []


def test_where_other_changes_are_usual_nothing_is_pushed() -> None:
    assert labels("vgg16", PARAMETERS, 130_000_000) == [], "narrower layers are enough"
    assert labels("fashion_dense", PARAMETERS, 9_000) == [], "the mean of the pixels says nothing"
    assert labels("mobilenet_v1", MACS, 200_000_000) == [], "its convolutions are separable already"
    assert labels("vgg16", FIELD, 400) == []


def test_a_proposal_of_several_changes_is_applied_as_one() -> None:
    network = presets.load("vgg16").network
    (proposal,) = [each for each in smallest_edits(network, PARAMETERS, 20_000_000) if each.usual]
    assert [type(layer).__name__ for layer in proposal.layers[-3:]] == ["GlobalAveragePool2D", "Dense", "Softmax"]
    assert proposal.origin[-3:] == (None, len(network.layers) - 2, len(network.layers) - 1)


def test_what_cannot_be_reached_says_so() -> None:
    found = smallest_edits(presets.load("lenet5").network, FIELD, 4000)
    assert found
    assert not any(proposal.reached for proposal in found)


def test_the_bound_on_trials_holds() -> None:
    network = presets.load("vgg16").network
    assert smallest_edits(network, SIZE, 13, trials=0) == ()
    assert smallest_edits(network, SIZE, 13, most=2, trials=400)[:2]


def test_measures() -> None:
    network = presets.load("tinyvgg").network
    assert [measure(network, goal) for goal in GOALS] == [13, 16, 19_920, network.macs]
    assert last_map(network).name == "pool2"
    assert last_map(Network((Flatten(),), (5, 5, 1))).path == ""
