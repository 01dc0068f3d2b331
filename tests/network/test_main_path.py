"""The main path: the direct way from the input to the last layer."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given

from explorer import Network, presets
from explorer.network.main_path import main_path
from tests.strategies import nested_networks


@given(nested_networks())
def test_every_step_reads_the_one_before_it_and_the_ends_are_the_networks(network: Network) -> None:
    steps = main_path(network)
    assert steps[0].path == ""
    assert steps[-1] is network.steps[-1]
    for below, step in pairwise(steps):
        assert below.path in step.sources


@given(nested_networks())
def test_of_branches_the_one_with_the_largest_window_is_followed(network: Network) -> None:
    steps = main_path(network)
    for below, step in pairwise(steps):
        windows = [source.window for source in network.sources(step.path)]
        if None in windows:
            assert below.window is None
        else:
            assert below.window is not None
            assert below.window.rows.size == max(each.rows.size for each in windows if each)


def test_presets() -> None:
    names = [step.name for step in main_path(presets.load("inception").network)]
    assert [name for name in names if name.startswith("concat1")] == [
        "concat1.c.conv1",
        "concat1.c.relu1",
        "concat1.c.conv2",
        "concat1.c.relu2",
        "concat1",
    ]
    plain = presets.load("lenet5").network
    assert main_path(plain) == plain.steps
