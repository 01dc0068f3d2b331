"""What the importer makes of a case: "pass", "refused: ..." or, which may never be, "wrong: ..."."""

from __future__ import annotations

import numpy as np

import explorer
from explorer.errors import ExplorerError
from explorer.formats.onnx_file.reading import model_of, outcome_of
from explorer.layers.base import Array
from tests.formats.onnx_file.cases import Case

CLOSE = 1e-5
"""The largest error, as a share of the largest number that should come out."""

SUITE = 1e-3
"""The relative error that the suites allow themselves; some expected numbers are typed in with four digits."""


def as_images(x: Array, letters: str) -> Array:
    """An ONNX tensor whose axes are `letters` as (batch, rows, columns, channels)."""
    numbers = x.astype(np.float64 if x.dtype == np.float64 else np.float32)
    if letters.endswith("."):
        return numbers.reshape(len(x) if letters == "n." else 1, 1, 1, -1)
    order = [letters.index(letter) for letter in "nrch" if letter in letters]
    wanted = [x.shape[letters.index(letter)] if letter in letters else 1 for letter in "nrch"]
    return np.ascontiguousarray(numbers.transpose(order).reshape(wanted))


def as_tensor(out: Array, letters: str) -> Array:
    """The other way round; a row of numbers as it is."""
    if letters.endswith("."):
        return out
    maps = out.reshape(len(out), 1, 1, -1) if out.ndim == 2 else out
    kept = [letter for letter in "nrch" if letter in letters]
    shape = [size for letter, size in zip("nrch", maps.shape, strict=True) if letter in letters]
    assert np.prod(shape) == maps.size
    return maps.reshape(shape).transpose([kept.index(letter) for letter in letters])


def computed(model: bytes, image: Array, size: tuple[int, int] | None = None) -> Array:
    """What the network of a file makes of an ONNX tensor. Raises ExplorerError."""
    graph, outcome = outcome_of(model, size)
    read = model_of(graph, outcome)
    if read.stopped is not None:
        raise ExplorerError(read.stopped)
    entering = as_images(image, outcome.entrance.letters)
    end = read.network.steps[-1].path
    return as_tensor(explorer.run(read.network, read.params, entering)[end], outcome.letters)


def scaled_error(found: Array, expected: Array) -> float:
    return float(np.abs(found - expected).max() / max(float(np.abs(expected).max()), 1e-6))


def outcome_of_case(case: Case) -> str:
    try:
        found = computed(case.model, case.image)
    except ExplorerError as error:
        return f"refused: {error.problem}"
    if found.ndim == 2 and found.size == case.expected.size:
        found = found.reshape(case.expected.shape)
    if found.shape != case.expected.shape:
        return f"wrong: shape {found.shape}, not {case.expected.shape}"
    error = scaled_error(found, case.expected)
    if error <= CLOSE:
        return "pass"
    if np.allclose(found, case.expected, rtol=SUITE, atol=1e-7):
        return f"pass: within {SUITE:g}, the tolerance of the suite, whose numbers are rounded"
    return f"wrong: error {error:.2g}"
