"""The section "Weights" of the sidebar: scheme and seed of random weights, or whose weights they are."""

from __future__ import annotations

import secrets
from dataclasses import replace

import streamlit as st

from explorer.errors import ExplorerError, SettingError
from explorer.scene import Scene
from explorer.views.share.notes import plain, tell
from explorer.views.shared.own_weights import asking_words
from explorer.views.shell.state import Session
from explorer.views.sidebar.weight_file import weight_file
from explorer.weights import Own, Seeded, TrainedHere, Weights
from explorer.weights.random_kernels import SCHEMES
from explorer.words.glossary import tip

MOST_NAMES = 4
"""Layers that a sentence names."""


def weights_panel(current: Session) -> None:
    """Scheme and seed of random weights, and a button that draws others."""
    base = current.scene.weights.base
    with st.expander("Weights"):
        if current.scene.weights.overrides:
            others = "random" if isinstance(base, Seeded) else "not"
            st.caption(f"Some filters are hand-made; the rest are {others}.")
        if isinstance(base, Seeded):
            _seeded(current, base)
        elif isinstance(base, Own):
            for sentence in uploaded_words(current.scene, base):
                st.caption(sentence)
        else:
            st.caption("These weights are trained. Random ones would replace them; Undo brings them back.")
        st.button(
            "New random weights" if isinstance(base, Seeded) else "Use random weights",
            icon=":material/casino:",
            key="roll",
            on_click=_roll,
            args=(current,),
            width="stretch",
        )
        if current.problem and current.problem[0] == "weights":
            tell(current.problem[1])
        weight_file(current)


def uploaded_words(scene: Scene, base: Own) -> list[str]:
    """Whose weights these are, which layers do not have them, and what happens to them, in Markdown."""
    if not base.present:
        return [plain(" ".join(asking_words(base)))]
    whose = _whose(base)
    sentences = [f"{whose}, {base.size / 1e6:,.1f} MB. Random ones would replace them; Undo brings them back."]
    try:
        network = scene.network
    except ExplorerError:
        return sentences
    random = [network.step(path).name for path in scene.weights.untrained(network)]
    fresh = [network.step(path).name for path in scene.weights.at_defaults(network)]
    if random:
        sentences.append(f"They do not fit {_some(random)}: random weights are used there.")
    if fresh:
        sentences.append(f"They do not fit {_some(fresh)}: the usual starting values are used there.")
    return sentences


def _whose(base: Own) -> str:
    """Where weights of one's own come from, in Markdown."""
    if isinstance(base, TrainedHere):
        name = f" **{plain(base.name)}**" if base.name else ""
        return f"These weights{name} were learned here, epoch {base.epoch:g}"
    return (
        f"These weights are from your file **{plain(base.name)}**"
        if base.name
        else "These weights were given as arrays"
    )


def _some(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    shown = plain(", ".join(names[:MOST_NAMES]))
    return f"{shown} and {len(names) - MOST_NAMES} more layers" if len(names) > MOST_NAMES else shown


def _seeded(current: Session, base: Seeded) -> None:
    st.session_state["scheme"], st.session_state["seed"] = base.scheme, base.seed
    st.selectbox(
        "Scheme", list(SCHEMES), key="scheme", on_change=_reseed, args=(current,), help=" ".join(SCHEMES.values())
    )
    st.number_input(
        "Seed",
        key="seed",
        step=1,
        on_change=_reseed,
        args=(current,),
        help=tip("seed"),
    )


def _reseed(current: Session) -> None:
    try:
        base = Seeded(st.session_state["scheme"], st.session_state["seed"])
    except SettingError as error:
        current.problem = ("weights", str(error))
        return
    current.commit(replace(current.scene, weights=replace(current.scene.weights, base=base)))


def _roll(current: Session) -> None:
    base = current.scene.weights.base
    scheme = base.scheme if isinstance(base, Seeded) else Seeded().scheme
    base = Seeded(scheme, secrets.randbelow(9_999) + 1)
    current.commit(replace(current.scene, weights=Weights(base), preset=""))
