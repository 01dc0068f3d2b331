"""The What if tab: the selected map's filter as numbers to type over, turn, negate, or take from the bank."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from explorer.errors import WeightsError
from explorer.layers import Conv2D
from explorer.layers.base import Array
from explorer.network import Cell, Network, Step
from explorer.views.state import Session, session
from explorer.weights import Weights, edit
from explorer.weights.bank import FILTER_BY_NAME, FILTERS

if TYPE_CHECKING:
    from explorer.views.selection import Shown

MOST_VALUES = 1_200
"""A filter with more weights than this makes a link too long; it can be looked at, but not edited."""


def whatif_tab(shown: Shown, cell: Cell) -> None:
    """Edit the filter behind the selected map; the maps follow."""
    network, step = shown.run.network, _convolution(shown.run.network, cell)
    with st.container(key="whatif", gap="small"):
        if step is None:
            st.markdown("Select a map of a convolution, or of a layer above one, to edit its filter.")
            return
        channel = min(cell.channel, step.output_shape[-1] - 1)
        one = shown.run.scene.weights.params(network)[step.path]["kernel"][..., channel]
        st.markdown(f"**Filter {channel} of {step.name}**: what if its weights were others? The maps follow at once.")
        if one.size > MOST_VALUES:
            st.caption(
                f"It has {one.size:,} weights; up to {MOST_VALUES:,} can be edited, because edits travel in the link."
            )
            return
        _actions(step, channel, one, shown.run.scene.weights)
        _editor(step, channel, one)


def _convolution(network: Network, cell: Cell) -> Step | None:
    """The convolution whose filter made the selected map: the cell's own layer, or the last one below it."""
    for step in reversed(network.steps[: network.index(cell.path) + 1]):
        if isinstance(step.layer, Conv2D):
            return step
    return None


def _actions(step: Step, channel: int, one: Array, weights: Weights) -> None:
    changes: dict[str, tuple[Callable[[Array], Array], str]] = {
        "Negate": (edit.negated, "Every weight with the other sign."),
        "Flip": (edit.flipped, "Half a turn: convolution in the mathematical sense instead of cross-correlation."),
        "Normalise": (edit.normalised, "Divided by the sum of the magnitudes, which becomes 1."),
        "Zero": (np.zeros_like, "All weights 0: the map shows its bias alone."),
    }
    if one.shape[0] == one.shape[1]:
        changes["Turn"] = (edit.rotated, "A quarter turn against the clock.")
    with st.container(horizontal=True, gap="small", key="whatif_actions"):
        for name, (change, about) in changes.items():
            st.button(name, key=f"whatif_{name}", help=about, on_click=_put, args=(step.path, channel, change(one)))
        edited = any((f.path, f.channel) == (step.path, channel) for f in weights.filters)
        st.button("Reset", key="whatif_reset", disabled=not edited, on_click=_reset, args=(step.path, channel))
        _bank(step, channel)


def _bank(step: Step, channel: int) -> None:
    """Hand-made filters that fit the window."""
    shape = step.param_shapes["kernel"]
    titles = {f.title: f.name for f in FILTERS if len(f.taps) <= shape[0] and len(f.taps[0]) <= shape[1]}

    def take() -> None:
        name = titles[st.session_state["whatif_bank"]]
        _put(step.path, channel, edit.from_bank(name, shape))

    st.menu_button("Take from the bank", list(titles), key="whatif_bank", on_click=take, format_func=_described)


def _described(title: str) -> str:
    return next((f"{f.title}: {f.about}" for f in FILTER_BY_NAME.values() if f.title == title), title)


def _editor(step: Step, channel: int, one: Array) -> None:
    """The weights of one slice as a grid of numbers."""
    slices = one.shape[2]
    chosen = 0
    if slices > 1:
        options = list(range(slices))
        st.session_state.setdefault("whatif_slice", 0)
        st.session_state["whatif_slice"] = min(st.session_state["whatif_slice"], slices - 1)
        chosen = st.selectbox("Kernel for input map", options, key="whatif_slice", width=200)
    grid = np.array(edit.values_of(one)).reshape(one.shape)[:, :, chosen]
    key = f"whatif_grid_{step.path}_{channel}_{chosen}_{abs(hash(grid.tobytes()))}"
    table = {str(col): grid[:, col].tolist() for col in range(grid.shape[1])}

    def typed() -> None:
        changed = one.astype(np.float64).copy()
        said: Any = st.session_state[key]
        for row, cells in said["edited_rows"].items():
            for col, value in cells.items():
                if value is not None:
                    changed[int(row), int(col), chosen] = value
        _put(step.path, channel, changed)

    columns = {name: st.column_config.NumberColumn(name, format="%.4g", step=1e-6) for name in table}
    st.data_editor(
        table,
        key=key,
        column_config=columns,
        hide_index=True,
        num_rows="fixed",
        on_change=typed,
        width=min(90 * grid.shape[1], 780),
    )
    st.caption("Double-click a number and type another one. Columns count from 0. The bias stays as it is.")


def _put(path: str, channel: int, one: Array) -> None:
    """Commit an edited filter and draw the page again."""
    current = session()
    try:
        weights = current.scene.weights.with_filter(path, channel, edit.values_of(one))
    except WeightsError as error:
        current.notice = str(error)
        return
    _commit(current, weights)


def _reset(path: str, channel: int) -> None:
    current = session()
    _commit(current, current.scene.weights.with_filter(path, channel, None))


def _commit(current: Session, weights: Weights) -> None:
    current.commit(replace(current.scene, weights=weights, preset=""))
    st.session_state["whole_page"] = True  # the tab is a fragment: the maps must follow too
