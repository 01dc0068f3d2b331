"""The command `cnn-explorer convert`: weights of one format into another."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from explorer.errors import SettingError
from explorer.formats.weights import ENDINGS, read_arrays
from explorer.formats.weights.files.checks import check_size, megabytes
from explorer.formats.weights.files.npz import write_npz
from explorer.formats.weights.files.pytorch import ENDINGS as PYTORCH_ENDINGS
from explorer.formats.weights.files.safetensors import write_safetensors
from explorer.layers.base import Array

SOURCES = (*PYTORCH_ENDINGS, *ENDINGS)
WRITERS: Mapping[str, Callable[[Mapping[str, Array]], bytes]] = {
    ".npz": write_npz,
    ".safetensors": write_safetensors,
}


def convert(arguments: argparse.Namespace) -> None:
    """Read FILE and write NEW. Raises WeightsError, and SettingError for what cannot be read or written."""
    source, target = Path(arguments.source), Path(arguments.target)
    if target.suffix not in WRITERS:
        raise SettingError(
            f"Weights cannot be written as {target.suffix or target.name!r}.", f"Use {' or '.join(WRITERS)}."
        )
    arrays = read_arrays(_bytes_of(source), source.name, pytorch=True)
    data = WRITERS[target.suffix](arrays)
    try:
        target.write_bytes(data)
    except OSError as error:
        raise SettingError(f"{target} cannot be written: {error.strerror}.", "Choose another file.") from None
    print(f"{target} has {len(arrays):,} array{'' if len(arrays) == 1 else 's'}, {megabytes(len(data))}.")


def _bytes_of(source: Path) -> bytes:
    try:
        check_size(source.stat().st_size, f"{source.name} has")
        return source.read_bytes()
    except OSError as error:
        raise SettingError(f"{source} cannot be read: {error.strerror}.", "Choose another file.") from None
