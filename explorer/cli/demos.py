"""The commands `cnn-explorer demos ...`, for whoever runs an instance."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from explorer.errors import StoreError
from explorer.store import Store, upkeep
from explorer.store.place import DATABASE, FOLDER, place


def print_list(_: argparse.Namespace) -> None:
    """Print one line per demo: id, whether it is public, size, days of publishing and of the last visit, title."""
    found = upkeep.all_demos(_store())
    for each in found:
        days = "  ".join(time.strftime("%Y-%m-%d", time.gmtime(at)) for at in (each.created, each.opened))
        # A title is a visitor's text: as the terminal's commands it would do more than be read.
        title = "".join(letter if letter.isprintable() else "?" for letter in each.title)
        print(f"{each.id}  {'public' if each.public else 'link  '}  {each.size / 1e6:6.2f} MB  {days}  {title}")
    print(f"{_counted(len(found))}, {sum(each.size for each in found) / 1e6:,.2f} MB (published, last opened)")


def check(_: argparse.Namespace) -> None:
    """Read everything. Raises StoreError if something is damaged, after each was named."""
    store = _store()
    damaged = store.verify()
    for sentence in damaged:
        print(sentence)
    if damaged:
        raise StoreError(
            f"Damaged: {_counted(len(damaged))}.", "Photos are made whole by: cnn-explorer demos restore FILE."
        )
    print(f"Whole: {_counted(len(upkeep.all_demos(store)))}.")


def backup(arguments: argparse.Namespace) -> None:
    """Copy all demos to a file."""
    print(f"{arguments.file} has {_counted(upkeep.back_up(_store(), Path(arguments.file)))}.")


def restore(arguments: argparse.Namespace) -> None:
    """Copy the demos of a file into the store."""
    print(f"Brought back: {_counted(upkeep.bring_back(_store(), Path(arguments.file)))}.")


def remove(arguments: argparse.Namespace) -> None:
    """Delete one demo."""
    title = upkeep.take_down(_store(), arguments.id)
    print(f"{arguments.id} was taken down: {title!r}.")


def _counted(number: int) -> str:
    return "1 demo" if number == 1 else f"{number:,} demos"


def _store() -> Store:
    found = place()
    if not found.lasts:
        raise StoreError(
            "This environment has no store that lasts: the app keeps its demos in a temporary folder.",
            f"Set {DATABASE} or {FOLDER}, as for the app.",
        )
    return found.store
