"""Reports: everything is there, with the numbers of the records; hostile texts stay letters; nothing is fetched."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

import explorer
from explorer import Cell, Network, Weights, figures, presets
from explorer.analysis import architecture
from explorer.errors import SettingError, WeightsError
from explorer.figures.report.making import report_of
from explorer.figures.report.terms import terms_of
from explorer.figures.words import cell_name
from explorer.ledger import explain
from explorer.ledger.formats.table import table
from explorer.version import __version__
from explorer.words.numerals import number
from tests.figures.static.moments import HOSTILE

SMALL = presets.load("fashion_tinyvgg")
EDGES = presets.load("edges")


class Reader(HTMLParser):
    """The elements of a page, and what it says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(text: str) -> Reader:
    """A page that has no script, and fetches nothing."""
    page = Reader(text)
    for tag, given in page.tags:
        assert tag not in {"script", "iframe", "object", "embed", "link", "base", "form", "a"}
        for name, value in given.items():
            assert not name.startswith("on")
            assert name not in ("href", "src") or (value or "").startswith("data:image/")
    assert "url(" not in text
    return page


@pytest.fixture(scope="module")
def small() -> str:
    return figures.report(SMALL.scene(), title="Shoes & more", author="Ada", note="First line.\nSecond.")


def test_it_says_what_the_records_say(small: str) -> None:
    words = "\n".join(read(small).words)
    network, totals = SMALL.network, architecture.totals(SMALL.network)
    assert {"Shoes & more", "Ada", "First line.\nSecond."} <= set(read(small).words)
    for text in (
        f"{totals.parameters:,}",
        f"{totals.macs:,} for one image",
        __version__,
        cell_name(network, SMALL.cell),
    ):
        assert text in words
    assert "trained for 24 epochs" in words
    assert "Licence" in words
    for row in architecture.rows(network):
        assert row.name in words
        assert architecture.shape_text(row.shape) in words
    assert "Sneaker" in words
    assert small.count("<svg xmlns") == 7  # diagram, maps and ledger twice; the photo


def test_the_terms_are_all_there_with_their_numbers(small: str) -> None:
    params = SMALL.weights.params(SMALL.network)
    acts = explorer.run(
        SMALL.network, params, explorer.images.picture_for(SMALL.image, SMALL.network.input_shape).pixels[None]
    )
    ledger = explain(SMALL.network, params, acts, SMALL.cell)
    rows = re.findall(r"<tr>(.*?)</tr>", small.split('class="terms"')[1], re.DOTALL)[1:]
    cells = [[unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", row)] for row in rows]
    assert len(cells) == len(table(ledger)[1]) + 2
    assert number(ledger.result, 7) in cells[-2]
    assert number(ledger.shown, 7) in cells[-1]


def test_it_is_small_enough_and_closed(small: str) -> None:
    assert len(small.encode()) < 1_500_000
    assert "default-src 'none'" in small
    assert "script-src" not in small


def test_hostile_texts_stay_letters() -> None:
    text = figures.report(EDGES.scene(), title=HOSTILE, author=HOSTILE, note=HOSTILE)
    page = read(text)
    assert HOSTILE in page.words
    assert [tag for tag, _ in page.tags if tag == "img"] == []


def test_names_of_classes_stay_letters() -> None:
    network = presets.load("lenet5").network
    names = tuple(f"{HOSTILE} {n}" for n in range(10))
    scene = replace(presets.load("lenet5").scene(), classes=names)
    assert any(word.startswith("<script>") for word in read(figures.report(scene)).words)
    assert network.output_shape == (10,)


def test_a_network_with_weights_or_arrays_and_any_image() -> None:
    pixels = np.random.default_rng(1).random(EDGES.network.input_shape, np.float32)
    params = EDGES.weights.params(EDGES.network)
    by_arrays = read(figures.report(EDGES.network, params, pixels, Cell("0", 1, 1, 0)))
    assert "the arrays that were given" in by_arrays.words
    assert "the image that was given" in by_arrays.words
    with pytest.raises(WeightsError, match="no weights"):
        figures.report(EDGES.network)
    with pytest.raises(SettingError, match="There is no row 99"):
        figures.report(EDGES.network, EDGES.weights, EDGES.image, Cell("0", 99, 0, 0))


@pytest.mark.parametrize(
    ("name", "cell"),
    [("unet", None), ("residual", Cell("", 1, 2, 0)), ("densenet", None), ("empty", None), ("bottleneck", None)],
)
def test_other_networks_have_one_too(name: str, cell: Cell | None) -> None:
    preset = presets.load(name)
    read(figures.report(preset.network, preset.weights, preset.image, cell))


def test_of_very_many_terms_the_largest_are_kept_and_the_others_are_summed_up() -> None:
    network = Network((explorer.Flatten(), explorer.Dense(units=2)), (6, 6, 3))
    params = Weights().params(network)
    acts = explorer.run(network, params, np.random.default_rng(0).normal(size=(1, 6, 6, 3)))
    ledger = explain(network, params, acts, Cell("1", 0, 0, 1))
    whole, some = terms_of(ledger), terms_of(ledger, 20)
    assert (len(whole.rows), whole.note) == (6 * 6 * 3 + 1 + 2, "")
    assert len(some.rows) == 22
    products = np.array([row[-1] for row in table(ledger)[1]], float)
    kept = np.sort(np.argsort(-np.abs(products), kind="stable")[:20])
    rest = products.sum() - products[kept].sum()
    assert f"the 20 largest of {len(products)} terms" in some.note
    assert number(float(rest), 7) in some.note


def test_the_scene_brings_its_scope_and_its_cell() -> None:
    scene = replace(EDGES.scene(), scope="map", cell=Cell("0", 3, 4, 2))
    made: Any = report_of(scene, None, None, None, ("", "", ""))
    assert made.title == EDGES.title
    assert made.cell.name == cell_name(EDGES.network, Cell("0", 3, 4, 2))
