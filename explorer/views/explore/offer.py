"""The offer to ask a network that knows 1,000 kinds of things about a photo, and the way back."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from explorer import presets
from explorer.images import samples
from explorer.scene import Scene
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits

WORLD = "efficientnet_lite0"
"""The preset that knows 1,000 kinds of things."""


def offer(current: Session) -> None:
    """A button to that network, if it should be asked about the image; on it, one back to the network that was left."""
    if _is_world(current.scene):
        previous = network_before(current)
        if previous is not None:
            st.button(
                f"Back to {_title(previous)}",
                icon=":material/arrow_back:",
                key="back_from_world",
                type="tertiary",
                on_click=_open,
                args=(current, previous),
            )
    elif worth_asking(current.scene):
        st.button(
            "Ask a network that knows 1,000 kinds of things",
            key="ask_world",
            width="stretch",
            on_click=_open,
            args=(current, presets.load(WORLD).scene()),
        )


def worth_asking(scene: Scene) -> bool:
    """Whether the image is a photo and the network does not know it: the visitor's own one, or a sample of another kind."""
    image, card = scene.image, scene.weights.card
    if image.own:
        return bool(image.digest)
    kind = next(sample.kind for sample in (*samples.SAMPLES, *samples.FASHION) if sample.name == image.sample)
    return card is not None and kind not in ("fashion", "pattern", card.gallery)


def network_before(current: Session) -> Scene | None:
    """The last scene of the history whose network was not this one, if there is one."""
    return next((moment.scene for moment in reversed(current.past) if not _is_world(moment.scene)), None)


def _is_world(scene: Scene) -> bool:
    return scene.weights.card is not None and scene.weights.card.name == WORLD


def _title(scene: Scene) -> str:
    return presets.load(scene.preset).title if scene.preset else "your network"


def _open(current: Session, scene: Scene) -> None:
    """Show the present image to the network of `scene`: one step of undo."""
    edits.start_from(current, replace(scene, image=current.scene.image))
