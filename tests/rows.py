"""Tables keyed by kinds of layers or of records: which rows are missing, and what to do about it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Table:
    """The dictionaries called `names` in the file at `path`, which together need a row for every class that is asked for.

    With `families` a row for a base class holds for all its subclasses.
    """

    path: str
    names: tuple[str, ...]
    families: bool = False

    def rows(self) -> set[str]:
        """The names of the classes that have a row, read from the source: `layers.ReLU: ...` has the name ReLU."""
        tree = ast.parse((ROOT / self.path).read_text())
        return {row for statement in tree.body for row in _rows(statement, self.names)}

    def complaints(self, classes: Iterable[type]) -> list[str]:
        """One sentence for each class without a row: what is missing, and where to add it."""
        rows = self.rows()
        return [
            f"{each.__name__} has no row in {' or '.join(self.names)}: add one to {self.path}."
            for each in classes
            if not rows & (_ancestors(each) if self.families else {each.__name__})
        ]


def _rows(statement: ast.stmt, names: Collection[str]) -> Iterable[str]:
    match statement:
        case ast.AnnAssign(target=ast.Name(name), value=ast.Dict(keys)) if name in names:
            return [key.attr if isinstance(key, ast.Attribute) else ast.unparse(key) for key in keys if key]
    return ()


def _ancestors(kind: type) -> set[str]:
    return {each.__name__ for each in kind.__mro__}
