"""The part "Kernel": editing the selected map's filter by painting, typing, turning, or from the bank of filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from explorer.figures.theme import number
from explorer.layers.base import Array
from explorer.network.colors import reads_colors
from explorer.scene import link
from explorer.views.components.painter.painter import mount_painter
from explorer.views.explore.color_filter import color_filter
from explorer.views.explore.screen import Screen
from explorer.views.explore.what_if.filter import ChosenFilter, choose_slice, put_filter, reset_filter, slice_names
from explorer.views.shell.state import session
from explorer.weights import edit
from explorer.weights.bank import FILTER_BY_NAME, FILTERS
from explorer.words.glossary import tip, tips

MAX_EDITABLE_WEIGHTS = 1_200
"""An edited filter with more weights would make the link too long."""


def kernel_part(screen: Screen, chosen: ChosenFilter) -> None:
    """The controls for the filter; the maps follow every edit."""
    step, channel, kernel = chosen.step, chosen.channel, chosen.kernel
    st.markdown(
        f"**Filter {channel} of {step.name}**: what if its weights were different? The maps follow at once.",
        help=tips("filter", "kernel", "weight"),
    )
    if kernel.size > MAX_EDITABLE_WEIGHTS:
        st.caption(
            f"It has {kernel.size:,} weights. Only filters of up to {MAX_EDITABLE_WEIGHTS:,} weights can be edited, because "
            "edits travel in the link. Under *Before and after* you can switch it off."
        )
        return
    _actions(chosen)
    if kernel.shape[:2] == (1, 1):
        _pointwise_editor(screen, chosen)
        _bias(chosen)
        link_length()
        return
    if reads_colors(screen.run.network, step.path):
        color_filter(kernel, channel)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        at = choose_slice(screen, chosen)
        alike = kernel.shape[2] > 1 and st.toggle(
            "Change all its kernels together",
            key="whatif_alike",
            help="Puts what you paint or type at the same place in the kernel of every input map.",
        )
    with st.container(horizontal=True, gap="large", key="whatif_grids"):
        _painter(screen, chosen, at, alike)
        _slice_editor(chosen, at, alike)
    _bias(chosen)
    link_length()


def _actions(chosen: ChosenFilter) -> None:
    path, channel, kernel = chosen.step.path, chosen.channel, chosen.kernel
    changes: dict[str, tuple[Callable[[Array], Array], str, str]] = {
        "Negate": (edit.negated, "negated", "Changes the sign of every weight."),
        "Flip": (
            edit.flipped,
            "flipped",
            "Turns the kernel by half a turn: mathematical convolution instead of cross-correlation.",
        ),
        "Normalise": (
            edit.normalised,
            "normalised",
            "Divides every weight by the sum of their magnitudes, which becomes 1.",
        ),
        "Switch off": (
            np.zeros_like,
            "switched off",
            "Sets all weights to 0: the map shows its bias alone, the same number everywhere.",
        ),
    }
    if kernel.shape[:2] == (1, 1):
        del changes["Flip"]  # one number has nothing to turn
    elif kernel.shape[0] == kernel.shape[1]:
        changes["Turn"] = (edit.rotated, "turned", "Turns the kernel a quarter turn anticlockwise.")
    with st.container(horizontal=True, gap="small", key="whatif_actions"):
        for name, (change, done, about) in changes.items():
            st.button(
                name,
                key=f"whatif_{name}",
                help=about,
                on_click=put_filter,
                args=(path, channel, change(kernel)),
                kwargs={"done": done},
            )
        st.button("Reset", key="whatif_reset", disabled=not chosen.edited, on_click=reset_filter, args=(path, channel))
        _bank(chosen)


def _bank(chosen: ChosenFilter) -> None:
    """A menu of the filters of the bank that are not larger than this one."""
    shape = chosen.kernel.shape
    fitting = (f for f in FILTERS if len(f.taps) <= shape[0] and len(f.taps[0]) <= shape[1])
    titles = {f.title: f.name for f in fitting}

    def take() -> None:
        title = st.session_state["whatif_bank"]
        kernel = edit.from_bank(titles[title], shape)
        put_filter(chosen.step.path, chosen.channel, kernel, done=f"replaced by {FILTER_BY_NAME[titles[title]].title}")

    st.menu_button("Use a ready-made filter", list(titles), key="whatif_bank", on_click=take, format_func=_described)


def _described(title: str) -> str:
    return next((f"{f.title}: {f.about}" for f in FILTER_BY_NAME.values() if f.title == title), title)


def _painter(screen: Screen, chosen: ChosenFilter, at: int, alike: bool) -> None:
    """A slice of the kernel as a grid to paint on with a chosen number."""

    def painted(cells: list[tuple[int, int, float]]) -> None:
        put_filter(chosen.step.path, chosen.channel, edit.painted(chosen.kernel, cells, None if alike else at))

    with st.container(width=312, gap="small"):
        mount_painter(f"{chosen.step.path}/{chosen.channel}/{at}", chosen.kernel, at, screen.theme, painted)


def _slice_editor(chosen: ChosenFilter, at: int, alike: bool) -> None:
    """A slice of the kernel as a table of numbers to type into."""
    kernel = chosen.kernel
    grid = np.array(edit.values_of(kernel)).reshape(kernel.shape)[:, :, at]
    key = f"whatif_grid_{chosen.step.path}_{chosen.channel}_{at}_{abs(hash(grid.tobytes()))}"
    table = {str(col): grid[:, col].tolist() for col in range(grid.shape[1])}

    def typed() -> None:
        edited: Any = st.session_state[key]
        cells = [
            (int(row), int(col), float(value))
            for row, changed in edited["edited_rows"].items()
            for col, value in changed.items()
            if value is not None
        ]
        put_filter(chosen.step.path, chosen.channel, edit.painted(kernel, cells, None if alike else at))

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


def _pointwise_editor(screen: Screen, chosen: ChosenFilter) -> None:
    """The weights of a 1x1 filter as a table: one for each map that it reads."""
    weights = list(edit.values_of(chosen.kernel))
    key = f"whatif_mix_{chosen.step.path}_{chosen.channel}_{abs(hash(tuple(weights)))}"

    def typed() -> None:
        edited: Any = st.session_state[key]
        changed = chosen.kernel.astype(np.float64)
        for row, values in edited["edited_rows"].items():
            if (value := values.get("weight")) is not None and abs(float(value)) <= edit.MAX_WEIGHT:
                changed[0, 0, int(row)] = float(value)
        put_filter(chosen.step.path, chosen.channel, changed)

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


def _bias(chosen: ChosenFilter) -> None:
    """The field for the filter's bias."""
    if not chosen.biased:
        st.caption("This layer has no bias.")
        return
    key = f"whatif_bias_{chosen.step.path}_{chosen.channel}"
    (st.session_state[key],) = edit.values_of(np.array([chosen.bias]))

    def typed() -> None:
        value = st.session_state[key]
        if value is not None and abs(value) <= edit.MAX_WEIGHT:
            done = f"with the bias {number(value)} instead of {number(chosen.bias)}"
            put_filter(chosen.step.path, chosen.channel, chosen.kernel, float(value), done)

    st.number_input(
        "Bias",
        key=key,
        step=0.1,
        format="%.4g",
        width=160,
        on_change=typed,
        help=tip("bias"),
    )


def link_length() -> None:
    """How long the link is with the edits, and a warning if it is too long."""
    scene = session().scene
    filters, numbers = len(scene.weights.filters), len(scene.weights.numbers)
    if not filters and not numbers:
        return
    length = len(link.encode(link.fitting(scene)))
    if length > link.MAX_CHARS:
        st.warning(
            f"With these edits the link has {length:,} characters, and a link of more than {link.MAX_CHARS:,} cannot be "
            "opened. The edits work here, but you cannot share them. Reset some of them to share the rest."
        )
        return
    counts = [
        f"{count} edited {what}{'s' * (count != 1)}"
        for count, what in ((filters, "filter"), (numbers, "number"))
        if count
    ]
    st.caption(f"{' and '.join(counts)} in the link, which has {length:,} characters.")
