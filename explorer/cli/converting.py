"""The command `cnn-explorer convert`: weights of one format into another."""

from __future__ import annotations

import argparse
from pathlib import Path

from explorer.errors import SettingError
from explorer.formats.weights import ENDINGS, read_arrays
from explorer.formats.weights.files.checks import check_size
from explorer.formats.weights.files.pytorch import ENDINGS as PYTORCH_ENDINGS
from explorer.formats.weights.writing import WRITERS, entries_of, write_entries
from explorer.formats.writing import new_file
from explorer.plain import megabytes

SOURCES = (*PYTORCH_ENDINGS, *ENDINGS)


def convert(arguments: argparse.Namespace) -> None:
    """Read FILE and write NEW. Raises WeightsError, and SettingError for what cannot be read or written."""
    source, target = Path(arguments.source), Path(arguments.target)
    if target.suffix not in WRITERS:
        raise SettingError(
            f"Weights cannot be written as {target.suffix or target.name!r}.", f"Use {' or '.join(WRITERS)}."
        )
    arrays = read_arrays(_bytes_of(source), source.name, pytorch=True)
    with new_file(target) as file:
        write_entries(file, target.suffix, entries_of(arrays), {})
    size = target.stat().st_size
    print(f"{target} has {len(arrays):,} array{'' if len(arrays) == 1 else 's'}, {megabytes(size)}.")


def _bytes_of(source: Path) -> bytes:
    try:
        check_size(source.stat().st_size, f"{source.name} has")
        return source.read_bytes()
    except OSError as error:
        raise SettingError(f"{source} cannot be read: {error.strerror}.", "Choose another file.") from None
