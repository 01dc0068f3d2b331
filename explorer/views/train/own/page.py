"""The part of the form for classes of the visitor's own: a row of pictures for each, and the ways to add some."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from explorer import limits
from explorer.errors import ExplorerError, ImageError
from explorer.figures.maps import photo_png
from explorer.images import decode, drawing
from explorer.learning.data.splitting import split
from explorer.views.components.learning.learning import mount_classes
from explorer.views.components.pad.pad import mount_pad
from explorer.views.train.desk import Desk
from explorer.views.train.own.classes import LEAST, OwnClasses
from explorer.views.train.own.files import add_files

WAYS = ("Draw", "Camera", "Files")
_KEY = "train_own"


@dataclass
class Table:
    """What is being made: the class that gets the next picture, the drawing on the pad, and how many files were taken."""

    chosen: int = 0
    levels: str = ""
    serial: int = 0
    round: int = 0
    shown: dict[int, str] = field(default_factory=dict)


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
        on_more=lambda: _change(found, OwnClasses.one_more),
    )
    st.caption(found.own.missing or "Outlined pictures are not learned from: the network is checked with them.")
    if found.started:
        return
    _name(found, table)
    way = st.segmented_control("Add pictures", list(WAYS), key="train_own_way", default=WAYS[0], required=True)
    {"Draw": _draw, "Camera": _camera, "Files": _files}[way or WAYS[0]](found, table)


def _rows(found: Desk, table: Table) -> list[dict[str, Any]]:
    """Each class with its pictures as data addresses, and which of them are to check with."""
    held = _held(found)
    rows, first = [], 0
    for own in found.own.classes:
        pictures = [
            {"source": _address(table, each), "held": first + index in held} for index, each in enumerate(own.pictures)
        ]
        first += len(own.pictures)
        rows.append({"name": own.name, "pictures": pictures})
    return rows


def _held(found: Desk) -> set[int]:
    numbers = found.own.numbers()
    if any(len(own.pictures) < LEAST for own in found.own.classes):
        return set()
    return set(split(numbers, seed=found.setup.recipe.seed)[1].tolist())


def _address(table: Table, picture: Any) -> str:
    """A picture as a data address; made once, as long as the picture is there."""
    key = id(picture)
    if key not in table.shown:
        table.shown[key] = photo_png(picture.astype(np.float32) / 255)
    return table.shown[key]


def _change(found: Desk, change: Callable[[OwnClasses], OwnClasses]) -> None:
    """Change the classes, unless a training learns from them. What is wrong is said."""
    if found.started:
        return
    try:
        found.own = change(found.own)
        found.clear()
    except ExplorerError as error:
        found.problem = str(error)


def _choose(found: Desk, at: Any) -> None:
    if type(at) is int and 0 <= at < len(found.own.classes):
        _table().chosen = at


def _remove(found: Desk, place: Any) -> None:
    """Take a picture out. The message can come from anybody."""
    match place:
        case [int(at), int(number)] if 0 <= at < len(found.own.classes) and 0 <= number < len(
            found.own.classes[at].pictures
        ):
            _change(found, lambda own: own.without(at, number))


def _name(found: Desk, table: Table) -> None:
    at = table.chosen
    left, right = st.columns([3, 1], vertical_alignment="bottom")

    def rename() -> None:
        name = str(st.session_state["train_own_name"])
        _change(found, lambda own: own.renamed(at, name))

    st.session_state["train_own_name"] = found.own.classes[at].name
    left.text_input("Name of the class", key="train_own_name", on_change=rename, max_chars=40)
    right.button(
        "Remove",
        key="train_own_less",
        on_click=_change,
        args=(found, lambda own: own.one_less(at)),
        disabled=len(found.own.classes) <= LEAST,
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
            _change(found, lambda own: own.adding(table.chosen, drawing.picture(table.levels)))
        table.levels, table.serial = "", table.serial + 1

    mount_pad(drawing.SIDES[0], table.levels, table.serial, False, drawn, key="train_pad")
    st.button(f"Add to {found.own.classes[table.chosen].name}", key="train_own_drawn", on_click=add, width="stretch")


def _camera(found: Desk, table: Table) -> None:
    key = f"train_camera_{table.round}"

    def taken() -> None:
        file: Any = st.session_state.get(key)
        if file is not None:
            data = file.getvalue()
            _change(found, lambda own: own.adding(table.chosen, decode(data)))
            table.round += 1

    st.camera_input(f"Take a picture of {found.own.classes[table.chosen].name}", key=key, on_change=taken)


def _files(found: Desk, table: Table) -> None:
    key = f"train_files_{table.round}"

    def taken() -> None:
        files: Any = st.session_state.get(key) or []
        _change(found, lambda own: add_files(own, table.chosen, [(each.name, each.getvalue()) for each in files]))
        table.round += 1

    st.file_uploader(
        f"Pictures of {found.own.classes[table.chosen].name}, or a zip with a folder for each class",
        type=["png", "jpg", "jpeg", "webp", "gif", "bmp", "zip"],
        accept_multiple_files=True,
        max_upload_size=limits.FILE_BYTES // 1_000_000,
        key=key,
        on_change=taken,
    )
    st.caption("Nobody else sees them. They stay in this server's memory as long as this page is open.")
