"""Files that are no network, by what is wrong with them, with the words that the error must have: its place first of all."""

from __future__ import annotations

import json
from typing import Any

CONV: dict[str, Any] = {"kind": "Conv2D", "filters": 4}
WHOLE: dict[str, Any] = {"format": 1, "input_shape": [28, 28, 1], "layers": [CONV, {"kind": "ReLU"}]}


def whole(**changes: Any) -> str:
    """A good file with some fields changed; None takes one out."""
    return json.dumps({name: value for name, value in {**WHOLE, **changes}.items() if value is not None})


def layer(**settings: Any) -> str:
    """A good file whose fourth layer has these settings."""
    return whole(layers=[CONV, {"kind": "ReLU"}, {"kind": "ReLU"}, {**CONV, **settings}])


def weights(**fields: Any) -> str:
    return whole(weights=fields)


def nested(depth: int) -> Any:
    inner: Any = {"kind": "ReLU"}
    for _ in range(depth):
        inner = {"kind": "Residual", "layers": [inner]}
    return inner


GOOD = whole()
DIGEST = "0" * 64

MALFORMED: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "Line 1, column 1: the JSON is broken"),
    "blank": (" \n ", "the JSON is broken"),
    "cut short": (GOOD[:-1], "the JSON is broken"),
    "cut in the middle": (GOOD[: len(GOOD) // 2], "the JSON is broken"),
    "cut in a word": (GOOD[:5], "the JSON is broken"),
    "two of them": (GOOD + GOOD, "Line 1, column"),
    "a comment": ("// mine\n" + GOOD, "Line 1, column 1"),
    "a comma too many": (GOOD.replace("]}", "],}"), "the JSON is broken"),
    "single quotes": (GOOD.replace('"', "'"), "the JSON is broken"),
    "not UTF-8": (GOOD.encode().replace(b"ReLU", b"Re\xffU"), "is not UTF-8"),
    "UTF-16": (GOOD.encode("utf-16"), "is not UTF-8"),
    "a list": ("[1, 2]", "A list is not an object"),
    "a number": ("7", "7 is not an object"),
    "null": ("null", "None is not an object"),
    "a text": ('"conv"', "'conv' is not an object"),
    "an empty object": ("{}", "format is missing"),
    "other JSON": ('{"name": "package", "version": "1.0.0"}', "format is missing"),
    "brackets without end": ("[" * 100_000, "nested too deep"),
    "objects without end": ('{"a":' * 100_000, "nested too deep"),
    "too large": (" " * 4_000_001, "4,000,001 bytes"),
    "a later format": (whole(format=2), "The file has format 2"),
    "a much later format": (whole(format=10**30), "The file has format"),
    "format 0": (whole(format=0), "format: 0 is no version"),
    "format as text": (whole(format="1"), "format: '1' is no version"),
    "format true": (whole(format=True), "format: True is no version"),
    "no shape": (whole(input_shape=None), "input_shape is missing"),
    "no layers": (whole(layers=None), "layers is missing"),
    "a shape as text": (whole(input_shape="28x28x1"), "input_shape: '28x28x1' is not a list"),
    "a flat shape": (whole(input_shape=[28, 28]), "input_shape: "),
    "four axes": (whole(input_shape=[1, 28, 28, 1]), "input_shape: 4 are given"),
    "half a pixel": (whole(input_shape=[28.5, 28, 1]), "input_shape: "),
    "no pixel": (whole(input_shape=[0, 28, 1]), "input_shape: "),
    "a shape of lists": (whole(input_shape=[[28], 28, 1]), "input_shape: "),
    "too many pixels": (whole(input_shape=[10**9, 28, 1]), "input_shape: "),
    "layers as an object": (whole(layers={"0": CONV}), "layers: An object is not a list"),
    "a layer as text": (whole(layers=["relu"]), "layers[0]: 'relu' is not an object"),
    "a layer as a list": (whole(layers=[["relu", {}]]), "layers[0]: A list is not an object"),
    "a layer without a kind": (whole(layers=[{"filters": 4}]), "layers[0]: There is no 'filters' here"),
    "an empty layer": (whole(layers=[CONV, {}]), "layers[1]: kind is missing"),
    "a kind that is none": (
        whole(layers=[{"kind": "Attention"}]),
        "layers[0].kind: There is no kind of layer 'Attention'",
    ),
    "a kind in the words of links": (whole(layers=[{"kind": "conv2d"}]), "Did you mean Conv2D?"),
    "a misspelt kind": (whole(layers=[{"kind": "MaxPool2d"}]), "Did you mean MaxPool2D?"),
    "a kind that is a number": (whole(layers=[{"kind": 3}]), "layers[0].kind: 3 is not a text"),
    "a kind without end": (whole(layers=[{"kind": "x" * 100_000}]), "layers[0].kind: It has 100,000 letters"),
    "the base class": (whole(layers=[{"kind": "Composite"}]), "layers[0].kind: There is no kind"),
    "the input": (whole(layers=[{"kind": "Input"}]), "layers[0].kind: There is no kind"),
    "no filters": (whole(layers=[{"kind": "Conv2D"}]), "layers[0]: filters is missing"),
    "an unknown setting": (layer(stride=2), "layers[3]: There is no 'stride' here. Did you mean strides?"),
    "zero filters": (layer(filters=0), "layers[3].filters: 0 is less than 1"),
    "too many filters": (layer(filters=10**9), "layers[3].filters: 1,000,000,000 is more than 4,096"),
    "filters of many digits": (
        layer().replace('"filters": 4}]', f'"filters": {"9" * 5000}}}]'),
        "layers[3].filters: inf",
    ),
    "filters of an exponent": (layer().replace('"filters": 4}]', '"filters": 1e999}]'), "layers[3].filters: inf"),
    "filters that are NaN": (layer(filters=float("nan")), "layers[3].filters: nan is not a number"),
    "filters that are minus infinity": (layer(filters=float("-inf")), "layers[3].filters: -inf"),
    "filters as text": (layer(filters="4"), "layers[3].filters: '4' is not a number"),
    "filters true": (layer(filters=True), "layers[3].filters: True is not a number"),
    "filters null": (layer(filters=None), "layers[3].filters: None is not a number"),
    "filters as an object": (layer(filters={}), "layers[3].filters: {} is not a number"),
    "a kernel of three": (layer(kernel_size=[3, 3, 3]), "layers[3].kernel_size: 3 numbers are given"),
    "a padding of words": (layer(padding=["same", "same"]), "layers[3].padding: "),
    "a padding as an object": (layer(padding={"top": 1}), "layers[3].padding: "),
    "a deep padding": (layer(padding=[[[1]]] * 2), "layers[3].padding: "),
    "groups that do not divide": (layer(groups=3), "layers[3]"),
    "a slope of text": (whole(layers=[{"kind": "LeakyReLU", "negative_slope": "small"}]), "layers[0].negative_slope: "),
    "a choice that is none": (
        whole(layers=[{"kind": "UpSampling2D", "interpolation": []}]),
        "layers[0].interpolation: ",
    ),
    "a setting twice": (
        GOOD.replace('"filters": 4', '"filters": 4, "filters": 5'),
        "layers[0]: 'filters' is there twice",
    ),
    "layers twice": (GOOD.replace('"format"', '"layers": [], "format"'), "'layers' is there twice"),
    "a name that cannot be": (layer(name="a b"), "layers[3].name: A layer cannot be named 'a b'"),
    "a name that is a number": (layer(name=3), "layers[3].name: 3 is not a text"),
    "a name of tags": (layer(name="<script>"), "layers[3].name: A layer cannot be named"),
    "a name twice": (whole(layers=[{**CONV, "name": "a"}] * 2), "layers[1].name: 'a' is the name of two layers"),
    "the name of the input": (layer(name="input"), "layers[3].name: 'input' is the name of two layers"),
    "a layer that does not fit": (layer(kernel_size=99), "layers[3].kernel_size: 99 is more than"),
    "a layer too large for its input": (layer(kernel_size=50), "layers[3]: "),
    "a misfit inside a block": (
        whole(layers=[{"kind": "Residual", "layers": [CONV], "shortcut": [{**CONV, "kernel_size": 60}]}]),
        "layers[0].shortcut[0]: ",
    ),
    "branches that do not join": (whole(layers=[{"kind": "Residual", "layers": [CONV]}]), "layers[0]: "),
    "blocks too deep": (whole(layers=[nested(9)]), "layers[0].layers[0].layers[0]"),
    "one branch": (
        whole(layers=[{"kind": "Concatenate", "stacks": [[CONV]]}]),
        "layers[0]: Parallel branches: 1 is too few",
    ),
    "branches that are layers": (
        whole(layers=[{"kind": "Concatenate", "stacks": [CONV, CONV]}]),
        "layers[0].stacks[0]: An",
    ),
    "too many layers": (whole(layers=[{"kind": "ReLU"}] * 600), "layers: 600 are given"),
    "too many layers in blocks": (
        whole(layers=[{"kind": "Residual", "layers": [{"kind": "ReLU"}] * 200}] * 5),
        "layers[2].layers: With these the network has",
    ),
    "an unknown field": (whole(image="cat"), "There is no 'image' here"),
    "weights as a list": (whole(weights=[1]), "weights: A list is not an object"),
    "weights of two sorts": (
        weights(seeded={}, trained={"name": "a", "epoch": 0}),
        "weights: It has both seeded and trained",
    ),
    "an unknown scheme": (weights(seeded={"scheme": "xavier"}), "weights.seeded: There is no scheme 'xavier'"),
    "a negative seed": (weights(seeded={"seed": -1}), "weights.seeded.seed: -1 is not a whole number"),
    "weights of nobody": (weights(trained={"name": "../../etc/passwd", "epoch": 0}), "weights.trained: "),
    "an epoch that is not there": (weights(trained={"name": "fashion_lenet5", "epoch": 999}), "weights.trained: "),
    "a digest that is none": (weights(uploaded={"digest": "x", "kernels": 0, "plain": 0}), "weights.uploaded: "),
    "a digest alone": (weights(uploaded={"digest": DIGEST}), "weights.uploaded: kernels is missing"),
    "a kernel of nothing": (weights(kernels=[{"layer": "0"}]), "weights.kernels[0]: It needs either bank or values"),
    "a kernel of text": (
        weights(kernels=[{"layer": "0", "values": ["a"]}]),
        "weights.kernels[0].values[0]: 'a' is not a number",
    ),
    "a kernel of NaN": (
        weights(kernels=[{"layer": "0", "values": [float("nan")]}]),
        "weights.kernels[0]: A weight is not",
    ),
    "a kernel of infinity": (
        weights(kernels=[{"layer": "0", "values": [1e39]}]),
        "weights.kernels[0]: A weight is not",
    ),
    "a filter without a layer": (
        weights(filters=[{"channel": 0, "values": []}]),
        "weights.filters[0]: layer is missing",
    ),
    "a filter before the first": (
        weights(filters=[{"layer": "0", "channel": -1, "values": []}]),
        "weights.filters[0].channel: -1 is not",
    ),
    "a number that is none": (
        weights(numbers=[{"layer": "0", "parameter": "bias", "index": 0, "value": None}]),
        "weights.numbers[0].value: None is not a number",
    ),
    "streams of too many": (weights(streams=[1, 2, 3]), "weights.streams: It has 3 numbers for 1 layers"),
    "classes that are numbers": (whole(classes=[1, 2]), "classes: "),
    "classes as text": (whole(classes="cat"), "classes: "),
}
