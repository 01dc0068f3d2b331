"""What adds, moves and removes layers from the list: the menu of all kinds, the insert mark, drag and keys."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import streamlit as st

from explorer.errors import SettingError
from explorer.figures.layer.kinds import kind_picture
from explorer.figures.theme import Theme
from explorer.layers import EVERYDAY, KIND_BY_NAME, KINDS, Conv2D, Flatten, Layer, MaxPool2D
from explorer.views.components.building.building import mount_building, mount_kinds
from explorer.views.shell.state import Session
from explorer.views.shell.theme import current_theme
from explorer.views.sidebar import edits
from explorer.views.sidebar.building import arranging
from explorer.views.sidebar.building.places import is_place, mark_of, place_at

FAMILIES = ("Convolution", "Pooling", "Activation", "Normalisation", "Size", "Channels", "Dense", "Block")
"""The order in which the menu lists the families, below the everyday kinds."""
_HANDLED, _OPENED = "building_handled", "building_opened"


def building(current: Session) -> None:
    """The button that opens the menu, and what the rows above it can do besides opening their forms."""
    mount_kinds(_families(current_theme()))
    names = current.scene.layer_names
    rows = [
        {"id": layer_id, "path": path, "name": names[path].rpartition(".")[2]} for path, layer_id in current.now.paths
    ]
    at, opened = st.session_state.get(_OPENED, ("", 0))
    data = {
        "rows": rows,
        "mark": mark_of(current),
        "open": current.open_id,
        "handled": st.session_state.get(_HANDLED, 0),
        "at": at,
        "opened": opened,
    }
    mount_building(data, lambda request: _asked(current, request))


def open_menu(path: str) -> None:
    """Have the menu open with the mark at `path`."""
    st.session_state[_OPENED] = (path, st.session_state.get(_OPENED, ("", 0))[1] + 1)


def first_layer(current: Session, key: str) -> None:
    """Buttons that add the first layer to an empty network; `key` begins their widget keys."""
    st.caption("Your image leaves as it came in. Add a convolution.")
    for kind in (Conv2D, MaxPool2D, Flatten):
        st.button(
            f"Add {kind.title.lower()}",
            key=f"{key}_{kind.kind}",
            on_click=insert_kind,
            args=(current, "0", kind),
            width="stretch",
        )


def insert_kind(current: Session, path: str, kind: type[Layer]) -> None:
    """Insert a layer of this kind so that its path is `path`. Raises SettingError if it cannot be there."""
    edits.insert(current, path, kind.starter(place_at(current.scene, path)))


@cache
def _families(theme: Theme) -> list[dict[str, Any]]:
    """The kinds of the menu: those of every day, then the others by family."""
    groups = [("Everyday", EVERYDAY)]
    for family in FAMILIES:
        groups.append((family, tuple(k for k in KINDS if k.family == family and k not in EVERYDAY)))
    return [{"title": title, "kinds": list(_entries(kinds, theme))} for title, kinds in groups if kinds]


def _entries(kinds: tuple[type[Layer], ...], theme: Theme) -> Iterator[dict[str, str]]:
    for kind in kinds:
        picture = base64.b64encode(kind_picture(kind, theme).encode()).decode()
        yield {
            "kind": kind.kind,
            "title": kind.title,
            "about": kind.about,
            "family": kind.family,
            "picture": f"data:image/svg+xml;base64,{picture}",
        }


def _asked(current: Session, request: Mapping[str, Any]) -> None:
    """Do what the browser asks for, if this network has such a layer and such a place: anybody can send anything."""
    number = request.get("n")
    if type(number) is int:
        if number <= st.session_state.get(_HANDLED, 0):
            return  # it was sent again before the browser heard that it was done
        st.session_state[_HANDLED] = number
    layer_id = str(request.get("id", ""))
    path = {each: path for path, each in current.now.paths}.get(layer_id)
    place = request.get("at")
    if request.get("do") == "add":
        _add(current, request.get("kind"), mark_of(current) if place is None else place)
    elif path is not None and request.get("do") == "move":
        _try(current, layer_id, lambda: edits.move(current, path, 1 if request.get("by") == 1 else -1))
    elif path is not None and request.get("do") == "remove":
        _try(current, layer_id, lambda: edits.remove(current, path))
    elif path is not None and request.get("do") == "place" and isinstance(place, str):
        _try(current, layer_id, lambda: arranging.place(current, path, place))


def _add(current: Session, name: Any, place: Any) -> None:
    kind = KIND_BY_NAME.get(name) if isinstance(name, str) else None
    if kind is not None and isinstance(place, str) and is_place(current.scene, place):
        _try(current, current.open_id, lambda: insert_kind(current, place, kind))


def _try(current: Session, row_id: str, edit: Callable[[], None]) -> None:
    """Carry out an edit, or show at the row why it is not possible."""
    try:
        edit()
    except SettingError as error:  # too many layers, or composites nested too deep
        current.problem = (row_id, str(error))
