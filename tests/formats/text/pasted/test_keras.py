"""Layers of Keras, pasted: each becomes the layer that computes the same; what is not known is named with its place."""

from __future__ import annotations

import pytest

import explorer
from explorer.errors import TextError
from explorer.formats.text import read
from explorer.formats.text.pasted import is_pasted
from tests.formats.text.pasted.samples import SAMPLES

ONE: dict[str, str] = {
    'layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")': "conv 32 3x3 stride 2 same\nrelu",
    "Conv2D(filters=6, kernel_size=(3, 5), dilation_rate=2, groups=3, use_bias=False)": "conv 6 3x5 dilation 2 groups 3 "
    "no bias",
    "Conv2D(8, 3, kernel_initializer='he_normal', bias_regularizer=None, name='stem')": "conv 8 3x3 as stem",
    "Conv2D(8, (3, 3), 2, 'valid', 'channels_last', 1)": "conv 8 3x3 stride 2",
    "Conv2D(8, 3, activation=tf.nn.relu6)": "conv 8 3x3\nrelu6",
    "Conv2D(8, 3, activation=None)": "conv 8 3x3",
    "Conv2D(8, 3, activation='linear')": "conv 8 3x3",
    "Conv2D(8, 3, activation=layers.LeakyReLU(0.2))": "conv 8 3x3\nleakyrelu negative_slope=0.2",
    "keras.layers.DepthwiseConv2D(3, padding='same', depth_multiplier=2)": "depthwise 3x3 same depth_multiplier=2",
    "SeparableConv2D(8, 3, padding='same')": "depthwise 3x3 same no bias\nconv 8 1x1",
    "Conv2DTranspose(8, 2, strides=2, padding='same')": "convtranspose 8 2x2 stride 2 same",
    "MaxPooling2D()": "maxpool 2",
    "MaxPooling2D(3)": "maxpool 3",
    "MaxPool2D((3, 3), strides=(2, 2), padding='same')": "maxpool 3 stride 2 same",
    "AveragePooling2D(pool_size=2, strides=1)": "avgpool 2 stride 1",
    "GlobalAveragePooling2D(keepdims=True)": "globalavgpool keepdims",
    "GlobalMaxPooling2D()": "globalmaxpool",
    "BatchNormalization(momentum=0.9, epsilon=1e-5, axis=-1, scale=False)": "batchnorm epsilon=1e-05 no scale",
    "LayerNormalization()": "layernorm",
    "ReLU()": "relu",
    "layers.ReLU(max_value=6.0)": "relu6",
    "layers.ReLU(negative_slope=0.1)": "leakyrelu negative_slope=0.1",
    "LeakyReLU()": "leakyrelu",
    "LeakyReLU(alpha=0.1)": "leakyrelu negative_slope=0.1",
    "PReLU(shared_axes=[1, 2])": "prelu",
    "Activation('swish')": "silu",
    "Activation('leaky_relu')": "leakyrelu negative_slope=0.2",
    "Activation(keras.activations.gelu)": "gelu",
    "Rescaling(1./255, offset=-1)": "rescale scale=0.00392156862745098 offset=-1",
    "ZeroPadding2D(((0, 1), (0, 1)))": "zeropad ((0, 1), (0, 1))",
    "Cropping2D(1)": "crop 1",
    "UpSampling2D(2, interpolation='bilinear')": "upsample 2 interpolation=bilinear",
    "SpatialDropout2D(0.2)": "dropout 0.2",
    "Dense(16 // 2 + 2, activation='softmax')": "dense 10\nsoftmax",
    "layers.GaussianNoise(0.1)": "",
    "layers.Normalization(mean=[0.5, 0.25, 0], variance=[0.5 ** 2, 1, 4])": "normalize mean=(0.5, 0.25, 0) "
    "variance=(0.25, 1, 4)",
    "Normalization(-1, 0.5, 0.25)": "normalize mean=0.5 variance=0.25",
    "GroupNormalization(3, epsilon=1e-5, scale=False)": "groupnorm epsilon=1e-05 no scale groups 3",
    "layers.GroupNormalization(groups=-1, axis=-1)": "instancenorm epsilon=0.001",
    "layers.Resizing(14, 20)": "resize height=14 width=20",
    "Resizing(height=60, width=60, interpolation='nearest', data_format=None)": "resize height=60 width=60 "
    "interpolation=nearest",
    "Permute((2, 1, 3))": "permute",
    "layers.Permute(dims=(3, 1, 2))": "permute dims=(3, 1, 2)",
    "layers.Flatten(), layers.Reshape((10, 9, -1))": "flatten\nreshape target_shape=(10, 9, -1)",
    "Reshape((15, 15, 12))": "flatten\nreshape target_shape=(15, 15, 12)",
    "Reshape(target_shape=(-1,))": "flatten",
    "Reshape([2700]), Reshape((2700,))": "flatten",
    "AdaptiveAveragePooling2D((7, 5))": "adaptiveavgpool 7x5",
    "layers.AdaptiveMaxPooling2D(output_size=4)": "adaptivemaxpool 4",
    "LayerScale(1e-6, 3)": "layerscale",
    "Conv2D(2 ** 5, 3)": "conv 32 3x3",
}

REFUSED: dict[str, str] = {
    "layers.Conv3D(8, 3)": "Line 1, column 1: Conv3D is not a layer that CNN Explorer has. Did you mean Conv2D?",
    "layers.LSTM(8)": "LSTM is not a layer that CNN Explorer has. Take it out, or write the layers that it stands for.",
    "Conv2D(8, 3, strids=2)": "Line 1, column 21: “strids” is not an argument of Conv2D that is known here. "
    "Did you mean strides?",
    "Conv2D(8, 3,\n  padding='full')": "Line 1, column 1: Padding: 'full' is not a padding.",
    "Conv2D(8, 99)": "Line 1, column 1: Kernel size: 99 is more than 63.",
    "Conv2D(8, 3, data_format='channels_first')": "Conv2D with data_format='channels_first' is not known here.",
    "Conv2D(8, 3, activation='cubic')": "Line 1, column 25: The activation 'cubic' is not one that CNN Explorer has.",
    "Conv2D(num_filters, 3)": "Line 1, column 8: “num_filters” has no value in this text.",
    "Conv2D(8, kernel_size=len(x))": "kernel_size is a call of len.",
    "Conv2D(*sizes)": "“sizes” has no value in this text.",
    "Conv2D(**config)": "** cannot be read here.",
    "Conv2D(8, 3, filters=8)": "filters is given twice.",
    "Conv2D(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)": "Conv2D has more values than are known here.",
    "BatchNormalization(axis=1)": "BatchNormalization with axis=1 is not known here.",
    "PReLU()": "PReLU has a slope for every cell here, CNN Explorer one for every map.",
    "layers.ReLU(threshold=1)": "ReLU with threshold=1 is not known here.",
    "Conv2D(8, 3) if big else Dense(3)": "cannot be read: the code is not run.",
    "for n in range(3): model.add(Conv2D(n, 3))": "“for n in range(3): model.add(C…” cannot be read",
    "model = keras.Sequential([Conv2D(8, 3)": "This is not complete Python code: '[' was never closed.",
    "x = Conv2D(8, 3)(y)": "cannot be read.",
    "keras.Sequential([keras.Input((None, None, 3)), ReLU()])": "The shape of the input is not three numbers.",
    "keras.Sequential([keras.Input(shape=(28, 28)), ReLU()])": "The shape of the input is not three numbers.",
    "keras.Sequential([3, Dense(4)])": "Put only layers there.",
    "import keras": "No layers stand in this code.",
    "Conv2D(2 ** 99, 3)": "“2 ** 99” cannot be read",
    "Conv2D(99999 ** 16, 3)": "This number is too large.",
    "layers.Normalization()": "Normalization has no mean and variance: adapt measures them, and the code is not run.",
    "layers.Normalization(mean=0.5, variance=1, invert=True)": "Normalization with invert=True is not known here.",
    "layers.Normalization(mean=[1, 2], variance=[1, 2])": "has 2 means, but gets 3 channels.",
    "GroupNormalization(2)": "needs maps that split into 2 equal groups, but gets 3.",
    "GroupNormalization(3, axis=1)": "GroupNormalization with axis=1 is not known here.",
    "Resizing(0, 20)": "Line 1, column 10: height is 0.",
    "Resizing(20)": "Resizing has no width.",
    "Resizing(20, 20, 'lanczos3')": "Resizing with interpolation='lanczos3' is not known here.",
    "Resizing(20, 20, antialias=True)": "Resizing with antialias=True is not known here.",
    "Permute((2, 2, 3))": "Line 1, column 1: Dims",
    "Reshape((7, 7))": "The shape has 2 numbers. Write rows, columns and channels",
    "Reshape((7,))": "Reshape makes 7 numbers, but gets 2,700.",
    "Reshape((7, 7, 7))": "needs 343 numbers, but gets 2,700.",
    "LayerScale(1e-6, 4)": "LayerScale has 4 numbers, but gets 3 channels.",
    "Conv2D(1 / 0, 3)": "This cannot be computed.",
    "Conv2D(8, 'three')": "Kernel size: 'three' is not a number.",
    "Conv2D(8, 3, name='a'); eval('1')": "eval is not a layer",
}


@pytest.mark.parametrize("code", ONE, ids=repr)
def test_a_layer_of_keras_is_the_layer_that_computes_the_same(code: str) -> None:
    assert is_pasted(code)
    network = explorer.from_text(code, (30, 30, 3))
    assert explorer.to_text(network).split("\n", 1)[1].strip() == ONE[code]


@pytest.mark.parametrize("code", REFUSED, ids=repr)
def test_what_is_not_known_is_named_with_its_place(code: str) -> None:
    with pytest.raises(TextError) as caught:
        explorer.from_text(code, (30, 30, 3))
    assert REFUSED[code] in str(caught.value)
    assert caught.value.remedy


def test_a_sequential_model_says_its_input() -> None:
    found = read(SAMPLES["keras seq"])
    assert found.input_shape == (28, 28, 1)
    assert found.notes == ("model.summary() was left out: it makes no layer.",)
    assert explorer.from_text(SAMPLES["keras add"]).input_shape == (32, 32, 1)


def test_the_functional_way_makes_blocks() -> None:
    text = explorer.to_text(explorer.from_text(SAMPLES["keras functional"]))
    assert "residual {\n  conv 64 3x3 same\n  relu\n  conv 64 3x3 same\n  relu\n}" in text
    assert "concat {\n  conv 8 1x1\n|\n  identity\n}" in text


def test_a_gate_is_read_in_both_languages() -> None:
    wanted = "input 8x8x4\nmultiply {\n  identity\n|\n  globalavgpool keepdims\n  conv 4 1x1\n  sigmoid\n}\n"
    keras = """
x = keras.Input(shape=(8, 8, 4))
s = layers.GlobalAveragePooling2D(keepdims=True)(x)
s = layers.Conv2D(4, 1, activation="sigmoid")(s)
y = layers.multiply([x, s])
"""
    torch = """
class Gate(nn.Module):
    def __init__(self):
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.conv = nn.Conv2d(4, 4, 1)
    def forward(self, x):
        return x * torch.sigmoid(self.conv(self.pool(x)))
"""
    assert explorer.to_text(explorer.from_text(keras)) == wanted
    assert explorer.to_text(explorer.from_text(torch, (8, 8, 4))) == wanted


def test_an_output_that_is_read_across_blocks_is_refused() -> None:
    code = """
x0 = keras.Input(shape=(8, 8, 3))
a = layers.Conv2D(3, 1)(x0)
b = layers.Conv2D(3, 1)(a)
c = layers.add([b, x0])
d = layers.add([c, a])
"""
    with pytest.raises(TextError, match=r"Line 3, column 5: What this layer gives is read in places"):
        explorer.from_text(code)


def test_a_layer_with_weights_is_not_used_twice() -> None:
    with pytest.raises(TextError, match="used twice, with the same weights"):
        explorer.from_text("c = layers.Conv2D(3, 1)\nkeras.Sequential([c, c])", (8, 8, 3))
    assert len(explorer.from_text("c = layers.ReLU()\nkeras.Sequential([c, c])", (8, 8, 3)).layers) == 2


def test_an_input_line_may_stand_in_front() -> None:
    network = explorer.from_text("# mine\ninput 9x8x3\nlayers.Conv2D(4, 3),\nlayers.ReLU(),\n")
    assert network.input_shape == (9, 8, 3)
    with pytest.raises(TextError, match=r"^Line 3, column 8: Filters|^Line 3, column 1: Filters"):
        explorer.from_text("# mine\ninput 9x8x3\nlayers.Conv2D(0, 3)")


def test_without_a_size_it_is_asked_for() -> None:
    with pytest.raises(TextError, match=r"how large the image is\. Put a line such as input 224x224x3 in front"):
        explorer.from_text("layers.Conv2D(4, 3)")


@pytest.mark.parametrize("text", ["input 9x9x3\n# like layers.Conv2D(3, 3)\nrelu", "input 9x9x3\nConv2D 3 (3,3)\nrelu"])
def test_our_own_text_is_not_taken_for_code(text: str) -> None:
    assert not is_pasted(text)
