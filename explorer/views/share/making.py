"""The dialog in which a walkthrough is made: its steps, in their order, each with a title, a note and a question."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from explorer.errors import LinkError
from explorer.figures.links.preview import STEP
from explorer.scene import Scene, walkthrough
from explorer.scene.walkthrough import MAX_NOTE, MAX_STOPS, MAX_TITLE, Stop, Walkthrough
from explorer.views.components.copy.copy import mount_copy
from explorer.views.demo.pictures import step_picture
from explorer.views.share.address import SAFE_CHARS, base_address, only_here
from explorer.views.share.notes import counted, plain, rich, tell, too_long
from explorer.views.share.walkthrough import PARAMETER, followed
from explorer.views.shared.asked import ask, is_asked
from explorer.views.shell.theme import current_theme
from explorer.words.description import describe

STYLE = """<style>
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-walk_said_"]) { flex: 1 1 240px; min-width: 0; }
</style>"""
_OPENED = "making_walk"
STATE, WALK = "state", "walk"
NEW = -1
"""In place of the index of a step: the one that is to be added."""
HOW = "**bold**, *italic* and `code` are shown as such"
LIMITS = {"title": MAX_TITLE, "note": MAX_NOTE, "question": MAX_NOTE}
"""The texts of a step, and how many characters each may have."""


@dataclass
class Draft:
    """A walkthrough that the visitor is composing; `edited` is the index of the step that is being edited, if one is."""

    title: str = ""
    stops: list[Stop] = field(default_factory=list)
    edited: int | None = None
    serial: int = 0
    """Part of the keys of the fields: it changes when they stand for another step."""
    seed: Walkthrough | None = None
    """The walkthrough that it was made from."""

    @property
    def untouched(self) -> bool:
        """Whether it is still what it was made from, or empty: nobody's work is in it."""
        texts = (self.seed.title, list(self.seed.stops)) if self.seed else ("", [])
        return (self.title, self.stops) == texts

    def move(self, at: int, by: int) -> None:
        """Swap the stop at index `at` with the one `by` places further on, if there is one."""
        to = at + by
        if 0 <= at < len(self.stops) and 0 <= to < len(self.stops):
            self.stops[at], self.stops[to] = self.stops[to], self.stops[at]

    def remove(self, at: int) -> None:
        """Drop the stop at index `at`, if there is one."""
        if 0 <= at < len(self.stops):
            del self.stops[at]

    def put(self, at: int, stop: Stop) -> None:
        """Replace the stop at index `at`, or add `stop` at the end for NEW. A draft that is full stays as it is."""
        if at == NEW and len(self.stops) < MAX_STOPS:
            self.stops.append(stop)
        elif 0 <= at < len(self.stops):
            self.stops[at] = stop


def _draft() -> Draft:
    """The visitor's draft."""
    now = followed()
    draft = current_draft(st.session_state.get("walk_draft"), now.walk if now else None)
    st.session_state["walk_draft"] = draft
    return draft


def current_draft(draft: Draft | None, walk: Walkthrough | None) -> Draft:
    """The draft to go on with. It starts from the `walk` that is followed, so that this can be changed.

    When another one is followed it starts anew, unless somebody's work is in it: the steps of one demo must not be published
    at the address of another.
    """
    if draft is None or (walk is not None and draft.seed != walk and draft.untouched):
        return Draft(walk.title, list(walk.stops), seed=walk) if walk else Draft()
    return draft


def chosen_stops(scene: Scene, key: str) -> Sequence[Stop]:
    """The steps of the walkthrough that the visitor makes or follows, if they choose it in a field; else `scene` alone."""
    stops = _draft().stops
    if not stops:
        return (Stop(scene),)
    names = {WALK: f"The walkthrough ({len(stops)} step{'s' * (len(stops) != 1)})", STATE: "What is on the screen now"}
    chosen = st.segmented_control(
        "What is shown", list(names), default=WALK, required=True, format_func=names.__getitem__, key=key
    )
    return stops if chosen == WALK else (Stop(scene),)


def walk_button(scene: Scene) -> None:
    """The button that opens the dialog in which a walkthrough is made."""
    st.button("Walkthrough", icon=":material/route:", key="make_walk", on_click=_open)
    if is_asked(_OPENED):
        _dialog(scene)


def _open() -> None:
    ask(_OPENED)
    _stop_editing()


@st.dialog("Make a walkthrough", width="medium")
def _dialog(scene: Scene) -> None:
    draft = _draft()
    st.html(STYLE)
    with st.container(key="walk_dialog", gap="small"):
        st.markdown(
            "Put states of the explorer in an order and hand them out as one link. Set up what should be seen, come here, "
            "write a note, add it; then the next one."
        )
        st.session_state["walk_title"] = draft.title
        st.text_input("Title", key="walk_title", max_chars=MAX_TITLE, on_change=_set_title)
        for at, stop in enumerate(draft.stops):
            if at == draft.edited:
                _fields(at, stop)
            else:
                _row(at, stop, len(draft.stops))
        if draft.edited is None:
            st.markdown(f"**On the screen now:** {plain(describe(scene))}")
            _fields(NEW, Stop(scene))
        _link(draft)


def _set_title() -> None:
    _draft().title = str(st.session_state["walk_title"])


def _row(at: int, stop: Stop, count: int) -> None:
    draft = _draft()
    with st.container(key=f"walk_row_{at}", horizontal=True, gap="small"):
        _picture(stop)
        with st.container(key=f"walk_said_{at}", gap=None):
            predict = "  \n:gray[predict first]" if stop.predict else ""
            title = f"**{plain(stop.title)}**  \n" if stop.title else ""
            st.markdown(f"**{at + 1}.** {title}{rich(stop.note) or plain(describe(stop.scene))}{predict}")
            with st.container(horizontal=True, gap="small"):
                for name, disabled, action in (
                    ("Edit", False, lambda: _edit(at)),
                    ("Up", at == 0, lambda: draft.move(at, -1)),
                    ("Down", at == count - 1, lambda: draft.move(at, 1)),
                    ("Delete", False, lambda: draft.remove(at)),
                ):
                    busy = draft.edited is not None  # an index means another step once these are moved
                    st.button(
                        name, key=f"walk_{name}_{at}", disabled=disabled or busy, on_click=action, type="tertiary"
                    )


def _picture(stop: Stop) -> None:
    """The photo of a step beside its maps, which the browser fetches from the server."""
    if source := step_picture(stop.scene, current_theme()):
        size = f'width="{STEP.width // 2}" height="{STEP.height // 2}"'
        st.html(f'<img src="{html.escape(source)}" {size} loading="lazy" alt="">', width=STEP.width // 2)


def _edit(at: int | None) -> None:
    """Edit the step at index `at`, or None; the fields are new ones, which take nothing over from those before."""
    draft = _draft()
    draft.edited, draft.serial = at, draft.serial + 1


def _keys() -> dict[str, str]:
    """The keys of the present fields of a step, by the name of what is entered."""
    return {name: f"walk_{name}_{_draft().serial}" for name in (*LIMITS, "predict")}


def _fields(at: int, stop: Stop) -> None:
    """The fields of a step, with what is in it, and the button that stores them; a text that is too long is kept as it is."""
    which, keys = "new" if at == NEW else "edited", _keys()
    with st.container(key=f"walk_{which}", border=True, gap="small"):
        st.text_input("Title of the step", stop.title, key=keys["title"], max_chars=MAX_TITLE)
        note = st.text_area("Note", stop.note, key=keys["note"], height=80, placeholder=HOW)
        st.caption(_count(note))
        if st.checkbox("Predict first: ask before this state is shown", stop.predict, key=keys["predict"]):
            question = st.text_input(
                "Question", stop.question, key=keys["question"], placeholder="How large will the map be?"
            )
            st.caption(_count(question))
        for sentence in st.session_state.pop("walk_problem", []):
            tell(sentence)
        with st.container(horizontal=True):
            if at == NEW:
                full = len(_draft().stops) >= MAX_STOPS
                st.button(
                    "Add this state",
                    icon=":material/add:",
                    key="walk_add",
                    disabled=full,
                    on_click=_store,
                    args=(at, stop),
                )
            else:
                st.button("Save", key="walk_save", type="primary", on_click=_store, args=(at, stop))
                st.button("Cancel", key="walk_cancel", type="tertiary", on_click=_stop_editing)


def _count(text: str) -> str:
    words = counted(text, MAX_NOTE)
    return f":red[{words}]" if len(text) > MAX_NOTE else words


def _store(at: int, stop: Stop) -> None:
    """Put the step with what was entered into the draft, unless a text of it is too long."""
    keys, entered = _keys(), st.session_state
    texts = {name: str(entered.get(keys[name], getattr(stop, name))).strip() for name in LIMITS}
    if sentences := too_long(texts, LIMITS):
        entered["walk_problem"] = sentences
        return
    predict = bool(entered.get(keys["predict"]))
    _draft().put(at, Stop(stop.scene, texts["note"], predict, texts["question"], texts["title"]))
    _stop_editing()


def _stop_editing() -> None:
    _edit(None)


def _link(draft: Draft) -> None:
    if not draft.stops:
        return
    try:
        text = walkthrough.encode(Walkthrough(tuple(draft.stops), draft.title))
    except LinkError as error:
        tell(str(error))
        return
    address = f"{base_address()}?{PARAMETER}={text}"
    mount_copy("copy_walk", "Link of the walkthrough", address, "Copy link")
    count = f"{len(draft.stops)} step{'s' * (len(draft.stops) != 1)}, {len(address):,} characters."
    st.caption(
        f"{count} Some mail programs cut off links of more than {SAFE_CHARS:,}." if len(address) > SAFE_CHARS else count
    )
    if here := only_here(address):
        st.caption(here)
