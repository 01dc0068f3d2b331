"""Weights of one's own as bytes and back, for the store: an .npz of arrays that are not compressed.

So no array is larger than the bytes that there are, which is checked before any is made; and nothing is unpickled.
"""

from __future__ import annotations

import io
import json
import math
import re
import zipfile
from typing import Final

import numpy as np

from explorer.errors import ExplorerError, WeightsError
from explorer.layers.base import Array, Params
from explorer.limits import LAYERS
from explorer.network import canonical
from explorer.weights.learned import LearnedLayers
from explorer.weights.own.base import Own, check_finite, entries
from explorer.weights.own.card import MOST_BYTES, read_card
from explorer.weights.own.trained_here import TrainedHere
from explorer.weights.own.uploaded import Uploaded

_ENTRY = re.compile(r"([kp])([0-9]{1,4})/([a-z][a-z0-9_]{0,39})\.npy")
_COUNTS: Final = "layers"
"""The entry that says how many layers the network has: those with a kernel, and the others that have parameters."""
HERE: Final = "trained_here.json"
"""The entry that says of weights that were trained here which snapshot of which training they are, with their card."""
_HERE_VERSION: Final = 1
_HEADER_BYTES: Final = 1_000
_AXES: Final = 4
_DAMAGED: Final = ("This file of weights is damaged.", "Upload the weights again.")


def to_bytes(own: Own) -> bytes:
    """The arrays as an .npz, the same bytes for the same value. Raises WeightsError if they are not there."""
    if not own.present:
        raise WeightsError("The arrays of these weights are not here.", "Upload the file that the link asks for.")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as file:
        _write(file, _COUNTS, np.array(own.counts, "<f4"))
        for name, array in entries(own.layers):
            _write(file, name, array)
        if isinstance(own, TrainedHere):
            with file.open(_info(HERE), "w") as entry:
                entry.write(here_text(own).encode())
    return made.getvalue()


def from_bytes(data: bytes, name: str = "") -> Own:
    """The weights in the bytes that `to_bytes` made. Raises WeightsError, and nothing else, for any other bytes.

    `name` is that of uploaded ones; weights that were trained here know their own.
    """
    try:
        return _read(data, name)
    except ExplorerError:
        raise
    except Exception:  # zipfile and numpy raise many kinds for bytes that are no archive of arrays
        raise WeightsError(*_DAMAGED) from None


def here_text(own: TrainedHere) -> str:
    """What is said of weights that were trained here beside their arrays, as canonical JSON."""
    card = None if own.card is None else json.loads(own.card.to_json())
    return canonical(
        {"version": _HERE_VERSION, "name": own.name, "family": own.family, "epoch": own.epoch, "card": card}
    )


def trained_here(text: bytes, layers: LearnedLayers, name: str = "") -> TrainedHere:
    """The weights of these arrays that `here_text` tells of; `name` is theirs if they have none. Raises WeightsError."""
    if len(text) > MOST_BYTES:
        raise WeightsError(
            f"What this file says of its training has {len(text):,} bytes; at most {MOST_BYTES:,} can be read.",
            "Save it again with this program.",
        )
    try:
        plain = json.loads(text)
        if plain["version"] > _HERE_VERSION:
            raise WeightsError(
                "This file was written by a later version of CNN Explorer.", "Open it with that version."
            )
        card = None if plain["card"] is None else read_card(json.dumps(plain["card"]))
        own, family, epoch = plain["name"], plain["family"], plain["epoch"]
        return TrainedHere.from_layers(layers, str(own) or name, card, family=family, epoch=epoch)
    except WeightsError:
        raise
    except (ExplorerError, ValueError, TypeError, KeyError, RecursionError, OverflowError):
        raise WeightsError("What this file says of its training cannot be read.", "Save it again.") from None


def _info(name: str) -> zipfile.ZipInfo:
    # The date of an entry would make other bytes of the same arrays.
    return zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))


def _write(file: zipfile.ZipFile, name: str, array: Array) -> None:
    with file.open(_info(f"{name}.npy"), "w") as entry:
        np.lib.format.write_array(entry, array.astype("<f4", copy=False), version=(1, 0), allow_pickle=False)


def _read(data: bytes, name: str) -> Own:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        infos = file.infolist()
        stored = all(info.compress_type == zipfile.ZIP_STORED for info in infos)
        # Entries that lie over each other would add up to more than there is.
        if not stored or sum(info.file_size for info in infos) > len(data) or len(infos) > 8 * LAYERS:
            raise WeightsError(*_DAMAGED)
        here = [file.read(info) for info in infos if info.filename == HERE]
        arrays = {info.filename: _array(file.read(info)) for info in infos if info.filename != HERE}
    if len(arrays) + len(here) != len(infos) or len(here) > 1:
        raise WeightsError(*_DAMAGED)
    counts = arrays.pop(f"{_COUNTS}.npy")
    kernels, plain = (_whole(count) for count in counts.tolist())
    layers = {"k": [dict[str, Array]() for _ in range(kernels)], "p": [dict[str, Array]() for _ in range(plain)]}
    for entry, array in arrays.items():
        match = _ENTRY.fullmatch(entry)
        if match is None:
            raise WeightsError(*_DAMAGED)
        check_finite(array, f"the entry {match[0]}")
        layers[match[1]][int(match[2])][match[3]] = array
    read = LearnedLayers(_layers(layers["k"]), _layers(layers["p"]))
    return trained_here(here[0], read) if here else Uploaded.from_layers(read, name)


def _layers(own: list[dict[str, Array]]) -> tuple[Params, ...]:
    return tuple(own)


def _whole(count: float) -> int:
    if not (0 <= count <= LAYERS and count == int(count)):
        raise WeightsError(*_DAMAGED)
    return int(count)


def _array(data: bytes) -> Array:
    """The array of an .npy of version 1.0 with float32 in row-major order, which reads the bytes where they are."""
    file = io.BytesIO(data)
    version = np.lib.format.read_magic(file)
    shape, by_columns, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=_HEADER_BYTES)
    fits = len(shape) <= _AXES and math.prod(shape) * 4 == len(data) - file.tell() and min(shape, default=0) >= 0
    if version != (1, 0) or by_columns or dtype != np.dtype("<f4") or not fits:
        raise WeightsError(*_DAMAGED)
    array: Array = np.frombuffer(data, "<f4", offset=file.tell()).reshape(shape)
    return array if array.dtype == np.float32 else array.astype(np.float32)
