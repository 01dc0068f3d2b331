"""Names of layers, as papers write them: conv1_1, relu1_1, pool1 ..., from the kinds and the order of layers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from explorer.errors import SettingError, quoted
from explorer.layers import KINDS
from explorer.layers.base import Layer
from explorer.layers.composite.composite import Composite
from explorer.layers.naming import Naming
from explorer.layers.stack import split_path, stack_path, walk

Given = tuple[tuple[str, str], ...]
"""Names that a visitor gave, as (path, name) in the order of the stack; a name is that within its own stack, without dots."""
MAX_NAME = 20
"""Letters of a name: with the shape beside it, it fills a line of the sidebar."""
_NAME = re.compile(rf"[^\W\d_][\w-]{{0,{MAX_NAME - 1}}}")


def check_name(name: Any) -> str:
    """`name`, if a layer can have it: a letter, then letters, digits, "_" and "-". Raises SettingError."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise SettingError(
            f"A layer cannot be named {quoted(name)}.",
            f"Begin with a letter; use letters, digits, _ and -, at most {MAX_NAME}.",
        )
    return name


def check_names(given: Any, layers: tuple[Layer, ...]) -> Given:
    """Given names in the order of the stack. Raises SettingError for one that cannot be, or that two layers share."""
    if not isinstance(given, tuple | list) or not all(
        isinstance(each, tuple | list) and len(each) == 2 for each in given
    ):
        raise SettingError("The names are not a list of (path, name).", "Use names such as (('0', 'stem'),).")
    names = {str(path): check_name(name) for path, name in given}
    order = [path for path, _ in walk(layers) if path in names]
    if len(order) < len(given):
        raise SettingError("A name is given to a layer that is not there, or twice.", "Name each layer once.")
    taken = {(split_path(path)[0], name) for path, name in names.items()}
    if len(taken) < len(names) or ("", "input") in taken:
        raise SettingError("Two layers have the same name.", "Choose another name for one of them.")
    return tuple((path, names[path]) for path in order)


def followed(given: Given, new_paths: Mapping[str, str], layers: tuple[Layer, ...]) -> Given:
    """The given names after an edit to `layers`: `new_paths` maps old paths to new ones. In its stack a name stays unique."""
    names: dict[str, str] = {}
    taken = set()
    for path, name in given:
        place = new_paths.get(path)
        if place is not None and (split_path(place)[0], name) not in taken:
            taken.add((split_path(place)[0], name))
            names[place] = name
    return check_names(tuple(names.items()), layers)


def names_by_path(layers: tuple[Layer, ...], given: Given = ()) -> dict[str, str]:
    """The name of every layer, those inside composites too: res1.conv2, res3.shortcut.conv, concat1.b.relu.

    A layer in `given` has that name. Another one whose name that would be gets a letter behind its own.
    """
    names: dict[str, str] = {}
    by_path = dict(given)
    for index, (layer, name) in enumerate(zip(layers, _with_given(names_of(layers), "", by_path), strict=True)):
        names[str(index)] = name
        _add_inner(names, layer, str(index), name, by_path)
    return names


def _add_inner(names: dict[str, str], layer: Layer, path: str, name: str, given: Mapping[str, str]) -> None:
    """Add the names of all layers inside the composite `layer`; nothing for other kinds."""
    if not isinstance(layer, Composite):
        return
    for place, (branch, branch_name) in enumerate(zip(layer.branches, layer.branch_names, strict=True)):
        head, prefix = f"{name}.{branch_name}." if branch_name else f"{name}.", stack_path(path, place)
        own_names = _with_given(_inner_names(branch), prefix, given)
        for index, (inner, own_name) in enumerate(zip(branch, own_names, strict=True)):
            names[f"{prefix}{index}"] = head + own_name
            _add_inner(names, inner, f"{prefix}{index}", head + own_name, given)


def _with_given(names: Sequence[str], prefix: str, given: Mapping[str, str]) -> list[str]:
    """The names of one stack, with those that were given in place of their own."""
    chosen = {index: given[path] for index in range(len(names)) if (path := f"{prefix}{index}") in given}
    if not chosen:
        return list(names)
    taken = {*chosen.values(), "input"}
    free = {name for index, name in enumerate(names) if index not in chosen and name not in taken}
    result = []
    for index, name in enumerate(names):
        if index not in chosen and name in taken:
            name = next(other for other in _variants(name) if other not in taken | free)
            free.add(name)
        result.append(chosen.get(index, name))
    return result


def _variants(name: str) -> Iterator[str]:
    """The name with a letter behind it, and when these are used up with a number."""
    yield from (f"{name}{letter}" for letter in "bcdefghij")
    yield from (f"{name}.{number}" for number in range(2, 10_000))


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
