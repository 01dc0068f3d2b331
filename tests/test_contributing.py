"""CONTRIBUTING.md tells of files, commands and code that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text()
PATHS = sorted(set(re.findall(r"`((?:explorer|tests|oracles|benchmarks|docs)/[\w/.]*)`", TEXT)))
TARGETS = re.findall(r"(?:`|^    |PYTHON=\S+ )make ([a-z -]+?)(?:`|  |$)", TEXT, flags=re.MULTILINE)


@pytest.mark.parametrize("path", PATHS)
def test_its_files_are_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_its_commands_are_in_the_makefile() -> None:
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = {target for targets in TARGETS for target in targets.split()}
    assert {"run", "test", "oracles", "soak", "screenshots"} <= named <= known


def test_its_example_is_the_page_of_softsign() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)
    page = (ROOT / "explorer/layers/activation/softsign.py").read_text()
    lines = [line.partition("  #")[0] for line in example.splitlines() if line and "..." not in line]
    assert [line for line in lines if line not in page and "(the papers)" not in line] == []


def test_its_rows_are_in_the_tables() -> None:
    rows = re.findall(r"^\| `([\w/.]+)`.*\| `(.+)` \|$", TEXT, flags=re.MULTILINE)
    assert len(rows) == 6
    for path, row in rows:
        assert row in (ROOT / path).read_text()
