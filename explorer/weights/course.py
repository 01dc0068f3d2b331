"""The course of a training: loss and accuracy at every epoch whose weights are shipped, as model cards have them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.errors import SettingError

REMEDY = "Write it again with `python -m training.course`."


@dataclass(frozen=True)
class PartCourse:
    """One part of the photographs, and what the weights of each epoch make of it; the order is that of the epochs.

    `part` says which photographs they are and `images` how many. `loss` is the mean cross-entropy with the classes, in nats;
    guessing among n classes has ln(n). `accuracy` is the share that is answered correctly, in percent.
    """

    part: str
    images: int
    loss: tuple[float, ...]
    accuracy: tuple[float, ...]


@dataclass(frozen=True)
class Course:
    """A training's course on photographs that it `learned` from, and on `unseen` ones, which it never had."""

    learned: PartCourse
    unseen: PartCourse


def read_course(fields: Mapping[str, Any], epochs: Sequence[float]) -> Course:
    """The course in the JSON field `course` of a card with these epochs: an object with `learned` and `unseen`.

    Each has `part`, `images`, and an object from every epoch to a number as `loss` and `accuracy`. Raises SettingError if
    anything is missing, surplus, or not a number that is possible.
    """
    _keys("course", fields, ("learned", "unseen"))
    return Course(*(_part(f"course.{name}", fields[name], epochs) for name in ("learned", "unseen")))


def _part(name: str, fields: Mapping[str, Any], epochs: Sequence[float]) -> PartCourse:
    _keys(name, fields, ("part", "images", "loss", "accuracy"))
    part, images = fields["part"], fields["images"]
    if not (isinstance(part, str) and part):
        raise SettingError(f"{name}.part of a model card does not say which photographs were measured.", REMEDY)
    if type(images) is not int or images < 1:
        raise SettingError(f"{name}.images of a model card is {images!r}, not a number of photographs.", REMEDY)
    loss = _series(f"{name}.loss", fields["loss"], epochs, math.inf)
    return PartCourse(part, images, loss, _series(f"{name}.accuracy", fields["accuracy"], epochs, 100))


def _series(name: str, by_epoch: Mapping[str, Any], epochs: Sequence[float], most: float) -> tuple[float, ...]:
    """The numbers in the order of the epochs, each from 0 to `most` and finite."""
    _keys(name, by_epoch, [str(epoch) for epoch in epochs])
    for epoch, value in by_epoch.items():
        possible = type(value) in (int, float) and math.isfinite(value) and 0 <= value <= most
        if not possible:
            raise SettingError(f"{name} of a model card is {value!r} at epoch {epoch}.", REMEDY)
    return tuple(float(by_epoch[str(epoch)]) for epoch in epochs)


def _keys(name: str, fields: Mapping[str, Any], expected: Sequence[str]) -> None:
    """Raises SettingError unless `fields` is an object with exactly these keys."""
    if not isinstance(fields, Mapping) or set(fields) != set(expected):
        raise SettingError(f"{name} of a model card does not have exactly {', '.join(expected)}.", REMEDY)
