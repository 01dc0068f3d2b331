"""Tooltips: terms are defined once, in the glossary; a tooltip written in a view says what a control does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.ledger import SoftmaxLedger
from explorer.views.architecture.table import COLUMNS
from explorer.views.shell.terms import TERMS_BY_LEDGER
from explorer.words.glossary import TERMS, tip, tip_of_label, tips

VIEWS = sorted((Path(__file__).parents[3] / "explorer" / "views").rglob("*.py"))
CONTROLS = {
    *(
        "Apply",
        "Brings",
        "Choose",
        "End",
        "Goes",
        "Keeps",
        "Move",
        "Moves",
        "Now",
        "Opens",
        "Puts",
        "Removes",
        "Set",
        "Sets",
    ),
    *("Show", "Shows", "Start", "Starts", "Turn", "Turns", "Undo", "Undoes", "Writes"),
}
"""First words of tooltips that say what a control does. Definitions of terms come from `glossary.tip` or `tips`."""


def helps(source: str) -> Iterator[ast.expr]:
    """Every expression that is passed as `help=`; of a conditional expression both branches."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from (each for keyword in node.keywords if keyword.arg == "help" for each in branches(keyword.value))


def branches(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.IfExp):
        yield from (*branches(node.body), *branches(node.orelse))
    else:
        yield node


def literal_start(node: ast.expr) -> str | None:
    """The literal start of a text; None for a text from elsewhere, such as the glossary or a setting."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return literal_start(node.values[0])
    return literal_start(node.left) if isinstance(node, ast.BinOp) else None


def written_definitions(source: str) -> list[str]:
    """The tooltips written in `source` that do not begin as one about a control does."""
    typed = [text for text in map(literal_start, helps(source)) if text is not None]
    return [text for text in typed if text.split()[0].strip(".,:") not in CONTROLS]


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_no_view_explains_a_term_in_words_of_its_own(path: Path) -> None:
    definitions = written_definitions(path.read_text(encoding="utf-8"))
    assert definitions == [], "take it from explorer/glossary.py, or begin with what the control does"


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("f(help='An epoch is one pass.')", 1),
        ("f(help=f'A kernel of {n}.')", 1),
        ("f(help='Turn it.' if a else 'A stride is a step.')", 1),
        ("f(help='Turn it.')", 0),
        ("f(help=tip('epoch'))", 0),
        ("f(help=declared.help)", 0),
    ],
)
def test_the_reader_of_tooltips_tells_them_apart(source: str, count: int) -> None:
    assert len(written_definitions(source)) == count


def test_no_sentence_of_the_glossary_is_typed_again() -> None:
    for path in VIEWS:
        source = path.read_text(encoding="utf-8")
        assert [term.name for term in TERMS if len(term.text) > 40 and term.text in source] == []


def test_every_column_of_the_table_is_told_by_the_glossary() -> None:
    texts = {term.text for term in TERMS}
    for name, (_, words) in COLUMNS.items():
        assert any(text in words for text in texts), name


def test_what_a_ledger_uses_is_in_the_glossary() -> None:
    for names in TERMS_BY_LEDGER.values():
        assert all(tip(name) for name in names)
    assert "**logit**" in tips(*TERMS_BY_LEDGER[SoftmaxLedger])


def test_labels_find_their_term() -> None:
    assert tip_of_label("Stride") == tip_of_label("strides") == tip("stride")
    assert tip_of_label("Rows of the input") is None
