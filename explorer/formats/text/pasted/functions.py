"""Functions and methods of outputs, as forward uses them, and the layer that computes the same as each."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from explorer.formats.text.entries import Spot
from explorer.formats.text.pasted.calls import Argument, Call

NOTHING = "nothing"
FUNCTIONS: dict[str, str] = {
    "adaptive_avg_pool2d": "AdaptiveAvgPool2d",
    "adaptive_max_pool2d": "AdaptiveMaxPool2d",
    "avg_pool2d": "AvgPool2d",
    "channel_shuffle": "ChannelShuffle",
    "dropout": "Dropout",
    "dropout2d": "Dropout2d",
    "elu": "ELU",
    "flatten": "Flatten",
    "gelu": "GELU",
    "hardsigmoid": "Hardsigmoid",
    "hardswish": "Hardswish",
    "hardtanh": "Hardtanh",
    "interpolate": "Upsample",
    "leaky_relu": "LeakyReLU",
    "max_pool2d": "MaxPool2d",
    "mish": "Mish",
    "pad": "pad",
    "pixel_shuffle": "PixelShuffle",
    "pixel_unshuffle": "PixelUnshuffle",
    "relu": "ReLU",
    "relu6": "ReLU6",
    "selu": "SELU",
    "sigmoid": "Sigmoid",
    "silu": "SiLU",
    "softmax": "Softmax",
    "softplus": "Softplus",
    "softsign": "Softsign",
    "tanh": "Tanh",
}
"""Functions of torch and torch.nn.functional, by the layers with the same arguments."""
METHODS: dict[str, str] = {
    **{name: FUNCTIONS[name] for name in ("flatten", "relu", "sigmoid", "softmax", "tanh")},
    "contiguous": NOTHING,
    "reshape": "Flatten",
    "view": "Flatten",
}
"""Methods of outputs. A view makes one row of each image: nothing else is written in networks of layers."""
NO_LAYERS = frozenset(
    [
        *("__init__", "build", "compile", "cpu", "cuda", "eval", "evaluate", "fit", "float", "half", "load_state_dict"),
        *("load_weights", "manual_seed", "plot_model", "predict", "print", "requires_grad_", "save", "save_weights"),
        *("set_random_seed", "summary", "to", "train"),
    ]
)
"""Calls that stand alone and make no layer: they are left out."""
_TRAINING = ("training", "inplace")


def makes_no_layer(func: ast.expr) -> bool:
    """Whether a call that stands alone is known to make no layer: model.compile(...), print(...)."""
    if isinstance(func, ast.Attribute):
        return func.attr in NO_LAYERS
    return isinstance(func, ast.Name) and func.id == "print"


def as_call(layer: str, args: Sequence[Argument], named: Mapping[str, Argument], spot: Spot) -> Call | None:
    """The call of the layer that a function stands for; None for one that changes nothing. Raises TextError."""
    if layer == NOTHING:
        return None
    named = {name: each for name, each in named.items() if name not in _TRAINING}
    if layer == "Flatten" and args and (len(args) > 1 or args[0].value != 1):
        return _viewed(args, spot)
    return Call(layer, tuple(args), named, spot)


def _viewed(args: Sequence[Argument], spot: Spot) -> Call:
    """x.view(-1, 400), x.view(x.size(0), -1): two numbers, one row of numbers for each image."""
    if len(args) != 2:
        raise spot.error(f"A view of {len(args)} sides cannot be shown.", "Use torch.flatten(x, 1).")
    return Call("Flatten", (), {}, spot)
