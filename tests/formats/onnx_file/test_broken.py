"""Damaged and hostile files: one clear sentence and no memory to speak of, whatever they hold."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

import explorer
from explorer.errors import ExplorerError, FormatError
from explorer.formats.onnx_file.reading import read_onnx
from tests.formats.onnx_file.broken import _doubling, broken, good

BROKEN = dict(broken())
FIXTURES = Path(__file__).parents[2] / "fixtures" / "models"
MOST_MEMORY = 300_000_000
MUTATIONS = 5_000


def told(data: bytes) -> str:
    """What a person is told of a file that cannot be opened whole."""
    try:
        model = read_onnx(data)
    except FormatError as error:
        return f"{error.problem} {error.remedy}"
    assert model.stopped is not None
    assert model.network.layers  # the part before it is a network
    return model.stopped


def test_there_are_sixty_and_more() -> None:
    assert len(BROKEN) >= 60


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_of_in_one_sentence(name: str) -> None:
    tracemalloc.start()
    sentence = told(BROKEN[name])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MOST_MEMORY
    assert 20 < len(sentence) < 400
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "Error" not in sentence  # no name of Python's


def test_the_file_that_was_broken_is_whole() -> None:
    model = read_onnx(good().SerializeToString())
    assert model.stopped is None
    assert [type(layer) for layer in model.layers] == [explorer.Conv2D, explorer.ReLU, explorer.Flatten, explorer.Dense]


def test_a_sum_of_sums_of_itself_is_not_written_out() -> None:
    """Thirty sums of a tensor with itself are 2 ** 30 times the tensor, not 2 ** 30 branches."""
    model = read_onnx(_doubling(30))
    assert model.stopped is None
    assert len(model.layers) <= 30


def mutated(data: bytes, rng: random.Random) -> bytes:
    """A file with some bytes changed, left out, repeated or taken from elsewhere in it."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        at, length = rng.randrange(len(out)), rng.choice((1, 1, 2, 8, 64))
        match rng.randrange(6):
            case 0:
                out[at] = rng.randrange(256)
            case 1:
                out[at] ^= 1 << rng.randrange(8)
            case 2:
                del out[at : at + length]
            case 3:
                out[at:at] = out[at : at + length]
            case 4:
                start = rng.randrange(len(out))
                out[at : at + length] = out[start : start + length]
            case _:
                out[at : at + 1] = rng.choice((b"\x00", b"\xff", b"\xff\xff\xff\xff\x0f", b"\x80", b"\x7f"))
        if not out:
            out = bytearray(b"\x00")
    return bytes(out)


def mutations(count: int, seed: int) -> Iterator[bytes]:
    rng = random.Random(seed)
    files = [path.read_bytes() for path in sorted(FIXTURES.glob("*.onnx"))] + [good().SerializeToString()]
    for _ in range(count):
        yield mutated(rng.choice(files), rng)


def check_mutations(count: int, seed: int) -> int:
    """How many of so many mutations were refused; all others are networks that run was possible to plan."""
    refused = 0
    for data in mutations(count, seed):
        try:
            model = read_onnx(data)
        except ExplorerError:
            refused += 1
        else:
            assert model.network.steps
            assert model.stopped is None or model.stopped.endswith(".")
    return refused


def test_damaged_files_are_refused_or_read() -> None:
    assert 0 < check_mutations(150, seed=1) < 150


@pytest.mark.thorough
def test_five_thousand_damaged_files_are_refused_or_read() -> None:
    tracemalloc.start()
    assert check_mutations(MUTATIONS, seed=2) > 0
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MOST_MEMORY
