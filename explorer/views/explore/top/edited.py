"""The bar after an edit of the network: what it changed, before and after, and Undo. It goes with the next step."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import streamlit as st

from explorer.errors import ExplorerError
from explorer.scene import Scene
from explorer.views.explore.runs import Run, quick_run
from explorer.views.explore.top.comparison import facts
from explorer.views.shell.state import Session
from explorer.views.sidebar.following import network_of

_CSS = (Path(__file__).parent / "edited.css").read_text(encoding="utf-8")


def edit_bar(current: Session, lines: list[str]) -> None:
    """The bar with the `edit_lines`."""
    what, *rest = lines
    with st.container(key="edited", horizontal=True, vertical_alignment="center", gap="small"):
        more = "".join(f" <span>{escape(each)}</span>" for each in rest)
        st.html(f'<style>{_CSS}</style><p tabindex="0">{_bold(what)}{more}</p>')
        st.button("Undo", icon=":material/undo:", key="undo_edit", on_click=current.undo_edit)
        st.button("Close", icon=":material/close:", key="close_edit", type="tertiary", on_click=_close, args=(current,))


def edit_lines(current: Session, run: Run | None) -> list[str]:
    """What was done, in Markdown, and then before and after; nothing unless the last step was an edit that `run` shows."""
    edit = current.edited
    if edit is None or run is None or run.scene.layers != current.scene.layers:
        return []
    return [edit.words, *facts(edit, current.now, run, _run_before(edit.before.scene))]


def short_edit_bar(current: Session) -> None:
    """The bar on a page without the maps: what was done, and before and after of the layers without their answer."""
    edit = current.edited
    with st.container(key="edit_told"):  # always there: what comes and goes would move what follows among its siblings
        if edit is not None and network_of(current.scene) is not None:
            edit_bar(current, [edit.words, *facts(edit, current.now)])


def said(lines: list[str]) -> str:
    """The lines as one text for a screen reader."""
    return ". ".join(line.replace("**", "").replace("→", "to") for line in lines) + "." if lines else ""


def _run_before(scene: Scene) -> Run | None:
    """The run of the network before the edit: the memo has it, if it was on the screen and is not too large."""
    try:
        return quick_run(scene)
    except ExplorerError:  # it did not fit, or its image is gone
        return None


def _bold(markdown: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(markdown))


def _close(current: Session) -> None:
    current.edited = None
