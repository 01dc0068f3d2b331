"""Repairs of joins whose branches do not fit, and of layers behind a flatten: what is offered, and that it works."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from explorer import (
    Concatenate,
    Conv2D,
    Cropping2D,
    Dense,
    Flatten,
    GlobalAveragePool2D,
    MaxPool2D,
    Network,
    ReLU,
    Residual,
    Softmax,
    UpSampling2D,
    ZeroPadding2D,
)
from explorer.errors import ShapeError
from explorer.layers.base import Layer, Shape
from explorer.network.repairs import repaired


def conv(filters: int = 8, stride: int = 1) -> Conv2D:
    return Conv2D(filters=filters, strides=stride, padding="same")


def refused(layers: tuple[Layer, ...], shape: Shape) -> ShapeError:
    with pytest.raises(ShapeError) as caught:
        Network(layers, shape)
    return caught.value


def repairs(layers: tuple[Layer, ...], shape: Shape = (20, 20, 3)) -> dict[str, Shape]:
    """What each fix makes of the network: its label, and the output shape after it. The removal is left out."""
    *fixes, _ = refused(layers, shape).fixes
    return {fix.label: Network(repaired(layers, fix), shape).output_shape for fix in fixes}


SAME_INSIDE = "Set the padding to “same” inside"


def test_a_block_with_a_stride() -> None:
    block = Residual(layers=(conv(8, 2), ReLU(), conv(8)))
    assert repairs((block,)) == {
        "Put a 1 × 1 convolution (8 filters, stride 2) on the shortcut": (10, 10, 8),
        "Put a max pooling with a stride of 2 on the shortcut, and a 1 × 1 convolution (8 filters) on it": (10, 10, 8),
        "Up-sample the main path to 20 × 20, and put a 1 × 1 convolution (8 filters) on the shortcut": (20, 20, 8),
    }


def test_a_block_that_loses_its_border() -> None:
    block = Residual(layers=(Conv2D(filters=16), ReLU(), Conv2D(filters=16)))
    assert repairs((block, ReLU())) == {
        f"{SAME_INSIDE}, and put a 1 × 1 convolution (16 filters) on the shortcut": (20, 20, 16),
        f"{SAME_INSIDE}, and use 3 filters in conv2": (20, 20, 3),
        "Crop the shortcut to 16 × 16, and put a 1 × 1 convolution (16 filters) on it": (16, 16, 16),
        "Pad the main path with zeros to 20 × 20, and put a 1 × 1 convolution (16 filters) on the shortcut": (
            20,
            20,
            16,
        ),
    }


def test_a_block_with_other_filters() -> None:
    block = Residual(layers=(conv(16), ReLU()))
    assert repairs((block,)) == {
        "Put a 1 × 1 convolution (16 filters) on the shortcut": (20, 20, 16),
        "Use 3 filters in conv": (20, 20, 3),
    }


def test_a_shortcut_that_pools_keeps_its_pooling() -> None:
    layers = (Residual(layers=(conv(8, 2),), shortcut=(MaxPool2D(),)),)
    error = refused(layers, (20, 20, 3))
    (block,) = repaired(layers, error.fixes[0])
    assert isinstance(block, Residual)
    assert block.shortcut == (MaxPool2D(), Conv2D(filters=8, kernel_size=1, use_bias=False))


def test_a_block_of_dense_layers() -> None:
    block = Residual(layers=(Dense(units=20), ReLU()))
    assert repairs((Flatten(), block), (4, 4, 3)) == {
        "Put a dense layer of 20 units on the shortcut": (20,),
        "Use 48 units in dense": (48,),
    }


def test_branches_with_other_strides() -> None:
    assert repairs((Concatenate(stacks=((conv(2, 2),), (conv(4),))),)) == {
        "Make the stride of b.conv 2": (10, 10, 6),
        "Up-sample branch a to 20 × 20": (20, 20, 6),
    }
    assert repairs((Concatenate(stacks=((conv(2, 2),), ())),)) == {
        "Put a max pooling with a stride of 2 on branch b": (10, 10, 5),
        "Up-sample branch a to 20 × 20": (20, 20, 5),
    }


def test_the_unpadded_u_net_is_cropped_or_padded() -> None:
    """Ronneberger et al. 2015 crop what comes across."""
    lower = (MaxPool2D(), Conv2D(), Conv2D(), UpSampling2D())
    layers = (Concatenate(stacks=((), lower)), conv())
    assert repairs(layers, (32, 32, 4)) == {
        "Set the padding to “same” in every branch": (32, 32, 8),
        "Crop branch a to 24 × 24": (24, 24, 8),
        "Pad branch b with zeros to 32 × 32": (32, 32, 8),
    }
    crop = refused(layers, (32, 32, 4)).fixes[1]
    assert crop.changes is not None
    assert crop.changes["stacks"] == ((Cropping2D(cropping=4),), lower)


def test_several_branches_are_named_together() -> None:
    fork = Concatenate(stacks=((conv(2),), (Conv2D(filters=4),), ()))
    assert list(repairs((fork,))) == [
        "Set the padding to “same” in every branch",
        "Crop branches a and c to 18 × 18",
        "Pad branch b with zeros to 20 × 20",
        "Keep only branches a and c",
    ]


def test_odd_differences_are_halved_with_the_rest_behind() -> None:
    fork = Concatenate(stacks=((), (Conv2D(kernel_size=4),)))
    pad = refused((fork,), (20, 20, 3)).fixes[2]
    assert pad.changes is not None
    assert pad.changes["stacks"][1][-1] == ZeroPadding2D(padding=((1, 2), (1, 2)))


def test_maps_beside_a_row_of_numbers() -> None:
    assert repairs((Concatenate(stacks=((Flatten(),), ())),), (4, 4, 3)) == {
        "Remove a.flatten": (4, 4, 6),
        "Flatten branch b": (96,),
    }


# -- behind a flatten ------------------------------------------------------------------------------------------------------


def test_a_convolution_behind_a_flatten() -> None:
    head = (conv(), ReLU(), Flatten(), Conv2D(), ReLU(), Dense(units=10), Softmax())
    assert repairs(head, (28, 28, 3)) == {
        "Move flatten after relu1_2": (10,),
        "Remove flatten": (26, 26, 10),
    }
    moved = repaired(head, refused(head, (28, 28, 3)).fixes[0])
    assert moved == (conv(), ReLU(), Conv2D(), ReLU(), Flatten(), Dense(units=10), Softmax())


def test_flatten_moves_behind_all_that_need_maps() -> None:
    layers = (Flatten(), ReLU(), conv(), MaxPool2D(), Dense(units=10))
    assert next(iter(repairs(layers))) == "Move flatten after pool1"


def test_with_a_dense_layer_between_the_convolution_moves() -> None:
    layers = (conv(), Flatten(), Dense(units=30), ReLU(), Conv2D(), Dense(units=10))
    assert repairs(layers) == {"Move conv3 before flatten": (10,), "Remove flatten": (18, 18, 10)}
    assert repaired(layers, refused(layers, (20, 20, 3)).fixes[0])[1:3] == (Conv2D(), Flatten())


def test_a_block_behind_a_flatten_or_a_global_pooling() -> None:
    block = Residual(layers=(conv(3), ReLU()))
    assert repairs((Flatten(), block)) == {"Move flatten after res1": (1200,), "Remove flatten": (20, 20, 3)}
    assert repairs((GlobalAveragePool2D(), block)) == {"Move gpool after res1": (3,), "Remove gpool": (20, 20, 3)}


# -- always ------------------------------------------------------------------------------------------------------------------

INNER = (
    ReLU(),
    Conv2D(filters=3),
    conv(4),
    conv(3, 2),
    MaxPool2D(),
    MaxPool2D(pool_size=3, strides=1),
    UpSampling2D(),
    Flatten(),
    Dense(units=5),
)
stacks = st.lists(st.sampled_from(INNER), max_size=3).map(tuple)
joins = st.one_of(
    st.builds(Residual, layers=stacks, shortcut=stacks),
    st.builds(Concatenate, stacks=st.lists(stacks, min_size=2, max_size=3).map(tuple)),
)


@settings(max_examples=150, deadline=None)
@given(before=stacks, join=joins, side=st.integers(4, 17))
def test_every_repair_of_a_join_works(before: tuple[Layer, ...], join: Layer, side: int) -> None:
    layers, shape = (*before, join), (side, side + 1, 3)
    try:
        Network(layers, shape)
    except ShapeError as error:
        assume(error.path == str(len(before)))
        for fix in error.fixes:
            Network(repaired(layers, fix), shape)
            assert "{" not in fix.label
            assert "@" not in fix.label
