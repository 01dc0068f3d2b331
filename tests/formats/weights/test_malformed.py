"""Every wrong file has its one sentence with a remedy: no other exception, nothing allocated beyond the file's own size."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np
import pytest

import explorer
from explorer import limits
from explorer.errors import WeightsError
from explorer.formats.weights import match, read_arrays
from explorer.formats.weights.files.pytorch import read_pytorch
from tests.formats.weights import malformed
from tests.formats.weights.making import npz

FORMATS: dict[str, tuple[Callable[[], Iterator[malformed.Case]], Callable[[bytes], object]]] = {
    "npz": (malformed.npz_cases, read_arrays),
    "safetensors": (malformed.safetensors_cases, lambda data: read_arrays(data, "m.safetensors")),
    "keras": (malformed.hdf5_cases, read_arrays),
    "pytorch": (malformed.pytorch_cases, read_pytorch),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_wrong_file_has_its_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == "keras":
        pytest.importorskip("h5py")
    monkeypatch.setattr(limits, "WEIGHTS_FILE_BYTES", 64_000_000)
    cases, read = FORMATS[name]
    tried = list(cases())
    assert len({what for what, _, _ in tried}) == len(tried) >= 60
    wrong = [f"{what}: {found}" for what, data, expected in tried if (found := _unlike(read, data, expected))]
    assert wrong == []


def _unlike(read: Callable[[bytes], object], data: bytes, expected: str) -> str:
    """What is wrong with the answer to a wrong file; "" if nothing is."""
    try:
        read(data)
    except WeightsError as error:
        sentences = error.problem.count(". ") + 1
        whole = error.problem.endswith(".") and error.remedy and len(error.problem) < 400 and sentences == 1
        return "" if whole and re.search(expected, error.problem) else f"{error.problem} / {error.remedy}"
    except Exception as error:
        return repr(error)
    return "" if expected == "" else "was read"


@pytest.mark.thorough
@pytest.mark.parametrize("name", FORMATS)
def test_five_thousand_mutations_are_read_or_refused(name: str) -> None:
    command = [sys.executable, "-m", "tests.formats.weights.mutating", name, "5000", "7"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert sum(found["outcomes"].values()) == 5000
    assert found["more_megabytes"] < 300


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WEIGHTS_FILE_BYTES", 64_000_000)
    bomb = next(data for what, data, _ in malformed.npz_cases() if what == "a bomb")
    assert len(bomb) < 50_000
    tracemalloc.start()
    try:
        with pytest.raises(WeightsError):
            read_arrays(bomb)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        ("kernel", [np.nan, 1.0], "1 of its 2 numbers is not finite"),
        ("kernel", [np.inf, -np.inf], "2 of its 2 numbers are not finite"),
        ("kernel", [1e300, 1.0], "not finite"),
    ],
)
def test_weights_that_are_no_numbers_are_not_taken(name: str, values: list[float], reason: str) -> None:
    network = explorer.Network((explorer.Dense(units=1, use_bias=False),), (1, 1, 2))
    arrays = read_arrays(npz({f"dense1/{name}": np.array(values)[:, None]}))
    matching = match(network, arrays)
    assert matching.params == {}
    assert reason in matching.rows[0].verdict
    with pytest.raises(WeightsError, match="not finite"):
        matching.checked()
