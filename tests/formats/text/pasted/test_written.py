"""Functions and classes in pasted code, and code that the app wrote itself, read back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import explorer
from explorer import Conv2D, Dense, Network, ReLU, Residual
from explorer.errors import TextError
from explorer.formats.code.torch.helpers import HELPERS
from explorer.presets.catalogue import NAMES

WRITERS: dict[str, Callable[[Network], str]] = {"keras": explorer.to_keras, "pytorch": explorer.to_pytorch}
OTHERWISE: dict[str, set[str]] = {
    "keras": {"zfnet", "mobilenet_v2", "googlenet", "mobilenet_v3_small", "efficientnet_b0", "convnext_tiny"},
    "pytorch": {"efficientnet_lite0", "efficientnet_stem", "edges", "all_conv", "residual", "mobilenet_v1"},
}
"""Presets that come back as another network of the same shapes: with their padding before a convolution, or as "same"."""
REFUSED: dict[str, set[str]] = {
    "keras": {"resnet18", "resnet50", "densenet121", "shufflenet_v2"},
    "pytorch": {"zfnet", "inception", "googlenet"},
}
"""Presets with max pooling behind a padding of minus infinity, which no layer here has."""


@pytest.mark.parametrize("framework", WRITERS)
@pytest.mark.parametrize("name", [name for name in NAMES if name != "empty"])
def test_what_was_written_is_read_back(framework: str, name: str) -> None:
    network = explorer.presets.load(name).network
    source = WRITERS[framework](network)
    if name in REFUSED[framework]:
        with pytest.raises(TextError, match="call of float"):
            explorer.from_text(source)
        return
    found = explorer.from_text(source)
    if name in OTHERWISE[framework]:
        assert (found.input_shape, found.output_shape) == (network.input_shape, network.output_shape)
        assert found.param_count == network.param_count
    else:
        assert found == network


KERAS_FUNCTION = """
def block(x, filters, *, name="b", kernel_size=3):
    y = layers.Conv2D(filters, kernel_size, padding="same", name=f"{name}_conv")(x)
    return layers.Add()([layers.ReLU()(y), x])

inputs = keras.Input((8, 8, 4))
x = block(inputs, 4)
x = block(x, filters=4, kernel_size=1, name="c")
model = keras.Model(inputs, x)
"""
TORCH_CLASS = """
class Block(nn.Module):
    def __init__(self, channels, kernel_size=3):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, kernel_size, padding="same")

    def forward(self, x):
        return F.relu(self.conv(x)) + x

class Net(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first, self.second = Block(channels), Block(channels, kernel_size=1)

    def forward(self, x):
        return self.second(self.first(x))

model = Net(4)
"""


@pytest.mark.parametrize("code", [KERAS_FUNCTION, TORCH_CLASS], ids=["keras", "pytorch"])
def test_every_call_is_followed_anew(code: str) -> None:
    found = explorer.from_text(code, (8, 8, 4))
    first, second = (Residual(layers=(Conv2D(4, size, padding="same"), ReLU())) for size in (3, 1))
    assert found.layers == (first, second)


def test_names_that_are_put_together_are_names() -> None:
    code = "def one(x, name):\n    return layers.Dense(3, name=f'{name}_a')(x)\nx = one(keras.Input((1, 1, 4)), name='top')"
    assert explorer.from_text(code).names == (("0", "top_a"),)


def test_a_function_that_is_called_nowhere_is_the_model() -> None:
    code = "def build(units=3):\n    return keras.Sequential([keras.Input((1, 1, 4)), layers.Dense(units)])"
    assert explorer.from_text(code).layers == (Dense(3),)


def test_a_class_that_only_has_the_name_of_a_helper_is_followed() -> None:
    """What a helper of ours does is known by its name; one that does something else is not one of ours."""
    own = (
        "class Rescale(nn.Module):\n    def __init__(self, n):\n        super().__init__()\n"
        "        self.n = nn.Conv2d(4, n, 1)\n    def forward(self, x):\n        return self.n(x)\n"
    )
    model = "model = nn.Sequential(Rescale(6))"
    assert explorer.from_text(own + model, (8, 8, 4)).layers == (Conv2D(6, 1),)
    ours = HELPERS["Rescale"] + "\nmodel = nn.Sequential(Rescale(2.0, 0.5))"
    assert explorer.from_text(ours, (8, 8, 4)).layers == (explorer.Rescaling(scale=2.0, offset=0.5),)


def test_pooling_to_one_cell_and_flatten_are_one_layer() -> None:
    found = explorer.from_text("nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))", (8, 8, 4))
    assert found.layers == (explorer.GlobalAveragePool2D(), Dense(2))


WRONG: dict[str, tuple[str, str]] = {
    "missing": ("def f(x, n):\n    return layers.Dense(n)(x)\nx = f(keras.Input((1, 1, 4)))", "f needs n"),
    "unknown": ("def f(x):\n    return x\nx = f(keras.Input((1, 1, 4)), m=3)", "f has no argument m"),
    "too many": ("def f(x):\n    return x\nx = f(keras.Input((1, 1, 4)), 3)", "f gets too much"),
    "stars": ("def f(x):\n    return x\nx = f(**{})", ""),
    "itself": ("def f(x):\n    return f(x)\nx = f(keras.Input((1, 1, 4)))", "more than 12 deep"),
    "class in itself": (
        "class A(nn.Module):\n    def __init__(self):\n        self.a = A()\n"
        "    def forward(self, x):\n        return self.a(x)\nA()",
        "more than 12 deep",
    ),
    "doubling": (
        "def f0(x):\n    return layers.ReLU()(x)\n"
        + "".join(f"def f{n}(x):\n    return f{n - 1}(f{n - 1}(x))\n" for n in range(1, 12))
        + "x = f11(keras.Input((1, 1, 4)))",
        "",
    ),
    "f-string": ("x = layers.Dense(3, name=f'{1 + 1}')(keras.Input((1, 1, 4)))", "cannot be read"),
    "no layer": ("def f(x):\n    return 3\nx = layers.ReLU()(f(keras.Input((1, 1, 4))))", ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_calls_that_cannot_be_are_refused(name: str) -> None:
    code, words = WRONG[name]
    with pytest.raises(TextError) as caught:
        explorer.from_text(code, (8, 8, 4))
    assert words in str(caught.value)
    assert caught.value.remedy
