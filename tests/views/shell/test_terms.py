"""Tooltips: terms are defined once, in the glossary; a tooltip written in a view says what a control does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.layers import KINDS, Layer
from explorer.ledger import SoftmaxLedger
from explorer.settings import setting_label, settings_of
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
        "Hides",
        "Keeps",
        "Move",
        "Publishes",
        "Moves",
        "Now",
        "Opens",
        "Puts",
        "Removes",
        "Set",
        "Sets",
    ),
    *("Show", "Shows", "Start", "Starts", "Turn", "Turns", "Undo", "Undoes", "Write", "Writes"),
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


MET_ON_THE_SCREEN = (
    *("1 × 1 convolution", "accuracy", "batch normalisation", "bias", "bottleneck", "channel", "class", "class map"),
    *("convolution", "coverage", "cross-correlation", "dense layer", "depthwise convolution", "dilation", "dropout"),
    *("effective receptive field", "epoch", "feature map", "filter", "global average pooling", "gradient", "kernel"),
    *("local response normalisation", "logit", "loss", "MAC", "max pooling", "neuron", "padding", "parallel branches"),
    *(
        "parameter",
        "pooling",
        "receptive field",
        "ReLU",
        "residual block",
        "score",
        "seed",
        "shortcut",
        "softmax",
        "stride",
    ),
    *("transposed convolution", "up-sampling", "vector", "window"),
)
"""Terms that a visitor meets in headings and labels."""
TITLED = {"markdown", "caption"}
LABELLED = {
    *("checkbox", "expander", "multiselect", "number_input", "pills", "radio", "segmented_control", "select_slider"),
    *("selectbox", "slider", "text_input", "toggle"),
}
WORDS = re.compile(rf"\b({'|'.join(re.escape(term) for term in MET_ON_THE_SCREEN)})s?\b", re.IGNORECASE)


def unexplained(source: str) -> list[str]:
    """The headings and labels in `source` that use a term and have no tooltip. A heading is the bold part of a text."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
            continue
        text = written(node.args[0])
        if node.func.attr in TITLED:
            text = " ".join(re.findall(r"\*\*(.+?)\*\*", text))
        elif node.func.attr not in LABELLED:
            continue
        if WORDS.search(text) and not any(keyword.arg == "help" for keyword in node.keywords):
            found.append(text)
    return found


def written(node: ast.expr) -> str:
    """The literal parts of a text."""
    return "".join(
        each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )


@pytest.mark.parametrize("term", MET_ON_THE_SCREEN)
def test_a_term_that_a_visitor_meets_is_in_the_glossary(term: str) -> None:
    assert tip_of_label(term)


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_a_heading_or_label_with_a_term_explains_it(path: Path) -> None:
    assert unexplained(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("st.markdown('**Strides** of a layer')", 1),
        ("st.markdown(f'**Filter {n}**')", 1),
        ("column.number_input('Dilation')", 1),
        ("st.markdown('**Strides** of a layer', help=tip('stride'))", 0),
        ("st.markdown('**Layer**, whose stride is large')", 0),
        ("st.button('Filter')", 0),
    ],
)
def test_the_reader_of_headings_finds_terms(source: str, count: int) -> None:
    assert len(unexplained(source)) == count


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_field_of_a_form_says_more_than_its_label(kind: type[Layer]) -> None:
    for declared in settings_of(kind):
        said = set(declared.help.lower().strip(".").split()) - set(setting_label(declared.name).lower().split())
        assert len(said) >= 3, declared.name


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
