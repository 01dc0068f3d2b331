"""What lanes are called."""

from __future__ import annotations

import pytest

from explorer import (
    BatchNormalization,
    Concatenate,
    Conv2D,
    Conv2DTranspose,
    DepthwiseConv2D,
    MaxPool2D,
    ReLU,
    Residual,
)
from explorer.figures.overview.branches.lane_names import brief, lane_name, lane_words, range_name
from explorer.layers.stack import Layers

ONE, THREE, FIVE = (Conv2D(kernel_size=(n, n), padding="same") for n in (1, 3, 5))
POOL = MaxPool2D(pool_size=(3, 3), strides=(1, 1), padding="same")


@pytest.mark.parametrize(
    ("branch", "lane", "channels"),
    [
        ((), "unchanged", "input"),
        ((ReLU(),), "relu", "relu"),
        ((ONE, ReLU()), "1×1", "1×1"),
        ((ONE, ReLU(), THREE, BatchNormalization(), ReLU()), "3×3 after 1×1", "3×3"),
        ((POOL, ONE, ReLU()), "pool, 1×1", "pool"),
        ((ONE, THREE, FIVE), "5×5 after 2 layers", "5×5"),
        ((Residual(layers=(THREE,)), ONE), "res, 1×1", "res"),
    ],
)
def test_a_lane_is_named_by_what_it_does(branch: Layers, lane: str, channels: str) -> None:
    assert (lane_name(branch), range_name(branch)) == (lane, channels)


def test_a_layer_is_described_in_a_few_letters() -> None:
    layers = (
        Conv2D(kernel_size=(1, 7)),
        Conv2D(strides=(2, 2)),
        DepthwiseConv2D(),
        Conv2DTranspose(kernel_size=(2, 2), strides=(2, 2)),
        POOL,
    )
    assert [brief(layer) for layer in layers] == ["1×7", "3×3, stride 2", "depthwise 3×3", "up 2×2", "pool"]


def test_a_sentence_names_a_branch_as_its_lane_is_named() -> None:
    layer = Concatenate(stacks=((ONE,), (), (ONE, THREE)))
    assert [lane_words(layer, name) for name in layer.branch_names] == [
        "the branch 1×1",
        "the branch without layers",
        "the branch 3×3 after 1×1",
    ]
