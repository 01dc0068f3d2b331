"""The rail's HTML says what the record says, and what it writes adds up."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest

import explorer
from explorer import Cell, Network
from explorer.figures.overview.scales import Scales
from explorer.figures.rail.drawing import BODIES, ROUNDED, Look, drawn
from explorer.figures.rail.grids import Colors, grid
from explorer.figures.rail.making import rail_of
from explorer.figures.rail.record import MadeOf
from explorer.figures.rail.source import Source
from explorer.figures.theme import LIGHT, THEMES, Theme, number
from explorer.layers.base import as_map
from explorer.words.glossary import tip
from tests.figures.ledger.test_ledger import STACKS
from tests.strategies import random_params


class Balanced(HTMLParser):
    """Fails on a tag that is closed in the wrong order or not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "img":
            self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.tags.pop() == tag


def html_of(name: str, theme: Theme, fill: float | None = None, brief: bool = False) -> tuple[str, float]:
    """The rail of a cell in the last layer of a stack, and its number."""
    network = Network(STACKS[name], (7, 7, 3))
    params, pixels = random_params(network), np.random.default_rng(3).random((1, 7, 7, 3))
    with np.errstate(invalid="ignore", over="ignore"):
        acts = explorer.run(network, params, pixels if fill is None else np.full_like(pixels, fill))
        step = network.steps[-1]
        cell = Cell(step.path, *(n // 2 for n in as_map(step.output_shape)))
        rail = rail_of(Source(network, acts), params, cell)
        look = Look(
            theme=theme,
            limit=Scales(network, acts).limit,
            title="a <title>",
            place="row 3",
            reads="reads",
            reads_exactly="",
            value=number(rail.value),
            exact=repr(rail.value),
            buttons=(("open", "Open up"),),
            brief=brief,
            below=next(iter(network.step(rail.explained.path).sources), ""),
        )
        return drawn(rail, look), rail.value


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", STACKS)
def test_every_kind_is_drawn(name: str, theme: Theme) -> None:
    html, value = html_of(name, theme)
    parser = Balanced()
    parser.feed(html)
    assert not parser.tags
    assert "a &lt;title&gt;" in html
    assert f">{number(value)}<" in html
    assert 'data-ask="open"' in html


@pytest.mark.parametrize("fill", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", STACKS)
def test_numbers_that_are_not_finite_are_drawn(name: str, fill: float) -> None:
    html, _ = html_of(name, THEMES["light"], fill)
    assert "What it is made of" in html


def test_all_weights_of_a_sum_have_the_same_decimals() -> None:
    """One kernel of the three has a weight of 0.007, the others have none so small."""
    kernels = [np.full((2, 2), 0.21), np.array([[0.007, 0.1], [0.2, 0.3]]), np.full((2, 2), 0.5)]
    drawings = [grid(kernel, Colors(LIGHT.weights, 1.0), "weights", alike=kernels) for kernel in kernels]
    texts = [text for html in drawings for text in re.findall(r">([^<>]+)</span>", html)]
    assert {len(text.partition(".")[2]) for text in texts} == {3}


def test_the_terms_are_explained_where_they_stand() -> None:
    html, _ = html_of("conv", THEMES["light"])
    for term in ("bias", "weight"):
        assert f'title="{tip(term)}"' in html


def test_every_record_has_a_drawing() -> None:
    assert set(BODIES) == set(MadeOf.__args__)  # type: ignore[attr-defined]


def _read(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


@pytest.mark.parametrize(
    "name", ["conv", "wide conv", "dense", "pointwise conv", "transposed", "depthwise", "residual"]
)
def test_the_sum_as_written_adds_up_or_says_that_it_is_rounded(name: str) -> None:
    html, _ = html_of(name, THEMES["light"])
    *amounts, total = map(_read, re.findall(r'<b class="amount">([^<]+)</b>|<b>([^<]+)</b></p>', html) and [
        a or b for a, b in re.findall(r'<b class="amount">([^<]+)</b>|<span>[^<]*</span><b>([^<]+)</b></p>', html)
    ])  # fmt: skip
    assert ROUNDED in html or sum(amounts) == pytest.approx(total, abs=1e-9)


def test_the_terms_that_are_not_listed_are_never_a_bare_number() -> None:
    html, _ = html_of("dense", THEMES["light"])
    assert re.search(r"144 more: \+[\d.]+ −[\d.]+ =", html)


def test_windows_larger_than_three_are_colors_without_numbers() -> None:
    small, _ = html_of("conv", THEMES["light"])
    large, _ = html_of("wide conv", THEMES["light"])
    assert 'class="grid"' in small
    assert 'class="grid"' not in large
    assert large.count('class="colors"') == 6


@pytest.mark.parametrize("name", STACKS)
def test_the_line_of_a_phone_ends_with_the_number_that_the_rows_end_with(name: str) -> None:
    html, _ = html_of(name, THEMES["light"], brief=True)
    line = re.search(r'<p class="brief">(.*?)</p>', html)
    assert line is not None
    (result,) = re.findall(r"<b>(.*?)</b>", line[1])
    made = html.partition("<h3>")[2]
    assert f"<b>{result}</b>" in made
    assert 'class="brief"' not in html_of(name, THEMES["light"])[0]
