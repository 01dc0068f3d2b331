"""Writes a network as text, in one canonical way: what was read and written again stays the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from explorer.formats.text import names
from explorer.formats.text.values import value_text
from explorer.layers.base import Layer, Shape
from explorer.layers.naming import Naming
from explorer.layers.stack import Branches, stack_path
from explorer.settings import Bool, Padding, Setting

_INDENT = "  "
_LONGEST_RUN = 12
"""Layers of a group that is looked for as repeated."""
_SAVED = 3
"""Lines that `repeat` has to save: two convolutions in a row are read faster as they are."""


def text_of(layers: Sequence[Layer], input_shape: Shape, given: Sequence[tuple[str, str]] = ()) -> str:
    """Layers on an input of this shape as text, one a line; `given` are names as (path, name)."""
    lines = [f"input {'x'.join(map(str, input_shape))}", *_stack(layers, "", dict(given))]
    return "\n".join(lines) + "\n"


def _stack(layers: Sequence[Layer], prefix: str, given: Mapping[str, str]) -> list[str]:
    """The lines of a stack whose paths begin with `prefix`."""
    blocks = [_lines(layer, f"{prefix}{index}", given) for index, layer in enumerate(layers)]
    return _repeated(blocks, [_begins_group(layer) for layer in layers])


def _begins_group(layer: Layer) -> bool:
    """Whether a group of layers can begin with it: not with an activation, or with the pooling that ends a block."""
    return not layer.accompanies and layer.naming is not Naming.ENDS_BLOCK


def _repeated(blocks: list[tuple[str, ...]], begins: Sequence[bool]) -> list[str]:
    """The lines of layers, those that repeat as one block where that is shorter by some lines."""
    lines: list[str] = []
    at = 0
    while at < len(blocks):
        saved, length, times = max(
            (_saved(blocks, at, length) for length in range(1, _LONGEST_RUN + 1)), key=lambda found: found[0]
        )
        # A name stands for one layer, so that equal lines with a name never follow each other.
        if begins[at] and saved >= _SAVED:
            lines += [
                f"repeat {times} {{",
                *_indented(line for block in blocks[at : at + length] for line in block),
                "}",
            ]
            at += length * times
        else:
            lines += blocks[at]
            at += 1
    return lines


def _saved(blocks: list[tuple[str, ...]], at: int, length: int) -> tuple[int, int, int]:
    """The lines that are saved if the `length` layers at `at` are written once; `length`; how many times they stand there."""
    run = blocks[at : at + length]
    times = 1
    while len(run) == length and blocks[at + times * length : at + (times + 1) * length] == run:
        times += 1
    return (times - 1) * sum(map(len, run)) - 2, length, times


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"{_INDENT}{line}" for line in lines]


def _lines(layer: Layer, path: str, given: Mapping[str, str]) -> tuple[str, ...]:
    kind = type(layer)
    words = [names.kind_word(kind)]
    in_place = names.in_place(kind)
    words += [value_text(each, getattr(layer, each.name), always_pair=each.name == "kernel_size") for each in in_place]
    others = [each for each in names.simple_settings(kind) if each not in in_place]
    words += [_setting(layer, each) for each in others if _differs(layer, each)]
    if path in given:
        words.append(f"as {given[path]}")
    head = " ".join(words)
    stacks = names.stack_settings(kind)
    if not stacks:
        return (head,)
    parts = [_stack(branch, stack_path(path, place), given) for place, branch in enumerate(_branches(layer, stacks))]
    lines = [f"{head} {{"]
    for place, part in enumerate(parts):
        if place:
            lines.append("|")
        lines += _indented(part or (["identity"] if len(parts) > 1 else []))
    return (*lines, "}")


def _branches(layer: Layer, stacks: Sequence[Setting]) -> list[Any]:
    """The stacks of a composite in the order of its settings, without empty ones at its end that need not be written."""
    parts: list[Any] = []
    for setting in stacks:
        value = getattr(layer, setting.name)
        parts += value if isinstance(setting.type, Branches) else [value]
    while not isinstance(stacks[-1].type, Branches) and len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


def _differs(layer: Layer, setting: Setting) -> bool:
    """Whether a setting is other than a text means that does not give it."""
    followed = names.FOLLOWING.get(setting.name)
    usual = getattr(layer, followed or "", setting.default)
    return bool(getattr(layer, setting.name) != usual)


def _setting(layer: Layer, setting: Setting) -> str:
    value, word = getattr(layer, setting.name), names.setting_word(type(layer), setting)
    if isinstance(setting.type, Bool):
        return word if value else f"no {word}"
    if isinstance(setting.type, Padding) and isinstance(value, str) and setting.name == "padding":
        return value
    text = value_text(setting, value)
    return f"{word} {text}" if setting.name in names.WRITTEN_BARE else f"{word}={text}"
