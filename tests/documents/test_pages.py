"""What the documents show runs: docs/library.md from top to bottom, and the notebook in examples/ as a reader runs it."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from explorer import presets
from explorer.cli.main import parser
from explorer.cli.naming import scene_of

ROOT = Path(__file__).parents[2]


def blocks(name: str) -> list[str]:
    """The Python blocks of a Markdown file."""
    return re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize(("name", "least"), [("docs/library.md", 12), ("docs/export.md", 3), ("README.md", 1)])
def test_the_code_of_a_page_runs_from_top_to_bottom(name: str, least: int) -> None:
    code = blocks(name)
    assert len(code) >= least
    names: dict[str, object] = {}
    for block in code:
        exec(compile(block, name, "exec"), names)


def test_the_commands_of_the_readme_are_commands() -> None:
    lines = re.findall(
        r"^    cnn-explorer (.*?)(?:  +#.*)?$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(lines) == 6
    for line in lines:
        chosen = parser().parse_args(line.split())
        assert chosen.command
        assert scene_of(getattr(chosen, "network", presets.OPENING)).network


@pytest.mark.filterwarnings("default")  # of Jupyter's own packages
def test_the_notebook_runs_and_shows_its_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = nbformat.read(ROOT / "examples" / "first_look.ipynb", as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "kept without outputs: they would go out of date"
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
    shown = [list(output.get("data", {})) for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("text/html" in kinds for kinds in shown)  # the network's table
    assert sum("application/vnd.plotly.v1+json" in kinds for kinds in shown) == 3
