"""Classes of the visitor's own: pictures with names, and the data set that they make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from explorer.errors import SettingError
from explorer.images import Picture, fit
from explorer.images.drawing import SIDES
from explorer.layers.base import Array, Shape
from explorer.learning import DataSet
from explorer.learning.data import from_arrays

MOST_CLASSES: Final = 12
MOST_PICTURES: Final = 400
"""Pictures of one class: of more, files in a folder are the better place."""
LEAST: Final = 2
"""Pictures that a class needs: one to learn from, one to check with."""
SIDE: Final = SIDES[-1]
"""Rows and columns of a picture that is kept, at most."""
LARGEST: Final = 96
"""Rows or columns of a network's input that the pictures are brought to; for larger ones a network is made that fits them."""
NAMES: Final = 40
"""Letters of a name."""


@dataclass(frozen=True, eq=False)
class OwnClass:
    """A class: its name, and its pictures, each uint8 (rows, columns, 3), read-only."""

    name: str
    pictures: tuple[Array, ...] = ()


@dataclass(frozen=True, eq=False)
class OwnClasses:
    """All classes in their order. What changes them returns others, or raises SettingError."""

    classes: tuple[OwnClass, ...] = (OwnClass("First class"), OwnClass("Second class"))

    def adding(self, at: int, picture: Picture) -> OwnClasses:
        """With one more picture in class number `at`."""
        own = self.classes[at]
        if len(own.pictures) >= MOST_PICTURES:
            raise SettingError(
                f"“{own.name}” has {MOST_PICTURES} pictures already.", "Remove some, or upload a folder at home."
            )
        return self._with(at, replace(own, pictures=(*own.pictures, kept(picture))))

    def without(self, at: int, number: int) -> OwnClasses:
        """Without picture `number` of class number `at`."""
        own = self.classes[at]
        return self._with(at, replace(own, pictures=own.pictures[:number] + own.pictures[number + 1 :]))

    def renamed(self, at: int, name: str) -> OwnClasses:
        """With another name for class number `at`."""
        clean = " ".join("".join(letter for letter in name if letter.isprintable()).split())
        if not clean or len(clean) > NAMES:
            raise SettingError("The class needs a name.", f"Use 1 to {NAMES} letters.")
        if any(other.name == clean for index, other in enumerate(self.classes) if index != at):
            raise SettingError(f"There is a class “{clean}” already.", "Use another name.")
        return self._with(at, replace(self.classes[at], name=clean))

    def one_more(self) -> OwnClasses:
        """With an empty class at the end."""
        if len(self.classes) >= MOST_CLASSES:
            raise SettingError(f"There are {MOST_CLASSES} classes already.", "Remove one first.")
        names = {own.name for own in self.classes}
        name = next(each for number in range(1, MOST_CLASSES + 2) if (each := f"Class {number}") not in names)
        return OwnClasses((*self.classes, OwnClass(name)))

    def one_less(self, at: int) -> OwnClasses:
        """Without class number `at`, but always with two."""
        left = self.classes[:at] + self.classes[at + 1 :]
        return self if len(left) < 2 else OwnClasses(left)

    @property
    def missing(self) -> str:
        """What has to be added before anything can be learned, in a sentence; "" if nothing has."""
        poor = next((own for own in self.classes if len(own.pictures) < LEAST), None)
        if poor is None:
            return ""
        count = len(poor.pictures)
        return f"“{poor.name}” has {count or 'no'} picture{'s' * (count != 1)}: every class needs {LEAST} at least."

    def numbers(self) -> Array:
        """The class numbers of all pictures, class by class."""
        return np.repeat(np.arange(len(self.classes)), [len(own.pictures) for own in self.classes])

    def data_set(self, shape: Shape | None, seed: int) -> DataSet | None:
        """The pictures as data for a network that reads `shape`, where that is not too large; None while some are missing."""
        if self.missing:
            return None
        rows, cols, channels = self._size(shape)
        pictures = [_fitted(each, rows, cols, channels) for own in self.classes for each in own.pictures]
        names = tuple(own.name for own in self.classes)
        made = from_arrays(np.stack(pictures), self.numbers(), names, seed=seed)
        return replace(made, name=f"Your own classes, {len(pictures):,} pictures", source="made by the visitor")

    def _size(self, shape: Shape | None) -> Shape:
        if shape is not None and max(shape[:2]) <= LARGEST and shape[2] in (1, 3):
            return shape
        grey = all(np.ptp(each, axis=2).max() == 0 for own in self.classes for each in own.pictures)
        return (SIDES[0], SIDES[0], 1) if grey else (SIDE, SIDE, 3)

    def _with(self, at: int, own: OwnClass) -> OwnClasses:
        return OwnClasses((*self.classes[:at], own, *self.classes[at + 1 :]))


def kept(picture: Picture) -> Array:
    """A picture as it is kept: its middle, SIDE px wide and high at most, in three colours."""
    side = min(*picture.pixels.shape[:2], SIDE)
    pixels = np.rint(fit(picture, side, side).pixels * 255).astype(np.uint8)
    pixels.flags.writeable = False
    return pixels


def _fitted(pixels: Array, rows: int, cols: int, channels: int) -> Array:
    found = fit(Picture(pixels.astype(np.float32) / np.float32(255)), rows, cols, channels=channels).pixels
    made: Array = np.rint(found * 255).astype(np.uint8)
    return made
