"""Imports run one way, no module waits for itself, rooms and files stay small: read from the source, nothing is run."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "explorer"
FILES = sorted(PACKAGE.rglob("*.py"))
MAX_LINES = 400
MAX_FILES = 15
"""Files in one folder, `__init__.py` not counted."""
ROOMS = (
    *("errors", "plain", "limits", "settings"),  # settings take their ranges from the limits
    *("windows", "tables", "archives", "version"),
    *("kernels", "layers", "network", "reads", "weights", "images", "running", "learning", "ledger", "analysis"),
    *("formats", "scene", "store", "presets", "demos", "words", "lessons", "serving", "figures", "views"),
)
"""Every room imports only from itself and from those before it."""

# What may not be imported from each room. Every other room is core.
FORBIDDEN = {
    "views": (),
    "figures": ("streamlit", "explorer.views"),
    "cli": ("streamlit", "plotly", "explorer.views"),
    "core": ("streamlit", "plotly", "explorer.views", "explorer.figures"),
}
CORE_NEEDS = {"numpy", "scipy", "PIL", "explorer"}
EXTRAS = {"psycopg", "google"}
"""Packages that the core uses if they are there: imported inside functions only."""


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first if first in FORBIDDEN else "core"


@cache
def import_statements(source: str) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """All import statements of a source, anywhere in it; several tests ask for those of each file."""
    return tuple(node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom))


def imported(source: str, package: str) -> Iterator[str]:
    """Every module that `source` imports, anywhere in it; `package` resolves relative imports."""
    for node in import_statements(source):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        else:
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def top_level(source: str) -> set[str]:
    """The packages that are imported when the module is."""
    found: set[str] = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def broken(source: str, package: str, place: str) -> set[str]:
    return {
        name
        for name in imported(source, package)
        for forbidden in FORBIDDEN[place]
        if name == forbidden or name.startswith(f"{forbidden}.")
    }


def graph(files: dict[str, str]) -> dict[str, set[str]]:
    """What each of the modules imports of the others; `files` maps their names to their sources."""
    return {name: {to for to in _targets(source, files) if to != name} for name, source in files.items()}


def _targets(source: str, files: dict[str, str]) -> Iterator[str]:
    """The modules among `files` that `source` imports, in functions and under TYPE_CHECKING too."""
    for node in import_statements(source):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in files)
        elif node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield from (name for name in (inner if inner in files else node.module,) if name in files)


def cycles(imports: dict[str, set[str]]) -> list[list[str]]:
    """The groups of modules each of which leads to all others of its group (Tarjan 1972, doi:10.1137/0201010)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    groups: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        stack.append(module)
        for other in sorted(imports[module]):
            if other not in order:
                visit(other)
            if other in stack:
                lowest[module] = min(lowest[module], lowest[other])
        if lowest[module] == order[module]:
            at = stack.index(module)
            groups.append(sorted(stack[at:]))
            del stack[at:]

    for module in sorted(imports):
        if module not in order:
            visit(module)
    return [group for group in groups if len(group) > 1]


def sources() -> dict[str, str]:
    """The source of every module of the package by its name; a package has the name of its folder."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path.read_text()
        for path in FILES
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
    assert tops - set(sys.stdlib_module_names) <= CORE_NEEDS | EXTRAS
    for extra in EXTRAS:
        assert extra not in {name for path in core for name in top_level(path.read_text())}, f"{extra} is imported late"


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


def test_no_module_imports_itself_by_a_detour() -> None:
    assert cycles(graph(sources())) == []


@pytest.mark.parametrize(
    "late",
    [
        "import b",
        "def f():\n    from b import x",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from b import x",
    ],
)
def test_a_cycle_is_found_wherever_the_import_stands(late: str) -> None:
    assert cycles(graph({"a": late, "b": "import c", "c": "from a import y", "d": "import a"})) == [["a", "b", "c"]]


def test_rooms_import_only_from_those_before_them() -> None:
    """Modules outside any room, such as the command line, may import all."""
    backwards = []
    for name, targets in graph(sources()).items():
        here = name.split(".")[1] if "." in name else ""
        for target in targets:
            there = target.split(".")[1] if "." in target else ""
            if here in ROOMS and (there not in ROOMS or ROOMS.index(there) > ROOMS.index(here)):
                backwards.append(f"{name} imports {target}")
    assert backwards == []


@pytest.mark.parametrize("top", ["explorer", "tests"])
def test_rooms_stay_small(top: str) -> None:
    """What no longer fits holds several ideas: give each a folder, and say in DESIGN's words what happens there."""
    folders = {path.parent for path in (ROOT / top).rglob("*.*") if "__pycache__" not in path.parts}
    crowded = {
        str(folder.relative_to(ROOT)): count
        for folder in folders
        if (count := sum(each.is_file() and each.name != "__init__.py" for each in folder.iterdir())) > MAX_FILES
    }
    assert crowded == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_does_not_come_in_by_its_own_door(path: Path) -> None:
    """Modules import their neighbours, not the face of the room that they are in."""
    if path.name == "__init__.py":
        return
    package = package_of(path)
    own = {
        alias.name
        for node in import_statements(path.read_text())
        if isinstance(node, ast.ImportFrom) and node.module == package
        for alias in node.names
    }
    neighbours = {each.stem for each in path.parent.iterdir()}
    assert own <= neighbours


def prefix_families(names: Sequence[str]) -> list[str]:
    """The first words that three or more modules of a folder share: a folder that has not been made yet."""
    firsts = Counter(name.split("_")[0] for name in names if "_" in name)
    return sorted(first for first, count in firsts.items() if count >= 3)


def test_no_family_of_files_shares_a_prefix() -> None:
    assert prefix_families(["ledger_bars", "ledger_conv", "ledger_steps", "words"]) == ["ledger"]
    folders = {path.parent for path in FILES}
    families = {str(folder): prefix_families([each.stem for each in folder.glob("*.py")]) for folder in folders}
    assert {folder: found for folder, found in families.items() if found} == {}
