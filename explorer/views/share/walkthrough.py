"""The walkthrough that the visitor follows on the Explore page: its bar, and how the address leads through it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from explorer.errors import LinkError
from explorer.scene import Scene, walkthrough
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store.weight_files import walk_with_weights
from explorer.views.components.resume.resume import mount_resume
from explorer.views.share.notes import plain, rich
from explorer.views.shared.own_weights import my_weights
from explorer.views.shell.state import Session, session

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
    """The walkthrough that the visitor follows: the index of its stop, and the stops revealed after their question.

    `text` names it in the address, as the value of `parameter`. `on_end` is called when the visitor leaves it. Of a
    demo, `author` and `note` are who made it, and what they say to all of it.
    """

    text: str
    walk: Walkthrough
    at: int = 0
    shown: set[int] = field(default_factory=set)
    parameter: str = PARAMETER
    on_end: Callable[[Session], None] | None = None
    author: str = ""
    note: str = ""
    kept: int = 0
    """The step at which this browser left it at an earlier visit, 0 if there is none."""

    @property
    def name(self) -> str:
        """Under this name the browser remembers the step: short, because the text of a link can be long."""
        return self.text if self.parameter != PARAMETER else hashlib.sha256(self.text.encode()).hexdigest()[:16]

    @property
    def spoken(self) -> bool:
        """Whether there is anything to say or to step through: a demo of one state may have no words."""
        texts = (self.walk.title, self.author, self.note, self.stop.title, self.stop.note)
        return len(self.walk.stops) > 1 or any(texts)

    @property
    def stop(self) -> Stop:
        """The present stop."""
        return self.walk.stops[self.at]

    @property
    def waiting(self) -> bool:
        """Whether the stop asks for a prediction and is still hidden; the first has no state before it to predict from."""
        return self.stop.predict and self.at > 0 and self.at not in self.shown

    @property
    def seen(self) -> Scene:
        """The scene that is on the screen at this stop: while its question waits, that of the stop before."""
        return self.walk.stops[self.at - 1 if self.waiting else self.at].scene

    def remember(self, message: object) -> None:
        """Take what the browser had kept; anything but a step of this walkthrough is ignored."""
        step = message.get("step") if isinstance(message, Mapping) and message.get("name") == self.name else None
        if type(step) is int and 0 < step < len(self.walk.stops):
            self.kept = step

    def follow(self, scene: Scene) -> None:
        """Go to the stop that shows `scene`, the nearest of several: the browser's Back, or a reload, can lead to it.

        While a question waits, the state of the stop before is on the screen, and the question stays. A state that is
        on the screen counts as revealed.
        """
        scenes = [stop.scene for stop in self.walk.stops]
        if scene == self.seen:
            return
        matches = [index for index, stop_scene in enumerate(scenes) if stop_scene == scene]
        if matches:
            self.at = min(matches, key=lambda index: abs(index - self.at))
            self.shown.add(self.at)


def followed() -> Walk | None:
    """The walkthrough that the visitor follows, if there is one."""
    walk: Walk | None = st.session_state.get("walk")
    return walk


def follows_walk() -> bool:
    """Whether the visitor follows a walkthrough."""
    return followed() is not None


def follow_walk(current: Session) -> None:
    """Load the walkthrough in the address, before anything is drawn; the browser's Back and Forward move in it."""
    text, now = st.query_params.get(PARAMETER, ""), followed()
    if text and (now is None or now.text != text or now.parameter != PARAMETER):
        try:
            now = Walk(text, walk_with_weights(walkthrough.decode(text), my_weights()))
        except LinkError as error:
            current.notice = str(error)
            st.query_params.pop(PARAMETER, None)
            return
        st.session_state["walk"] = now
        if not st.query_params.get("m", ""):
            current.load(now.stop.scene)
    if now is not None:
        now.follow(current.scene)


# -- the bar ------------------------------------------------------------------------------------------------------


def walk_bar(current: Session) -> None:
    """The bar with note, step number and buttons, if the visitor follows a walkthrough."""
    now = followed()
    if now is None:
        return
    if st.query_params.get(now.parameter) != now.text:
        st.query_params[now.parameter] = now.text  # other pages clear the address
    stops = now.walk.stops
    if not now.spoken:
        return
    st.html(STYLE)
    with st.container(key="walk", horizontal=True, vertical_alignment="center", gap="medium"):
        with st.container(key="walk_words", gap=None):
            st.markdown(f":gray[{_heading(now)}]")
            if now.note and now.at == 0:
                st.markdown(rich(now.note))
            if now.stop.title and not now.waiting:
                st.markdown(f"**{plain(now.stop.title)}**")
            if now.waiting:
                st.markdown(f"**What do you expect?** {rich(now.stop.question)}")
            elif now.stop.note:
                st.markdown(rich(now.stop.note))
            if len(stops) > 1:
                mount_resume(now.name, now.at, len(stops), now.remember)
        _buttons(current, now, len(stops))


def _heading(now: Walk) -> str:
    """The title, and where in it the visitor is if there is more than one step."""
    count = len(now.walk.stops)
    title = plain(now.walk.title) or ("Walkthrough" if now.parameter == PARAMETER else "Demo")
    by = f" by {plain(now.author)}" if now.author else ""
    return f"{title}{by}, step {now.at + 1} of {count}" if count > 1 else f"{title}{by}"


def _buttons(current: Session, now: Walk, count: int) -> None:
    with st.container(horizontal=True, gap="small", key="walk_buttons", width="content"):
        if not now.waiting and current.scene != _with_open_tool(now.stop.scene, current.scene):
            st.button("Return to this step", key="walk_return", type="tertiary", on_click=_turn, args=(0,))
        if now.kept and now.at == 0:
            st.button(
                f"Go on at step {now.kept + 1}",
                key="walk_resume_button",
                help="Goes to where you were when you left.",
                on_click=_go_on,
            )
        if count > 1:
            st.button("Back", key="walk_back", disabled=now.at == 0, on_click=_turn, args=(-1,))
        if now.waiting:
            st.button("Show", key="walk_show", type="primary", on_click=_show)
        elif count > 1:
            last = now.at + 1 == count
            st.button("Next", key="walk_next", type="primary", disabled=last, on_click=_turn, args=(1,))
        st.button(
            "End", key="walk_end", type="tertiary", help="End the walkthrough; what is shown stays.", on_click=_end
        )


def _with_open_tool(stop: Scene, present: Scene) -> Scene:
    """The scene of a stop; if it names no tab, with the one that is open."""
    return replace(stop, tool=stop.tool or present.tool)


def _turn(by: int) -> None:
    now, current = followed(), session()
    if now is None:
        return
    now.at = min(max(now.at + by, 0), len(now.walk.stops) - 1)
    if not now.waiting:
        current.show(now.stop.scene)


def _go_on() -> None:
    now = followed()
    if now is not None:
        now.at = now.kept
        session().show(now.seen)


def _show() -> None:
    now = followed()
    if now is not None:
        now.shown.add(now.at)
        session().show(now.stop.scene)


def _end() -> None:
    now = followed()
    if now is not None and now.on_end is not None:
        now.on_end(session())
    end_walk()


def end_walk() -> None:
    """Leave the walkthrough; what it shows stays on the screen."""
    now = st.session_state.pop("walk", None)
    st.query_params.pop(now.parameter if now else PARAMETER, None)
