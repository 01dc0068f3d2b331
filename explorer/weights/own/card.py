"""SelfCard: what a network that learned here tells of itself. It is data alone, as JSON, and nothing in it is trusted."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from explorer import limits
from explorer.errors import ExplorerError, WeightsError
from explorer.layers.base import Array
from explorer.network import canonical
from explorer.weights.cards import ConfusedPair, ModelCard, Tested, TrainingData
from explorer.weights.course import Course, PartCourse, read_course

VERSION: Final = 1
"""Counts up when an older program could no longer show what is meant. What it does not know of one version it keeps."""
MOST_BYTES: Final = 1_000_000
MOST_CLASSES: Final = 1_000
MOST_EPOCHS: Final = 1_000
MOST_MISTAKES: Final = 24
MOST_PICTURE: Final = 200_000
"""Numbers of one picture."""
MOST_TEXT: Final = 300
_LONG: Final = 4_000
_PAIRS: Final = 3
LEARNED, UNSEEN = "training pictures", "validation pictures"
"""What the two parts of a course are called; a card with other words is refused, because they stand in sentences."""
FASHION: Final = "Fashion-MNIST"
"""What the names of data begin with whose pictures are in the gallery."""
_DATA = ("name", "images", "source", "licence", "obtained_from")
_OWN = frozenset(
    ("version", "data", "classes", "architecture", "param_count", "input", "recipe", "spec", "epochs", "course")
) | {"confusion", "mistakes", "seed", "seconds"}
_DAMAGED = ("The card of these weights cannot be read", "Save them again with this program.")


@dataclass(frozen=True)
class Mistake:
    """A picture that the network is sure about and wrong: of class number `true`, taken for `answer` with `share` 0 to 1.

    `pixels` are its bytes, row by row, of `shape` (rows, columns, channels).
    """

    true: int
    answer: int
    share: float
    shape: tuple[int, int, int]
    pixels: bytes = field(repr=False)

    @property
    def picture(self) -> Array:
        """The picture, uint8 (rows, columns, channels), read-only."""
        return np.frombuffer(self.pixels, np.uint8).reshape(self.shape)


@dataclass(frozen=True)
class SelfCard:
    """The card that a training makes by itself.

    `recipe` says in words how the network learned, `spec` is the recipe as `Recipe.spec` gives it. `course` has loss and
    accuracy at each of `epochs`. `confusion` counts pictures of the validation: rows are true classes, columns answers.
    `rest` is what a later version wrote and this one does not know.
    """

    data: TrainingData
    classes: tuple[str, ...]
    architecture: tuple[str, ...]
    param_count: int
    input: str
    recipe: str
    spec: Mapping[str, Any] = field(hash=False)
    epochs: tuple[float, ...]
    course: Course | None
    confusion: tuple[tuple[int, ...], ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    seed: int = 0
    seconds: float = 0.0
    rest: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def to_json(self) -> str:
        """The card as canonical JSON: equal cards make equal texts."""
        return canonical(
            {
                **self.rest,
                "version": VERSION,
                "data": {name: getattr(self.data, name) for name in _DATA},
                "classes": list(self.classes),
                "architecture": list(self.architecture),
                "param_count": self.param_count,
                "input": self.input,
                "recipe": self.recipe,
                "spec": dict(self.spec),
                "epochs": list(self.epochs),
                "course": None if self.course is None else _plain_course(self.course, self.epochs),
                "confusion": [list(row) for row in self.confusion],
                "mistakes": [_plain_mistake(each) for each in self.mistakes],
                "seed": self.seed,
                "seconds": self.seconds,
            }
        )

    @property
    def shown(self) -> ModelCard:
        """The same as a card that the screens show."""
        return ModelCard(
            name=self.data.name,
            architecture=self.architecture,
            param_count=self.param_count,
            input=self.input,
            classes=self.classes,
            knows=f"the {len(self.classes)} classes of its data" if self.classes else "what its data shows",
            gallery="fashion" if self.data.name.startswith(FASHION) else "",
            data=self.data,
            recipe=self.recipe,
            epochs=self.epochs,
            last_epoch=int(self.epochs[-1]),
            stored="32-bit numbers",
            figures=(f"Trained here in {_minutes(self.seconds)}, from seed {self.seed}.",),
            bad_at=self._bad_at(),
            weights_licence="Whoever trained them decides.",
            tested=self._tested(),
            course=self.course,
        )

    def _tested(self) -> Tested | None:
        counts = np.array(self.confusion, np.int64)
        if self.course is None or not counts.size:
            return None
        totals, right = counts.sum(axis=1), counts.diagonal()
        return Tested(
            images=int(totals.sum()),
            accuracy=100 * float(right.sum()) / max(1, int(totals.sum())),
            accuracy_per_epoch=self.course.unseen.accuracy,
            accuracy_per_class=tuple((100 * right / np.maximum(totals, 1)).tolist()),
            confusion=self.confusion,
            confused_pairs=self._pairs(),
            rounding_cost=0.0,
            seed=self.seed,
        )

    def _pairs(self) -> tuple[ConfusedPair, ...]:
        """The pairs of classes that are confused most, the most frequent first."""
        found = [
            ConfusedPair(self.classes[true], self.classes[answer], count)
            for true, row in enumerate(self.confusion)
            for answer, count in enumerate(row)
            if true != answer and count
        ]
        return tuple(sorted(found, key=lambda pair: -pair.count)[:_PAIRS])

    def _bad_at(self) -> str:
        pairs = self._pairs()
        return f"It takes {pairs[0].true} for {pairs[0].predicted} most often." if pairs else ""


def _minutes(seconds: float) -> str:
    return f"{seconds:,.0f} seconds" if seconds < 100 else f"{seconds / 60:,.0f} minutes"


def read_card(text: str | bytes) -> SelfCard:
    """The card in a text that `to_json` made, or a later version. Raises WeightsError, and nothing else, for any other."""
    if len(text) > MOST_BYTES:
        raise WeightsError(
            f"The card of these weights has {len(text):,} bytes; at most {MOST_BYTES:,} can be read.", _DAMAGED[1]
        )
    try:
        plain = json.loads(text)
        if _whole(plain["version"], 10**6) > VERSION:
            raise WeightsError(
                "The card of these weights was written by a later version of CNN Explorer.",
                "Open it with that version.",
            )
        return _card(plain)
    except WeightsError:
        raise
    except ExplorerError as error:
        raise WeightsError(f"{_DAMAGED[0]}: {error.problem}", _DAMAGED[1]) from None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError, binascii.Error):
        raise WeightsError(f"{_DAMAGED[0]}.", _DAMAGED[1]) from None


def _card(plain: dict[str, Any]) -> SelfCard:
    classes = tuple(_text(name, limits.CLASS_NAME_CHARS) for name in _some(plain["classes"], MOST_CLASSES))
    epochs = tuple(_epoch(each) for each in _some(plain["epochs"], MOST_EPOCHS))
    if not epochs or list(epochs) != sorted(set(epochs)):
        raise ValueError(epochs)
    course = None if plain["course"] is None else read_course(plain["course"], epochs)
    if course is not None and (course.learned.part, course.unseen.part) != (LEARNED, UNSEEN):
        raise ValueError(plain["course"])
    spec = plain["spec"]
    if not isinstance(spec, dict):
        raise TypeError(spec)
    return SelfCard(
        data=TrainingData(*(_text(plain["data"][name], _LONG) for name in _DATA)),
        classes=classes,
        architecture=tuple(_text(each) for each in _some(plain["architecture"], limits.LAYERS)),
        param_count=_whole(plain["param_count"], 10**12),
        input=_text(plain["input"]),
        recipe=_text(plain["recipe"], _LONG),
        spec=spec,
        epochs=epochs,
        course=course,
        confusion=_confusion(plain["confusion"], len(classes)),
        mistakes=tuple(_mistake(each, len(classes)) for each in _some(plain["mistakes"], MOST_MISTAKES)),
        seed=_whole(plain["seed"], 2**64),
        seconds=_number(plain["seconds"], 1e12),
        rest={name: value for name, value in plain.items() if name not in _OWN},
    )


def _plain_course(course: Course, epochs: Sequence[float]) -> dict[str, Any]:
    def part(each: PartCourse) -> dict[str, Any]:
        series = {"loss": each.loss, "accuracy": each.accuracy}
        return {
            "part": each.part,
            "images": each.images,
            **{name: dict(zip(map(str, epochs), values, strict=True)) for name, values in series.items()},
        }

    return {"learned": part(course.learned), "unseen": part(course.unseen)}


def _plain_mistake(each: Mistake) -> dict[str, Any]:
    pixels = base64.b64encode(each.pixels).decode()
    return {"true": each.true, "answer": each.answer, "share": each.share, "shape": list(each.shape), "pixels": pixels}


def _mistake(plain: dict[str, Any], classes: int) -> Mistake:
    rows, cols, channels = (_whole(side, limits.IMAGE_SIDE) for side in plain["shape"])
    pixels = base64.b64decode(_text(plain["pixels"], 2 * MOST_PICTURE), validate=True)
    if not 0 < len(pixels) == rows * cols * channels <= MOST_PICTURE:
        raise ValueError(plain["shape"])
    true, answer = (_whole(plain[name], classes - 1) for name in ("true", "answer"))
    return Mistake(true, answer, _number(plain["share"], 1.0), (rows, cols, channels), pixels)


def _confusion(plain: Any, classes: int) -> tuple[tuple[int, ...], ...]:
    rows = tuple(
        tuple(_whole(count, 10**9) for count in _some(row, MOST_CLASSES)) for row in _some(plain, MOST_CLASSES)
    )
    if rows and (len(rows) != classes or any(len(row) != classes for row in rows)):
        raise ValueError(plain)
    return rows


def _some(plain: Any, most: int) -> list[Any]:
    if not isinstance(plain, list) or len(plain) > most:
        raise ValueError(plain)
    return plain


def _text(plain: Any, most: int = MOST_TEXT) -> str:
    """A text of one line."""
    if not isinstance(plain, str) or len(plain) > most or not plain.isprintable():
        raise ValueError(plain)
    return plain


def _whole(plain: Any, most: int) -> int:
    if type(plain) is not int or not 0 <= plain <= most:
        raise ValueError(plain)
    return plain


def _number(plain: Any, most: float) -> float:
    if type(plain) not in (int, float) or not (math.isfinite(plain) and 0 <= plain <= most):
        raise ValueError(plain)
    return float(plain)


def _epoch(plain: Any) -> float:
    number = _number(plain, 1_000_000)
    return int(number) if number == int(number) else number
