"""Saving figures: the ending says the form; pages fetch nothing, and what they say is escaped."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from explorer import figures, presets
from explorer.errors import SettingError

FIGURE = figures.architecture(presets.load("lenet5").network)


def test_the_ending_says_the_form(tmp_path: Path) -> None:
    assert figures.save(FIGURE, tmp_path / "a.svg").read_text("utf-8").startswith("<svg")
    for name, scale in (("a.png", 2), ("b.PNG", 1)):
        with Image.open(figures.save(FIGURE, str(tmp_path / name), scale=scale)) as picture:
            assert picture.width == scale * FIGURE.layout.width
    page = figures.save(FIGURE, tmp_path / "a.html").read_text("utf-8")
    assert "default-src 'none'" in page
    assert page.count("<svg xmlns") == 1


def test_a_page_follows_the_readers_screen_and_escapes_its_title(tmp_path: Path) -> None:
    dark = figures.architecture(presets.load("lenet5").network, theme="dark")
    page = figures.save(FIGURE, tmp_path / "a.html", dark=dark, title="</title><script>").read_text("utf-8")
    assert page.count("<svg xmlns") == 2
    assert "prefers-color-scheme: dark" in page
    assert "<script>" not in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize(
    ("path", "options", "problem"),
    [
        ("a.pdf", {}, "cannot be saved as .pdf"),
        ("a", {}, "a file without an ending"),
        ("a.png", {"scale": 0}, "scale of 0"),
        ("a.png", {"scale": 9}, "scale of 9"),
    ],
)
def test_other_forms_are_refused(tmp_path: Path, path: str, options: dict[str, float], problem: str) -> None:
    with pytest.raises(SettingError, match=problem):
        figures.save(FIGURE, tmp_path / path, **options)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.thorough
def test_plotly_itself_comes_with_a_page_where_asked(tmp_path: Path) -> None:
    page = figures.save(FIGURE, tmp_path / "a.html", interactive=True).read_text("utf-8")
    assert len(page) > 2_000_000
    assert 'src="http' not in page
