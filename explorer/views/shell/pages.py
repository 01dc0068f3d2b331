"""The pages of the app, by which one view leads to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

EXPLORE, LEARN, ARCHITECTURE = "explore", "learn", "architecture"


def page_of(body: Callable[[], None], path: str) -> Any:
    """The page at `path`; pages made twice of the same path are the same page."""
    return st.Page(body, title=path.capitalize(), url_path=path, default=path == EXPLORE)


def to_explore() -> None:
    """Turn to the Explore page; it shows the session's scene."""
    from explorer.views.explore import page as explore  # which must not need this page to be there

    st.switch_page(page_of(explore.page, EXPLORE))


def to_learn() -> None:
    """Turn to the course."""
    from explorer.views.learn import page as learn

    st.switch_page(page_of(learn.page, LEARN))
