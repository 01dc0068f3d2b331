"""Imports run one way, views -> figures -> core, and files stay short: read from the source, nothing is imported."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "explorer"
FILES = sorted(PACKAGE.rglob("*.py"))
MAX_LINES = 400

# What may not be imported from each room. Every other room is core.
FORBIDDEN = {
    "views": (),
    "figures": ("streamlit", "explorer.views"),
    "core": ("streamlit", "plotly", "explorer.views", "explorer.figures"),
}
CORE_NEEDS = {"numpy", "scipy", "PIL", "explorer"}


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first if first in FORBIDDEN else "core"


def imported(source: str, package: str) -> Iterator[str]:
    """Every module that `source` imports, anywhere in it; `package` resolves relative imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def broken(source: str, package: str, place: str) -> set[str]:
    return {
        name
        for name in imported(source, package)
        for forbidden in FORBIDDEN[place]
        if name == forbidden or name.startswith(f"{forbidden}.")
    }


def package_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).parent.parts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    assert broken(path.read_text(), package_of(path), room(path)) == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_stay_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_LINES


def test_core_needs_numpy_scipy_and_pillow_only() -> None:
    core = [path for path in FILES if room(path) == "core"]
    assert len(core) >= 20
    tops = {name.split(".")[0] for path in core for name in imported(path.read_text(), package_of(path))}
    assert tops - set(sys.stdlib_module_names) <= CORE_NEEDS


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("import streamlit as st", "core"),
        ("def late():\n    from plotly.graph_objects import Figure", "core"),
        ("from explorer import figures", "core"),
        ("from . import views", "core"),
        ("from .figures.theme import INK", "core"),
        ("import streamlit.components.v2", "figures"),
        ("from explorer.views.state import State", "figures"),
    ],
)
def test_the_reader_of_imports_finds_what_is_forbidden(source: str, place: str) -> None:
    assert broken(source, "explorer", place)


def test_the_library_starts_without_plotly_and_streamlit() -> None:
    code = "import sys, explorer; print(sorted({'plotly', 'streamlit'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_first_visitor_does_not_wait_for_what_no_screen_needs() -> None:
    """scipy.signal alone brings half of scipy: it took a third of the time in which the app's modules are imported."""
    code = "import sys, explorer.views.learn; print([m for m in ('scipy.signal', 'scipy.stats') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
