"""Two scenes side by side: what both are, and then either their maps, layer by layer, or the table of size and cost."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from explorer.errors import ExplorerError
from explorer.scene import Scene
from explorer.views.compare.acts import close
from explorer.views.compare.choosing import chooser
from explorer.views.compare.heads import heads
from explorer.views.compare.numbers import numbers
from explorer.views.compare.rows import rows
from explorer.views.compare.running import run_beside
from explorer.views.compare.side_by_side import SideBySide
from explorer.views.components.beside.beside import mount_leave
from explorer.views.explore.runs import Run, missing
from explorer.views.share.notes import tell
from explorer.views.shell.first_run import wait_until_drawn
from explorer.views.shell.state import Session
from explorer.views.shell.theme import current_theme

_CSS = (Path(__file__).parent / "compare.css").read_text(encoding="utf-8")


def comparison(current: Session, run: Run) -> None:
    """The whole comparison below the toolbar; `run` is that of the scene on the left."""
    st.html(f"<style>{_CSS}</style>")
    with st.container(key="compare_view", gap="small"):
        mount_leave(lambda: close(current))
        sides = current.scene.sides
        if len(sides) == 1:
            _empty(current)
            wait_until_drawn()
            return
        _both(current, run, sides[1])


def _empty(current: Session) -> None:
    """What is shown until something is chosen."""
    with st.container(key="compare_empty", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("### Compare what you see with something else", width="content")
            st.button(
                "Close", icon=":material/close:", key="compare_close", type="tertiary", on_click=close, args=(current,)
            )
        st.markdown(
            "Put a second network beside this one, or the same one at another epoch, on another image, with other weights, or "
            "as it was before an edit. You see corresponding layers side by side, and by how much their maps differ."
        )
        chooser(current)


def _both(current: Session, run: Run, other: Scene) -> None:
    try:
        beside = run_beside(current, run, other)
    except ExplorerError as error:
        heads(current, run, None)
        tell(str(error))
        wait_until_drawn()
        return
    if problem := missing(beside, other):
        tell(f"On the right: {problem}")
    view = SideBySide(current, run, beside, current_theme())
    heads(current, run, view)
    wait_until_drawn()
    part = current.scene.compared.part if current.scene.compared is not None else "maps"
    (numbers if part == "numbers" else rows)(view)
