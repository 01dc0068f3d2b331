"""The package's exceptions: each states a problem, with its numbers, and a remedy.

>>> try:
...     explorer.Network((explorer.Conv2D(kernel_size=7),), (5, 5, 3))
... except explorer.errors.ShapeError as error:
...     print(error.problem)
...     print([fix.label for fix in error.fixes])
conv1 needs 7 rows, but gets 5.
['Make the kernel 5 × 5', 'Set the padding to “same”', 'Remove conv1']
"""

from __future__ import annotations

import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class ExplorerError(Exception):
    """The base of all exceptions that the package raises on purpose.

    `problem` says in one sentence what is wrong, with the numbers; `remedy` says what to do about it.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{problem} {remedy}".strip())


class SettingError(ExplorerError):
    """A setting of a layer is outside its range or of the wrong type."""


@dataclass(frozen=True)
class Fix:
    """One change that repairs a network, applied by a button: new settings of a layer, another place for it, or its removal.

    `path` is the layer's, `changes` are its new settings by name, `to` is the path that it moves to; with neither it is
    removed. `label` is the button's text. `network.repairs.repaired` applies it to layers.
    """

    label: str
    path: str
    changes: Mapping[str, Any] | None = field(default=None, hash=False)
    to: str = ""


class ShapeError(ExplorerError):
    """A layer cannot follow the shape that reaches it. `fixes` are changes that were tried, and after which it can.

    A layer alone does not know its name: the problem that it raises begins with "It", for which a network puts the name.
    """

    def __init__(self, problem: str, remedy: str = "", *, path: str = "", fixes: tuple[Fix, ...] = ()) -> None:
        super().__init__(problem, remedy)
        self.path = path
        self.fixes = fixes


class BudgetError(ExplorerError):
    """A run would need more memory, arithmetic or time than it may use."""


class CancelledError(ExplorerError):
    """A run was stopped by the visitor between two layers."""


class BusyError(ExplorerError):
    """Too many visitors compute at the same time."""


class TrainingError(ExplorerError):
    """A training cannot go on, such as where its numbers are no longer finite."""


class ImageError(ExplorerError):
    """A file cannot be used as an image."""


class FormatError(ExplorerError):
    """A file of a network or of weights cannot be read."""


class LinkError(ExplorerError):
    """A shared address cannot be read."""


class TextError(ExplorerError):
    """A text is not a network. `line` and `column`, counted from 1, say where; `problem` begins with them."""

    def __init__(self, problem: str, remedy: str = "", *, line: int = 1, column: int = 1) -> None:
        super().__init__(f"Line {line:,}, column {column:,}: {problem}", remedy)
        self.line = line
        self.column = column


class StoreError(ExplorerError):
    """A demo cannot be kept or read."""


class UnavailableError(StoreError):
    """The store of demos does not answer; it may do so again."""


class WeightsError(ExplorerError):
    """Arrays do not belong to the network (images, weights, activations or gradients), or hold what cannot be used."""


def an(number: int) -> str:
    """A number below 80 with its article.

    >>> an(7), an(8)
    ('a 7', 'an 8')
    """
    return f"an {number}" if number in (8, 11, 18) else f"a {number}"


def quoted(value: Any) -> str:
    """The beginning of a value's text, as a message shows it: what comes from outside may be of any length.

    >>> quoted([1, 2, 3])
    '[1, 2, 3]'
    """
    try:
        return reprlib.repr(value)
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        return "a number of more than 4,300 digits"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, none of them left out.

    >>> listed(["conv1", "conv2", "dense3"])
    'conv1, conv2 and dense3'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


_TYPES = {"ndarray": "array", "str": "string", "bytes": "byte string", "dict": "dictionary"}


def typed(value: Any) -> str:
    """What sort of value it is, to begin a sentence with.

    >>> typed(None), typed([]), typed("x")
    ('None', 'A list', 'A string')
    """
    if value is None:
        return "None"
    name = _TYPES.get(type(value).__name__, type(value).__name__)
    return f"{'An' if name[:1].lower() in 'aeiou' else 'A'} {name}"


class MissingExtraError(ExplorerError, ImportError):
    """A part of the library needs a package that the bare installation leaves out."""

    def __init__(self, what: str, missing: Sequence[str], extra: str) -> None:
        verb, pronoun = ("is", "it") if len(missing) == 1 else ("are", "them")
        super().__init__(
            f"{what} {' and '.join(missing)}, which {verb} not installed.",
            f'Install {pronoun} with: pip install "cnn-explorer[{extra}]"',
        )


class ServerError(ExplorerError):
    """The app's server could not be started."""
