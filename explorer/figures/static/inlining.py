"""ES modules as one script: a page that opens from a file may not import other files, so they are all written into it.

Each module becomes a function that returns what it exports. Imports are one line each, names in braces, as everywhere in the
front end; some of the modules are those of the app's components, which are plain files to this room.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "js"
_IMPORT = re.compile(r"""^import \{ ([^}]*) \} from "([^"]+)";$""", re.MULTILINE)
_EXPORT = re.compile(r"^export (async function|function|const|let|class) (\w+)", re.MULTILINE)
_COMMENT = re.compile(r"^\s*/\*\*.*?\*/\n|^\s*//[^\n]*\n", re.MULTILINE | re.DOTALL)


@cache
def script(entry: str = "page.js") -> str:
    """The script of a module in FOLDER with all that it imports, each once, those that are needed first."""
    order: dict[Path, str] = {}
    _visit((FOLDER / entry).resolve(), order)
    numbers = {path: at for at, path in enumerate(order)}
    parts = [_wrapped(path, text, numbers) for path, text in order.items()]
    return '"use strict";\nconst modules = [];\n' + "".join(parts)


def imported(path: Path) -> list[Path]:
    """The files that a module imports."""
    return [(path.parent / match[2]).resolve() for match in _IMPORT.finditer(path.read_text("utf-8"))]


def _visit(path: Path, order: dict[Path, str]) -> None:
    if path in order:
        return
    for below in imported(path):
        _visit(below, order)
    order[path] = path.read_text("utf-8")


def _wrapped(path: Path, text: str, numbers: dict[Path, int]) -> str:
    def taken(match: re.Match[str]) -> str:
        names = match[1].replace(" as ", ": ")
        return f"const {{ {names} }} = modules[{numbers[(path.parent / match[2]).resolve()]}];"

    exported = ", ".join(match[2] for match in _EXPORT.finditer(text))
    body = _EXPORT.sub(r"\1 \2", _IMPORT.sub(taken, _COMMENT.sub("", text)))
    return f"modules[{numbers[path]}] = (() => {{\n{body}return {{ {exported} }};\n}})();\n"
