"""The order of a file's layers where the file lists them by name, as .safetensors files do.

Numbers in names tell an order: features.3 stands before features.10, layer1 before layer2. Words do not: of fire3.expand1x1 and
fire3.squeeze either may come first. So modules are put into that order of their words in which most layers fit one after the
other, the same one for all modules of a kind (features.3, features.4, ...).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

_Prefix = tuple[str, ...]
"""The words of a name up to a module, without numbers."""
_Key = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]

MOST_TRIALS = 150
_MOST_CELLS = 100_000_000
"""Pairs of layers that are looked at in all trials together."""


@dataclass(frozen=True)
class _Module:
    """The order in which the words of a module's parts stand, and whether numbers count first: a1 b1 a2 b2, not a1 a2 b1 b2."""

    words: tuple[str, ...]
    numbers_first: bool = False

    def variants(self) -> Iterator[_Module]:
        """Every order that differs in one step: numbers first or not, or one word at another place."""
        yield replace(self, numbers_first=not self.numbers_first)
        for place, word in enumerate(self.words):
            rest = self.words[:place] + self.words[place + 1 :]
            for to in range(len(self.words)):
                if to != place:
                    yield replace(self, words=(*rest[:to], word, *rest[to:]))


def stem(name: str) -> str:
    """A name without its numbers.

    >>> stem("features.10.conv2")
    'features..conv'
    """
    return re.sub(r"\d+", "", name)


def best_order(names: Sequence[str], rows: int, score: Callable[[list[int]], int]) -> list[int]:
    """The places of `names` in the order in which most of `rows` layers fit.

    `score` counts for an order how many fit one after the other. One step after the other is tried, as long as it gets better.
    """
    parts = [_parts(name) for name in names]
    modules = _modules(parts)
    order = _sorted(parts, modules)
    best = score(order)
    trials = min(MOST_TRIALS, _MOST_CELLS // max(1, rows * len(names)))
    better = True
    while better and best < rows:
        better = False
        for prefix in modules:
            for variant in modules[prefix].variants():
                trials -= 1
                if trials < 0 or best >= rows:
                    return order
                trial = _sorted(parts, {**modules, prefix: variant})
                found = score(trial)
                if found > best:
                    modules[prefix], order, best, better = variant, trial, found, True
                    break
    return order


_Parts = list[tuple[str, tuple[int, ...]]]


def _parts(name: str) -> _Parts:
    """The words of a name with their numbers: [("features", ()), ("", (3,)), ("expandx", (1, 1))]."""
    return [
        (stem(part), tuple(int(digits) for digits in re.findall(r"[0-9]{1,9}", part)))
        for part in re.split(r"[./]", name)
    ]


def _modules(parts: Sequence[_Parts]) -> dict[_Prefix, _Module]:
    words: dict[_Prefix, set[str]] = {}
    for name in parts:
        prefix: _Prefix = ()
        for word, _ in name:
            words.setdefault(prefix, set()).add(word)
            prefix = (*prefix, word)
    return {prefix: _Module(tuple(sorted(found))) for prefix, found in sorted(words.items()) if len(found) > 1}


def _sorted(parts: Sequence[_Parts], modules: dict[_Prefix, _Module]) -> list[int]:
    def key(place: int) -> _Key:
        made = []
        prefix: _Prefix = ()
        for word, numbers in parts[place]:
            module = modules.get(prefix)
            rank = (module.words.index(word),) if module else (0,)
            made.append((numbers, rank) if module and module.numbers_first else (rank, numbers))
            prefix = (*prefix, word)
        return tuple(made)

    return sorted(range(len(parts)), key=key)
