"""The part of the form for classes of the visitor's own: a row of pictures for each, and the ways to add some."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
import streamlit as st

from explorer import limits
from explorer.errors import ImageError
from explorer.figures.maps import photo_png
from explorer.images import drawing
from explorer.learning.data import OwnPictures, pictures_from_zip
from explorer.learning.data.own import LEAST_CLASSES
from explorer.learning.live.room import own_room
from explorer.views.components.learning.learning import mount_classes
from explorer.views.components.pad.pad import mount_pad
from explorer.views.share.notes import plain
from explorer.views.train.desk import Desk
from explorer.views.train.form.fields import attempt
from explorer.words.glossary import tip

WAYS = ("Draw", "Camera", "Files")
_KEY = "train_own"


def _added(own: OwnPictures, at: int, files: Sequence[bytes], zipped: bool) -> OwnPictures:
    """With these files: pictures of one class, or zips with a folder for each class, to which empty classes give way."""
    if not zipped:
        return own.with_pictures(at, files)
    kept = replace(own, classes=tuple(each for each in own.classes if len(each)), notes=())
    for data in files:
        kept = kept.joined(pictures_from_zip(data, own.input_shape))
    return kept


@dataclass
class Table:
    """What is being made: the class that gets the next picture, the drawing on the pad, and how many files were taken."""

    chosen: int = 0
    levels: str = ""
    serial: int = 0
    round: int = 0


def _table() -> Table:
    table: Table = st.session_state.setdefault(_KEY, Table())
    return table


def own_classes(found: Desk) -> None:
    """The rows of the classes, and the ways to add pictures to the one that is chosen."""
    table = _table()
    table.chosen = min(table.chosen, len(found.own.classes) - 1)
    mount_classes(
        {"classes": _rows(found, table), "chosen": table.chosen, "fixed": found.started},
        on_choose=lambda at: _choose(found, at),
        on_remove=lambda place: _remove(found, place),
        on_more=lambda: _change(found, lambda own: own.with_class(_unused(own))),
    )
    missing = found.own.missing
    st.caption(str(missing) if missing else "Outlined pictures are not learned from: the network is checked with them.")
    for note in found.own.notes:
        st.caption(plain(note))
    if found.started:
        return
    _name(found, table)
    way = st.segmented_control("Add pictures", list(WAYS), key="train_own_way", default=WAYS[0], required=True)
    {"Draw": _draw, "Camera": _camera, "Files": _files}[way or WAYS[0]](found, table)


def _rows(found: Desk, table: Table) -> list[dict[str, Any]]:
    """Each class with its pictures as data addresses, and which of them are to check with."""
    own = found.own
    held: Sequence[Iterable[Any]] = [[False] * count for count in own.counts]
    if own.missing is None:
        held = own.measured(seed=found.setup.recipe.seed)
    return [
        {
            "name": each.name,
            "pictures": [
                {"source": _address(picture.tobytes(), picture.shape), "held": bool(kept)}
                for picture, kept in zip(each.pictures, marks, strict=True)
            ],
        }
        for each, marks in zip(own.classes, held, strict=True)
    ]


@lru_cache(maxsize=1024)
def _address(pixels: bytes, shape: tuple[int, int, int]) -> str:
    """A picture as a data address."""
    return photo_png(np.frombuffer(pixels, np.uint8).reshape(shape).astype(np.float32) / 255)


def _unused(own: OwnPictures) -> str:
    return next(name for number in range(1, len(own.classes) + 2) if (name := f"Class {number}") not in own.names)


def _change(found: Desk, change: Callable[[OwnPictures], OwnPictures]) -> None:
    """Change the classes, unless a training learns from them. What is wrong is said."""

    def changed() -> None:
        own = change(found.own)
        own_room().take(found, own.nbytes)
        found.own = own

    attempt(found, changed)


def _choose(found: Desk, at: Any) -> None:
    if type(at) is int and 0 <= at < len(found.own.classes):
        _table().chosen = at


def _remove(found: Desk, place: Any) -> None:
    """Take a picture out. The message can come from anybody."""
    match place:
        case [int(at), int(number)]:
            _change(found, lambda own: own.without_picture(at, number))


def _name(found: Desk, table: Table) -> None:
    at = table.chosen
    left, right = st.columns([5, 3], vertical_alignment="bottom")

    def rename() -> None:
        name = str(st.session_state["train_own_name"])
        _change(found, lambda own: own.renamed(at, name))

    st.session_state["train_own_name"] = found.own.classes[at].name
    left.text_input("Name of the class", key="train_own_name", on_change=rename, max_chars=40, help=tip("class"))
    right.button(
        "Remove",
        key="train_own_less",
        on_click=_change,
        args=(found, lambda own: own.without_class(at)),
        disabled=len(found.own.classes) <= LEAST_CLASSES,
        width="stretch",
        help="Removes this class with its pictures.",
    )


def _draw(found: Desk, table: Table) -> None:
    def drawn(message: Mapping[str, Any]) -> None:
        levels, serial = message.get("levels"), message.get("serial")
        if not isinstance(levels, str) or type(serial) is not int:
            return
        try:
            drawing.side_of(levels)
        except ImageError:
            return
        table.levels, table.serial = levels, serial

    def add() -> None:
        if table.levels.strip("0"):
            _change(found, lambda own: own.with_picture(table.chosen, drawing.picture(table.levels)))
        table.levels, table.serial = "", table.serial + 1

    mount_pad(drawing.SIDES[-1], table.levels, table.serial, False, drawn, key="train_pad")
    st.button(f"Add to {found.own.classes[table.chosen].name}", key="train_own_drawn", on_click=add, width="stretch")


def _camera(found: Desk, table: Table) -> None:
    key = f"train_camera_{table.round}"

    def taken() -> None:
        file: Any = st.session_state.get(key)
        if file is not None:
            data = file.getvalue()
            _change(found, lambda own: own.with_picture(table.chosen, data))
            table.round += 1

    st.camera_input(f"Take a picture of {found.own.classes[table.chosen].name}", key=key, on_change=taken)


def _files(found: Desk, table: Table) -> None:
    key = f"train_files_{table.round}"

    def taken() -> None:
        files: Any = st.session_state.get(key) or []
        for zipped in (True, False):
            data = [each.getvalue() for each in files if each.name.casefold().endswith(".zip") == zipped]
            if data:
                _change(found, partial(_added, at=table.chosen, files=data, zipped=zipped))
        table.round += 1

    st.file_uploader(
        f"Pictures of {found.own.classes[table.chosen].name}, or a zip with a folder for each class",
        type=["png", "jpg", "jpeg", "webp", "gif", "bmp", "zip"],
        accept_multiple_files=True,
        max_upload_size=limits.OWN_FILE_BYTES // 1_000_000,
        key=key,
        on_change=taken,
    )
    st.caption("Nobody else sees them. They stay in this server's memory as long as this page is open.")
