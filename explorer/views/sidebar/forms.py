"""A layer's form, made from the declarations of its settings."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from explorer.errors import SettingError
from explorer.layers.base import Layer
from explorer.layers.stack import Branches, Stack
from explorer.settings import Bool, Choice, Float, Int, Padding, Pair, Setting, Sides, settings_of
from explorer.views.shell.state import session
from explorer.views.sidebar import edits

_CUSTOM = "custom"


def layer_form(path: str, layer: Layer, layer_id: str) -> None:
    """The form of one layer: everyday settings first, the rest behind 'More settings'."""
    declared = [s for s in settings_of(layer) if not isinstance(s.type, Stack | Branches)]  # those have rows
    if not declared:
        st.caption(layer.about if layer.branches else f"{layer.about} It has no settings.")
        return
    st.caption(layer.about)
    _fields(path, layer, layer_id, [s for s in declared if s.level == "basic"])
    more = [s for s in declared if s.level == "more"]
    if more:
        with st.expander("More settings"):
            _fields(path, layer, layer_id, more)
            apart_switch(layer, layer_id)


def _fields(path: str, layer: Layer, layer_id: str, declared: list[Setting]) -> None:
    """Two short fields to a line, long ones on a line of their own."""
    line: list[Setting] = []
    for each in declared:
        if not _short(layer, layer_id, each):
            _line(path, layer, layer_id, line)
            line = []
            _field(path, layer, layer_id, each)
            continue
        line.append(each)
        if len(line) == 2:
            _line(path, layer, layer_id, line)
            line = []
    _line(path, layer, layer_id, line)


def _line(path: str, layer: Layer, layer_id: str, declared: list[Setting]) -> None:
    if declared:
        for column, each in zip(st.columns(2, gap="small"), declared, strict=False):
            with column:
                _field(path, layer, layer_id, each)


def _short(layer: Layer, layer_id: str, declared: Setting) -> bool:
    if isinstance(declared.type, Pair):
        value = getattr(layer, declared.name)
        return value[0] == value[1] and not st.session_state.get(f"{layer_id}_apart", False)
    return isinstance(declared.type, Int | Float)


def title(name: str) -> str:
    """'kernel_size' as 'Kernel size'."""
    return name.replace("_", " ").capitalize()


def _field(path: str, layer: Layer, layer_id: str, declared: Setting) -> None:
    key, value = f"{layer_id}_{declared.name}", getattr(layer, declared.name)
    match declared.type:
        case Int():
            _number(path, layer_id, declared, key, value)
        case Float():
            _number(path, layer_id, declared, key, float(value))
        case Bool():
            st.session_state[key] = value
            st.checkbox(
                title(declared.name),
                key=key,
                help=declared.help,
                on_change=_commit,
                args=(path, layer_id, declared.name, key),
            )
        case Choice(options):
            st.session_state[key] = value
            st.selectbox(
                title(declared.name),
                options,
                key=key,
                help=declared.help,
                on_change=_commit,
                args=(path, layer_id, declared.name, key),
            )
        case Pair():
            _pair(path, layer_id, declared, key, value)
        case Padding():
            _padding(path, layer_id, declared, key, value)
        case Sides():
            _sides(path, layer_id, declared, key, value)


def _number(path: str, layer_id: str, declared: Setting, key: str, value: float) -> None:
    st.session_state[key] = value
    st.number_input(
        title(declared.name),
        key=key,
        step=1 if isinstance(value, int) else _step(value),
        format="%d" if isinstance(value, int) else "%.4g",
        help=declared.help,
        on_change=_commit,
        args=(path, layer_id, declared.name, key),
    )


def _step(value: float) -> float:
    """How far a click moves a number: a tenth, or less for a small one."""
    return 0.1 if value == 0 or abs(value) >= 0.1 else 10.0 ** math.floor(math.log10(abs(value)))


def _pair(path: str, layer_id: str, declared: Setting, key: str, value: tuple[int, int]) -> None:
    """One number while rows and columns agree; two after 'apart'."""
    apart = f"{layer_id}_apart"
    if value[0] == value[1] and not st.session_state.get(apart, False):
        st.session_state[key] = value[0]
        st.number_input(
            title(declared.name),
            key=key,
            step=1,
            help=declared.help,
            on_change=_commit,
            args=(path, layer_id, declared.name, key),
        )
        return
    st.session_state[apart] = True
    keys = (f"{key}_rows", f"{key}_cols")
    for column, each, label, number in zip(st.columns(2), keys, ("rows", "columns"), value, strict=True):
        st.session_state[each] = number
        column.number_input(
            f"{title(declared.name)}, {label}",
            key=each,
            step=1,
            help=declared.help,
            on_change=_commit_many,
            args=(path, layer_id, declared.name, keys),
        )


def _padding(path: str, layer_id: str, declared: Setting, key: str, value: Any) -> None:
    st.session_state[key] = value if isinstance(value, str) else _CUSTOM
    st.segmented_control(
        title(declared.name),
        ["valid", "same", _CUSTOM],
        key=key,
        help=declared.help,
        on_change=_commit_padding,
        args=(path, layer_id, declared.name, key),
        width="stretch",
    )
    if not isinstance(value, str):
        _sides(path, layer_id, declared, key, value)


def _sides(path: str, layer_id: str, declared: Setting, key: str, value: Any) -> None:
    """A number per side."""
    sides = ("top", "bottom", "left", "right")
    keys = tuple(f"{key}_{side}" for side in sides)
    columns = [*st.columns(2), *st.columns(2)]
    for column, each, side, number in zip(columns, keys, sides, (*value[0], *value[1]), strict=True):
        st.session_state[each] = number
        column.number_input(
            f"{title(declared.name)}, {side}",
            key=each,
            step=1,
            help=declared.help,
            on_change=_commit_sides,
            args=(path, layer_id, declared.name, keys),
        )


def apart_switch(layer: Layer, layer_id: str) -> None:
    """Lets rows and columns be set apart, where a layer has pairs."""
    pairs = [s for s in settings_of(layer) if isinstance(s.type, Pair)]
    if pairs:
        key = f"{layer_id}_apart"
        uneven = any(len(set(getattr(layer, s.name))) > 1 for s in pairs)
        st.session_state[f"{key}_switch"] = uneven or bool(st.session_state.get(key, False))
        st.checkbox(
            "Rows and columns apart",
            key=f"{key}_switch",
            disabled=uneven,
            on_change=_flip_apart,
            args=(key,),
            help="Set kernel size, strides and dilation separately for rows and for columns.",
        )


def _flip_apart(key: str) -> None:
    st.session_state[key] = bool(st.session_state[f"{key}_switch"])


def _commit(path: str, layer_id: str, name: str, key: str) -> None:
    _change(path, layer_id, name, st.session_state[key])


def _commit_many(path: str, layer_id: str, name: str, keys: tuple[str, str]) -> None:
    _change(path, layer_id, name, tuple(st.session_state[key] for key in keys))


def _commit_padding(path: str, layer_id: str, name: str, key: str) -> None:
    chosen = st.session_state[key]
    if chosen is None:
        return
    _change(path, layer_id, name, 1 if chosen == _CUSTOM else chosen)


def _commit_sides(path: str, layer_id: str, name: str, keys: tuple[str, ...]) -> None:
    top, bottom, left, right = (st.session_state[key] for key in keys)
    _change(path, layer_id, name, ((top, bottom), (left, right)))


def _change(path: str, layer_id: str, name: str, value: Any) -> None:
    """Commit a setting, or keep what was there and say why at the row."""
    current = session()
    if dict(current.now.paths).get(path) != layer_id:
        return  # the row moved while this was typed
    try:
        edits.change(current, path, **{name: value})
    except SettingError as error:
        current.problem = (layer_id, str(error))
