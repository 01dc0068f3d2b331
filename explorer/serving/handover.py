"""Passing a scene and pixels from a notebook to the app, in a file that only this user can read.

The file is written before the server starts and deleted as soon as the server has read it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.errors import ExplorerError, LinkError
from explorer.images import Picture
from explorer.network import canonical
from explorer.scene import Scene, link
from explorer.scene.scene import with_arrays
from explorer.weights import Own
from explorer.weights.own import file as own_file

VARIABLE = "CNN_EXPLORER_HANDED"
"""The environment variable that names the file."""


@dataclass(frozen=True, eq=False)
class Handover:
    """The scene that the app opens with, and the picture of its image (None if that is a sample or a drawing)."""

    scene: Scene
    picture: Picture | None = None


def write(handover: Handover) -> Path:
    """Write `handover` to a new file (mode 0600) in a new directory (mode 0700); the caller removes both with `remove`."""
    arrays: dict[str, NDArray[Any]] = {
        "scene": np.frombuffer(canonical(link.to_plain(handover.scene)).encode(), np.uint8)
    }
    if handover.picture is not None:
        arrays["pixels"] = handover.picture.pixels
    base = handover.scene.weights.base
    if isinstance(base, Own) and base.present:
        arrays["weights"] = np.frombuffer(own_file.to_bytes(base), np.uint8)
    path = Path(tempfile.mkdtemp(prefix="cnn-explorer-")) / "handed.npz"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]
    return path


def read(path: Path) -> Handover:
    """Read a file that `write` wrote. Raises LinkError for any other file."""
    try:
        with np.load(path, allow_pickle=False) as file:
            scene = link.from_plain(json.loads(file["scene"].tobytes()))
            if "weights" in file:
                scene = with_arrays(scene, own_file.from_bytes(file["weights"].tobytes()))
            return Handover(scene, Picture(file["pixels"]) if "pixels" in file else None)
    except ExplorerError:
        raise
    except Exception as error:
        raise LinkError("The app cannot read what was handed over to it.", "Open it again.") from error


def remove(path: Path) -> None:
    """Delete the file and its directory, if they are still there."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(path.parent)


@cache
def received() -> Handover | None:
    """What this server was started with, if anything. The file is read once and deleted. Raises LinkError."""
    name = os.environ.get(VARIABLE, "")
    if not name or not Path(name).is_file():
        return None
    try:
        return read(Path(name))
    finally:
        remove(Path(name))
