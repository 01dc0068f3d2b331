"""The bar above a demo for its author, with what they can do with it."""

from __future__ import annotations

import streamlit as st

from explorer.errors import ExplorerError
from explorer.views.demo.following import PARAMETER, Followed, end_demo, followed_demo
from explorer.views.demo.instance import demos
from explorer.views.demo.preview import preview_bar, previewing
from explorer.views.share.asking import ask_to_share
from explorer.views.share.notes import tell
from explorer.views.share.walkthrough import followed
from explorer.views.shell.embed import embedded
from explorer.views.shell.state import Session, session

STYLE = """<style>
.st-key-demo { padding: 4px 0 0; }
.st-key-demo p { line-height: 1.5; }
@media print { .st-key-demo button { display: none; } }
</style>"""


def demo_bar(current: Session) -> None:
    """What an author can do with their demo; for a viewer of one that has no words, and so no other bar, the way out."""
    demo, walk = followed_demo(), followed()
    if previewing():
        preview_bar()
        return
    if demo is None or embedded() or not (demo.mine or (walk is not None and not walk.spoken)):
        return
    st.html(STYLE)
    with st.container(key="demo", horizontal=True, vertical_alignment="center", gap="small"):
        if demo.mine:
            st.markdown("**Your demo.** What you do here changes nothing until you publish it.", width="stretch")
            _author_buttons(demo)
        else:
            st.markdown("A demo.", width="stretch")
            st.button("Leave the demo", key="demo_leave", type="tertiary", on_click=lambda: end_demo(current))


def _author_buttons(demo: Followed) -> None:
    st.link_button("See it as viewers do", f"?{PARAMETER}={demo.id}", type="tertiary")
    st.button(
        "Change",
        key="demo_change",
        on_click=ask_to_share,
        args=("demo",),
        help="Publishes what is on the screen at the same address.",
    )
    st.button("Publish a copy", key="demo_copy", on_click=_copy)
    if st.button("Unpublish", key="demo_unpublish", type="tertiary"):
        _confirm(demo)


def _copy() -> None:
    """Go on as somebody who is not its author: what is published next has an address of its own."""
    end_demo(session())
    ask_to_share("demo")


@st.dialog("Unpublish this demo?")
def _confirm(demo: Followed) -> None:
    st.markdown("It is deleted for good, with its photos, and its address leads nowhere any more.")
    if st.button("Unpublish", type="primary", key="demo_unpublish_now"):
        try:
            demos().unpublish(demo.id, demo.key)
        except ExplorerError as error:
            tell(str(error))
            return
        end_demo(session())
        session().notice = "The demo was unpublished. What it showed is still on your screen."
        st.rerun()
