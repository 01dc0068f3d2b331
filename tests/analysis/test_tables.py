from __future__ import annotations

import csv
import io
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.analysis.map_table import units_csv
from explorer.tables import FORMULA_SIGNS, csv_text, latex_table, markdown_table


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@given(st.text(), st.floats(allow_nan=False))
def test_no_text_begins_a_formula_and_numbers_are_as_they_were(name: str, number: float) -> None:
    # csv.reader cannot tell a lone carriage return in a cell from the end of a line
    [[text, value, written]] = read(csv_text([(name.replace("\r", ""), number, str(number))]))
    assert float(value) == float(written) == number
    assert text.removeprefix("'") == name.replace("\r", "").removeprefix("'")
    if text.lstrip().startswith(tuple(FORMULA_SIGNS)):
        float(text)


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://a.b","x")',
        "+1+1",
        "-2+3",
        "@SUM(1)",
        " =1",
        "\t=1",
        "\n=1",
        "＝1",
        "=",
        "-",
        "+cmd|' /C calc'!A0",
    ],
)
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert read(csv_text([[text, "a"]])) == [[f"'{text}", "a"]]


@pytest.mark.parametrize("text", ["conv1", "-1", "+2.5e-3", "-inf", "", "a=b", "'=1"])
def test_all_else_stays(text: str) -> None:
    assert read(csv_text([[text, "a"]])) == [[text, "a"]]


def test_names_of_classes_are_texts_in_the_download() -> None:
    assert read(units_csv(np.array([-1.5, 2], np.float32), ["=1+1", "cat"]))[1:] == [
        ["0", "'=1+1", "-1.5"],
        ["1", "cat", "2"],
    ]


SIGNS = "\\`*_{}[]()<>#+!|~$&%^\"'-.:@/"


@given(st.lists(st.tuples(st.text(), st.text(alphabet=SIGNS)), min_size=1, max_size=4))
def test_no_text_breaks_out_of_its_cell_in_markdown(texts: list[tuple[str, str]]) -> None:
    lines = markdown_table(("a", "b"), texts).split("\n")
    assert len(lines) == len(texts) + 3
    for line in lines[:-1]:
        bare = re.sub(r"\\.", "", line)
        assert bare.count("|") == 3
        assert not re.search(r"[`*_<>\[\]#!~$&]", bare)


@given(st.lists(st.tuples(st.text(), st.text(alphabet=SIGNS)), min_size=1, max_size=4))
def test_no_text_breaks_out_of_its_cell_in_latex(texts: list[tuple[str, str]]) -> None:
    table = latex_table(("a", "b"), texts)
    body = table.partition("\\midrule\n")[2].partition("\\bottomrule")[0].split("\n")[:-1]
    assert len(body) == len(texts)
    for line in body:
        assert line.endswith(r" \\")
        bare = re.sub(
            r"\\(text[a-z]+|enspace)\{\}|\\[&%$#_{}]|\$\\times\$|\$\\cdot\$|\$-\$", "", line.removesuffix(r" \\")
        )
        assert not re.search(r"[\\%$#_{}~^]", bare)
        assert bare.count("&") == 1


def test_numbers_are_set_to_the_right_and_shares_are_percent() -> None:
    rows = [["conv", 1234, 0.5], ["relu", 0, 0.0]]
    assert markdown_table(("name", "count", "share"), rows).split("\n")[1:3] == [
        "| :--- | ---: | ---: |",
        "| conv | 1,234 | 50.0% |",
    ]
    assert r"\begin{tabular}{lrr}" in latex_table(("name", "count", "share"), rows)
    assert r"conv & 1,234 & 50.0\% \\" in latex_table(("name", "count", "share"), rows)
