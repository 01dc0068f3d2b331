"""Folders and zip files of pictures: the name of a folder is the class of the pictures in it.

Nothing is written and nothing outside is read: names in a zip file are only compared. Files that are no pictures are left
out, and told; what a person keeps no pictures in (hidden files, __MACOSX) is left out without a word.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

import numpy as np

from explorer import limits
from explorer.archives import Archive
from explorer.errors import ImageError
from explorer.images.choosing import picture_for
from explorer.images.decoding import pixel_count
from explorer.layers.base import Array
from explorer.learning.data.examples import DataSet
from explorer.learning.data.own import (
    OwnClass,
    OwnPictures,
    check_classes,
    check_input_shape,
    check_pictures,
    class_name,
)
from explorer.learning.data.splitting import VALIDATION
from explorer.learning.data.subsets import as_bytes
from explorer.plain import megabytes, one_line, shown

INPUT_SHAPE: Final = (28, 28, 1)
_REMEDY: Final = "Give one folder for each class, called like the class, with its pictures in it."
_SYSTEM: Final = ("__macosx", "thumbs.db", "desktop.ini")
_PARTS: Final = frozenset(("train", "training", "test", "testing", "val", "valid", "validation"))
"""Folders that hold all classes once more: other programs split data in this way."""
_SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
ORDER: Final = "classes.txt"
"""A file at the top with the names of classes, one to a line, in the order in which they are numbered; others follow."""
_ORDER_BYTES: Final = limits.OWN_CLASSES * 4 * (limits.CLASS_NAME_CHARS + 1)
_DEPTH: Final = 32
"""Folders in each other: a path in a zip file may have thousands, and all files are looked at once for each."""
_SHOWN: Final = 3
"""Names that a note gives, before it counts."""

Parts = tuple[str, ...]
Progress = Callable[[int, int], object]
"""Called before each file with how many were read and how many there are; what it raises ends the reading."""


@dataclass(frozen=True)
class File:
    """A file of an upload: the folders that it lies in and its name, its size in bytes, and how to get its bytes."""

    parts: Parts
    size: int
    read: Callable[[], bytes]

    @property
    def name(self) -> str:
        """The path as a note shows it."""
        return "/".join(self.parts)


def from_folder(
    path: str | Path, size: tuple[int, int, int] = INPUT_SHAPE, validation: float = VALIDATION, seed: int = 0
) -> DataSet:
    """The pictures in the folders below `path` as a data set, fitted to `size` (rows, columns, channels).

    Raises ImageError for a folder that cannot be read or holds too much, SettingError for too few or too many classes, or
    pictures of one.
    """
    return pictures_from_folder(path, size).data_set(validation, seed)


def from_zip(
    data: bytes, size: tuple[int, int, int] = INPUT_SHAPE, validation: float = VALIDATION, seed: int = 0
) -> DataSet:
    """The pictures in the folders of a zip file as a data set; see `from_folder`."""
    return pictures_from_zip(data, size).data_set(validation, seed)


def pictures_from_folder(
    path: str | Path, size: tuple[int, int, int] = INPUT_SHAPE, progress: Progress | None = None
) -> OwnPictures:
    """The pictures in the folders below `path`, with notes on what was left out. Links to other folders are not followed."""
    top = Path(path)
    if not top.is_dir():
        raise ImageError(f"{shown(str(path))} is not a folder.", _REMEDY)
    files: list[File] = []
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if not _is_hidden((name,)))
        here = Path(folder)
        files += [_on_disk(top, here / name) for name in names if (here / name).is_file()]
        _check_count(len(files))
    return _collected(files, size, progress)


def pictures_from_zip(
    data: bytes, size: tuple[int, int, int] = INPUT_SHAPE, progress: Progress | None = None
) -> OwnPictures:
    """The pictures in a zip file, with notes on what was left out; one is unpacked at a time.

    Raises ImageError for what is no zip file, for one that is too large, packed or unpacked, for locked files, names that are
    there twice or lead out of the file, and where no pictures are in it.
    """
    archive = Archive(data, _check_size, _check_count, ImageError)
    files = [
        File(_parts_of(name), archive.sizes[name], lambda name=name: archive.read(name))  # type: ignore[misc]
        for name in archive.sizes
        if not name.endswith(("/", "\\")) and _parts_of(name)
    ]
    return _collected(files, size, progress)


def _on_disk(top: Path, path: Path) -> File:
    def read() -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise ImageError(f"{shown(path.name)} cannot be read: {error.strerror}.", _REMEDY) from None

    return File(path.relative_to(top).parts, path.stat().st_size, read)


def _parts_of(name: str) -> Parts:
    """A path in a zip file. Raises ImageError for one that leads out of it."""
    plain = name.replace("\\", "/")  # some programs of Windows write these
    if plain.count("/") > _DEPTH:
        raise ImageError(f"{shown(name)} lies in more than {_DEPTH} folders.", _REMEDY)
    parts = PurePosixPath(plain).parts
    if plain.startswith("/") or re.match(r"[A-Za-z]:", plain) or ".." in parts:
        raise ImageError(
            f"{shown(name)} is a path that leads out of the zip file.", "Zip the folder with the classes itself."
        )
    return parts


def _check_size(size: int, what: str) -> None:
    most = limits.OWN_UNPACKED_BYTES if what.startswith("Unpacked") else limits.OWN_FILE_BYTES
    if size > most:
        raise ImageError(
            f"{what} {megabytes(size)}; at most {megabytes(most)} can be read.",
            "Make the pictures smaller, or take fewer, or run the app on a computer of your own.",
        )


def _check_count(count: int) -> None:
    if count > limits.OWN_FILES:
        raise ImageError(
            f"There are {count:,} files; at most {limits.OWN_FILES:,} can be looked through.", "Leave some of them out."
        )


# -- which file is of which class -----------------------------------------------------------------------------------------


def _is_hidden(parts: Parts) -> bool:
    return any(part.startswith(".") or part.casefold() in _SYSTEM for part in parts)


def _below(files: list[File]) -> list[File]:
    """The files as they lie below the folder that holds them all, and below folders that hold the parts of a split."""
    while len(tops := {file.parts[0] for file in files if len(file.parts) > 1}) == 1:
        direct = any(len(file.parts) == 2 for file in files)
        inner = {file.parts[1] for file in files if len(file.parts) > 2}
        if not inner or (direct and len(inner) == 1):
            return files  # this folder is a class, its only one
        files = [_inside(file) for file in files]
    inside = [file for file in files if len(file.parts) > 1]
    if tops and all(top.casefold() in _PARTS for top in tops) and all(len(file.parts) > 2 for file in inside):
        return [_inside(file) for file in files]
    return files


def _inside(file: File) -> File:
    return File(file.parts[1:] if len(file.parts) > 1 else file.parts, file.size, file.read)


def _natural(parts: Sequence[str]) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """A key that sorts as people do: "img2" before "img10", whatever the case."""

    def key(part: str) -> tuple[tuple[int, int, str], ...]:
        pieces = re.findall(r"[0-9]{1,18}|[^0-9]+", part.casefold())
        return tuple((0, int(piece), "") if piece[0] in "0123456789" else (1, 0, piece) for piece in pieces)

    return tuple(key(part) for part in parts)


@dataclass
class _LeftOut:
    """What was left out, for the notes."""

    no_pictures: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def notes(self) -> tuple[str, ...]:
        told = (
            (self.no_pictures, "was left out, which is no picture", "were left out, which are no pictures"),
            (self.unreadable, "is damaged or too large and was left out", "are damaged or too large and were left out"),
            (
                self.outside,
                "lies in no folder of a class and was left out",
                "lie in no folder of a class and were left out",
            ),
        )
        return tuple(_note(names, one, several) for names, one, several in told if names)


def _note(names: list[str], one: str, several: str) -> str:
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    count, said = ("1 file", one) if len(names) == 1 else (f"{len(names):,} files", several)
    return f"{count} {said}: {', '.join(shown(name) for name in names[:_SHOWN])}{more}."


def _collected(files: Iterable[File], size: tuple[int, int, int], progress: Progress | None) -> OwnPictures:
    """The pictures among the files, class by class, at the network's size."""
    check_input_shape(size)
    files, order = _without_order(list(files))
    wanted = sorted(
        _below([file for file in files if not _is_hidden(file.parts)]), key=lambda file: _natural(file.parts)
    )
    left_out = _LeftOut()
    found: dict[str, list[Array]] = {}
    kept, pixels = 0, 0
    for done, file in enumerate(wanted):
        if progress is not None:
            progress(done, len(wanted))
        if not _may_be_picture(file, left_out):
            continue
        try:
            data = file.read()
            pixels += pixel_count(data)
            _check_pixels(pixels)
            picture = as_bytes(picture_for(data, size).pixels)
        except _TooManyError:
            raise
        except ImageError:
            named = file.parts[-1].casefold().endswith(_SUFFIXES)
            (left_out.unreadable if named else left_out.no_pictures).append(file.name)
            continue
        kept += 1
        check_pictures(kept, size)
        found.setdefault(class_name(file.parts[0]), []).append(picture)
        check_classes(len(found))
    if not found:
        first = next(iter(left_out.notes()), "It is empty.")
        raise ImageError(f"There is no picture in a folder of a class. {first}", _REMEDY)
    names = [name for name in order if name in found]
    names += [name for name in found if name not in names]
    classes = tuple(OwnClass(name, np.stack(found[name])) for name in names)
    return OwnPictures(size, classes, left_out.notes())


def _without_order(files: list[File]) -> tuple[list[File], tuple[str, ...]]:
    """The files but ORDER, and the names in it as those of folders are read: a text that is something else orders nothing."""
    found = min((file for file in files if file.parts[-1] == ORDER), key=lambda file: len(file.parts), default=None)
    if found is None or found.size > _ORDER_BYTES:
        return files, ()
    lines = found.read().decode("utf-8", "replace").splitlines()
    return [file for file in files if file is not found], tuple(dict.fromkeys(map(one_line, lines)))


def _may_be_picture(file: File, left_out: _LeftOut) -> bool:
    """Whether a file is worth reading; otherwise it is noted."""
    if file.size > limits.FILE_BYTES:
        left_out.unreadable.append(file.name)
    elif len(file.parts) < 2:
        is_picture = file.parts[-1].casefold().endswith(_SUFFIXES)
        (left_out.outside if is_picture else left_out.no_pictures).append(file.name)
    else:
        return True
    return False


class _TooManyError(ImageError):
    """All pictures together are too large, which ends the reading."""


def _check_pixels(pixels: int) -> None:
    if pixels > limits.OWN_PIXELS:
        raise _TooManyError(
            f"The pictures have more than {limits.OWN_PIXELS // 1_000_000:,} megapixels together.",
            "Make them smaller: the network sees only a few thousand pixels of each.",
        )
