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
    applied,
    last_map,
    measure,
    meets,
    smallest_edits,
)
from tests.strategies import networks


def check(network: Network, goal: str, target: int) -> None:
    """Everything that is promised of every proposal."""
    found = smallest_edits(network, goal, target)
    now = measure(network, goal)
    if meets(goal, now, target):
        assert found == ()
    assert len({proposal.reached for proposal in found}) <= 1
    changes = [len(proposal.edits) for proposal in found]
    gaps = [abs(proposal.value - target) for proposal in found]
    if found and found[0].reached:
        assert sorted(zip(changes, gaps, strict=True)) == list(zip(changes, gaps, strict=True))
    for proposal in found:
        planned = Network(proposal.layers, network.input_shape)
        assert measure(planned, goal) == proposal.value != now
        assert meets(goal, proposal.value, target) == proposal.reached
        assert len(planned.output_shape) == len(network.output_shape)
        if len(network.output_shape) == 1:
            assert planned.output_shape == network.output_shape
        assert len(proposal.origin) == len(proposal.layers)
        assert 1 <= len(proposal.edits) <= 2
        assert applied(network.layers, proposal.edits) == (proposal.layers, proposal.origin)
        touched = {edit.index for edit in proposal.edits}
        for layer, old in zip(proposal.layers, proposal.origin, strict=True):
            if old is not None and old not in touched:
                assert layer == network.layers[old]


@pytest.mark.parametrize(
    ("name", "goal", "target"),
    [
        *itertools.product(["tinyvgg", "lenet5"], [SIZE], [1, 2, 7, 10, 20, 64]),
        *itertools.product(["tinyvgg", "lenet5", "dilated"], [FIELD], [10, 40, 100]),
        *itertools.product(["tinyvgg", "lenet5", "fashion_dense"], [PARAMETERS], [1, 1000, 15000, 50000]),
        *itertools.product(["tinyvgg", "all_conv"], [MACS], [1000, 1_000_000, 100_000_000]),
        *((("vgg16"), goal, target) for goal, target in ((SIZE, 13), (FIELD, 400), (PARAMETERS, 50_000_000))),
    ],
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
    assert "conv1: kernel_size 3 → 4" in labels
    assert all(";" not in label for label in labels)


def test_the_largest_width_that_fits_is_found() -> None:
    network = Network((Flatten(), Dense(units=100), ReLU(), Dense(units=10)), (28, 28, 1))
    # (784 + 1) · n + (n + 1) · 10 <= 40,000 for n up to 50
    proposals = {proposal.label: proposal.value for proposal in smallest_edits(network, PARAMETERS, 40_000)}
    assert proposals["dense1: units 100 → 50"] == 785 * 50 + 51 * 10 == 39_760


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
    assert found[0].label == "insert Conv2D 3 × 3, same, at the end; insert Conv2D 3 × 3, same, at the end"


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
