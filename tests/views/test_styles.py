"""The style sheets: what would make the browser restyle the whole page at every change of any part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.views.styles import SHEETS, styles

VIEWS = Path(__file__).parents[2] / "explorer" / "views"
OPENING = (
    "shell/page.html",
    "components/guide/guide.css",
    "explore/top/toolbar.css",
    "still/still.css",
)
"""The style sheets of the opening page that ask what an element holds, on more than a phone."""


def selectors(css: str) -> Iterator[str]:
    """Every selector of a style sheet; those in a list one by one."""
    plain = re.sub(r"/\*.*?\*/|<[^>]*>", "", css, flags=re.DOTALL)
    for rule in re.findall(r"([^{}]+)\{", plain):
        if not rule.strip().startswith("@"):
            yield from (each.strip() for each in _split(rule.strip(), ","))


def _split(text: str, at: str) -> list[str]:
    """`text` in parts, divided at the characters `at` that stand in no bracket."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character in at and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part for part in parts if part.strip()]


def restyles_everything(selector: str) -> bool:
    """Whether an ancestor is asked what it holds, for parts that are named neither by class nor by id.

    Browsers keep by class, by id, by tag and by an attribute's *name* whom such a change may concern; every element of
    Streamlit's has a `data-testid`, and most have texts.
    """
    *ancestors, own = _split(selector, " >+~")
    return any(":has(" in each for each in ancestors) and not re.search(r"[.#]", re.sub(r"\(.*\)", "", own))


@pytest.mark.parametrize("name", OPENING)
def test_no_change_of_the_page_restyles_all_of_it(name: str) -> None:
    found = [each for each in selectors((VIEWS / name).read_text(encoding="utf-8")) if restyles_everything(each)]
    assert not found, f"{name}: name what these style by its class: {found}"


def test_such_a_selector_is_known() -> None:
    assert restyles_everything('body:has(.a:not([hidden])) [data-testid="stStatusWidget"]')
    assert restyles_everything(".b > :not(:has(button)) p")
    assert not restyles_everything("body:has(.a > .close) .stStatusWidget")
    assert not restyles_everything('[data-testid="stLayoutWrapper"]:has(> .c)')


def test_the_pages_sheets_are_one_message() -> None:
    whole = styles()
    assert all((VIEWS / sheet).read_text(encoding="utf-8") in whole for sheet in SHEETS)
    assert re.sub(r"<style>.*?</style>", "", whole, flags=re.DOTALL).strip() == ""  # Streamlit gives it no room then
