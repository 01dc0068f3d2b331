"""A layer reads colors where the image's red, green and blue reach it, each as a plane of its own."""

from __future__ import annotations

import pytest

from explorer import (
    AveragePool2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    LayerNormalization,
    LocalResponseNormalization,
    Network,
    ReLU,
    Rescaling,
    Residual,
    ZeroPadding2D,
)
from explorer.errors import SettingError
from explorer.layers.base import Layer
from explorer.network.colors import reads_colors


@pytest.mark.parametrize(
    "before",
    [
        (),
        (Rescaling(scale=2.0, offset=-1.0),),
        (Rescaling(), BatchNormalization(), ReLU()),
        (ZeroPadding2D(padding=3),),
        (AveragePool2D(),),
    ],
)
@pytest.mark.parametrize("layer", [Conv2D(filters=4), Conv2DTranspose(filters=4)])
def test_elementwise_layers_padding_and_pooling_keep_the_planes(before: tuple[Layer, ...], layer: Layer) -> None:
    assert reads_colors(Network((*before, layer), (12, 12, 3)), str(len(before)))


@pytest.mark.parametrize(
    "before",
    [
        (Conv2D(filters=3),),
        (Conv2D(filters=3), ReLU(), Rescaling()),
        (DepthwiseConv2D(),),
        (LocalResponseNormalization(),),
        (LayerNormalization(),),
        (Residual(layers=(Conv2D(filters=3, padding="same"),)),),
    ],
)
def test_three_maps_that_a_layer_made_are_no_colors(before: tuple[Layer, ...]) -> None:
    assert not reads_colors(Network((*before, Conv2D(filters=4)), (12, 12, 3)), str(len(before)))


@pytest.mark.parametrize("channels", [1, 2, 4, 6])
def test_an_image_of_other_planes_has_no_colors(channels: int) -> None:
    assert not reads_colors(Network((Conv2D(filters=4),), (12, 12, channels)), "0")


@pytest.mark.parametrize("layer", [Conv2D(filters=3, groups=3), DepthwiseConv2D(), ReLU(), Dense(units=4)])
def test_a_filter_of_one_plane_has_no_color(layer: Layer) -> None:
    assert not reads_colors(Network((layer,), (12, 12, 3)), "0")
    assert not reads_colors(Network((layer,), (12, 12, 3)), "")


def test_a_branch_on_the_image_reads_colors_and_what_joins_them_does_not() -> None:
    branches = ((Conv2D(filters=2, padding="same"),), (Conv2D(filters=1, padding="same"),))
    network = Network((Concatenate(branches), Conv2D(filters=4)), (12, 12, 3))
    assert {step.path for step in network.steps if reads_colors(network, step.path)} == {"0.b0.0", "0.b1.0"}


def test_an_unknown_layer_is_refused() -> None:
    with pytest.raises(SettingError, match="no layer at path"):
        reads_colors(Network((ReLU(),), (12, 12, 3)), "7")
