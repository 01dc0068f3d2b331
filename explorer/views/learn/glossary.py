"""The glossary of the Learn page: every term with its definition and its picture, and a search field."""

from __future__ import annotations

import html
from collections.abc import Callable

import streamlit as st

from explorer import lessons
from explorer.figures.glyphs import HIGH, WIDE, picture
from explorer.figures.svg import svg_address
from explorer.views.shell.theme import current_theme
from explorer.words.glossary import TERMS, Term, search


def glossary(go: Callable[[str], None]) -> None:
    """All terms, or those that match the search; `go(slug)` opens the lesson of a term."""
    st.title("Glossary", anchor=False)
    words = st.text_input(
        "Find a term", key="glossary_words", placeholder="stride, map, receptive field …", autocomplete="off"
    )
    matches = search(words[:80])
    if not matches:
        st.markdown("No term matches these words. The search looks at names and explanations.")
    elif len(matches) < len(TERMS):
        st.caption(f"{len(matches)} of {len(TERMS)} terms")
    with st.container(key="glossary", gap=None):
        for term in matches:
            _entry(term, go)


def _entry(term: Term, go: Callable[[str], None]) -> None:
    source = svg_address(picture(term.name, current_theme()))
    also = f" <span class='cnn-also'>also {html.escape(', '.join(term.also))}</span>" if term.also else ""
    with st.container(key=f"term_{term.name.replace(' ', '-')}", horizontal=True, vertical_alignment="center"):
        st.html(
            f'<div class="cnn-term"><img src="{source}" width="{WIDE}" height="{HIGH}" alt="">'
            f"<div><strong>{html.escape(term.name)}</strong>{also}<br>{html.escape(term.text)}</div></div>",
            width="stretch",
        )
        if term.lesson:
            st.button(
                "Lesson",
                key=f"term_lesson_{term.name}",
                type="tertiary",
                help=lessons.load(term.lesson).title,
                on_click=go,
                args=(term.lesson,),
            )
