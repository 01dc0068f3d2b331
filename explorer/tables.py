"""Tables as text, for every download: CSV, Markdown, LaTeX. No cell can become anything but text where it is opened."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

FORMULA_SIGNS: Final = "=+-@＝＋－＠"
"""With these a spreadsheet begins a formula; the last four are the wide forms of the others."""


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Rows as CSV with line feeds. Texts that a spreadsheet would take for a formula get an apostrophe before them.

    >>> csv_text([("=1+1", -2.5, "-2.5")])
    "'=1+1,-2.5,-2.5\\n"
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue()


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Rows of numbers and texts as a table of GitHub's Markdown; columns of numbers are set to the right.

    >>> print(markdown_table(("name", "size"), [("a|b", 1200)]), end="")
    | name | size |
    | :--- | ---: |
    | a\\|b | 1,200 |
    """
    cells = [list(row) for row in rows]
    marks = ["---:" if right else ":---" for right in _right(header, cells)]
    lines = [[_markdown(name) for name in header], marks, *([_markdown(cell) for cell in row] for row in cells)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def latex_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Rows of numbers and texts as a LaTeX table with the rules of the package booktabs.

    >>> print(latex_table(("name", "size"), [("a_b", 1200)]), end="")
    % \\usepackage{booktabs}
    \\begin{tabular}{lr}
    \\toprule
    name & size \\\\
    \\midrule
    a\\_b & 1,200 \\\\
    \\bottomrule
    \\end{tabular}
    """
    cells = [list(row) for row in rows]
    columns = "".join("r" if right else "l" for right in _right(header, cells))
    return "\n".join(
        [
            "% \\usepackage{booktabs}",
            f"\\begin{{tabular}}{{{columns}}}",
            "\\toprule",
            _latex_row(header),
            "\\midrule",
            *map(_latex_row, cells),
            "\\bottomrule",
            "\\end{tabular}",
            "",
        ]
    )


def _right(header: Sequence[str], cells: Sequence[Sequence[Any]]) -> list[bool]:
    """For each column whether it holds numbers."""
    return [
        bool(cells) and not any(isinstance(row[place], str) and row[place] for row in cells)
        for place in range(len(header))
    ]


def _shown(cell: Any) -> str:
    """A number with commas, percentages with one decimal, a text in one line without what cannot be printed."""
    if isinstance(cell, float):
        return f"{cell:.1%}"
    if isinstance(cell, int):
        return f"{cell:,}"
    return "".join(letter for letter in " ".join(str(cell).split("\n")) if letter.isprintable() or letter == "\u2002")


_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()<>#+!|~$&:@])")


def _markdown(cell: Any) -> str:
    return _shown(cell) if not isinstance(cell, str) else _MARKDOWN.sub(r"\\\1", _shown(cell))


_LATEX: Final = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "×": r"$\times$",
    "·": r"$\cdot$",
    "−": r"$-$",
    "\u2002": r"\enspace{}",
}
"""What LaTeX takes for a command, and signs that its older engines do not know."""


def _latex(cell: Any) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in _shown(cell))


def _latex_row(cells: Sequence[Any]) -> str:
    return f"{' & '.join(map(_latex, cells))} \\\\"


def _plain(cell: Any) -> Any:
    if not isinstance(cell, str) or not cell.lstrip().startswith(tuple(FORMULA_SIGNS)) or _is_number(cell):
        return cell
    return f"'{cell}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
