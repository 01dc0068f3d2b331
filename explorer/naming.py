"""Names of layers: conv1_1, relu1_1, pool1 ... as papers write them, made from the stack."""

from __future__ import annotations

from collections import Counter

from explorer.layers.base import Layer


def names_of(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    """One unique name per layer.

    A block ends with a pooling layer, and each dense layer is a block of its own. A convolution is numbered in its
    block (conv2_1), or by the block alone if it is the only one there (conv2); a ReLU is named after the layer that
    it follows.
    """
    blocks = _blocks(layers)
    convs = Counter(block for block, layer in zip(blocks, layers, strict=True) if layer.short == "conv")
    seen: Counter[int] = Counter()
    names: list[str] = []
    tag = ""
    for block, layer in zip(blocks, layers, strict=True):
        if layer.short == "conv":
            seen[block] += 1
            tag = f"{block}_{seen[block]}" if convs[block] > 1 else f"{block}"
        elif layer.short in ("pool", "dense"):
            tag = f"{block}"
        stem = layer.short
        names.append(f"{stem}{tag}" if stem in ("conv", "pool", "dense", "relu") else stem)
    return _unique(names)


def _blocks(layers: tuple[Layer, ...]) -> list[int]:
    blocks: list[int] = []
    block, fresh = 1, True
    for layer in layers:
        if layer.short == "dense":
            block += 0 if fresh else 1
            fresh = False
        elif layer.short == "conv":
            if not fresh and blocks and _ended(layers[: len(blocks)]):
                block += 1
            fresh = False
        blocks.append(block)
    return blocks


def _ended(above: tuple[Layer, ...]) -> bool:
    """Whether the block ended: a pooling or dense layer came after the last convolution."""
    for layer in reversed(above):
        if layer.short == "conv":
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
