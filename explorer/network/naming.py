"""Names of layers, as papers write them: conv1_1, relu1_1, pool1 ..., from the kinds and the order of layers."""

from __future__ import annotations

import re
from collections import Counter

from explorer.layers import KINDS
from explorer.layers.base import Layer
from explorer.layers.composite.composite import Composite
from explorer.layers.naming import Naming
from explorer.layers.stack import stack_path


def names_by_path(layers: tuple[Layer, ...]) -> dict[str, str]:
    """The name of every layer, those inside composites too: res1.conv2, res3.shortcut.conv, concat1.b.relu."""
    names: dict[str, str] = {}
    for index, (layer, name) in enumerate(zip(layers, names_of(layers), strict=True)):
        names[str(index)] = name
        _add_inner(names, layer, str(index), name)
    return names


def _add_inner(names: dict[str, str], layer: Layer, path: str, name: str) -> None:
    """Add the names of all layers inside the composite `layer`; nothing for other kinds."""
    if not isinstance(layer, Composite):
        return
    for place, (branch, branch_name) in enumerate(zip(layer.branches, layer.branch_names, strict=True)):
        head, prefix = f"{name}.{branch_name}." if branch_name else f"{name}.", stack_path(path, place)
        for index, (inner, own_name) in enumerate(zip(branch, _inner_names(branch), strict=True)):
            names[f"{prefix}{index}"] = head + own_name
            _add_inner(names, inner, f"{prefix}{index}", head + own_name)


def _inner_names(layers: tuple[Layer, ...]) -> list[str]:
    """Names within a branch, numbered by kind: conv1, relu1, conv2; no number for the only layer of its kind."""
    counts, used = Counter(layer.short for layer in layers), Counter[str]()
    names = []
    for layer in layers:
        used[layer.short] += 1
        names.append(_numbered(layer.short, f"{used[layer.short]}") if counts[layer.short] > 1 else layer.short)
    return names


def _stems(naming: Naming) -> str:
    """The stems of all kinds that are named in this way, as alternatives of a regular expression."""
    # Longer ones first: "relu6_1" is no "relu".
    return "|".join(sorted({kind.short for kind in KINDS if kind.naming is naming}, reverse=True))


_NAMED_AFTER_ANOTHER = re.compile(rf"({_stems(Naming.FOLLOWS)})(_({_stems(Naming.BY_KIND)})\d+|[\d_.]*)[a-j]?")


def stem_of(name: str) -> str:
    """The stem of a layer that is named after another: "relu" of "relu2_1"; any other name as it is."""
    match = _NAMED_AFTER_ANOTHER.fullmatch(name)
    return match[1] if match else name


def names_of(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    """One unique name per layer.

    A block ends with a pooling layer, and each dense layer is a block of its own. A convolution is numbered in its
    block (conv2_1), or by the block alone if it is the only one there (conv2); activations and normalisations are named
    after the layer that they follow. Composites are counted by kind (res1, res2).
    """
    blocks = _blocks(layers)
    sizes = Counter(block for block, layer in zip(blocks, layers, strict=True) if layer.naming is Naming.IN_BLOCK)
    in_block: Counter[int] = Counter()
    of_kind: Counter[str] = Counter()
    names: list[str] = []
    ending = ""
    for block, layer in zip(blocks, layers, strict=True):
        match layer.naming:
            case Naming.IN_BLOCK:
                in_block[block] += 1
                ending = f"{block}_{in_block[block]}" if sizes[block] > 1 else f"{block}"
            case Naming.ENDS_BLOCK | Naming.OWN_BLOCK:
                ending = f"{block}"
            case Naming.BY_KIND:
                of_kind[layer.short] += 1
                names.append(f"{layer.short}{of_kind[layer.short]}")
                ending = f"_{names[-1]}"
                continue
            case Naming.BY_STEM:
                names.append(layer.short)
                continue
        names.append(_numbered(layer.short, ending))
    return _unique(names)


def _numbered(stem: str, ending: str) -> str:
    """conv and 1_2 make conv1_2; a stem that ends in a digit is kept apart from the number: relu6 and 1_2 make relu6_1_2."""
    return f"{stem}_{ending}" if stem[-1].isdigit() and ending[:1].isdigit() else f"{stem}{ending}"


def _blocks(layers: tuple[Layer, ...]) -> list[int]:
    """The block of every layer, counted from 1."""
    blocks: list[int] = []
    block, empty, ended = 1, True, False
    for layer in layers:
        starts = layer.naming is Naming.OWN_BLOCK or (layer.naming is Naming.IN_BLOCK and ended)
        block += starts and not empty
        if layer.naming in (Naming.IN_BLOCK, Naming.OWN_BLOCK):
            empty = False
        if layer.naming in (Naming.IN_BLOCK, Naming.OWN_BLOCK, Naming.ENDS_BLOCK):
            ended = layer.naming is not Naming.IN_BLOCK
        blocks.append(block)
    return blocks


def _unique(names: list[str]) -> tuple[str, ...]:
    """The names with a letter behind the second and later use of each, or, if that is not enough, their place."""
    counts, used = Counter(names), Counter[str]()
    unique = []
    for name in names:
        used[name] += 1
        unique.append(name if counts[name] == 1 or used[name] == 1 else f"{name}{'abcdefghij'[min(used[name] - 1, 9)]}")
    if len(set(unique)) == len(unique):
        return tuple(unique)
    return tuple(f"{name}.{index}" if counts[name] > 1 else name for index, name in enumerate(names))
