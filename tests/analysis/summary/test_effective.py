"""Effective sizes: each layer's is what `effective_field` says of it alone, and the cost is told before."""

from __future__ import annotations

import numpy as np

import explorer
from explorer.analysis.influence import effective_field
from explorer.analysis.summary import effective_sizes, looking, macs_of

NETWORK = explorer.from_text(
    "input 16x16x1; conv 4 3x3 same; relu; maxpool 2; conv 4 3x3; conv 2 1x1; globalavgpool; dense 3"
)


def test_every_layer_that_looks_at_a_window_has_the_size_of_its_own_field() -> None:
    params = explorer.Weights().params(NETWORK)
    acts = explorer.run(NETWORK, params, np.random.default_rng(0).random((1, 16, 16, 1), np.float32))
    sizes = effective_sizes(NETWORK, params, acts, cells=2)
    assert [NETWORK.step(path).name for path in sizes] == ["conv1", "conv2_1", "conv2_2"]
    for path, size in sizes.items():
        alone = effective_field(NETWORK, params, [acts], path, 2)
        assert (size.pixels, size.share) == (alone.effective, alone.share)
        assert 0 < size.share <= 1


def test_the_work_is_a_run_and_two_more_below_each_layer_for_every_cell() -> None:
    macs = [step.macs for step in NETWORK.steps]
    below = [sum(macs[: NETWORK.index(step.path) + 1]) for step in looking(NETWORK)]
    assert macs_of(NETWORK, cells=3) == sum(macs) + 2 * 3 * sum(below)
    assert not looking(explorer.from_text("input 4x4x1; relu"))
