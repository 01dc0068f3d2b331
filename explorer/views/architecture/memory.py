"""The memory of the network on the Architecture page: of a run, and of training."""

from __future__ import annotations

import streamlit as st

from explorer.analysis import summary
from explorer.figures.theme import number
from explorer.network import Network

MOST_IMAGES = 4096
FORMULA = (
    "Training takes images × (maps kept for the way back, and their gradients) + parameters + their gradients + what the "
    "optimiser keeps: nothing (SGD), one number for each parameter (momentum), or two (Adam). Every number takes four bytes. "
    "What a library needs beside them is not counted."
)


def memory(network: Network) -> None:
    """What a run needs, with maps freed or kept, and what training needs by optimizer and number of images."""
    st.markdown("### Memory")
    with st.container(key="memory", gap="small"):
        found = summary.forward(network)
        with st.container(horizontal=True, gap="large", key="memory_run"):
            for label, count, tip in _of_a_run(network, found):
                st.markdown(f":gray[{label}]  \n**{bytes_text(count)}**", help=tip, width="content")
        images = st.number_input(
            "Images at a time",
            min_value=1,
            max_value=MOST_IMAGES,
            value=1,
            step=1,
            key="memory_images",
            width=160,
            help="Sets how many images one step of training takes: each has maps of its own.",
        )
        with st.container(horizontal=True, gap="large", key="memory_training"):
            for optimizer in summary.OPTIMIZERS:
                total = summary.training(network, optimizer).total(int(images))
                st.markdown(
                    f":gray[Training, {optimizer}]  \n**{bytes_text(total)}**",
                    help=_parts(network, optimizer, int(images)),
                    width="content",
                )
        st.caption(FORMULA)


def _of_a_run(network: Network, found: summary.Forward) -> tuple[tuple[str, int, str], ...]:
    name = network.step(found.path).name
    return (
        (
            "One image, maps freed",
            found.peak,
            f"{found.peak:,} bytes. A map is freed when no later layer reads it. Most is needed while {name} is computed.",
        ),
        ("One image, maps kept", found.kept, f"{found.kept:,} bytes: all maps, as here, where each can be looked at."),
        ("Parameters", found.weights, f"{found.weights:,} bytes, statistics included."),
    )


def _parts(network: Network, optimizer: str, images: int) -> str:
    found = summary.training(network, optimizer)
    counts = [images * found.maps, found.weights, found.gradients, found.state]
    names = ("maps and their gradients", "parameters", "gradients", "kept by the optimiser")
    parts = [f"{bytes_text(count)} {name}" for count, name in zip(counts, names, strict=True)]
    return f"{found.total(images):,} bytes: {', '.join(parts)}."


def bytes_text(count: int) -> str:
    """Bytes in the unit in which they read best: "115 MB"."""
    for size, unit in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if count >= size:
            return f"{number(count / size)} {unit}"
    return f"{count} bytes"
