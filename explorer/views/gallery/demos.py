"""The demos of the gallery: those that come with the app, then those that were published here and listed, in pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from explorer import demos as shipped
from explorer.errors import ExplorerError
from explorer.figures.theme import Theme
from explorer.store import Entry
from explorer.views.components.cards.cards import mount_cards
from explorer.views.demo.following import end_demo
from explorer.views.demo.instance import instance
from explorer.views.demo.opening import demo_file_uploader
from explorer.views.demo.pictures import demo_picture
from explorer.views.shell.pages import to_demo, to_explore
from explorer.views.shell.state import session
from explorer.views.shell.theme import current_theme

PAGE = 24
"""Published demos on one page."""
MAX_SEARCH = 80
HOW = (
    "To list one: set up what should be seen on Explore, open **Share**, choose **Published demo**, and tick “List it in this "
    "site’s gallery”."
)
_PICKED, _AT, _SEARCH = "demo_picked", "demos_page", "demos_search"


def demos_part() -> None:
    """Search field, cards, and the way to the next page."""
    if picked := st.session_state.pop(_PICKED, ""):
        end_demo(session())  # the same demo begins again
        to_demo(picked)
    st.caption("Each demo leads through a few states of the explorer. Undo brings back what you have now.")
    demo_file_uploader(session())
    search = st.text_input(
        "Search demos",
        key=_SEARCH,
        placeholder="Search demos",
        max_chars=MAX_SEARCH,
        autocomplete="off",
        label_visibility="collapsed",
        on_change=_turn,
        args=(0,),
        width=400,
    )
    at = int(st.session_state.get(_AT, 0))
    ours = [] if at else shipped.matching(search)
    entries, lasts, problem = _listed(search, at)
    found = groups(ours, entries[:PAGE], current_theme())
    if found:
        mount_cards(found, "", _pick, what="demos", search=False)
    elif not problem:
        st.markdown("No demo matches these words.")
    if problem:
        st.warning(problem)
    elif not entries and not search and not at:
        _nobody_yet(lasts)
    _pages(at, more=len(entries) > PAGE)


def _listed(search: str, at: int) -> tuple[list[Entry], bool, str]:
    """The entries of a page and one more if there are further ones, whether the store lasts, and what is wrong with it."""
    try:
        place = instance().place()
        return place.store.listed(search, PAGE + 1, at * PAGE), place.lasts, ""
    except ExplorerError as error:
        return [], True, str(error)


def groups(ours: Sequence[str], entries: Sequence[Entry], theme: Theme) -> list[dict[str, Any]]:
    """The cards of the shipped demos with these names and of the published ones; no group is empty."""
    both = (
        ("How a network works", [_shipped_card(name, theme) for name in ours]),
        ("Published on this site", [_card(entry, theme) for entry in entries]),
    )
    return [{"title": title, "cards": cards} for title, cards in both if cards]


def _shipped_card(name: str, theme: Theme) -> dict[str, Any]:
    demo = shipped.load(name)
    return {
        "name": name,
        "title": demo.title,
        "words": shipped.words_of(name),
        "badge": "",
        "trained": False,
        "facts": f"{len(demo.walk.stops)} steps",
        "picture": demo_picture(name, theme),
    }


def _card(entry: Entry, theme: Theme) -> dict[str, Any]:
    return {
        "name": entry.id,
        "title": entry.title or "A demo without a title",
        "words": f"by {entry.author}" if entry.author else "",
        "badge": "",
        "trained": False,
        "facts": day(entry.created),
        "picture": demo_picture(entry.id, theme, changed=entry.changed),
    }


def day(seconds: int) -> str:
    """A time in seconds since 1970 as a day, in UTC.

    >>> day(1_800_000_000)
    '15 January 2027'
    """
    date = datetime.fromtimestamp(seconds, UTC)
    return f"{date.day} {date:%B %Y}"


def _nobody_yet(lasts: bool) -> None:
    with st.container(key="no_demos", horizontal=True, vertical_alignment="center"):
        forgets = "" if lasts else " This site has no disk of its own: it forgets them when the app is started again."
        st.markdown(f"**Nobody has listed a demo on this site yet.** {HOW}{forgets}", width="stretch")
        if st.button("Go to Explore", key="demos_to_explore"):
            to_explore()


def _pages(at: int, more: bool) -> None:
    if not at and not more:
        return
    with st.container(key="demo_pages", horizontal=True, vertical_alignment="center"):
        st.button("Newer", key="demos_newer", disabled=at == 0, on_click=_turn, args=(at - 1,))
        st.caption(f"Page {at + 1}", width="content")
        st.button("Older", key="demos_older", disabled=not more, on_click=_turn, args=(at + 1,))


def _turn(to: int) -> None:
    st.session_state[_AT] = max(to, 0)


def _pick(name: str) -> None:
    """Open the demo that the browser names; if there is none, that is said where it would open."""
    st.session_state[_PICKED] = name[:MAX_SEARCH]
