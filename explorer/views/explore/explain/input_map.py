"""The choice of one of the maps that a filter reads, shared by all views of the Arithmetic tab."""

from __future__ import annotations

import streamlit as st

from explorer.figures.words import COLOURS
from explorer.network import Cell, Network
from explorer.network.colors import holds_colors


def input_map_names(network: Network, below: str) -> tuple[str, ...]:
    """The names of the maps of the step at `below`; of the image, those of its colors."""
    if holds_colors(network, below):
        return COLOURS
    channels = network.step(below).output_shape[-1]
    if not below:
        return ("grey",) if channels == 1 else tuple(f"channel {n}" for n in range(channels))
    return tuple(f"map {n}" for n in range(channels))


def choose_input(network: Network, cell: Cell) -> int | None:
    """The channel of the chosen input map; None for the strongest, and, without asking, if the cell reads only one."""
    step = network.step(cell.path)
    read = step.layer.channels_read(cell.channel, step.input_shape)
    if len(read) == 1:
        return None
    names = input_map_names(network, step.sources[0])
    choices: dict[str, int] = st.session_state.setdefault("input_map_kept", {})
    key = f"input_map_{cell.path}_{read.start}"
    st.session_state[key] = choices[key] if choices.get(key, -1) in read else -1

    def keep() -> None:
        choices[key] = int(st.session_state[key])

    chosen = st.selectbox(
        "Input map",
        [-1, *read],
        key=key,
        width=240,
        on_change=keep,
        format_func=lambda n: "the strongest" if n < 0 else names[n],
        help="Choose one of the maps that are read. The strongest is the one that adds or takes away most at the selected "
        "cell.",
    )
    return None if chosen in (None, -1) else int(chosen)
