"""The demo that the address names: loaded into the session, with what its viewers may do."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from explorer import demos as shipped
from explorer.errors import ExplorerError
from explorer.scene.viewing import EVERYTHING
from explorer.store import Bundle
from explorer.store.weight_files import photos_in, walk_with_weights, weights_in
from explorer.views.demo.instance import demo_of, demos
from explorer.views.image.photos import DEMO_FILES, add_photo
from explorer.views.share.walkthrough import Walk, end_walk
from explorer.views.shared.own_weights import DEMO_WEIGHTS, add_weights, shelf
from explorer.views.shell.pages import DEMO
from explorer.views.shell.state import Session
from explorer.weights import Own

PARAMETER, KEY = DEMO, "key"
"""The query parameters with the id of a demo, and with its author's secret."""


@dataclass(frozen=True)
class Followed:
    """The demo on the screen; `key` is its author's secret, "" for everybody else."""

    id: str
    bundle: Bundle
    key: str = ""

    @property
    def mine(self) -> bool:
        """Whether the visitor came by the author's address."""
        return bool(self.key)


def followed_demo() -> Followed | None:
    """The demo that the visitor follows, if there is one."""
    found: Followed | None = st.session_state.get("demo")
    return found


def follow_demo(current: Session) -> str:
    """Load the demo in the address, before anything is drawn. What cannot be loaded leaves a notice, and nothing else.

    Returns that notice, "" if there is none: a scene in the address, which is loaded after the demo, takes it away.
    """
    demo_id, key = st.query_params.get(PARAMETER, ""), st.query_params.get(KEY, "")
    now = followed_demo()
    if not demo_id or (now is not None and now.id == demo_id and key in ("", now.key)):
        return ""
    try:
        bundle = demo_of(demo_id)
        key = key if key and demo_id not in shipped.NAMES and demos().owns(demo_id, key) else ""
    except ExplorerError as error:
        st.query_params.pop(PARAMETER, None)
        current.notice = str(error)
        return current.notice
    st.query_params.pop(KEY, None)  # whoever copies the address must not hand out the secret
    return begin(current, Followed(demo_id, bundle, key))


def begin(current: Session, demo: Followed, parameter: str = PARAMETER) -> str:
    """Show the first step of a demo; its address leads through it from now on. `parameter` names it there.

    Returns why its weights are not here, which is the notice then, or "".
    """
    weights, problem = _weights_on_shelf(demo.bundle)
    bundle = replace(demo.bundle, walk=walk_with_weights(demo.bundle.walk, weights))
    walk = bundle.walk
    st.session_state["demo"] = replace(demo, bundle=bundle)
    st.session_state[DEMO_FILES], st.session_state[DEMO_WEIGHTS] = photos_in(bundle.files), weights
    st.session_state["walk"] = Walk(
        demo.id, walk, parameter=parameter, on_end=end_demo, author=bundle.author, note=bundle.note
    )
    current.permit(EVERYTHING if demo.mine else demo.bundle.viewing, tuple(stop.scene for stop in walk.stops))
    if parameter != PARAMETER or not st.query_params.get("m", ""):
        current.load(walk.stops[0].scene)
    if problem:
        current.notice = problem
    return problem


def _weights_on_shelf(bundle: Bundle) -> tuple[dict[str, Own], str]:
    """The uploaded weights of a demo by digest, and "" or why they are not here."""
    try:
        return {digest: shelf().put(each) for digest, each in weights_in(bundle.files).items()}, ""
    except ExplorerError as error:
        return {}, str(error)


def end_demo(current: Session) -> None:
    """Leave the demo; what is on the screen stays, with its photos and weights, and may be changed."""
    for data in st.session_state.get(DEMO_FILES, {}).values():
        add_photo(data)
    for weights in st.session_state.get(DEMO_WEIGHTS, {}).values():
        add_weights(weights)  # there is room: they are held already
    for name in ("demo", DEMO_FILES, DEMO_WEIGHTS):
        st.session_state.pop(name, None)
    current.permit(EVERYTHING, ())
    for name in (PARAMETER, KEY):
        st.query_params.pop(name, None)
    end_walk()
