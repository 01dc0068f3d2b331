"""Every sentence that the program can say: `python -m tests.documents.sentences [part of a file's name ...]` lists them.

Python's texts come from the syntax tree, without docstrings, JavaScript's from its literals; lessons and model cards are read
as written. A text counts when it has two words or more, or is a label such as "Learn". What is written around values stays
visible: "Reads {rows} × {cols} px". docs/words.md says how the texts should read.
"""

from __future__ import annotations

import ast
import itertools
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
HOLE = "{…}"
_MARKUP = re.compile(r"<[^<>]*>|&[a-z]+;|\\[a-z]+\{|https?:\S+")
_TWO_WORDS = re.compile(r"[^\W\d_]{2,}[,;:.!?’”\"')]*\s+[“‘\"'(]*[^\W\d_]{1,}")
_LABEL = re.compile(r"[A-Z][a-z]+(?:[ -][a-z]+)*[.!?:…]?")
_CODE = re.compile(
    r"[#.][\w-]+[ ,>{:]|^\w+\(|[;{]\s*[\w-]+:|=>|^[\w-]+:\s|var\(--|\bpx solid\b|^(image|text|font|application)/|^[-\w]+=|"
    r"\btranslate\(|\bcolor-mix\("
)


@dataclass(frozen=True)
class Sentence:
    """A text as it stands in a file.

    `text` is for reading: a value in it is shown as the code that makes it. In `plain` a value is only `HOLE`, so that names in
    code are not taken for words.
    """

    file: str
    line: int
    text: str
    plain: str


def all_sentences() -> list[Sentence]:
    """The sentences of the package, in the order of files and lines."""
    return [sentence for path in _files() for sentence in _READERS[path.suffix](path)]


_CODE_FILES = ("helpers.py", "check.py")
"""In `explorer/formats/code`: their strings are source that is written into files."""


def _files() -> list[Path]:
    code = ROOT / "explorer/formats/code"
    return sorted(
        path
        for path in (ROOT / "explorer").rglob("*")
        if path.suffix in _READERS and not (code in path.parents and path.name in _CODE_FILES)
    )


def _sentence(path: Path, line: int, text: str, plain: str) -> Iterator[Sentence]:
    words = _MARKUP.sub(" ", plain)
    if _LABEL.fullmatch(words.strip()) or (_TWO_WORDS.search(words.replace(HOLE, " x ")) and not _CODE.search(words)):
        yield Sentence(path.relative_to(ROOT).as_posix(), line, " ".join(text.split()), " ".join(words.split()))


# --- Python


def _python(path: Path) -> Iterator[Sentence]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in _strings(tree):
        text, plain = _written(node)
        yield from _sentence(path, node.lineno, text, plain)


def _strings(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """The string literals under a node, an f-string whole; neither docstrings nor annotations."""
    for name, field in ast.iter_fields(node):
        if name in {"annotation", "returns"}:
            continue
        for child in field if isinstance(field, list) else [field]:
            if isinstance(child, ast.JoinedStr) or (isinstance(child, ast.Constant) and isinstance(child.value, str)):
                yield child
            elif isinstance(child, ast.AST) and not _is_docstring(child):
                yield from _strings(child)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _written(node: ast.Constant | ast.JoinedStr) -> tuple[str, str]:
    if isinstance(node, ast.Constant):
        return node.value, node.value
    parts = [(part.value,) * 2 if isinstance(part, ast.Constant) else _hole(part) for part in node.values]
    texts, plains = zip(*parts, strict=True) if parts else ((), ())
    return "".join(texts), "".join(plains)


def _hole(part: ast.expr) -> tuple[str, str]:
    """A value in an f-string; the words that it chooses between belong to the sentence."""
    assert isinstance(part, ast.FormattedValue)
    words = [_written(literal)[1] for literal in _strings(part.value)]
    return f"{{{ast.unparse(part.value)}}}", f"{HOLE}{'/'.join(word for word in words if ' ' in word)}"


# --- JavaScript


def _javascript(path: Path) -> Iterator[Sentence]:
    source = path.read_text(encoding="utf-8")
    for start, literal in _literals(source):
        body = literal[1:-1]
        plain = re.sub(r"\$\{[^{}]*\}", HOLE, body)
        yield from _sentence(path, source.count("\n", 0, start) + 1, body, plain)


def _literals(source: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, str]]:
    """The string and template literals between two places of a source, with where they begin; comments are skipped."""
    place, end = start, len(source) if end is None else end
    while place < end:
        two = source[place : place + 2]
        if two in {"//", "/*"}:
            close = source.find("\n" if two == "//" else "*/", place + 2)
            place = end if close < 0 else close + 2 - (two == "//")
        elif source[place] in "\"'`":
            close = _close(source, place)
            yield place, source[place:close]
            place = close
        elif source[place] == "/" and re.search(r"[(,=:[!&|?;{}]\s*$", source[max(0, place - 20) : place]):
            place = _after_pattern(source, place)
        else:
            place += 1


def _close(source: str, start: int) -> int:
    """The place after the literal that begins at `start`; a template may hold code that holds literals."""
    quote, place = source[start], start + 1
    while source[place] != quote:
        if source[place] == "\\":
            place += 2
        elif quote == "`" and source.startswith("${", place):
            place = _after_code(source, place + 2)
        else:
            place += 1
    return place + 1


def _after_code(source: str, place: int) -> int:
    depth = 1
    while depth:
        if source[place] in "\"'`":
            place = _close(source, place)
            continue
        depth += {"{": 1, "}": -1}.get(source[place], 0)
        place += 1
    return place


def _after_pattern(source: str, place: int) -> int:
    found = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+/").match(source, place)
    return found.end() if found else place + 1


# --- Lessons


def _markdown(path: Path) -> Iterator[Sentence]:
    if "lessons" not in path.parts:
        return
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if text.strip():
            yield Sentence(path.relative_to(ROOT).as_posix(), line, text, re.sub(r"\{\{\w+\}\}", HOLE, text))


# --- Model cards


def _card(path: Path) -> Iterator[Sentence]:
    """The texts of a card that are written for people: not its classes, nor its layers in code."""
    if path.parent.name != "trained":
        return
    card = json.loads(path.read_text(encoding="utf-8"))
    lines = path.read_text(encoding="utf-8").splitlines()
    for text in _texts({key: value for key, value in card.items() if key not in _CODE_OF_CARDS}):
        quoted = json.dumps(text, ensure_ascii=False)
        line = next((number for number, each in enumerate(lines, start=1) if quoted in each), 1)
        yield from _sentence(path, line, text, text)


_CODE_OF_CARDS = {"architecture", "layers", "classes"}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


_READERS = {".py": _python, ".js": _javascript, ".md": _markdown, ".json": _card}


def main(parts: list[str]) -> None:
    """Print the sentences of the files whose name holds one of `parts`, or of all, under the name of their file."""
    chosen = [found for found in all_sentences() if not parts or any(part in found.file for part in parts)]
    for file, sentences in itertools.groupby(chosen, key=lambda sentence: sentence.file):
        print(f"\n{file}")
        for sentence in sentences:
            print(f"{sentence.line:5}  {sentence.text}")


if __name__ == "__main__":
    main(sys.argv[1:])
