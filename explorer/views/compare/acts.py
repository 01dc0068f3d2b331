"""What is done with two scenes side by side: open, choose, swap, keep, close. Each is one step of undo."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from explorer.layers.stack import layer_count
from explorer.scene import Comparison, Scene
from explorer.scene.scene import beside, swapped
from explorer.views.shell.state import Session, fresh_ids

FILTER_BEFORE_AND_AFTER = "what-if/before-and-after"
"""The tab, and its part, that compare one edited filter with what it was."""
CHOOSING = "compare_choosing"
"""Under this key the session keeps whether something else is being chosen for the right side."""
PROBLEM = "compare_problem"
"""Under this key the session keeps why what was chosen could not be put beside; it is said once."""


def compares(current: Session) -> bool:
    """Whether two scenes stand side by side, or one waits for the other."""
    return current.scene.compared is not None


def toggle(current: Session) -> None:
    """Open the comparison, or close it."""
    if compares(current):
        close(current)
    else:
        current.commit(replace(current.scene, compared=Comparison()))


def close(current: Session) -> None:
    """Show the scene alone again."""
    current.commit(replace(current.scene, compared=None))


def to_filter(current: Session) -> None:
    """Close the comparison, and open that of one filter before and after its edit."""
    close(current)
    current.set_tool(FILTER_BEFORE_AND_AFTER)


def put_beside(current: Session, other: Scene) -> None:
    """Show a scene beside the present one."""
    st.session_state[CHOOSING] = False
    compared = current.scene.compared or Comparison()
    current.commit(replace(current.scene, compared=replace(compared, other=other)))


def turn_choosing() -> None:
    """Show the ways to choose something else for the right side, or put them away."""
    st.session_state[CHOOSING] = not st.session_state.get(CHOOSING, False)


def swap(current: Session) -> None:
    """Exchange the sides."""
    _replace(current, swapped(current.scene))


def keep_other(current: Session) -> None:
    """Go on with the scene on the right, alone."""
    _replace(current, beside(current.scene))


def _replace(current: Session, scene: Scene) -> None:
    same = scene.layers == current.scene.layers  # then the rows of the sidebar stay what they are
    current.commit(scene, None if same else fresh_ids(layer_count(scene.layers)))
    current.open_id = ""


def fail(problem: str) -> None:
    """Keep why something could not be put beside."""
    st.session_state[PROBLEM] = problem
