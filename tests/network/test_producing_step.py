"""The layer that produced a map is the nearest convolution that the map is computed from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import Conv2D, Flatten, Network, ReLU, presets, reads
from explorer.layers import Layer
from explorer.network import Step
from explorer.network.producing_step import producing_step
from tests.strategies import cells, nested_networks


def convolution(step: Step) -> bool:
    return isinstance(step.layer, Conv2D)


@pytest.mark.parametrize(
    ("name", "path", "channel", "wanted"),
    [
        ("residual", "4", 3, ("4.b0.2", 3)),
        ("residual", "5", 3, ("4.b0.2", 3)),
        ("residual", "4.b0.1", 3, ("4.b0.0", 3)),
        ("inception", "8", 100, ("8.b1.2", 36)),
        ("inception", "8", 3, ("8.b0.0", 3)),
        ("inception", "8.b3.0", 100, ("5", 100)),
        ("densenet", "2", 20, ("1.b1.2", 4)),
        ("densenet", "2", 5, ("0", 5)),
        ("tinyvgg", "4", 7, ("2", 7)),
    ],
)
def test_presets(name: str, path: str, channel: int, wanted: tuple[str, int]) -> None:
    produced = producing_step(presets.load(name).network, path, channel, convolution)
    assert produced is not None
    assert (produced[0].path, produced[1]) == wanted


def test_a_unit_of_a_flattened_map_and_nothing_at_all() -> None:
    network = Network((Conv2D(filters=4), ReLU(), Flatten()), (6, 6, 2))
    produced = producing_step(network, "2", 4 * 7 + 2, convolution)
    assert produced is not None
    assert (produced[0].path, produced[1]) == ("0", 2)
    assert producing_step(network, "", 0, convolution) is None
    assert producing_step(Network((ReLU(),), (3, 3, 1)), "0", 0, convolution) is None


@given(st.data())
def test_the_cell_reads_the_map_that_it_is_said_to_come_from(data: st.DataObject) -> None:
    network = data.draw(nested_networks())
    cell = data.draw(cells(network))
    produced = producing_step(network, cell.path, cell.channel, convolution)
    steps: list[tuple[str, Layer]] = [(step.path, step.layer) for step in network.steps]
    if produced is None:
        assert not isinstance(network.step(cell.path).layer, Conv2D)
        return
    step, channel = produced
    assert (step.path, step.layer) in steps
    assert 0 <= channel < step.output_shape[-1]
    seen = reads.regions(network, cell).get(step.path)
    assert seen is not None
    assert channel in seen.channels or not np.any(seen.mask)
