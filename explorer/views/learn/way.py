"""The way from a lesson to what it opens on Explore, and back."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

import streamlit as st

from explorer import lessons
from explorer.lessons import Study
from explorer.scene import link
from explorer.views.components.way.way import mount_way
from explorer.views.shared.own_weights import with_own_weights
from explorer.views.shell.pages import to_explore, to_learn
from explorer.views.shell.state import session
from explorer.views.train.desk import desk
from explorer.views.train.form.fields import commit

_KEY = "lesson_way"
_serials = itertools.count(1)


@dataclass(frozen=True)
class Way:
    """The lesson that was left, by its slug; `tab`: it has opened a tab, which is below the maps."""

    slug: str
    tab: bool
    serial: int = field(default_factory=lambda: next(_serials))


def leave_for_explore(slug: str, study: Study) -> None:
    """Switch to Explore, which shows what the study opens, and keep the way back to the lesson `slug`."""
    scene, recipe = study.scene, study.recipe
    if recipe is not None:
        commit(desk(), lambda setup: replace(setup, recipe=recipe))
    text = link.encode(scene)
    session().commit(with_own_weights(link.decode(text)))
    st.session_state[_KEY] = Way(slug, bool(scene.tool))
    to_explore(text)


def arrived() -> None:
    """Forget the way back: the visitor is on the Learn page."""
    st.session_state.pop(_KEY, None)


def way_back() -> bool:
    """On Explore: the button that leads back to the lesson that was left, and the tab that it has opened, in view.

    Returns whether there is such a lesson.
    """
    way: Way | None = st.session_state.get(_KEY)
    if way is None:
        return False
    label = f"Back to the lesson: {lessons.load(way.slug).title}"
    with st.container(key="way_back", horizontal=True):
        if st.button(label, key="back_to_lesson", type="tertiary", icon=":material/arrow_back:"):
            to_learn(way.slug)
        if way.tab:
            mount_way(way.serial)
    return True
