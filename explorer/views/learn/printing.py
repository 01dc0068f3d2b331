"""What the browser does before it prints: charts in the light look whatever the page's look is, folds opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from itertools import chain
from pathlib import Path

import streamlit as st

from explorer.figures.theme import LIGHT, Theme
from explorer.views.shell.theme import current_theme

_JS = (Path(__file__).parents[1] / "components" / "print" / "print.js").read_text(encoding="utf-8")
_printer = st.components.v2.component("cnn_print", js=_JS, isolate_styles=False)


def ready_to_print() -> None:
    """Let the browser prepare this page whenever it is printed."""
    _printer(key="printer", data={"colours": on_paper(current_theme())})


def on_paper(theme: Theme) -> dict[str, str]:
    """Every colour of a look with that of the light one in its place; empty for the light look itself."""
    if theme == LIGHT:
        return {}
    return dict(zip(_colours(theme), _colours(LIGHT), strict=True))


def _colours(theme: Theme) -> Iterator[str]:
    """All of a look, in the order of its fields, without its name."""
    return chain.from_iterable((each,) if isinstance(each, str) else each for each in astuple(theme)[1:])
