"""The row that saves a chart knows the charts of the app, and names files so that every system takes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.views.components.save.save import CHARTS, file_stem

VIEWS = Path(__file__).parents[3] / "explorer" / "views"


@pytest.mark.parametrize("key", CHARTS)
def test_every_chart_that_it_offers_is_one_of_the_app(key: str) -> None:
    others = [path for path in VIEWS.rglob("*.py") if "components/save" not in path.as_posix()]
    assert any(f'"{key}"' in path.read_text("utf-8") for path in others)


@given(st.text())
def test_a_name_becomes_the_beginning_of_a_file(name: str) -> None:
    stem = file_stem(name)
    assert 0 < len(stem) <= 60
    assert not set(stem) & set('/\\:*?"<>|. \n')
