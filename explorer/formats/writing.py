"""`new_file`: a file that is either whole or not there, for everything that is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from explorer.errors import SettingError, typed


@contextmanager
def new_file(path: str | Path) -> Iterator[BinaryIO]:
    """A file to write to, which gets its name when it is whole; what stood at `path` stays there until then.

    Raises SettingError if it cannot be written.
    """
    if not isinstance(path, str | Path):
        raise SettingError(f"{typed(path)} was given for the file.", 'Give its path: "network.npz".')
    target = Path(path)
    part = target.with_name(f".{target.name}.{os.getpid()}.part") if target.name else target
    try:
        with part.open("wb") as file:
            yield file
        part.replace(target)
    except OSError as error:
        raise SettingError(f"{target} cannot be written: {error.strerror}.", "Choose another file.") from None
    finally:
        part.unlink(missing_ok=True) if part != target else None
