"""The state of one visitor: a scene, its history, and how it follows the address.

The scene is the truth: widgets are set from it before they render and commit to it when they change.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import streamlit as st

from explorer import presets
from explorer.errors import LinkError
from explorer.layers.stack import total, walk
from explorer.network import Cell
from explorer.scene import Scene, link

KEPT_STEPS = 100
STALE_SECONDS = 1.5
_serials: Iterator[int] = itertools.count(1)


@dataclass(frozen=True)
class Moment:
    """What undo steps through: a scene, and an id per layer by which its widgets are known.

    The ids are in the order of explorer.layers.stack.walk: a composite comes before the layers that it holds.
    """

    scene: Scene
    ids: tuple[str, ...]

    @property
    def paths(self) -> list[tuple[str, str]]:
        """The path and the id of every layer, in that order."""
        return [(path, known) for (path, _), known in zip(walk(self.scene.layers), self.ids, strict=True)]


@dataclass
class Session:
    """One visitor. `shown` is the last scene that could be computed; the picture stays with it."""

    now: Moment
    shown: Scene
    past: list[Moment] = field(default_factory=list)
    future: list[Moment] = field(default_factory=list)
    written: str = ""
    before: str = ""
    written_at: float = 0.0
    open_id: str = ""
    problem: tuple[str, str] | None = None
    """The id of a row and what was wrong with the last thing typed there."""
    notice: str = ""
    serial: int = 0
    narrow: bool = False
    page: str = ""
    cancelled: bool = False

    @property
    def scene(self) -> Scene:
        return self.now.scene

    def commit(self, scene: Scene, ids: tuple[str, ...] | None = None) -> None:
        """Make `scene` the present one; what was there can be undone."""
        self._settle()
        scene = replace(scene, tool=scene.tool or self.scene.tool)
        if scene == self.scene:
            return
        self.past = [*self.past[-KEPT_STEPS:], self.now]
        self.future = []
        self.now = Moment(scene, self.ids_for(scene) if ids is None else ids)

    def ids_for(self, scene: Scene) -> tuple[str, ...]:
        """The present ids if the stack is as long as before, else new ones."""
        count = total(scene.layers)
        return self.now.ids if count == len(self.now.ids) else fresh_ids(count)

    def undo(self) -> None:
        if self.past:
            self.future.append(self.now)
            self.now = self.past.pop()
            self._settle()

    def redo(self) -> None:
        if self.future:
            self.past.append(self.now)
            self.now = self.future.pop()
            self._settle()

    def _settle(self) -> None:
        """Whatever was said about an earlier moment is over."""
        self.problem, self.notice, self.cancelled = None, "", False

    def select(self, cell: Cell) -> None:
        """Select a cell. Selections are in the link, but undo steps over them."""
        self.now = replace(self.now, scene=replace(self.scene, cell=cell))
        self.shown = replace(self.shown, cell=cell)

    def set_scope(self, scope: str) -> None:
        """Let one colour scale reach as far as `scope`, in every moment: undo is for the network, not for the look."""

        self._look(scope=scope)

    def set_tool(self, tool: str) -> None:
        """Open a tool below the maps, in every moment."""
        self._look(tool=tool)

    def _look(self, **ways: str) -> None:
        def seen(moment: Moment) -> Moment:
            return replace(moment, scene=replace(moment.scene, **ways))  # type: ignore[arg-type]

        self.now, self.shown = seen(self.now), replace(self.shown, **ways)  # type: ignore[arg-type]
        self.past, self.future = [*map(seen, self.past)], [*map(seen, self.future)]


def fresh_ids(count: int) -> tuple[str, ...]:
    """Ids that no layer of this process has had."""
    return tuple(f"layer{next(_serials)}" for _ in range(count))


def session() -> Session:
    """This visitor's session, made from the opening preset at the first visit."""
    if "session" not in st.session_state:
        scene = presets.load(presets.OPENING).scene()
        narrow = "Mobi" in (st.context.headers.get("User-Agent") or "")
        moment = Moment(scene, fresh_ids(total(scene.layers)))
        st.session_state["session"] = Session(moment, scene, narrow=narrow)
    found: Session = st.session_state["session"]
    return found


def follow_address(current: Session, page: str) -> None:
    """If the address is not what was written last (Back, a pasted link), take the scene from it.

    Turning to another `page` clears the address: what is on the screen stays, and is written again.
    """
    address = st.query_params.get("m", "")
    turned, current.page = current.page not in ("", page), page
    if turned and not address:
        current.before = current.written = ""
        return
    if address == current.written:
        return
    if address == current.before and time.monotonic() - current.written_at < STALE_SECONDS:
        return  # the browser had not yet heard of our last change when it sent this
    current.before = current.written = address
    try:
        scene = link.decode(address) if address else presets.load(presets.OPENING).scene()
    except LinkError as error:
        current.notice = str(error)
        return
    if scene == replace(current.scene, tool=scene.tool):  # Back to another tool: no step of undo, the rows stay
        current.set_tool(scene.tool)
    current.commit(scene, fresh_ids(total(scene.layers)))


def write_address(current: Session) -> None:
    """Put the scene into the address, unless it is there."""
    text = link.encode(current.scene)
    if st.context.is_embedded:
        return  # it would fill the history of the page around the frame, and its Back would stay in the frame
    if len(text) > link.MAX_CHARS:
        return  # nobody could open it; the What if tab says so
    if text == current.written or (not current.written and not current.past and _untouched(current.scene)):
        return
    current.before, current.written, current.written_at = current.written, text, time.monotonic()
    st.query_params["m"] = text


def _untouched(scene: Scene) -> bool:
    return scene == presets.load(presets.OPENING).scene()


def behind(current: Session) -> str:
    """The link that the address does not show yet, or ""."""
    text = link.encode(current.scene)
    if st.context.is_embedded or len(text) > link.MAX_CHARS:
        return ""
    return "" if text == current.written or _untouched(current.scene) else text
