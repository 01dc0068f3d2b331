"""Thousands of mutations of well-formed files of weights, read one after the other: `python -m tests.formats.weights.mutating`.

A process of its own, because its memory is measured. Prints what it found as JSON.
"""

from __future__ import annotations

import io
import json
import random
import resource
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

import explorer
from explorer.errors import WeightsError
from explorer.formats.weights import match, read_arrays
from explorer.formats.weights.files.pytorch import read_pytorch
from explorer.layers.base import Array
from tests.formats.weights.making import npz, pytorch, tensor, written, zipped

FIXTURES = Path(__file__).parents[2] / "fixtures" / "weights"
NETWORK = explorer.Network(
    (explorer.Conv2D(filters=4), explorer.BatchNormalization(), explorer.Flatten(), explorer.Dense()), (8, 8, 3)
)
VALUES = (0, 1, 0x7F, 0x80, 0xFF)


def originals() -> dict[str, list[bytes]]:
    """Some well-formed files of each format."""
    arrays: dict[str, Array] = {
        f"{step.name}/{name}": np.full(shape, 0.5, np.float32)
        for step in NETWORK.steps
        for name, shape in step.param_shapes.items()
    }
    compressed = io.BytesIO()
    np.savez_compressed(compressed, **arrays)
    storages = {str(n): np.ones(64, np.float32).tobytes() for n in range(6)}
    tensors = {f"conv{n}.weight": tensor((2, 3), (3, 1), n, str(n)) for n in range(6)}
    return {
        "npz": [npz(arrays), compressed.getvalue()],
        "safetensors": [written(arrays)],
        "keras": [(FIXTURES / name).read_bytes() for name in ("small.weights.h5", "small.h5", "small.keras")],
        "pytorch": [pytorch(tensors, storages), pytorch({"state_dict": tensors, "epoch": 3}, storages)],
    }


READERS: dict[str, Callable[[bytes], dict[str, Array]]] = {
    "npz": read_arrays,
    "safetensors": lambda data: read_arrays(data, "m.safetensors"),
    "keras": read_arrays,
    "pytorch": read_pytorch,
}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file with one or a few things changed: bytes, numbers, pieces cut out, doubled or put elsewhere."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4, 16))):
        # Headers stand at the beginning, lists at the end: they are hit as often as all the numbers between them.
        size = len(changed)
        place = chance.choice(
            (chance.randrange(size), chance.randrange(min(size, 600)), size - 1 - chance.randrange(min(size, 600)))
        )
        length = chance.choice((1, 2, 4, 8, 50))
        match chance.randrange(8):
            case 0:
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                changed[place] = chance.choice(VALUES)
            case 2:
                changed[place : place + length] = bytes([chance.choice(VALUES)]) * length
            case 3:
                del changed[place : place + length]
            case 4:
                changed[place:place] = changed[place : place + length]
            case 5:
                changed[place : place + 1] = str(chance.choice((9, 10**6, 2**63, -1))).encode()
            case 6:
                other = chance.randrange(size)
                changed[place : place + length] = changed[other : other + length]
            case _:
                del changed[max(1, place) :]
        if not changed:
            return b""
    return bytes(changed)


def mutated_inside(data: bytes, chance: random.Random) -> bytes:
    """The file with something changed; of a zip file often inside one of its members, so that its checksums are right."""
    if not data.startswith(b"PK") or chance.random() < 0.3:
        return mutated(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    likely = [name for name in members if name.endswith(("data.pkl", ".h5", ".npy"))]
    chosen = chance.choice(likely)
    return zipped([(name, mutated(each, chance) if name == chosen else each) for name, each in members.items()])


def run(name: str, count: int, seed: int) -> dict[str, object]:
    """What came of `count` mutations: outcomes, the longest time in seconds, exceptions that are not ours, memory in MB."""
    chance = random.Random(seed)
    files = originals()[name]
    outcomes: Counter[str] = Counter()
    wrong: list[str] = []
    slowest = 0.0
    for file in files:
        READERS[name](file)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for turn in range(count):
        data = mutated_inside(chance.choice(files), chance)
        started = time.perf_counter()
        try:
            match(NETWORK, READERS[name](data)).table()
            outcomes["read"] += 1
        except WeightsError as error:
            outcomes["refused"] += 1
            if not error.problem.endswith(".") or not error.remedy:
                wrong.append(f"{turn}: {error}")
        except Exception as error:
            wrong.append(f"{turn}: {error!r}")
        slowest = max(slowest, time.perf_counter() - started)
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e3
    return {"outcomes": dict(outcomes), "slowest": slowest, "wrong": wrong, "more_megabytes": more}


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
