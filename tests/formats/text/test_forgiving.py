"""The text is forgiving to read: many spellings say the same."""

from __future__ import annotations

import pytest

import explorer
from explorer import Conv2D, Dense, DepthwiseConv2D, MaxPool2D, Rescaling, UpSampling2D, ZeroPadding2D
from explorer.layers import BatchNormalization, Concatenate, GlobalAveragePool2D, Layer, LeakyReLU, ReLU, Residual

SAME: dict[str, Layer] = {
    **dict.fromkeys(
        [
            *("conv 32 3x3 stride 2 same", "Conv2D 32 3 strides=2 padding=same", "CONV 32 3×3 stride=2x2 'same'"),
            *("conv2d 32, (3, 3), strides (2,2), same", "convolution 32 kernel 3 x 3 stride: 2 SAME"),
            *(
                "conv filters=32 kernel_size=[3,3] strides=2 padding='same'",
                "conv 3x3 same 32 stride 2",
                "conv 32 3 2 same",
            ),
        ],
        Conv2D(filters=32, kernel_size=3, strides=2, padding="same"),
    ),
    **dict.fromkeys(
        [
            "conv 8 3x5 pad 1x2",
            "conv 8 3x5 padding=((1, 1), (2, 2))",
            "conv 8 (3,5) pad (1, 2)",
            "conv 8 3x5 pad ((1,1),\n(2,2))",
        ],
        Conv2D(filters=8, kernel_size=(3, 5), padding=(1, 2)),
    ),
    **dict.fromkeys(
        [
            "conv 8 no bias",
            "conv 8 bias=no",
            "conv 8 use_bias=False",
            "conv 8 without bias",
            "conv 8 bias off",
            "conv 8 3 bias=0",
        ],
        Conv2D(filters=8, use_bias=False),
    ),
    **dict.fromkeys(
        [
            "maxpool 3",
            "max_pool2d 3 3",
            "MaxPooling2D (3,3)",
            "max pool 3x3",
            "max-pool 3 stride 3",
            "MaxPool 3",
            "max pooling 3",
        ],
        MaxPool2D(pool_size=3, strides=3),
    ),
    **dict.fromkeys(["maxpool", "maxpool 2", "maxpool 2 stride 2"], MaxPool2D()),
    **dict.fromkeys(["maxpool 3 stride 2", "maxpool 3 2"], MaxPool2D(pool_size=3, strides=2)),
    **dict.fromkeys(["dense 10", "fc 10", "linear 10", "fully connected 10", "Dense units=10"], Dense(units=10)),
    **dict.fromkeys(
        ["bn", "batchnorm", "batch norm", "BatchNormalization", "batch normalisation", "batch_norm eps=1e-3"],
        BatchNormalization(),
    ),
    **dict.fromkeys(
        ["leaky relu 0.1", "LeakyReLU negative_slope=0.1", "leaky_relu .1", "lrelu slope 1e-1"], LeakyReLU(0.1)
    ),
    **dict.fromkeys(["rescale 1/255", "rescaling scale=0.00392156862745098", "rescale 1./255"], Rescaling(1 / 255)),
    **dict.fromkeys(["rescale 2 −1", "rescale 2 -1", "rescale scale=2 offset=-1.0"], Rescaling(2.0, -1.0)),
    **dict.fromkeys(["upsample 2 bilinear", "up 2 mode=Bilinear"], UpSampling2D(interpolation="bilinear")),
    **dict.fromkeys(
        ["zeropad ((3, 4), (1, 2))", "pad ((3,4),(1,2))", "zero padding ((3,4),(1,2))"], ZeroPadding2D(((3, 4), (1, 2)))
    ),
    **dict.fromkeys(["gap", "global average pool", "globalavgpool keepdims=no"], GlobalAveragePool2D()),
    **dict.fromkeys(["gap keepdims", "GlobalAveragePooling2D keepdims yes"], GlobalAveragePool2D(keepdims=True)),
    **dict.fromkeys(["depthwise 3x3 same", "dwconv 3 same", "Depthwise conv 3 same"], DepthwiseConv2D(padding="same")),
    **dict.fromkeys(
        [
            *(
                "residual { relu | conv 3 1x1 }",
                "res {relu|conv 3 1}",
                "residual\n{\n\nrelu\n|\nconv 3 1x1;\n}",
                "skip { relu | conv 3 1 }",
            ),
            "residual { relu // comment }\n | conv 3 1x1 # }\n }",
        ],
        Residual(layers=(ReLU(),), shortcut=(Conv2D(filters=3, kernel_size=1),)),
    ),
    **dict.fromkeys(
        ["concat { | relu }", "concat { identity | relu }", "parallel { identity\n | relu }"],
        Concatenate(stacks=((), (ReLU(),))),
    ),
}


@pytest.mark.parametrize("line", SAME, ids=repr)
def test_a_line_says_what_it_seems_to_say(line: str) -> None:
    network = explorer.from_text(f"input 9x9x3\n{line}")
    assert network.layers == (SAME[line],)
    assert type(network.layers[0]) is type(SAME[line])


@pytest.mark.parametrize(
    "text",
    [
        "input 28x28x1\nconv 4 3\nrelu\nmaxpool 2",
        "input 28x28x1; conv 4 3; relu; maxpool 2",
        "  Input 28 × 28 × 1 # the image\r\n\r\nconv 4, 3\r\n relu ,\r\nmaxpool 2,\r\n",
        "input=(28, 28, 1) -> conv 4 3 -> relu -> maxpool 2",
        "\ufeff# a network\ninput 28 28 1\nconv 4 3, relu, maxpool 2",
        "input: 28x28x1\rconv 4 3\rrelu → maxpool 2",
    ],
)
def test_lines_may_be_parted_in_many_ways(text: str) -> None:
    assert explorer.to_text(explorer.from_text(text)) == "input 28x28x1\nconv 4 3x3\nrelu\nmaxpool 2\n"


def test_two_numbers_are_a_colour_image() -> None:
    assert explorer.from_text("input 28x20").input_shape == (28, 20, 3)


def test_the_shape_can_be_given_beside_the_text() -> None:
    assert explorer.from_text("relu", (5, 6, 1)).input_shape == (5, 6, 1)
    assert explorer.from_text("input 3x3x3\nrelu", (5, 6, 1)).input_shape == (3, 3, 3)


def test_names_stand_behind_as() -> None:
    network = explorer.from_text(
        "input 9x9x3\nconv 3 as stem\nresidual as one { relu as a | relu as a }\nresidual { relu } as two"
    )
    assert [network.step(path).name for path in ("0", "1", "1.b0.0", "2")] == ["stem", "one", "one.a", "two"]


def test_groups_of_lines_repeat_inside_each_other() -> None:
    network = explorer.from_text("input 9x9x3\nrepeat 2 { repeat 2 { relu }; tanh }; sigmoid")
    assert [layer.kind for layer in network.layers] == ["relu", "relu", "tanh", "relu", "relu", "tanh", "sigmoid"]
