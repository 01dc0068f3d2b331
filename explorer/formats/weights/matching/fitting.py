"""Whether the arrays of one layer of a file are those that one layer of a network needs, and those arrays in our order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.errors import listed
from explorer.formats.weights.matching.layouts import Layout, ordered, turned
from explorer.formats.weights.matching.names import WORDS, FileLayer
from explorer.formats.weights.matching.orders import Order
from explorer.layers.base import Array, Shape
from explorer.network import Step

_NEUTRAL = ("bias", "gamma", "beta")
"""Parameters whose initial values change nothing: files leave them out where a layer was made without them."""


@dataclass(frozen=True, eq=False)
class Fit:
    """The arrays of a file for one step: `words` tells which word of the file stands for each parameter that is there."""

    step: Step
    source: FileLayer
    words: Mapping[str, str]
    missing: tuple[str, ...]
    """Parameters that the file leaves out: they keep their initial values, which change nothing."""

    def array(self, name: str, layout: Layout, order: Order) -> Array:
        """Parameter `name` in our order, float32, read-only. Raises UnusableError if its numbers cannot be used."""
        shape = self.step.param_shapes[name]
        assert self.step.layer is not None
        if name in self.missing:
            values = np.full(shape, self.step.layer.initial.get(name, 0.0), np.float32)
        else:
            view = turned(self.step.layer, name, shape, self.source.arrays[self.words[name]], layout)
            assert view is not None
            values = usable(ordered(name, view, order), name in self.step.layer.non_negative)
        values.flags.writeable = False
        return values


class UnusableError(ValueError):
    """The numbers of an array cannot be weights; the text says why."""


def usable(view: Array, non_negative: bool) -> Array:
    """The numbers as float32, in memory of their own. Raises UnusableError where one is not finite, or negative where none
    may be."""
    with np.errstate(over="ignore"):
        values = np.array(view, np.float32, order="C")
    wrong = int(values.size - np.count_nonzero(np.isfinite(values)))
    if wrong:
        raise UnusableError(f"{wrong:,} of its {values.size:,} numbers {'is' if wrong == 1 else 'are'} not finite")
    if non_negative and values.size and values.min() < 0:
        raise UnusableError(f"its smallest number is {values.min():.3g}, and a variance is not negative")
    return values


def fit(step: Step, source: FileLayer, layout: Layout) -> Fit | str:
    """How `source` fits `step`, or in a few words why it does not."""
    assert step.layer is not None
    words = words_of(step, source)
    missing = tuple(name for name in step.param_shapes if name not in words)
    absent = [name for name in missing if name not in _NEUTRAL]
    if absent or not words:
        return f"the file has no {listed([_plain(name) for name in absent or missing])} for it"
    for name, word in words.items():
        if turned(step.layer, name, step.param_shapes[name], source.arrays[word], layout) is None:
            return f"the {_plain(name)} has another shape"
    extra = [word for word in source.arrays if word not in words.values()]
    if extra:
        return f"the file has a {_plain(extra[0])} for it too, which this layer does not have"
    return Fit(step, source, words, missing)


def words_of(step: Step, source: FileLayer) -> dict[str, str]:
    """For each parameter of a step that the file has, the file's word for it."""
    wanted = list(step.param_shapes)
    if source.numbered:
        # Keras numbers what a layer has, in the order of ours; a dense layer without a bias has one array.
        return dict(zip(wanted, source.arrays, strict=False)) if _counts_fit(wanted, source) else {}
    words: dict[str, str] = {}
    for name in wanted:
        known = WORDS.get(name, (name, *(("weight",) if len(wanted) == 1 else ())))
        word = next((word for word in known if word in source.arrays and word not in words.values()), None)
        if word is not None:
            words[name] = word
    return words


def _counts_fit(wanted: list[str], source: FileLayer) -> bool:
    left_out = wanted[len(source.arrays) :]
    return len(source.arrays) == len(wanted) or left_out == ["bias"]


def _plain(name: str) -> str:
    """A parameter's name in a sentence: moving mean."""
    return name.replace("_", " ")


def signature(step: Step) -> tuple[object, ...]:
    """What decides which layers of a file fit a step."""
    return (type(step.layer), tuple(step.param_shapes.items()))


def shape_text(shape: Shape) -> str:
    """A shape as it is read: "3 × 3 × 64 × 128", "1 number"."""
    return " × ".join(f"{n:,}" for n in shape) if shape else "1 number"
