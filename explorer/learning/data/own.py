"""OwnPictures: classes with pictures of the visitor's own, drawn, taken with a camera or uploaded, as a value."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from explorer import limits
from explorer.errors import ExplorerError, ImageError, SettingError, listed, typed
from explorer.images.choosing import ImageLike, picture_for
from explorer.images.fitting import CHANNELS, check_target_size, fit
from explorer.images.picture import Picture
from explorer.layers.base import Array
from explorer.learning.data.examples import DataSet, Examples
from explorer.learning.data.splitting import VALIDATION, split, split_examples
from explorer.learning.data.subsets import as_bytes, fitted_pixels
from explorer.plain import megabytes, one_line, shown
from explorer.settings import check_whole

LEAST_CLASSES: Final = 2
LEAST_PICTURES: Final = 2
"""Pictures of a class: one to learn from and one to measure with."""


@dataclass(frozen=True, eq=False)
class OwnClass:
    """A class: its name, and its pictures (n, rows, columns, channels), uint8, read-only."""

    name: str
    pictures: Array

    def __len__(self) -> int:
        return len(self.pictures)


@dataclass(frozen=True, eq=False)
class OwnPictures:
    """Classes with pictures of `input_shape` (rows, columns, channels), which each change makes anew.

    `notes` are sentences on what an upload left out. Raises SettingError for names that are empty, too long or there twice, and
    for more classes, pictures or bytes than `limits` allow; ImageError for an `input_shape` that no picture can be given.

    >>> own = OwnPictures((28, 28, 1)).with_class("cat").with_class("coffee")
    >>> own = own.with_picture(0, "cat").with_picture(1, "coffee")
    >>> own.names, own.counts
    (('cat', 'coffee'), (1, 1))
    """

    input_shape: tuple[int, int, int]
    classes: tuple[OwnClass, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_input_shape(self.input_shape)
        classes = tuple(OwnClass(class_name(each.name), self._sealed(each.pictures)) for each in self.classes)
        object.__setattr__(self, "classes", classes)
        check_classes(len(classes))
        seen: set[str] = set()
        for name in self.names:
            if name in seen:
                raise SettingError(f"There are two classes called {shown(name)}.", "Give each a name of its own.")
            seen.add(name)
        check_pictures(len(self), self.input_shape)

    def _sealed(self, pictures: Array) -> Array:
        if pictures.dtype != np.uint8 or pictures.shape[1:] != self.input_shape:
            raise ImageError(
                f"The pictures have shape {pictures.shape[1:]} and type {pictures.dtype}, not {self.input_shape} and uint8.",
                "Fit them first: with_picture does.",
            )
        if pictures.flags.writeable:
            pictures = pictures.copy()
            pictures.setflags(write=False)
        return pictures

    def __len__(self) -> int:
        return sum(self.counts)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the classes, in their order."""
        return tuple(each.name for each in self.classes)

    @property
    def counts(self) -> tuple[int, ...]:
        """How many pictures each class has."""
        return tuple(len(each) for each in self.classes)

    @property
    def nbytes(self) -> int:
        """Bytes of all pictures."""
        return sum(each.pictures.nbytes for each in self.classes)

    @property
    def digest(self) -> str:
        """SHA-256 of the names and all pictures; equal for equal values, whatever the notes."""
        head = json.dumps([self.input_shape, self.names, self.counts])
        return hashlib.sha256(head.encode() + b"".join(each.pictures.tobytes() for each in self.classes)).hexdigest()

    # -- changes ------------------------------------------------------------------------------------------------------

    def with_class(self, name: str) -> OwnPictures:
        """With one more class, which has no pictures yet."""
        return replace(self, classes=(*self.classes, OwnClass(name, np.zeros((0, *self.input_shape), np.uint8))))

    def without_class(self, index: int) -> OwnPictures:
        """Without class number `index` and its pictures."""
        self._class(index)
        return replace(self, classes=self.classes[:index] + self.classes[index + 1 :])

    def renamed(self, index: int, name: str) -> OwnPictures:
        """With another name for class number `index`."""
        return self._with(index, OwnClass(name, self._class(index).pictures))

    def with_picture(self, index: int, image: ImageLike) -> OwnPictures:
        """With one more picture in class number `index`: the bytes of a file, a Picture, a sample or an array from 0 to 1.

        It is cut and resized as a picture of the app is. Raises ImageError for a file that cannot be used.
        """
        return self.with_pictures(index, [image])

    def with_pictures(self, index: int, images: Iterable[ImageLike]) -> OwnPictures:
        """With more pictures in class number `index`, as `with_picture` takes them."""
        before = self._class(index)
        more = [as_bytes(picture_for(image, self.input_shape).pixels)[None] for image in images]
        check_pictures(len(self) + len(more), self.input_shape)
        return self._with(index, OwnClass(before.name, np.concatenate([before.pictures, *more])))

    def without_picture(self, index: int, place: int) -> OwnPictures:
        """Without picture number `place` of class number `index`."""
        before = self._class(index)
        check_whole("number of the picture", place, 0, len(before) - 1)
        return self._with(index, OwnClass(before.name, np.delete(before.pictures, place, axis=0)))

    def joined(self, other: OwnPictures) -> OwnPictures:
        """With all classes of `other`, pictures of the same name together. Raises SettingError for another input shape."""
        if other.input_shape != self.input_shape:
            raise SettingError(
                f"The pictures are {other.input_shape}, and those that are there {self.input_shape}.",
                "Bring them to the same shape: own.fitted(input_shape).",
            )
        found = {each.name: each.pictures for each in self.classes}
        for each in other.classes:
            there = found.get(each.name)
            found[each.name] = each.pictures if there is None else np.concatenate([there, each.pictures])
        classes = tuple(OwnClass(name, pictures) for name, pictures in found.items())
        return replace(self, classes=classes, notes=self.notes + other.notes)

    def fitted(self, input_shape: tuple[int, int, int]) -> OwnPictures:
        """At another input shape. Made from the pictures as they are kept: larger ones get no sharper."""
        if input_shape == self.input_shape:
            return self
        check_input_shape(input_shape)
        check_pictures(len(self), input_shape)
        classes = tuple(OwnClass(each.name, fitted_pixels(each.pictures, input_shape)) for each in self.classes)
        return OwnPictures(input_shape, classes, self.notes)

    def _class(self, index: int) -> OwnClass:
        if not self.classes:
            raise SettingError("There is no class yet.", "Add one first: own.with_class(name).")
        return self.classes[check_whole("number of the class", index, 0, len(self.classes) - 1)]

    def _with(self, index: int, changed: OwnClass) -> OwnPictures:
        return replace(self, classes=(*self.classes[:index], changed, *self.classes[index + 1 :]))

    # -- to learn from --------------------------------------------------------------------------------------------------

    @property
    def missing(self) -> SettingError | None:
        """What is still missing before a network can learn from them, or None."""
        if len(self.classes) < LEAST_CLASSES:
            return SettingError(
                f"There {'is 1 class' if self.classes else 'are no classes'}; a network learns to tell at least two apart.",
                "Add another class, with pictures that do not belong to the first." if self.classes else "Add two.",
            )
        few = [each for each in self.classes if len(each) < LEAST_PICTURES]
        if not few:
            return None
        told = listed([f"{shown(each.name)} has {len(each) or 'none'}" for each in few[:3]])
        more = f", and so it is with {len(few) - 3:,} more" if len(few) > 3 else ""
        return SettingError(
            f"Every class needs two pictures, one to learn from and one to measure with; {told}{more}.",
            "Add pictures, or remove the class.",
        )

    def measured(self, validation: float = VALIDATION, seed: int = 0) -> tuple[Array, ...]:
        """For each class which pictures `data_set` keeps to measure with: arrays of booleans. Raises as `data_set` does."""
        examples = self._examples()
        kept = np.zeros(len(examples), bool)
        kept[split(examples.y, validation, seed)[1]] = True
        return tuple(np.split(kept, np.cumsum(self.counts)[:-1]))

    def data_set(self, validation: float = VALIDATION, seed: int = 0) -> DataSet:
        """The pictures as a data set, of each class the share `validation` to measure with, drawn from `seed`.

        Raises SettingError, as `missing` says, with fewer than two classes, or two pictures of a class.
        """
        name = f"Your pictures, {len(self):,} of {len(self.classes):,} classes"
        data = split_examples(name, self._examples(), self.names, validation, seed)
        return replace(data, source="your own")

    def _examples(self) -> Examples:
        if self.missing is not None:
            raise self.missing
        y = np.repeat(np.arange(len(self.classes)), self.counts)
        return Examples(np.concatenate([each.pictures for each in self.classes]), y)

    # -- to keep --------------------------------------------------------------------------------------------------------

    def to_bytes(self) -> bytes:
        """All of it but the notes as an .npz file, for `from_bytes`."""
        made = io.BytesIO()
        head = np.frombuffer(json.dumps([self.input_shape, self.names, self.counts]).encode(), np.uint8)
        pictures = [each.pictures for each in self.classes] or [np.zeros((0, *self.input_shape), np.uint8)]
        np.savez_compressed(made, head=head, pictures=np.concatenate(pictures))
        return made.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> OwnPictures:
        """What `to_bytes` wrote. Raises ImageError for anything else."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                shape, names, counts = json.loads(file["head"].tobytes())
                parts = np.split(file["pictures"], np.cumsum(counts)[:-1]) if counts else []
            return cls(tuple(shape), tuple(OwnClass(*each) for each in zip(names, parts, strict=True)))
        except ExplorerError:
            raise
        except Exception as error:  # zipfile, json and numpy raise many kinds for bytes that are something else
            raise ImageError(
                "These pictures cannot be read: the file is damaged.", "Upload or draw them again."
            ) from error


# -- checks ---------------------------------------------------------------------------------------------------------------


def class_name(name: Any) -> str:
    """A name as one line of plain text. Raises SettingError for one that is empty or too long.

    >>> class_name(" my  cat\\n")
    'my cat'
    """
    if not isinstance(name, str):
        raise SettingError(f"{typed(name)} was given for the name of a class.", "Give a text.")
    if len(name) > limits.CLASS_NAME_CHARS:  # before it is cleaned, which takes time for each letter
        raise SettingError(
            f"The name {shown(name)} has {len(name):,} characters; at most {limits.CLASS_NAME_CHARS} can be shown.",
            "Shorten it.",
        )
    clean = one_line(name)
    if not clean:
        raise SettingError("The name of a class has no letter that can be seen.", "Write something for every class.")
    return clean


def check_classes(count: int) -> None:
    """Raises SettingError for more classes than can be kept."""
    if count > limits.OWN_CLASSES:
        raise SettingError(
            f"There are {count:,} classes; at most {limits.OWN_CLASSES:,} can be kept.", "Leave some of them out."
        )


def check_pictures(count: int, input_shape: tuple[int, int, int]) -> None:
    """Raises SettingError for more pictures of `input_shape` than can be kept."""
    if count > limits.OWN_PICTURES:
        raise SettingError(
            f"There are {count:,} pictures; at most {limits.OWN_PICTURES:,} can be kept.", "Leave some of them out."
        )
    size = count * int(np.prod(input_shape))
    if size > limits.OWN_BYTES:
        rows, cols, channels = input_shape
        raise SettingError(
            f"{count:,} pictures of {rows} × {cols} px with {channels} channel{'s' * (channels != 1)} take "
            f"{megabytes(size)}; at most {megabytes(limits.OWN_BYTES)} can be kept.",
            "Leave some of them out, or give the network a smaller input.",
        )


def check_input_shape(input_shape: Any) -> None:
    """Raises ImageError for what is no shape (rows, columns, channels) that a picture can be given."""
    if not isinstance(input_shape, tuple) or len(input_shape) != 3:
        raise ImageError(f"The shape of the pictures is {input_shape!r:.80}.", "Give (rows, columns, channels).")
    check_target_size(*input_shape[:2])
    if input_shape[2] not in CHANNELS:
        fit(Picture(np.zeros((1, 1, 1), np.float32)), 1, 1, channels=input_shape[2])  # says why not
