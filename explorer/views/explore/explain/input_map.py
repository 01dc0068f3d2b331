"""Which of the maps that a filter reads is looked at: one choice for all the views of the Explain tab."""

from __future__ import annotations

import streamlit as st

from explorer.figures.words import COLOURS
from explorer.network import Cell, Network


def names(network: Network, below: str) -> tuple[str, ...]:
    """What the maps of the step at `below` are called."""
    channels = network.step(below).output_shape[-1]
    if not below:
        return (
            COLOURS if channels == 3 else ("grey",) if channels == 1 else tuple(f"channel {n}" for n in range(channels))
        )
    return tuple(f"map {n}" for n in range(channels))


def choose_input(network: Network, cell: Cell) -> int | None:
    """Which input map is looked at; None for the strongest. Nothing is asked where the cell reads one map only."""
    step = network.step(cell.path)
    read = step.layer.channels_read(cell.channel, step.input_shape)
    if len(read) == 1:
        return None
    called = names(network, step.sources[0])
    kept: dict[str, int] = st.session_state.setdefault("input_map_kept", {})
    key = f"input_map_{cell.path}_{read.start}"
    st.session_state[key] = kept[key] if kept.get(key, -1) in read else -1

    def keep() -> None:
        kept[key] = int(st.session_state[key])

    found = st.selectbox(
        "Input map",
        [-1, *read],
        key=key,
        width=240,
        on_change=keep,
        format_func=lambda n: "the strongest" if n < 0 else called[n],
        help="Choose a map below. The strongest can add most: its strength times the sum of its kernel's magnitudes.",
    )
    return None if found in (None, -1) else int(found)
