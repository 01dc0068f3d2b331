"""The style sheets that are the same in every run: one message for all of them, which Streamlit does not send twice."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_VIEWS = Path(__file__).parent
SHEETS = ("explore/top/toolbar.css", "explore/training/strip.css", "explore/explain/explain.css", "train/train.css")
"""Of the Explore page, whose rules name its containers by their keys: other pages have none of these."""


class Styles:
    """The page's own sheet and then SHEETS, in the form that Streamlit takes as it is: text it would dedent in every run."""

    def _repr_html_(self) -> str:
        return styles()


@cache
def styles() -> str:
    """The page's own sheet and then SHEETS, as HTML."""
    page = (_VIEWS / "shell" / "page.html").read_text(encoding="utf-8")
    sheets = "\n".join((_VIEWS / sheet).read_text(encoding="utf-8") for sheet in SHEETS)
    return f"{page}<style>\n{sheets}</style>"
