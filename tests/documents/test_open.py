"""docs/open.md says which operators are read, what the dialog calls its choices, and how large files may be."""

from __future__ import annotations

import re
from pathlib import Path

from explorer.formats.onnx_file.operators.table import OPERATORS
from explorer.views.opening.preparing import CHOICES

PAGE = (Path(__file__).parents[2] / "docs" / "open.md").read_text(encoding="utf-8")


def test_the_operators_are_those_that_are_read() -> None:
    part = PAGE.partition("## Which operators")[2].partition("Sums of branches")[0]
    assert re.findall(r"`(\w+)`", part) == sorted(OPERATORS)


def test_the_choices_are_called_as_in_the_dialog() -> None:
    for name in CHOICES.values():
        assert f"| {name} |" in PAGE
