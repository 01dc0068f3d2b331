"""Layers of PyTorch, pasted or printed: what they say of their inputs is checked, and what they leave open is told."""

from __future__ import annotations

import pytest

import explorer
from explorer.errors import TextError
from explorer.formats.text import read
from explorer.formats.text.pasted.printed import is_printed
from tests.formats.text.pasted.samples import SAMPLES

ONE: dict[str, str] = {
    "nn.Conv2d(3, 32, 3, stride=2, padding=1)": "conv 32 3x3 stride 2 pad 1",
    "torch.nn.Conv2d(3, 8, (3, 5), padding=(1, 2), bias=False)": "conv 8 3x5 pad 1x2 no bias",
    "nn.Conv2d(3, 8, 3, padding='same', dilation=2)": "conv 8 3x3 same dilation 2",
    "nn.Conv2d(in_channels=3, out_channels=6, kernel_size=1, groups=3)": "depthwise 1x1 depth_multiplier=2",
    "nn.Conv2d(3, 8, 3, padding=0, padding_mode='zeros')": "conv 8 3x3",
    "nn.ConvTranspose2d(3, 8, 2, stride=2)": "convtranspose 8 2x2 stride 2",
    "nn.BatchNorm2d(3)": "batchnorm epsilon=1e-05",
    "nn.BatchNorm2d(3, eps=0.001, affine=False)": "batchnorm no scale no center",
    "nn.MaxPool2d(3, 2, 1)": "maxpool 3 stride 2 pad 1",
    "nn.MaxPool2d(3)": "maxpool 3",
    "nn.AvgPool2d(2)": "avgpool 2",
    "nn.AvgPool2d(3, 2, 1, count_include_pad=False)": "avgpool 3 stride 2 pad 1",
    "nn.AvgPool2d(3, 2, 1)": "avgpool 3 stride 2 pad 1 count_padding",
    "nn.AdaptiveAvgPool2d((1, 1))": "globalavgpool keepdims",
    "nn.AdaptiveMaxPool2d(1)": "globalmaxpool keepdims",
    "nn.AdaptiveAvgPool2d(7)": "adaptiveavgpool 7",
    "nn.Hardsigmoid()": "hardsigmoid",
    "nn.Hardtanh()": "clip",
    "nn.PixelUnshuffle(2)": "space_to_depth 2 mode=CRD",
    "nn.ChannelShuffle(3)": "shuffle groups 3",
    "nn.GroupNorm(3, 3)": "groupnorm epsilon=1e-05 groups 3",
    "nn.InstanceNorm2d(3)": "instancenorm no scale no center",
    "nn.Mish()": "mish",
    "nn.AdaptiveAvgPool2d((15, None))": "adaptiveavgpool 15x30",
    "nn.ReLU(inplace=True)": "relu",
    "nn.Hardswish()": "hardsilu",
    "nn.SiLU()": "silu",
    "nn.LeakyReLU()": "leakyrelu negative_slope=0.01",
    "nn.ELU(0.5)": "elu alpha=0.5",
    "nn.GELU(approximate='tanh')": "gelu approximate",
    "nn.PReLU(3)": "prelu",
    "nn.LocalResponseNorm(5, alpha=5e-4, k=2)": "lrn",
    "nn.Softmax(dim=1)": "softmax",
    "nn.Dropout2d(p=0.2)": "dropout 0.2",
    "nn.Upsample(scale_factor=2, mode='bilinear', align_corners=False)": "upsample 2 interpolation=bilinear",
    "nn.UpsamplingNearest2d(scale_factor=(2, 3))": "upsample 2x3",
    "nn.ZeroPad2d((1, 2, 3, 4))": "zeropad ((3, 4), (1, 2))",
    "nn.ZeroPad2d(2)": "zeropad 2",
    "nn.ReflectionPad2d((1, 2, 3, 4))": "padding2d ((3, 4), (1, 2))",
    "nn.ReplicationPad2d(1)": "padding2d 1 mode=edge",
    "nn.CircularPad2d(3)": "padding2d 3 mode=wrap",
    "nn.ConstantPad2d(padding=(0, 1, 0, 1), value=3.5)": "padding2d ((0, 1), (0, 1)) mode=constant value=3.5",
    "nn.Conv2d(3, 8, (3, 5), padding=(1, 2), padding_mode='reflect')": "padding2d 1x2\nconv 8 3x5",
    "nn.Conv2d(3, 8, 4, padding='same', dilation=3, padding_mode='replicate')": "padding2d ((4, 5), (4, 5)) mode=edge\n"
    "conv 8 4x4 dilation 3",
    "nn.Conv2d(3, 3, 3, padding=1, groups=3, padding_mode=circular)": "padding2d 1 mode=wrap\ndepthwise 3x3",
    "nn.ConvTranspose2d(3, 6, 3, 2, 1, output_padding=1, groups=3)": "convtranspose 6 3x3 stride 2 pad 1 groups 3 "
    "output_padding=1",
    "nn.MaxPool2d(3, 2, dilation=2, ceil_mode=True)": "maxpool 3 stride 2 dilation 2 ceil_mode",
    "nn.AdaptiveMaxPool2d((5, 7), False)": "adaptivemaxpool 5x7",
    "nn.AdaptiveMaxPool2d((None, 1))": "adaptivemaxpool 30x1",
    "nn.Hardtanh(0, 20, inplace=True)": "clip minimum=0 maximum=20",
    "nn.Conv2d(3, 8, 1), nn.PixelShuffle(upscale_factor=2)": "conv 8 1x1\ndepth_to_space 2 mode=CRD",
    "nn.GroupNorm(1, 3, eps=0.001, affine=False)": "groupnorm no scale no center groups 1",
    "nn.InstanceNorm2d(3, affine=True, track_running_stats=False)": "instancenorm",
    "nn.Upsample(scale_factor=2.0, mode='nearest')": "upsample 2",
    "nn.Upsample(size=45)": "resize height=45 width=45 interpolation=nearest positions=asymmetric rounding=floor",
    "nn.Upsample((14, 20), mode='bilinear', align_corners=False)": "resize height=14 width=20",
    "nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True)": 'resize positions="align-corners"',
    "nn.Upsample(scale_factor=(0.5, 2), mode='bilinear', align_corners=False)": "resize height_factor=0.5",
    "nn.Upsample(scale_factor=1.7, mode='bilinear', recompute_scale_factor=True)": "resize height=51 width=51",
    "nn.Upsample(scale_factor=3, mode='nearest-exact')": "resize height_factor=3 width_factor=3 interpolation=nearest",
    "nn.UpsamplingBilinear2d(scale_factor=2)": 'resize positions="align-corners"',
    "nn.LayerNorm([3, 30, 30], elementwise_affine=False)": "groupnorm epsilon=1e-05 no scale no center groups 1",
    "nn.AdaptiveAvgPool2d(1), nn.LayerNorm((3, 1, 1), eps=1e-3)": "globalavgpool keepdims\nlayernorm",
    "nn.Flatten(), nn.LayerNorm(2700, bias=False)": "flatten\nlayernorm epsilon=1e-05 no center",
    "LayerNorm2d((3,), eps=1e-06, elementwise_affine=True)": "layernorm epsilon=1e-06",
    "nn.Identity()": "",
    "nn.Flatten(), nn.Linear(2700, 10, bias=False)": "flatten\ndense 10 no bias",
    "nn.Linear(2700, 10)": "flatten\ndense 10",
}

REFUSED: dict[str, str] = {
    "nn.Conv2d(4, 8, 3)": "",
    "nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(16, 8, 3))": "Line 1, column 45: Conv2d reads 16 channels, but gets 8. "
    "Write in_channels 8, or change the layer before it.",
    "nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(16))": "column 50: BatchNorm2d reads 16 channels, but gets 8.",
    "nn.Sequential(nn.Flatten(), nn.Linear(100, 10))": "column 39: Linear reads 100 numbers, but gets 2,700.",
    "nn.Linear(100, 10)": "Linear reads 100 numbers, but gets 30 × 30 × 3 = 2,700.",
    "nn.Conv2d(3, 8)": "Conv2d has no kernel_size. Write it, such as kernel_size=3.",
    "nn.Conv2d(3, 8, 3, padding_mode='mirror')": "Conv2d with padding_mode='mirror' is not known here.",
    "nn.Conv2d(3, 8, 3, padding='full', padding_mode='reflect')": "padding is 'full', which is not a number.",
    "nn.ReflectionPad2d((1, 2))": "Line 1, column 20: padding has 2 numbers here. Write one number, or four for left, right,",
    "nn.ReflectionPad2d(30)": "border adds 30 rows on one side from a map that has 30 of them.",
    "nn.ZeroPad2d((0, 0, -1, 0))": "-1 is less than 0",
    "nn.ConstantPad2d(1)": "ConstantPad2d has no value.",
    "nn.AdaptiveMaxPool2d(3, True)": "AdaptiveMaxPool2d with return_indices=True is not known here.",
    "nn.AdaptiveAvgPool2d()": "AdaptiveAvgPool2d has no output_size.",
    "nn.Hardtanh(2, 1)": "Line 1, column 1: Hardtanh goes from 2 to 1.",
    "nn.PixelShuffle(2)": "d2s needs maps in multiples of 4",
    "nn.ChannelShuffle(2)": "shuffle needs maps that split into 2 equal groups, but gets 3.",
    "nn.GroupNorm(2, 3)": "gn needs maps that split into 2 equal groups, but gets 3.",
    "nn.InstanceNorm2d(3, track_running_stats=True)": "InstanceNorm2d with track_running_stats=True is not known here.",
    "nn.Upsample()": "Upsample needs either a size or a scale_factor.",
    "nn.Upsample(4, 2)": "Upsample needs either a size or a scale_factor.",
    "nn.Upsample('4')": "The size is '4'.",
    "nn.Upsample(0)": "The size is 0.",
    "nn.Upsample(scale_factor='2')": "scale_factor is '2', which is not a number.",
    "nn.Upsample(scale_factor=2, align_corners=True)": "Upsample with align_corners=True is not known here.",
    "nn.Upsample(scale_factor=2, mode='bicubic')": "Upsample with mode='bicubic' is not known here.",
    "nn.LayerNorm([3, 30, 30])": "LayerNorm in PyTorch normalises rows and columns",
    "nn.Flatten(), nn.LayerNorm(30)": "LayerNorm reads 30 numbers, but gets 2,700.",
    "LayerNorm2d(4)": "LayerNorm2d reads 4 channels, but gets 3.",
    "nn.MaxPool2d(2, return_indices=True)": "MaxPool2d with return_indices=True is not known here.",
    "nn.LayerNorm(30)": "LayerNorm in PyTorch normalises rows and columns, CNN Explorer the channels of each cell.",
    "nn.LSTM(3, 4), nn.Conv2d(3, 4, 1)": "LSTM is not a layer that CNN Explorer has.",
    "nn.Conv3d(3, 4, 1), nn.Conv2d(3, 4, 1)": "Conv3d is not a layer that CNN Explorer has. Did you mean Conv2d?",
    "nn.Softmax(dim=2), nn.Conv2d(3, 4, 1)": "Softmax with dim=2 is not known here.",
    "class Net(nn.Module):\n    pass": "The class Net has no forward(self, x).",
    "class Net(nn.Module):\n    def forward(self, x):\n        return 3": "forward returns no layer's output.",
    "class Net(nn.Module):\n    def forward(self, x):\n        return F.fold(x)": ""
    "Line 3, column 16: What fold does to an output",
    "nn.Sequential(OrderedDict([('a', 3)]))": "OrderedDict holds something that is no pair",
}


@pytest.mark.parametrize("code", ONE, ids=repr)
def test_a_layer_of_pytorch_is_the_layer_that_computes_the_same(code: str) -> None:
    network = explorer.from_text(f"nn.Sequential({code})", (30, 30, 3))
    assert explorer.to_text(network).split("\n", 1)[1].strip() == ONE[code]


@pytest.mark.parametrize("code", [code for code in REFUSED if REFUSED[code]], ids=repr)
def test_what_does_not_fit_is_named_with_its_place(code: str) -> None:
    with pytest.raises(TextError) as caught:
        explorer.from_text(code, (30, 30, 3))
    assert REFUSED[code] in str(caught.value)
    assert caught.value.remedy


def test_the_channels_of_the_image_are_those_that_the_first_layer_reads() -> None:
    found = read("nn.Sequential(nn.Conv2d(1, 8, 3))", (30, 30, 3))
    assert found.input_shape == (30, 30, 1)
    assert found.notes[0] == "The text does not say how large the image is: 30x30x1 was taken."
    with pytest.raises(TextError, match=r"Line 2, column 11: Conv2d reads 1 channels, but gets 3"):
        read("input 30x30x3\nnn.Conv2d(1, 8, 3)")


def test_forward_is_followed_with_its_sums_and_joins() -> None:
    text = explorer.to_text(explorer.from_text(SAMPLES["torch residual"], (32, 32, 3)))
    assert text == (
        "input 32x32x3\nresidual {\n  conv 3 3x3 pad 1\n  batchnorm epsilon=1e-05 as norm1\n  relu\n  conv 3 3x3 pad 1\n}\n"
        "concat {\n  maxpool 2\n|\n  avgpool 2\n}\nrelu\nflatten\n"
    )


def test_the_network_of_the_tutorial() -> None:
    found = read(SAMPLES["torch net"], (32, 32, 3))
    assert found.network.param_count == 62_006  # as torchinfo counts it
    assert any("flattens map by map" in note for note in found.notes)
    with pytest.raises(TextError, match=r"Line 16, column \d+: Linear reads|Linear reads 400 numbers, but gets"):
        read(SAMPLES["torch net"], (33, 37, 3))


def test_what_print_writes_is_read() -> None:
    assert is_printed(SAMPLES["printed"])
    found = read(SAMPLES["printed resnet"], (224, 224, 3))
    kinds = [layer.kind for layer in found.layers]
    assert kinds.count("residual") == 3
    assert found.network.step("8").layer.branches[1], "the third block has layers on its shortcut"
    said = " ".join(found.notes)
    assert "print does not say what the forward of ResNet does" in said
    assert "BasicBlock was read as torchvision's" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Net(\n  (a): Block(\n    (c): Conv2d(3, 3, kernel_size=(1, 1))\n  )\n)",
            "Line 2, column 3: print does not say how Block",
        ),
        ("Net(\n  (a): Conv2d(3, 3, kernel_size=(1, 1))\n", "Line 1, column 1: The brackets of Net are not closed."),
        ("Net(\n  (a): ReLU()\n)\n)", "Line 4, column 1: This bracket closes nothing."),
        ("Net(\n  (a): ReLU()\n  what\n)", "Line 3, column 3: “what” is not a line of print(model)."),
        ("(a): Conv2d(3, 3, kernel_size=(1, 1), stride=(1)", "This is not complete Python code: '(' was never closed."),
        ("(a): Conv2d(3, 3, kernel_size=1, stride=0)", "Strides: 0 is less than 1."),
        (
            "(a): Conv2d(5, 3, kernel_size=1)\n(b): Conv2d(4, 3, kernel_size=1)",
            "Line 2, column 13: Conv2d reads 4 channels, but gets 3.",
        ),
        ("(a): 9999 x ReLU()", "9999 modules stand here."),
        ("(0): BasicBlock(\n(relu): ReLU()\n)", "BasicBlock is not the block that torchvision has."),
        ("(a): Foo(\n" * 30, "Modules are nested more than 24 deep."),
    ],
)
def test_a_print_that_says_too_little_is_refused(text: str, said: str) -> None:
    with pytest.raises(TextError) as caught:
        explorer.from_text(text, (30, 30, 3))
    assert said in str(caught.value)


def test_a_printed_mobilenet_block_adds_where_sizes_are_equal() -> None:
    def block(stride: int, out: int) -> str:
        return (
            "(0): InvertedResidual(\n(conv): Sequential(\n(0): Conv2dNormActivation(\n"
            f"(0): Conv2d(4, 4, kernel_size=(3, 3), stride=({stride}, {stride}), padding=(1, 1), groups=4, bias=False)\n"
            f"(1): ReLU6(inplace=True)\n)\n(1): Conv2d(4, {out}, kernel_size=(1, 1), stride=(1, 1), bias=False)\n)\n)\n"
        )

    text = explorer.to_text(explorer.from_text(block(1, 4) + block(2, 6), (8, 8, 4)))
    assert text == (
        "input 8x8x4\nresidual {\n  depthwise 3x3 pad 1 no bias\n  relu6\n  conv 4 1x1 no bias\n}\n"
        "depthwise 3x3 stride 2 pad 1 no bias\nrelu6\nconv 6 1x1 no bias\n"
    )
