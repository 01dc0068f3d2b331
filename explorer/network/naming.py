"""Names of layers: conv1_1, relu1_1, pool1 ... as papers write them, made from the stack."""

from __future__ import annotations

import re
from collections import Counter

from explorer.layers.base import Layer
from explorer.layers.composite.composite import Composite
from explorer.layers.stack import stack_path


def names_by_path(layers: tuple[Layer, ...]) -> dict[str, str]:
    """The name of every layer, those inside composites too: res1.conv2, res3.shortcut.conv, concat1.b.relu."""
    found: dict[str, str] = {}
    for index, (layer, name) in enumerate(zip(layers, names_of(layers), strict=True)):
        found[str(index)] = name
        _add_inner(found, layer, str(index), name)
    return found


def _add_inner(found: dict[str, str], layer: Layer, path: str, name: str) -> None:
    if not isinstance(layer, Composite):
        return
    for place, (branch, lane) in enumerate(zip(layer.branches, layer.lanes, strict=True)):
        head, prefix = f"{name}.{lane}." if lane else f"{name}.", stack_path(path, place)
        for index, (each, own) in enumerate(zip(branch, _inner_names(branch), strict=True)):
            found[f"{prefix}{index}"] = head + own
            _add_inner(found, each, f"{prefix}{index}", head + own)


def _inner_names(layers: tuple[Layer, ...]) -> list[str]:
    """Within a composite layers are counted by kind: conv1, relu1, conv2; one that is alone needs no number."""
    counts, used = Counter(layer.short for layer in layers), Counter[str]()
    names = []
    for layer in layers:
        used[layer.short] += 1
        names.append(f"{layer.short}{used[layer.short]}" if counts[layer.short] > 1 else layer.short)
    return names


CONVS = ("conv", "dwconv", "tconv")
FOLLOWERS = (
    *("relu", "leaky", "prelu", "elu", "selu", "gelu", "silu", "hsilu", "sigmoid", "tanh", "softplus"),
    *("bn", "ln", "lrn"),
)
"""Stems of layers that are named after the layer that they follow: relu2_1 follows conv2_1."""
_FOLLOWER = re.compile(rf"({'|'.join(FOLLOWERS)})(_(res|concat)\d+|[\d_.]*)[a-j]?")


def stem_of(name: str) -> str:
    """ "relu" of "relu2_1", for layers that stand beside the one they are named after; the whole of any other name."""
    found = _FOLLOWER.fullmatch(name)
    return found[1] if found else name


def names_of(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    """One unique name per layer.

    A block ends with a pooling layer, and each dense layer is a block of its own. A convolution is numbered in its
    block (conv2_1), or by the block alone if it is the only one there (conv2); activations and normalisations are named
    after the layer that they follow. Composites are counted by kind (res1, res2).
    """
    blocks = _blocks(layers)
    convs = Counter(block for block, layer in zip(blocks, layers, strict=True) if layer.short in CONVS)
    seen: Counter[int] = Counter()
    composites: Counter[str] = Counter()
    names: list[str] = []
    tag = ""
    for block, layer in zip(blocks, layers, strict=True):
        if layer.short in CONVS:
            seen[block] += 1
            tag = f"{block}_{seen[block]}" if convs[block] > 1 else f"{block}"
        elif layer.short in ("pool", "dense"):
            tag = f"{block}"
        stem = layer.short
        if isinstance(layer, Composite):
            composites[stem] += 1
            names.append(f"{stem}{composites[stem]}")
            tag = f"_{names[-1]}"
            continue
        names.append(f"{stem}{tag}" if stem in (*CONVS, "pool", "dense", *FOLLOWERS) else stem)
    return _unique(names)


def _blocks(layers: tuple[Layer, ...]) -> list[int]:
    blocks: list[int] = []
    block, fresh = 1, True
    for layer in layers:
        if layer.short == "dense":
            block += 0 if fresh else 1
            fresh = False
        elif layer.short in CONVS:
            if not fresh and blocks and _ended(layers[: len(blocks)]):
                block += 1
            fresh = False
        blocks.append(block)
    return blocks


def _ended(above: tuple[Layer, ...]) -> bool:
    """Whether the block ended: a pooling or dense layer came after the last convolution."""
    for layer in reversed(above):
        if layer.short in CONVS:
            return False
        if layer.short in ("pool", "dense"):
            return True
    return False


def _unique(names: list[str]) -> tuple[str, ...]:
    counts, used = Counter(names), Counter[str]()
    out = []
    for name in names:
        used[name] += 1
        out.append(name if counts[name] == 1 or used[name] == 1 else f"{name}{'abcdefghij'[min(used[name] - 1, 9)]}")
    if len(set(out)) == len(out):
        return tuple(out)
    return tuple(f"{name}.{index}" if counts[name] > 1 else name for index, name in enumerate(names))
