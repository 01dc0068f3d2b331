"""What the branches of a concatenation are called: by what they do, such as "3×3 after 1×1"."""

from __future__ import annotations

from explorer.layers import Conv2D, Conv2DTranspose, DepthwiseConv2D
from explorer.layers.base import Layer
from explorer.layers.composite.composite import Composite
from explorer.layers.stack import Layers

UNCHANGED, AS_IS = "unchanged", "as is"
"""The name of a branch without layers, and a shorter one."""
MAX_WORDS = 2
"""Layers that a name lists at most; of more it says how many there are."""


def lane_name(branch: Layers) -> str:
    """What a branch does: "1×1", "3×3 after 1×1", "pool, 1×1", "5×5 after 3 layers".

    Layers that work cell by cell, such as activations and normalisations, go without saying.
    """
    words = _words(branch)
    if not words:
        return UNCHANGED if not branch else branch[-1].short
    if len(words) > MAX_WORDS:
        return f"{words[-1]} after {len(words) - 1} layers"
    if len(words) == 1:
        return words[0]
    first = next(layer for layer in branch if _counts(layer))
    return f"{words[1]} after {words[0]}" if _convolves(first) else f"{words[0]}, {words[1]}"


def lane_words(layer: Layer, name: str) -> str:
    """The branch called `name` in links, in a sentence: "the branch 3×3 after 1×1", as its lane is named in the overview."""
    assert isinstance(layer, Composite)
    branch = layer.branches[layer.branch_names.index(name)]
    return f"the branch {lane_name(branch)}" if branch else "the branch without layers"


def range_name(branch: Layers) -> str:
    """A shorter name, for the channels that a branch makes: "3×3", "pool", "input"."""
    words = _words(branch)
    if not words:
        return "input" if not branch else branch[-1].short
    first = next(layer for layer in branch if _counts(layer))
    return words[-1] if _convolves(first) else words[0]


def brief(layer: Layer) -> str:
    """A layer in a few letters: "3×3", "3×3, stride 2", "depthwise 3×3", "pool", "res"."""
    if isinstance(layer, Conv2D):
        return f"{_size(layer)}{_stride(layer.strides)}"
    if isinstance(layer, DepthwiseConv2D):
        return f"depthwise {_size(layer)}{_stride(layer.strides)}"
    if isinstance(layer, Conv2DTranspose):
        return f"up {_size(layer)}"
    return layer.short


def _size(layer: Conv2D | DepthwiseConv2D | Conv2DTranspose) -> str:
    rows, cols = layer.kernel_size
    return f"{rows}×{cols}"


def _stride(strides: tuple[int, int]) -> str:
    return f", stride {max(strides)}" if max(strides) > 1 else ""


def _words(branch: Layers) -> list[str]:
    return [brief(layer) for layer in branch if _counts(layer)]


def _counts(layer: Layer) -> bool:
    """Whether a layer is named at all: not if it works cell by cell, as activations and normalisations do."""
    return isinstance(layer, Composite) or type(layer).window is not Layer.window


def _convolves(layer: Layer) -> bool:
    return isinstance(layer, Conv2D | DepthwiseConv2D | Conv2DTranspose)
