"""Kernel: the numbers of the selected map's filter, to paint, type over, turn, negate, or take from the bank."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from explorer.layers.base import Array
from explorer.scene import link
from explorer.views.components.painter.painter import mount_painter
from explorer.views.explore.screen import Screen
from explorer.views.explore.what_if.filter import Chosen, choose_slice, put, reset, slice_names
from explorer.views.shell.state import session
from explorer.weights import edit
from explorer.weights.bank import FILTER_BY_NAME, FILTERS
from explorer.words.glossary import tip

MOST_VALUES = 1_200
"""A filter with more weights than this makes a link too long; it can be looked at, but not edited."""


def kernel_part(screen: Screen, chosen: Chosen) -> None:
    """Edit the filter; the maps follow."""
    step, channel, one = chosen.step, chosen.channel, chosen.one
    st.markdown(f"**Filter {channel} of {step.name}**: what if its weights were others? The maps follow at once.")
    if one.size > MOST_VALUES:
        st.caption(
            f"It has {one.size:,} weights; up to {MOST_VALUES:,} can be edited, because edits travel in the link. Under "
            "*Before and after* it can be switched off."
        )
        return
    _actions(chosen)
    if one.shape[:2] == (1, 1):
        _mix(screen, chosen)
        _bias(chosen)
        _length()
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        at = choose_slice(screen, chosen)
        alike = one.shape[2] > 1 and st.toggle(
            "All its kernels alike",
            key="whatif_alike",
            help="Puts what you paint or type at the same place in the kernel of every input map.",
        )
    with st.container(horizontal=True, gap="large", key="whatif_grids"):
        _painter(screen, chosen, at, alike)
        _editor(chosen, at, alike)
    _bias(chosen)
    _length()


def _actions(chosen: Chosen) -> None:
    path, channel, one = chosen.step.path, chosen.channel, chosen.one
    changes: dict[str, tuple[Callable[[Array], Array], str]] = {
        "Negate": (edit.negated, "Every weight with the other sign."),
        "Flip": (edit.flipped, "Half a turn: convolution in the mathematical sense instead of cross-correlation."),
        "Normalise": (edit.normalised, "Divided by the sum of the magnitudes, which becomes 1."),
        "Switch off": (np.zeros_like, "All weights 0: the map shows its bias alone, the same number everywhere."),
    }
    if one.shape[:2] == (1, 1):
        del changes["Flip"]  # one number has nothing to turn
    elif one.shape[0] == one.shape[1]:
        changes["Turn"] = (edit.rotated, "A quarter turn against the clock.")
    with st.container(horizontal=True, gap="small", key="whatif_actions"):
        for name, (change, about) in changes.items():
            st.button(name, key=f"whatif_{name}", help=about, on_click=put, args=(path, channel, change(one)))
        st.button("Reset", key="whatif_reset", disabled=not chosen.edited, on_click=reset, args=(path, channel))
        _bank(chosen)


def _bank(chosen: Chosen) -> None:
    """Hand-made filters that fit the window."""
    shape = chosen.one.shape
    titles = {f.title: f.name for f in FILTERS if len(f.taps) <= shape[0] and len(f.taps[0]) <= shape[1]}

    def take() -> None:
        name = titles[st.session_state["whatif_bank"]]
        put(chosen.step.path, chosen.channel, edit.from_bank(name, shape))

    st.menu_button("Take from the bank", list(titles), key="whatif_bank", on_click=take, format_func=_described)


def _described(title: str) -> str:
    return next((f"{f.title}: {f.about}" for f in FILTER_BY_NAME.values() if f.title == title), title)


def _painter(screen: Screen, chosen: Chosen, at: int, alike: bool) -> None:
    """The kernel as a grid to paint on with a chosen number."""

    def painted(cells: list[tuple[int, int, float]]) -> None:
        put(chosen.step.path, chosen.channel, edit.painted(chosen.one, cells, None if alike else at))

    with st.container(width=312, gap="small"):
        mount_painter(f"{chosen.step.path}/{chosen.channel}/{at}", chosen.one, at, screen.theme, painted)


def _editor(chosen: Chosen, at: int, alike: bool) -> None:
    """The weights of one kernel as a grid of numbers."""
    one = chosen.one
    grid = np.array(edit.values_of(one)).reshape(one.shape)[:, :, at]
    key = f"whatif_grid_{chosen.step.path}_{chosen.channel}_{at}_{abs(hash(grid.tobytes()))}"
    table = {str(col): grid[:, col].tolist() for col in range(grid.shape[1])}

    def typed() -> None:
        said: Any = st.session_state[key]
        cells = [
            (int(row), int(col), float(value))
            for row, changed in said["edited_rows"].items()
            for col, value in changed.items()
            if value is not None
        ]
        put(chosen.step.path, chosen.channel, edit.painted(one, cells, None if alike else at))

    columns = {name: st.column_config.NumberColumn(name, format="%.4g", step=1e-6) for name in table}
    with st.container(width="stretch", gap="small"):
        st.data_editor(
            table,
            key=key,
            column_config=columns,
            hide_index=True,
            num_rows="fixed",
            on_change=typed,
            width=min(90 * grid.shape[1], 440),
        )
        st.caption("Double-click a number and type another one. Columns count from 0.")


def _mix(screen: Screen, chosen: Chosen) -> None:
    """The weights of a 1x1 filter: one number for every map that it reads."""
    weights = list(edit.values_of(chosen.one))
    key = f"whatif_mix_{chosen.step.path}_{chosen.channel}_{abs(hash(tuple(weights)))}"

    def typed() -> None:
        said: Any = st.session_state[key]
        changed = chosen.one.astype(np.float64)
        for row, values in said["edited_rows"].items():
            if (value := values.get("weight")) is not None and abs(float(value)) <= edit.MAX_WEIGHT:
                changed[0, 0, int(row)] = float(value)
        put(chosen.step.path, chosen.channel, changed)

    st.markdown("A 1×1 filter mixes maps: one weight for each map that it reads.")
    st.data_editor(
        {"map": slice_names(screen, chosen), "weight": weights},
        key=key,
        column_config={
            "map": st.column_config.TextColumn("map", disabled=True),
            "weight": st.column_config.NumberColumn("weight", format="%.4g", step=1e-6),
        },
        hide_index=True,
        num_rows="fixed",
        on_change=typed,
        width=320,
        height=min(36 * (len(weights) + 1), 330),
    )


def _bias(chosen: Chosen) -> None:
    """The number that is added to every sum of the filter."""
    if not chosen.biased:
        st.caption("This layer has no bias.")
        return
    key = f"whatif_bias_{chosen.step.path}_{chosen.channel}"
    (st.session_state[key],) = edit.values_of(np.array([chosen.bias]))

    def typed() -> None:
        value = st.session_state[key]
        if value is not None and abs(value) <= edit.MAX_WEIGHT:
            put(chosen.step.path, chosen.channel, chosen.one, float(value))

    st.number_input(
        "Bias",
        key=key,
        step=0.1,
        format="%.4g",
        width=160,
        on_change=typed,
        help=tip("bias"),
    )


def _length() -> None:
    """Whether the edits fit into the link."""
    scene = session().scene
    if not scene.weights.filters:
        return
    length = len(link.encode(scene))
    if length > link.MAX_CHARS:
        st.warning(
            f"With these edits the link has {length:,} characters, and none of more than {link.MAX_CHARS:,} can be opened: "
            "they are here, but they do not travel. Reset some filters to share the rest."
        )
        return
    count = len(scene.weights.filters)
    st.caption(f"{count} edited filter{'s' * (count != 1)} in the link, which has {length:,} characters.")
