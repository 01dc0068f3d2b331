"""What the overview shows of a large network: the open stage, and which channels of each block.

All of it follows from the selected cell and from the cells selected before; it is not part of the scene or of undo.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from explorer.analysis.answer import class_names
from explorer.analysis.random_layers import random_share
from explorer.figures.overview.drawing.remark import with_remark
from explorer.figures.overview.folding import fold
from explorer.figures.overview.geometry.groups import scale_groups
from explorer.figures.overview.layout import lay_out
from explorer.figures.overview.phone import lay_out_phone
from explorer.figures.overview.places import Layout, View
from explorer.figures.overview.room import Room
from explorer.network import Network
from explorer.scene import Scene
from explorer.views.shell.embed import FRAME_ROOM, embedded
from explorer.views.shell.room import room
from explorer.views.shell.state import Session
from explorer.views.train.watching import watched


@dataclass
class OverviewState:
    """The channel last selected in each block of the network with `digest`."""

    digest: str = ""
    channels: dict[int, int] = field(default_factory=dict)


def _state_of(network: Network) -> OverviewState:
    state: OverviewState = st.session_state.setdefault("looking", OverviewState())
    if state.digest != network.digest:
        st.session_state["looking"] = state = OverviewState(network.digest)
    return state


def overview_layout(current: Session, scene: Scene, classes: tuple[str, ...]) -> Layout:
    """The layout of the overview of `scene`, with the selected cell in view; `classes` name the units of a softmax."""
    network = scene.network
    cell, state = current.shown.settled_cell(), _state_of(network)
    for group in _groups_beside(network, cell.path):
        state.channels[group] = cell.channel
    view = View(cell.path, dict(state.channels), current.scene.face)
    layout = _remarked(_phone_or_whole(current, network, classes, view), network, scene)
    st.session_state["laid"] = layout.content
    return layout


def opening_layout(scene: Scene, network: Network, classes: tuple[str, ...], space: Room | None) -> Layout:
    """The layout in which a new visitor with so much room sees a scene: nothing was selected before its cell. None: a phone."""
    cell = scene.settled_cell()
    view = View(cell.path, dict.fromkeys(_groups_beside(network, cell.path), cell.channel), scene.face)
    whole = (
        lay_out_phone(network, view.path, classes, view) if space is None else lay_out(network, classes, view, space)
    )
    return _remarked(whole, network, scene)


def _remarked(layout: Layout, network: Network, scene: Scene) -> Layout:
    """The layout with a remark at the answer if weights are random; pictures of a phone's layer have no room for it."""
    return with_remark(layout, random_share(network, scene.weights).lines)


def _phone_or_whole(current: Session, network: Network, classes: tuple[str, ...], view: View) -> Layout:
    if current.narrow:
        return lay_out_phone(network, view.path, classes, view)
    return lay_out(network, classes, view, FRAME_ROOM if embedded() else room())


def _groups_beside(network: Network, path: str) -> set[int]:
    """The colour scales of the steps that share a column with the one at `path`: all of them show the same channels."""
    groups = dict(zip((step.path for step in network.steps), scale_groups(network), strict=True))
    column = next(unit for unit in fold(network) if path in unit.steps)
    return {groups[path], *(groups[each] for each in column.steps)}


def bring_into_view(current: Session) -> None:
    """After a cell was selected: rerun the whole page if the overview must show other columns or maps for it."""
    before, scene = st.session_state.get("laid"), watched(current, current.shown)
    classes = class_names(scene.network, scene.weights, scene.classes)
    if overview_layout(current, scene, classes).content != before:
        st.session_state["whole_page"] = True
