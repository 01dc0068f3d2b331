"""The form of a layer, generated from the declarations of its settings."""

from __future__ import annotations

import math
import re
from itertools import permutations
from typing import Any

import streamlit as st

from explorer.errors import SettingError
from explorer.layers.base import Layer
from explorer.layers.stack import Branches, Stack
from explorer.settings import (
    AXES,
    Bool,
    Choice,
    Float,
    Int,
    Numbers,
    Order,
    Padding,
    Pair,
    Setting,
    Sides,
    Triple,
    setting_label,
    setting_text,
    settings_of,
)
from explorer.views.shell.state import session
from explorer.views.sidebar import edits

_CUSTOM = "custom"


def layer_form(path: str, layer: Layer, layer_id: str) -> None:
    """The form of one layer: basic settings first, the rest in the expander 'More settings'."""
    # The layers inside a composite have rows of their own.
    declared = [setting for setting in settings_of(layer) if not isinstance(setting.type, Stack | Branches)]
    if not declared:
        st.caption(layer.about if layer.branches else f"{layer.about} It has no settings.")
        return
    st.caption(layer.about)
    _fields(path, layer, layer_id, [setting for setting in declared if setting.level == "basic"])
    more = [setting for setting in declared if setting.level == "more"]
    if more:
        with st.expander("More settings"):
            _fields(path, layer, layer_id, more)
            apart_switch(layer, layer_id)


def _fields(path: str, layer: Layer, layer_id: str, declared: list[Setting]) -> None:
    """Two short fields per line, long ones on a line of their own."""
    line: list[Setting] = []
    for setting in declared:
        if not _short(layer, layer_id, setting):
            _line(path, layer, layer_id, line)
            line = []
            _field(path, layer, layer_id, setting)
            continue
        line.append(setting)
        if len(line) == 2:
            _line(path, layer, layer_id, line)
            line = []
    _line(path, layer, layer_id, line)


def _line(path: str, layer: Layer, layer_id: str, declared: list[Setting]) -> None:
    if declared:
        for column, setting in zip(st.columns(2, gap="small"), declared, strict=False):
            with column:
                _field(path, layer, layer_id, setting)


def _short(layer: Layer, layer_id: str, declared: Setting) -> bool:
    if isinstance(declared.type, Pair):
        value = getattr(layer, declared.name)
        return value[0] == value[1] and not st.session_state.get(f"{layer_id}_apart", False)
    return isinstance(declared.type, Int | Float)


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
                setting_label(declared.name),
                key=key,
                help=declared.help,
                on_change=_commit,
                args=(path, layer_id, declared.name, key),
            )
        case Choice(options):
            st.session_state[key] = value
            st.selectbox(
                setting_label(declared.name),
                options,
                key=key,
                help=declared.help,
                on_change=_commit,
                args=(path, layer_id, declared.name, key),
            )
        case Numbers():
            _numbers(path, layer_id, declared, key, value)
        case Pair():
            _pair(path, layer_id, declared, key, value)
        case Order():
            _order(path, layer_id, declared, key, value)
        case Triple():
            _triple(path, layer_id, declared, key, value)
        case Padding():
            _padding(path, layer_id, declared, key, value)
        case Sides():
            _sides(path, layer_id, declared, key, value)


def _number(path: str, layer_id: str, declared: Setting, key: str, value: float) -> None:
    st.session_state[key] = value
    st.number_input(
        setting_label(declared.name),
        key=key,
        step=1 if isinstance(value, int) else _step(value),
        format="%d" if isinstance(value, int) else "%.4g",
        help=declared.help,
        on_change=_commit,
        args=(path, layer_id, declared.name, key),
    )


def _numbers(path: str, layer_id: str, declared: Setting, key: str, value: tuple[float, ...]) -> None:
    """One field for all of them: "0.485, 0.456, 0.406"."""
    st.session_state[key] = setting_text(value)
    st.text_input(
        setting_label(declared.name),
        key=key,
        help=declared.help,
        on_change=_commit_numbers,
        args=(path, layer_id, declared.name, key),
    )


def _step(value: float) -> float:
    """The increment of a number field: 0.1, or the leading decimal digit of a smaller value."""
    return 0.1 if value == 0 or abs(value) >= 0.1 else 10.0 ** math.floor(math.log10(abs(value)))


def _pair(path: str, layer_id: str, declared: Setting, key: str, value: tuple[int, int]) -> None:
    """One number while rows and columns agree; two when they differ or 'Separate rows and columns' is on."""
    apart = f"{layer_id}_apart"
    if value[0] == value[1] and not st.session_state.get(apart, False):
        st.session_state[key] = value[0]
        st.number_input(
            setting_label(declared.name),
            key=key,
            step=1,
            help=declared.help,
            on_change=_commit,
            args=(path, layer_id, declared.name, key),
        )
        return
    st.session_state[apart] = True
    keys = (f"{key}_rows", f"{key}_cols")
    _side_by_side(path, layer_id, declared, keys, ("rows", "columns"), value)


def _order(path: str, layer_id: str, declared: Setting, key: str, value: tuple[int, int, int]) -> None:
    """One of the six orders: number by number it would pass through orders that there are not."""
    st.session_state[key] = value
    st.selectbox(
        setting_label(declared.name),
        list(permutations((1, 2, 3))),
        key=key,
        format_func=lambda order: ", ".join(AXES[axis - 1] for axis in order),
        help=declared.help,
        on_change=_commit,
        args=(path, layer_id, declared.name, key),
    )


def _side_by_side(
    path: str,
    layer_id: str,
    declared: Setting,
    keys: tuple[str, ...],
    labels: tuple[str, ...],
    value: tuple[int, ...],
) -> None:
    """A field for each number of a setting, in one line."""
    for column, field_key, label, number in zip(st.columns(len(keys)), keys, labels, value, strict=True):
        st.session_state[field_key] = number
        column.number_input(
            f"{setting_label(declared.name)}, {label}",
            key=field_key,
            step=1,
            help=declared.help,
            on_change=_commit_each,
            args=(path, layer_id, declared.name, keys),
        )


def _triple(path: str, layer_id: str, declared: Setting, key: str, value: tuple[int, int, int]) -> None:
    """One number for each axis."""
    keys = tuple(f"{key}_{axis}" for axis in AXES)
    _side_by_side(path, layer_id, declared, keys, AXES, value)


def _padding(path: str, layer_id: str, declared: Setting, key: str, value: Any) -> None:
    st.session_state[key] = value if isinstance(value, str) else _CUSTOM
    st.segmented_control(
        setting_label(declared.name),
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
    """One number for each side."""
    sides = ("top", "bottom", "left", "right")
    keys = tuple(f"{key}_{side}" for side in sides)
    columns = [*st.columns(2), *st.columns(2)]
    for column, field_key, side, number in zip(columns, keys, sides, (*value[0], *value[1]), strict=True):
        st.session_state[field_key] = number
        column.number_input(
            f"{setting_label(declared.name)}, {side}",
            key=field_key,
            step=1,
            help=declared.help,
            on_change=_commit_sides,
            args=(path, layer_id, declared.name, keys),
        )


def apart_switch(layer: Layer, layer_id: str) -> None:
    """The checkbox that gives rows and columns their own fields, if the layer has settings of both."""
    pairs = [setting for setting in settings_of(layer) if isinstance(setting.type, Pair)]
    if pairs:
        key = f"{layer_id}_apart"
        uneven = any(len(set(getattr(layer, pair.name))) > 1 for pair in pairs)
        st.session_state[f"{key}_switch"] = uneven or bool(st.session_state.get(key, False))
        st.checkbox(
            "Separate rows and columns",
            key=f"{key}_switch",
            disabled=uneven,
            on_change=_flip_apart,
            args=(key,),
            help="Sets kernel size, strides and dilation separately for rows and for columns.",
        )


def _flip_apart(key: str) -> None:
    st.session_state[key] = bool(st.session_state[f"{key}_switch"])


def _commit(path: str, layer_id: str, name: str, key: str) -> None:
    _change(path, layer_id, name, st.session_state[key])


def _commit_numbers(path: str, layer_id: str, name: str, key: str) -> None:
    _change(path, layer_id, name, numbers_of(st.session_state[key]))


def numbers_of(typed: str) -> list[float | str]:
    """The numbers in a text field, with commas or spaces between them; words as they are, for the setting to refuse.

    Brackets around them go: lists are pasted from code.

    >>> numbers_of("[0.485, 0.456 0.406]")
    [0.485, 0.456, 0.406]
    """
    return [_number_or_word(word) for word in re.sub(r"[\[\](),]", " ", typed).split()]


def _number_or_word(word: str) -> float | str:
    try:
        return float(word)
    except ValueError:
        return word


def _commit_each(path: str, layer_id: str, name: str, keys: tuple[str, ...]) -> None:
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
    """Commit a setting; if the value is invalid, keep the old one and show the reason at the row."""
    current = session()
    if dict(current.now.paths).get(path) != layer_id:
        return  # the layer moved while the value was typed
    try:
        edits.change(current, path, **{name: value})
    except SettingError as error:
        current.problem = (layer_id, str(error))
