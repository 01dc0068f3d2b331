"""Columns of the overview: nothing is lost, and what is selected is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import AveragePool2D, Conv2D, LocalResponseNormalization, MaxPool2D, Network, ReLU, Residual, UpSampling2D
from explorer.figures.overview.folding import FoldedColumn, fold, own_steps
from explorer.figures.overview.stages import (
    MAX_COLUMNS_OF_SHORT_STAGES,
    MAX_STAGE_COLUMNS,
    gathered,
    in_line,
    in_stages,
    stages,
)
from explorer.layers import Rescaling
from explorer.layers.base import Layer, Shape
from explorer.presets import NAMES
from tests.strategies import nested_networks, networks

VGG = explorer.presets.load("vgg16").network


def names(network: Network, paths) -> list[str]:  # type: ignore[no-untyped-def]
    return [network.step(path).name for path in paths]


@settings(max_examples=60)
@given(network=st.one_of(networks(), nested_networks()), data=st.data())
def test_every_step_is_in_one_column_and_the_selected_one_is_seen(network: Network, data: st.DataObject) -> None:
    paths = [step.path for step in network.steps]
    selected = data.draw(st.sampled_from(paths))
    units = fold(network)
    assert [path for unit in units for path in unit.steps] == paths
    all_stages = stages(network, units)
    assert [path for stage in all_stages for path in stage.steps] == paths
    for shown in (in_line(units), in_stages(all_stages, selected)):
        assert [path for each in shown for path in (*each.hidden, each.unit.path)] == paths
        assert any(selected in each.unit.steps for each in shown)
    for unit in fold(network):
        shapes = {network.step(path).output_shape for path in own_steps(network, unit)}
        assert len(shapes) == 1, "a column shows the size of all that its maps stand for"


def test_a_sum_inside_a_shortcut_is_not_what_its_column_stands_for() -> None:
    shrunk = Residual(
        layers=(Conv2D(filters=1, kernel_size=1, strides=(1, 2)),), shortcut=(AveragePool2D((1, 2), (1, 2)),)
    )
    network = Network((Residual(layers=(), shortcut=(shrunk, UpSampling2D((1, 2)))),), (1, 2, 1))
    assert own_steps(network, fold(network)[-1]) == ("0",)


def test_elementwise_layers_fold_into_the_layer_before_them() -> None:
    network = Network((Conv2D(), ReLU(), MaxPool2D(), ReLU(), Conv2D(), ReLU()), (12, 12, 1))
    assert fold(network) == (
        FoldedColumn(""),
        FoldedColumn("1", ("0",)),
        FoldedColumn("3", ("2",)),
        FoldedColumn("5", ("4",)),
    )


def test_a_rescaling_shares_the_column_of_the_input_and_a_relu_does_not() -> None:
    assert fold(Network((Rescaling(), Conv2D()), (9, 9, 1))) == (FoldedColumn("0", ("",)), FoldedColumn("1"))
    assert fold(Network((ReLU(), Conv2D()), (9, 9, 1)))[0] == FoldedColumn("")
    assert fold(Network((Conv2D(), Rescaling()), (9, 9, 1)))[-1] == FoldedColumn("1")


@pytest.mark.parametrize("name", NAMES)
def test_far_stages_are_joined_and_nothing_is_lost(name: str) -> None:
    network = explorer.presets.load(name).network
    all_stages = stages(network, fold(network))
    for at, stage in enumerate(all_stages):
        for reach in (0, 1, 2):
            few = gathered(all_stages, stage.steps[0], reach)
            assert [path for each in few for path in each.steps] == [step.path for step in network.steps]
            assert len(few) <= 2 * reach + 5
            assert stage in few
            assert few[0] == all_stages[0], at


@dataclass(frozen=True)
class Shuffle(Layer):
    """A kind for this test alone: swaps two channels in the middle, and keeps the first and the last where they are."""

    kind: ClassVar[str] = "shuffle"
    short: ClassVar[str] = "shuffle"

    def channels_read(self, channel: int, shape: Shape) -> range:
        read = {1: 2, 2: 1}.get(channel, channel)
        return range(read, read + 1)


def test_a_layer_that_shuffles_channels_has_a_column_of_its_own() -> None:
    assert fold(Network((Conv2D(filters=4), Shuffle(), ReLU()), (8, 8, 1)))[:3] == (
        FoldedColumn(""),
        FoldedColumn("0"),
        FoldedColumn("2", ("1",)),
    )
    few = Network((Conv2D(filters=1), Shuffle()), (8, 8, 1))  # of one channel nothing is shuffled
    assert fold(few) == (FoldedColumn(""), FoldedColumn("1", ("0",)))


def test_a_local_response_folds_where_it_reads_its_own_channel_alone() -> None:
    alone, around = (LocalResponseNormalization(depth_radius=radius) for radius in (0, 1))
    assert fold(Network((Conv2D(), alone), (8, 8, 1))) == (FoldedColumn(""), FoldedColumn("1", ("0",)))
    assert fold(Network((Conv2D(), around), (8, 8, 1))) == (FoldedColumn(""), FoldedColumn("0"), FoldedColumn("1"))


def test_the_stages_of_vgg16_are_its_blocks() -> None:
    vgg_stages = stages(VGG, fold(VGG))
    assert [stage.title for stage in vgg_stages] == ["input", *(f"stage {n}" for n in range(1, 6)), "dense"]
    assert names(VGG, vgg_stages[3].steps) == [
        "conv3_1",
        "relu3_1",
        "conv3_2",
        "relu3_2",
        "conv3_3",
        "relu3_3",
        "pool3",
    ]
    assert [VGG.step(stage.representative.path).name for stage in vgg_stages] == [
        "input", "pool1", "pool2", "pool3", "pool4", "pool5", "softmax"
    ]  # fmt: skip


def test_a_stride_begins_a_stage() -> None:
    network = explorer.presets.load("all_conv").network
    starts = [names(network, stage.steps)[0] for stage in stages(network, fold(network))]
    strided = [step.name for step in network.steps if getattr(step.layer, "strides", None) == (2, 2)]
    assert set(strided) <= set(starts)


def test_long_stages_are_split_evenly() -> None:
    network = Network((Conv2D(padding="same"),) * 20, (9, 9, 1))
    sizes = [len(stage.units) for stage in stages(network, fold(network))]
    assert max(sizes) <= MAX_STAGE_COLUMNS
    assert sum(sizes) == 21
    assert max(sizes[1:]) - min(sizes[1:]) <= 1


@pytest.mark.parametrize("name", NAMES)
def test_no_stage_has_more_columns_than_it_may_unless_it_is_a_single_composite(name: str) -> None:
    network = explorer.presets.load(name).network
    for stage in stages(network, fold(network), MAX_COLUMNS_OF_SHORT_STAGES):
        parts = {path.partition(".")[0] for unit in stage.units for path in unit.steps[:1]}
        assert len(stage.units) <= MAX_COLUMNS_OF_SHORT_STAGES or len(parts) == 1, stage.title


@pytest.mark.parametrize("name", NAMES)
def test_closed_stages_hide_all_but_their_last_column(name: str) -> None:
    network = explorer.presets.load(name).network
    all_stages = stages(network, fold(network))
    shown = in_stages(all_stages, "")
    assert len(shown) == len(all_stages)
    for each, stage in zip(shown, all_stages, strict=True):
        assert each.unit == stage.representative
