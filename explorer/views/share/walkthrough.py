"""Walkthroughs on the Explore page: the bar of the one that is followed, and the dialog that makes one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import streamlit as st

from explorer.errors import LinkError
from explorer.scene import Scene, walkthrough
from explorer.scene.walkthrough import MAX_NOTE, MAX_STOPS, MAX_TITLE, Stop, Walkthrough
from explorer.views.components.copy.copy import mount_copy
from explorer.views.share.share import SAFE_CHARS, base_address
from explorer.views.shell.state import Session, session
from explorer.words.description import describe

PARAMETER = "w"
"""The query parameter that holds an encoded walkthrough."""
STYLE = """<style>
.st-key-walk { border-left: 4px solid var(--cnn-accent); padding: 8px 12px; border-radius: 4px; margin-bottom: 8px;
  background: color-mix(in srgb, var(--cnn-accent) 7%, transparent); }
.st-key-walk p { line-height: 1.5; }
.st-key-walk button { min-height: 34px; padding: 2px 12px; }
[data-testid="stLayoutWrapper"]:has(> .st-key-walk_words) { flex: 1 1 320px; min-width: 0; }
@media print { .st-key-walk button { display: none; } }
</style>"""


@dataclass
class Walk:
    """The walkthrough that the visitor follows: the index of its stop, and the stops revealed after their question."""

    text: str
    walk: Walkthrough
    at: int = 0
    shown: set[int] = field(default_factory=set)

    @property
    def stop(self) -> Stop:
        """The present stop."""
        return self.walk.stops[self.at]

    @property
    def waiting(self) -> bool:
        """Whether the stop asks for a prediction and is still hidden; the first has no state before it to predict from."""
        return self.stop.predict and self.at > 0 and self.at not in self.shown

    def follow(self, scene: Scene) -> None:
        """Go to the stop that shows `scene`, the nearest of several: the browser's Back, or a reload, can lead to it.

        While a question waits, the state of the stop before is on the screen, and the question stays. A state that is
        on the screen counts as revealed.
        """
        scenes = [stop.scene for stop in self.walk.stops]
        if scene == scenes[self.at - 1 if self.waiting else self.at]:
            return
        matches = [index for index, stop_scene in enumerate(scenes) if stop_scene == scene]
        if matches:
            self.at = min(matches, key=lambda index: abs(index - self.at))
            self.shown.add(self.at)


def _walk() -> Walk | None:
    walk: Walk | None = st.session_state.get("walk")
    return walk


def follows_walk() -> bool:
    """Whether the visitor follows a walkthrough."""
    return _walk() is not None


def follow_walk(current: Session) -> None:
    """Load the walkthrough in the address, before anything is drawn; the browser's Back and Forward move in it."""
    text, now = st.query_params.get(PARAMETER, ""), _walk()
    if text and (now is None or now.text != text):
        try:
            now = Walk(text, walkthrough.decode(text))
        except LinkError as error:
            current.notice = str(error)
            st.query_params.pop(PARAMETER, None)
            return
        st.session_state["walk"] = now
        if not st.query_params.get("m", ""):
            current.commit(now.stop.scene)
    if now is not None:
        now.follow(current.scene)


# -- the bar ------------------------------------------------------------------------------------------------------


def walk_bar(current: Session) -> None:
    """The bar with note, step number and buttons, if the visitor follows a walkthrough."""
    now = _walk()
    if now is None:
        return
    if st.query_params.get(PARAMETER) != now.text:
        st.query_params[PARAMETER] = now.text  # other pages clear the address
    stops = now.walk.stops
    st.html(STYLE)
    with st.container(key="walk", horizontal=True, vertical_alignment="center", gap="medium"):
        with st.container(key="walk_words", gap=None):
            title = f"{plain(now.walk.title)}, step" if now.walk.title else "Walkthrough, step"
            st.markdown(f":gray[{title} {now.at + 1} of {len(stops)}]")
            if now.waiting:
                st.markdown(f"**What do you expect?** {plain(now.stop.question)}")
            elif now.stop.note:
                st.markdown(plain(now.stop.note))
        _buttons(current, now, len(stops))


def _buttons(current: Session, now: Walk, count: int) -> None:
    with st.container(horizontal=True, gap="small", key="walk_buttons", width="content"):
        if not now.waiting and current.scene != _with_open_tool(now.stop.scene, current.scene):
            st.button("Return to this step", key="walk_return", type="tertiary", on_click=_turn, args=(0,))
        st.button("Back", key="walk_back", disabled=now.at == 0, on_click=_turn, args=(-1,))
        if now.waiting:
            st.button("Show", key="walk_show", type="primary", on_click=_show)
        else:
            last = now.at + 1 == count
            st.button("Next", key="walk_next", type="primary", disabled=last, on_click=_turn, args=(1,))
        st.button(
            "End", key="walk_end", type="tertiary", help="End the walkthrough; what is shown stays.", on_click=_end
        )


def _with_open_tool(stop: Scene, present: Scene) -> Scene:
    """The scene of a stop; if it names no tab, with the one that is open."""
    return replace(stop, tool=stop.tool or present.tool)


def plain(text: str) -> str:
    """Markdown that shows `text` literally, with its line breaks: a walkthrough can come from anybody."""
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
    return escaped.replace("\n", "  \n")


def _turn(by: int) -> None:
    now, current = _walk(), session()
    if now is None:
        return
    now.at = min(max(now.at + by, 0), len(now.walk.stops) - 1)
    if not now.waiting:
        current.commit(now.stop.scene)


def _show() -> None:
    now = _walk()
    if now is not None:
        now.shown.add(now.at)
        session().commit(now.stop.scene)


def _end() -> None:
    st.session_state.pop("walk", None)
    st.query_params.pop(PARAMETER, None)


# -- making one -----------------------------------------------------------------------------------------------------


@dataclass
class Draft:
    """A walkthrough that the visitor is composing."""

    title: str = ""
    stops: list[Stop] = field(default_factory=list)

    def move(self, at: int, by: int) -> None:
        """Swap the stop at index `at` with the one `by` places further on, if there is one."""
        to = at + by
        if 0 <= at < len(self.stops) and 0 <= to < len(self.stops):
            self.stops[at], self.stops[to] = self.stops[to], self.stops[at]

    def remove(self, at: int) -> None:
        """Drop the stop at index `at`, if there is one."""
        if 0 <= at < len(self.stops):
            del self.stops[at]


def _draft() -> Draft:
    """The visitor's draft. It starts from the walkthrough that they follow, so that it can be changed."""
    if "walk_draft" not in st.session_state:
        now = _walk()
        st.session_state["walk_draft"] = Draft(now.walk.title, list(now.walk.stops)) if now else Draft()
    draft: Draft = st.session_state["walk_draft"]
    return draft


def walk_button(scene: Scene) -> None:
    """The button that opens the dialog in which a walkthrough is made."""
    st.button("Walkthrough", icon=":material/route:", key="make_walk", on_click=_open)
    if st.session_state.pop("making_walk", False):
        _dialog(scene)


def _open() -> None:
    st.session_state["making_walk"] = True


@st.dialog("Make a walkthrough", width="medium")
def _dialog(scene: Scene) -> None:
    draft = _draft()
    with st.container(key="walk_dialog", gap="small"):
        st.markdown(
            "Put states of the explorer in an order and hand them out as one link. Set up what should be seen, come here, "
            "write a note, add it; then the next one."
        )
        st.session_state["walk_title"] = draft.title
        st.text_input("Title", key="walk_title", max_chars=MAX_TITLE, on_change=_set_title)
        for at, stop in enumerate(draft.stops):
            _row(at, stop, len(draft.stops))
        _new_stop(scene, draft)
        _link(draft)


def _set_title() -> None:
    _draft().title = str(st.session_state["walk_title"])


def _row(at: int, stop: Stop, count: int) -> None:
    with st.container(key=f"walk_row_{at}", horizontal=True, vertical_alignment="center", gap="small"):
        predict = "  \n:gray[predict first]" if stop.predict else ""
        note = plain(stop.note or describe(stop.scene))
        st.markdown(f"**{at + 1}.** {note}{predict}", width="stretch")
        draft = _draft()
        for name, disabled, action in (
            ("Up", at == 0, lambda: draft.move(at, -1)),
            ("Down", at == count - 1, lambda: draft.move(at, 1)),
            ("Delete", False, lambda: draft.remove(at)),
        ):
            st.button(name, key=f"walk_{name}_{at}", disabled=disabled, on_click=action, type="tertiary")


def _new_stop(scene: Scene, draft: Draft) -> None:
    """The form that adds the state on the screen."""
    with st.form("walk_new", clear_on_submit=True):
        st.markdown(f"**On the screen now:** {plain(describe(scene))}")
        st.text_area("Note", key="walk_note", max_chars=MAX_NOTE, height=80)
        st.checkbox("Predict first: ask before this state is shown", key="walk_predict")
        st.text_input("Question", key="walk_question", max_chars=MAX_NOTE, placeholder="How large will the map be?")
        full = len(draft.stops) >= MAX_STOPS
        st.form_submit_button("Add this state", icon=":material/add:", disabled=full, on_click=_add, args=(scene,))


def _add(scene: Scene) -> None:
    entered = st.session_state
    note, question = (str(entered[key]).strip() for key in ("walk_note", "walk_question"))
    _draft().stops.append(Stop(scene, note, bool(entered["walk_predict"]), question))


def _link(draft: Draft) -> None:
    if not draft.stops:
        return
    try:
        text = walkthrough.encode(Walkthrough(tuple(draft.stops), draft.title))
    except LinkError as error:
        st.error(str(error))
        return
    address = f"{base_address()}?{PARAMETER}={text}"
    mount_copy("copy_walk", "Link of the walkthrough", address, "Copy link")
    count = f"{len(draft.stops)} step{'s' * (len(draft.stops) != 1)}, {len(address):,} characters."
    st.caption(
        f"{count} Some mail programs cut off links of more than {SAFE_CHARS:,}." if len(address) > SAFE_CHARS else count
    )
