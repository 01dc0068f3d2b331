"""What the dialog says of a network before anything changes."""

from __future__ import annotations

from explorer.layers.base import Shape
from explorer.network import Network

COLORS = {1: "in grey", 3: "in colour"}
MOST_CLASSES = 5
"""Names of classes that the summary lists."""


def summary_words(network: Network, numbers: int) -> str:
    """How large the network is, what it reads, what comes out; `numbers` are the weights of the file, statistics included."""
    layers = len(network.steps) - 1
    weights = f"{numbers:,} weights" if numbers else f"no weights in the file, {network.param_count:,} parameters"
    return (
        f"{layers:,} layer{'s' * (layers != 1)}, {weights}. It reads an image of {image_words(network.input_shape)} and gives "
        f"{output_words(network.output_shape)}."
    )


def image_words(shape: Shape) -> str:
    """An input as "224 × 224 px in colour": columns × rows."""
    rows, cols, channels = shape
    return f"{cols:,} × {rows:,} px {COLORS.get(channels, f'with {channels:,} channels')}"


def output_words(shape: Shape) -> str:
    """An output as "1,000 numbers", or "21 maps of 64 × 64 cells": columns × rows."""
    if len(shape) == 1:
        return f"{shape[0]:,} number{'s' * (shape[0] != 1)}"
    rows, cols, maps = shape
    return f"{maps:,} map{'s' * (maps != 1)} of {cols:,} × {rows:,} cells"


def class_words(classes: tuple[str, ...]) -> str:
    """The first few names of classes, and how many there are."""
    shown = ", ".join(classes[:MOST_CLASSES])
    return f"Classes: {shown}" + (f" and {len(classes) - MOST_CLASSES:,} more." if len(classes) > MOST_CLASSES else ".")
