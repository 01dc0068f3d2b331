"""The epochs of a training: each can be looked at, named, kept, downloaded, and put beside another one."""

from __future__ import annotations

from html import escape

import streamlit as st

from explorer.learning.live.snapshots import Snapshot
from explorer.views.export.links import download
from explorer.views.shared.downloads.arrays import offer_weights
from explorer.views.shell.state import Session
from explorer.views.train.desk import Desk
from explorer.views.train.keeping import keep, put_beside, scene_with, shown_snapshot, weights_at
from explorer.views.train.live.look import Look
from explorer.views.train.obstacles import Obstacle
from explorer.views.train.way import page_changed
from explorer.words.glossary import tip

NONE = "After every epoch the weights are kept here: play them back, keep the best, put two side by side."
MOST_LETTERS = 60


def epochs(current: Session, found: Desk, look: Look, stopper: Obstacle | None) -> None:
    """The list of snapshots, and what can be done with the one on the screen."""
    kept, shown = found.view.kept, shown_snapshot(found)
    if not kept or shown is None:
        st.caption(NONE)
        return
    running = found.view.active
    _slider(found, kept, shown, running)
    st.html(_table(kept, shown))
    if not found.trains(current.scene.network):
        st.caption("The network was changed since. Undo the change to keep these weights.")
        return
    _name(found, shown)
    st.button(
        "Keep these weights",
        key="train_keep",
        type="primary",
        width="stretch",
        on_click=_keep,
        args=(current, found, shown),
        help="Puts them into the network, as one step of undo. Share and Export then take them along.",
    )
    _beside(current, found, kept, shown)
    if not running:
        whole = scene_with(current.scene, found, weights_at(found, shown))
        download(lambda: offer_weights(whole, f"epoch_{shown.epoch:g}.npz"), "Download .npz")


def _title(epoch: float) -> str:
    return f"{epoch:g}" if epoch else "start"


def _slider(found: Desk, kept: tuple[Snapshot, ...], shown: Snapshot, running: bool) -> None:
    """Which epoch the maps show; while the training runs they show its latest state."""
    if len(kept) < 2:
        return

    def go() -> None:
        found.epoch = st.session_state["train_epoch"]
        page_changed()

    st.session_state["train_epoch"] = shown.epoch
    st.select_slider(
        "Epoch on the screen",
        [each.epoch for each in kept],
        format_func=_title,
        key="train_epoch",
        on_change=go,
        disabled=running,
        help="Shows in the maps what the network had learned by then, while the training rests.",
    )


def _table(kept: tuple[Snapshot, ...], shown: Snapshot) -> str:
    """The numbers of every epoch as HTML; the one on the screen is marked."""
    head = "<tr><th>epoch</th><th>loss</th><th>training</th><th>validation</th></tr>"
    rows = "".join(_row(each, each is shown) for each in kept)
    return f'<table class="cnn-train-epochs"><thead>{head}</thead><tbody>{rows}</tbody></table>'


def _row(snapshot: Snapshot, marked: bool) -> str:
    seen, learned = snapshot.unseen or snapshot.learned, snapshot.learned
    cells = [
        _title(snapshot.epoch),
        f"{seen.loss:.3f}" if seen is not None else "",
        f"{100 * learned.accuracy:.1f}%" if learned is not None else "",
        f"{100 * snapshot.unseen.accuracy:.1f}%" if snapshot.unseen is not None else "",
    ]
    now = ' class="shown"' if marked else ""
    return f"<tr{now}>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _name(found: Desk, shown: Snapshot) -> None:
    def name() -> None:
        found.names[shown.epoch] = str(st.session_state["train_name"]).strip()[:MOST_LETTERS]

    st.session_state["train_name"] = found.names.get(shown.epoch, "")
    st.text_input(
        "Name",
        key="train_name",
        placeholder=f"Epoch {shown.epoch:g}",
        max_chars=MOST_LETTERS,
        on_change=name,
    )


def _keep(current: Session, found: Desk, shown: Snapshot) -> None:
    keep(current, found, shown)
    page_changed()


def _beside(current: Session, found: Desk, kept: tuple[Snapshot, ...], shown: Snapshot) -> None:
    others = [each.epoch for each in kept if each is not shown]
    if not others:
        return

    def chosen() -> None:
        epoch = st.session_state["train_beside"]
        other = next((each for each in kept if each.epoch == epoch), None)
        if other is not None:
            put_beside(current, found, shown, other)
            page_changed()

    st.session_state["train_beside"] = None
    st.selectbox(
        f"Put beside epoch {_title(shown.epoch)}",
        others,
        index=None,
        format_func=_title,
        placeholder="Choose another epoch",
        help=tip("epoch"),
        key="train_beside",
        on_change=chosen,
    )
