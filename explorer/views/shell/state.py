"""The session of one visitor: the scene, its undo history, and the link in the browser's address.

The scene is the only source of truth: widgets are set from it before they render, and commit to it when they change.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import streamlit as st

from explorer import presets
from explorer.errors import LinkError
from explorer.layers.stack import layer_count, walk
from explorer.network import Cell
from explorer.scene import Face, ImageChoice, Scene, link
from explorer.scene.scene import Part, on_each_side
from explorer.scene.viewing import EVERYTHING, Viewing
from explorer.serving.handover import received
from explorer.views.shared.own_weights import with_own_weights
from explorer.views.shell.room import is_narrow

MAX_UNDO_STEPS = 100
STALE_SECONDS = 1.5
"""How long a rerun may still carry the address before our last write: the browser has not heard of it yet."""
_serials: Iterator[int] = itertools.count(1)


@dataclass(frozen=True)
class Moment:
    """One entry of the undo history: a scene, and an id per layer from which the keys of its widgets are made.

    The ids are in the order of explorer.layers.stack.walk: a composite comes before the layers that it holds. `words` say in
    Markdown what was done to come here, where that was an edit of the network.
    """

    scene: Scene
    ids: tuple[str, ...]
    words: str = ""

    @property
    def paths(self) -> list[tuple[str, str]]:
        """(path, id) of every layer, in the order of `ids`."""
        return [(path, layer_id) for (path, _), layer_id in zip(walk(self.scene.layers), self.ids, strict=True)]


@dataclass(frozen=True)
class LastEdit:
    """What the last step was, if it was an edit of the network.

    `words` say it in Markdown. `before` is the last moment that could be computed before it, `steps` of undo ago.
    `layer_id` is the id of the layer that was added or changed, if it was one.
    """

    words: str
    before: Moment
    steps: int = 1
    layer_id: str = ""


@dataclass
class Session:
    """The state of one visitor, kept by Streamlit from rerun to rerun.

    `shown` is the last scene that could be computed: while `now` cannot be, the page shows that one. `written` is the
    link last read from or written to the address, `before` the one until then.
    """

    now: Moment
    shown: Scene
    past: list[Moment] = field(default_factory=list)
    future: list[Moment] = field(default_factory=list)
    written: str = ""
    before: str = ""
    written_at: float = 0.0
    open_id: str = ""
    problem: tuple[str, str] | None = None
    """The id of a row in the sidebar, and what was wrong with the last value typed there."""
    notice: str = ""
    edited: LastEdit | None = None
    serial: int = 0
    narrow: bool = False
    page: str = ""
    fresh: bool = True
    """Whether this is the visitor's first run: what their link holds is where they begin, not something to undo."""
    cancelled: bool = False
    viewing: Viewing = EVERYTHING
    """What the visitor may do: everything, or what the author of the demo allows that they follow."""
    stops: tuple[Scene, ...] = ()
    """The scenes of that demo."""

    @property
    def scene(self) -> Scene:
        """The present scene, whether or not it can be computed."""
        return self.now.scene

    def commit(self, scene: Scene, ids: tuple[str, ...] | None = None) -> None:
        """Make `scene` the present one, as one step of undo; `ids` are those of its layers if they change.

        Ignored if a viewer of a demo may not do that: their controls are hidden, but a message can come from anybody.
        """
        if self.permits(scene):
            self.show(scene, ids)

    def show(self, scene: Scene, ids: tuple[str, ...] | None = None) -> None:
        """As `commit`, for a scene that a walkthrough or a demo itself leads to."""
        self._clear_messages()
        opened = scene.training or self.scene.training
        scene = replace(scene, tool=scene.tool or self.scene.tool, training=opened)
        if scene == self.scene:
            return
        self.past = [*self.past[-MAX_UNDO_STEPS:], self.now]
        self.future = []
        self.now = Moment(scene, self.ids_for(scene) if ids is None else ids)

    def load(self, scene: Scene) -> None:
        """Show the scene of a link: one step of undo, except where it is what the visitor begins with."""
        if not self.permits(scene):
            return
        ids = fresh_ids(layer_count(scene.layers))
        if self.fresh:
            self._clear_messages()
            self.now = Moment(scene, ids)
        else:
            self.commit(scene, ids)

    def ids_for(self, scene: Scene) -> tuple[str, ...]:
        """The present ids if the stack is as long as before, else new ones."""
        count = layer_count(scene.layers)
        return self.now.ids if count == len(self.now.ids) else fresh_ids(count)

    def undo(self) -> None:
        """Go back one step, if there is one."""
        if self.past:
            self.future.append(self.now)
            self.now = self.past.pop()
            self._clear_messages()

    def undo_edit(self) -> None:
        """Go back to where the last edit is compared with, if the last step was an edit."""
        for _ in range(self.edited.steps if self.edited else 0):
            self.undo()

    def redo(self) -> None:
        """Go forward one step, if the last one was undone."""
        if self.future:
            self.past.append(self.now)
            self.now = self.future.pop()
            self._clear_messages()

    def permit(self, viewing: Viewing, stops: tuple[Scene, ...]) -> None:
        """From now on the visitor may do what `viewing` says, beginning at one of `stops`."""
        self.viewing, self.stops = viewing, stops

    def permits(self, scene: Scene) -> bool:
        """Whether the visitor may have `scene` on the screen: it differs from a stop only in what they may change."""
        if self.viewing.allows("edit"):
            return True
        return any(self._without_liberties(scene) == self._without_liberties(stop) for stop in self.stops)

    def _without_liberties(self, scene: Scene) -> Scene:
        """A scene without what the visitor may change, on both sides if it is compared."""
        compared = scene.compared and replace(scene.compared, part="maps")
        return on_each_side(replace(scene, compared=compared), self._side_without_liberties)

    def _side_without_liberties(self, scene: Scene) -> Scene:
        return replace(
            scene,
            scope="block",
            face="after",
            tool="",
            training=False,
            cell=None if self.viewing.allows("cells") else scene.cell,
            image=ImageChoice() if self.viewing.allows("image") else scene.image,
        )

    def _clear_messages(self) -> None:
        """Forget messages that are about an earlier moment."""
        self.problem, self.notice, self.cancelled, self.edited = None, "", False, None

    def select(self, cell: Cell) -> None:
        """Select a cell. Selections are in the link, but undo steps over them."""
        if not self.viewing.allows("cells"):
            return
        self.now = replace(self.now, scene=replace(self.scene, cell=cell))
        self.shown = replace(self.shown, cell=cell)

    def change_weights(self, changed: Callable[[Scene], Scene]) -> None:
        """Give the arrays of uploaded weights to the scenes that ask for them, or take them, in all of the history."""

        def after(moment: Moment) -> Moment:
            return replace(moment, scene=changed(moment.scene))

        self.now, self.shown, self.edited = after(self.now), changed(self.shown), None
        self.past, self.future = [*map(after, self.past)], [*map(after, self.future)]
        self.stops = tuple(map(changed, self.stops))

    def set_scope(self, scope: str) -> None:
        """Share one color scale per map, block or network, in all of the history: undo is for the network alone."""
        self._set_everywhere(scope=scope)

    def set_face(self, face: Face) -> None:
        """Show every layer before or after its activation, in all of the history."""
        self._set_everywhere(face=face)

    def set_part(self, part: Part) -> None:
        """Show this part of what stands side by side. It is in the link, but undo steps over it."""
        if self.scene.compared is not None:
            compared = replace(self.scene.compared, part=part)
            self.now = replace(self.now, scene=replace(self.scene, compared=compared))

    def set_tool(self, tool: str) -> None:
        """Open a tab below the maps, in all of the history: undo does not switch tabs."""
        self._set_everywhere(tool=tool)

    def open_training(self, open: bool) -> None:
        """Open the panel that trains the network, or close it, in all of the history: undo does neither."""
        if self.viewing.allows("edit"):
            self._set_everywhere(training=open)

    def _set_everywhere(self, **options: str | bool) -> None:
        def changed(moment: Moment) -> Moment:
            return replace(moment, scene=replace(moment.scene, **options))  # type: ignore[arg-type]

        self.now, self.shown = changed(self.now), replace(self.shown, **options)  # type: ignore[arg-type]
        self.past, self.future = [*map(changed, self.past)], [*map(changed, self.future)]


def fresh_ids(count: int) -> tuple[str, ...]:
    """`count` ids that no layer in this process has had yet."""
    return tuple(f"layer{next(_serials)}" for _ in range(count))


def session() -> Session:
    """This visitor's session, made from the opening preset at the first visit."""
    if "session" not in st.session_state:
        scene = opening()
        moment = Moment(scene, fresh_ids(layer_count(scene.layers)))
        st.session_state["session"] = Session(moment, scene, narrow=is_narrow())
    current: Session = st.session_state["session"]
    return current


def opening() -> Scene:
    """The scene of a first visit: what the server was started with, else the opening preset's."""
    handed = received()
    return handed.scene if handed else presets.load(presets.OPENING).scene()


def first_scene(current: Session) -> Scene:
    """What the address shows that names no scene: the beginning of the demo that it names, if it names one."""
    return current.stops[0] if current.stops else opening()


def follow_address(current: Session, page: str) -> None:
    """If the address is not the one written last (Back, a pasted link), load the scene that it encodes.

    Switching to another `page` clears the address; the scene stays, and is written to the address again.
    """
    address = st.query_params.get("m", "")
    page_changed, current.fresh, current.page = current.page not in ("", page), current.page == "", page
    if page_changed and not address:
        current.before = current.written = ""
        return
    if address == current.written:
        return
    if address == current.before and time.monotonic() - current.written_at < STALE_SECONDS:
        return  # the browser had not yet heard of our last change when it sent this
    current.before = current.written = address
    try:
        scene = with_own_weights(link.decode(address)) if address else first_scene(current)
    except LinkError as error:
        current.notice = str(error)
        return
    current.open_training(scene.training)
    if scene == replace(current.scene, tool=scene.tool):  # Back to another tool: no step of undo, the rows stay
        current.set_tool(scene.tool)
    current.load(scene)


def write_address(current: Session) -> None:
    """Write the link of the present scene to the address, unless it is there already."""
    text = link.encode(link.fitting(current.scene))
    if st.context.is_embedded:
        return  # it would fill the history of the page around the frame, and its Back would stay in the frame
    if len(text) > link.MAX_CHARS:
        return  # nobody could open it; the What if tab says so
    if _in_address(current, text) or (not current.written and not current.past and _untouched(current)):
        return
    if text != current.written:
        current.before, current.written = current.written, text
    current.written_at = time.monotonic()
    st.query_params["m"] = text


def _in_address(current: Session, text: str) -> bool:
    """Whether the browser shows `text`. What a run sent is dropped if another run interrupts it, so that is asked as well."""
    return text == current.written and st.query_params.get("m", "") == text


def _untouched(current: Session) -> bool:
    return current.scene == first_scene(current)


def unwritten_link(current: Session) -> str:
    """The link of the present scene if the address does not show it yet, else ""."""
    text = link.encode(link.fitting(current.scene))
    if st.context.is_embedded or len(text) > link.MAX_CHARS:
        return ""
    return "" if _in_address(current, text) or _untouched(current) else text
