"""Pictures of the visitor's own from files: one class's pictures, or a zip with a folder for each class."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.images import decode
from explorer.views.train.own.classes import OwnClasses


def add_files(own: OwnClasses, at: int, files: Sequence[tuple[str, bytes]]) -> OwnClasses:
    """The classes with these files (name, bytes) in class number `at`. Raises ExplorerError for what is no picture."""
    for _, data in files:
        own = own.adding(at, decode(data))
    return own
