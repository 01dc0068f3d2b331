"""The writers of arrays: what they write is read by our reader, by numpy and by the package safetensors."""

from __future__ import annotations

import io
import json
import math
import tracemalloc
import zipfile
from pathlib import Path

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import explorer
from explorer.errors import SettingError, WeightsError
from explorer.formats.weights import read_arrays
from explorer.formats.weights.files.npz import read_npz
from explorer.formats.weights.writing import Entry, entries_of, weight_entries, write_entries
from explorer.formats.weights.writing import entries as entries_module
from explorer.formats.weights.writing.npz import write_npz
from explorer.formats.weights.writing.safetensors import file_size, write_safetensors
from explorer.layers.base import Array
from explorer.network import Network
from tests.formats.weights.making import written
from tests.strategies import nested_networks, random_params

SUFFIXES = (".npz", ".safetensors")
SMALL = explorer.from_text("input 6x6x1; conv 4 3x3 as stem; batch_normalization; relu; flatten; dense 3")
F32 = np.dtype(np.float32)


class Unseekable(io.RawIOBase):
    """A stream that can only be written to, as a socket is."""

    def __init__(self) -> None:
        super().__init__()
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.data += data
        return len(data)


def file_of(suffix: str, entries: tuple[Entry, ...]) -> bytes:
    stream = Unseekable()
    write_entries(stream, suffix, entries, {})  # type: ignore[arg-type]
    return bytes(stream.data)


def same_params(network: Network, read: explorer.Weights, params: object) -> None:
    wanted = params if isinstance(params, dict) else params.params(network)  # type: ignore[attr-defined]
    found = read.params(network)
    for path, arrays in wanted.items():
        for name, array in arrays.items():
            np.testing.assert_array_equal(found[path][name], array.astype(np.float32), strict=True)


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(network=nested_networks(), by_name=st.booleans())
def test_weights_come_back_equal(suffix: str, network: Network, by_name: bool) -> None:
    params = random_params(network, dtype=np.float32)
    if not params:
        return
    data = file_of(suffix, weight_entries(network, params, names="names" if by_name else "paths"))
    same_params(network, explorer.read_weights(data, network), params)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", ["lenet5", "edges", "fashion_tinyvgg", "mobilenet_v3_small"])
def test_weights_of_presets_come_back_equal(tmp_path: Path, name: str, suffix: str) -> None:
    preset = explorer.presets.load(name)
    path = tmp_path / f"{name}{suffix}"
    explorer.save_weights(path, preset.network, preset.weights)
    same_params(preset.network, explorer.read_weights(path, preset.network), preset.weights)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_edits_and_uploads_are_written_as_they_are_shown(tmp_path: Path, suffix: str) -> None:
    params = random_params(SMALL, dtype=np.float32)
    weights = explorer.Weights(explorer.Uploaded.of(SMALL, params)).with_number("1", "gamma", 2, 7.5)
    path = tmp_path / f"edited{suffix}"
    explorer.save_weights(path, SMALL, weights)
    read = explorer.read_weights(path, SMALL)
    same_params(SMALL, read, weights)
    assert read.params(SMALL)["1"]["gamma"][2] == 7.5


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("numbers", ["float32", "float16"])
def test_activations_are_called_by_the_layers_names(tmp_path: Path, suffix: str, numbers: str) -> None:
    acts = explorer.run(SMALL, random_params(SMALL), np.random.default_rng(0).normal(size=(2, 6, 6, 1)))
    path = tmp_path / f"maps{suffix}"
    explorer.save_activations(path, SMALL, acts, numbers=numbers)  # type: ignore[arg-type]
    read = read_arrays(path.read_bytes(), path.name)
    assert list(read) == ["input", "stem", "bn1", "relu1", "flatten", "dense2"] == [s.name for s in SMALL.steps]
    for step in SMALL.steps:
        np.testing.assert_array_equal(read[step.name], acts[step.path].astype(numbers), strict=True)


def test_numpy_and_the_package_read_what_is_written(tmp_path: Path) -> None:
    package = pytest.importorskip("safetensors")
    entries = weight_entries(SMALL, explorer.Weights())
    with np.load(io.BytesIO(file_of(".npz", entries))) as found:
        by_numpy = dict(found)
    path = tmp_path / "small.safetensors"
    explorer.save_weights(path, SMALL, explorer.Weights())
    with package.safe_open(path, "np") as file:
        assert file.metadata()["network"] == SMALL.digest
        by_package = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    assert by_numpy.keys() == by_package.keys() == {entry.name for entry in entries}
    for entry in entries:
        np.testing.assert_array_equal(by_numpy[entry.name], entry.make(), strict=True)
        np.testing.assert_array_equal(by_package[entry.name], entry.make(), strict=True)


@given(
    hnp.array_shapes(min_dims=0, min_side=0, max_side=5),
    st.integers(1, 9),
    st.booleans(),
    st.sampled_from([np.float16, np.float32]),
)
@example((5, 2), 3, True, np.float32)
@example((3, 4, 2), 5, True, np.float16)
def test_any_piece_size_and_order_gives_the_same_numbers(
    shape: tuple[int, ...], piece: int, turned: bool, dtype: type[np.floating]
) -> None:
    # No two numbers are the same, so that no other order could look alike.
    array = np.arange(math.prod(shape), dtype=np.float32).reshape(shape) / 2
    laid = np.array(array, order="F" if turned else "C")
    entry = Entry("a", array.shape, np.dtype(dtype), lambda: laid)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries_module, "PIECE", piece)
        files = {suffix: file_of(suffix, (entry,)) for suffix in SUFFIXES}
    for suffix, data in files.items():
        read = read_arrays(data, f"a{suffix}")["a"]
        np.testing.assert_array_equal(read, array.astype(dtype), strict=True)


def test_the_size_is_known_before_anything_is_made() -> None:
    def never() -> Array:
        raise AssertionError

    entries = (Entry("é", (3, 4), F32, never), Entry("b", (), np.dtype(np.float16), never))
    real = {"é": np.zeros((3, 4), np.float32), "b": np.float16(1).reshape(())}
    assert file_size(entries) == len(written(real))


@pytest.mark.parametrize("write", [write_npz, write_safetensors])
def test_one_array_is_held_at_a_time(write: object) -> None:
    """Eight arrays of 4 MB, each made when its turn comes: the peak is one of them and a few pieces."""
    size = 1 << 20

    def make() -> Array:
        return np.ones(size, np.float32)

    entries = tuple(Entry(f"{place}", (size,), F32, make) for place in range(8))

    class Nowhere(Unseekable):
        def write(self, data: bytes) -> int:  # type: ignore[override]
            return len(data)

    tracemalloc.start()
    try:
        write(Nowhere(), entries)  # type: ignore[operator]
        assert tracemalloc.get_traced_memory()[1] < 4 * size + 4_500_000
    finally:
        tracemalloc.stop()


def test_equal_arrays_make_equal_files_and_deflating_makes_smaller_ones() -> None:
    entries = entries_of({"a": np.zeros((64, 64), np.float32)})
    first, second, deflated = io.BytesIO(), io.BytesIO(), io.BytesIO()
    write_npz(first, entries)
    write_npz(second, entries)
    write_npz(deflated, entries, deflated=True)
    assert first.getvalue() == second.getvalue()
    assert len(deflated.getvalue()) < 1_000 < len(first.getvalue())
    np.testing.assert_array_equal(read_npz(deflated.getvalue())["a"], 0)
    assert zipfile.ZipFile(deflated).testzip() is None


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_one_layer_alone(suffix: str) -> None:
    data = file_of(suffix, weight_entries(SMALL, explorer.Weights(), layer="stem", names="names"))
    assert {name: array.shape for name, array in read_arrays(data).items()} == {
        "stem/kernel": (3, 3, 1, 4),
        "stem/bias": (4,),
    }


ABSENT = explorer.Weights(explorer.Uploaded.of(SMALL, random_params(SMALL), "mine.npz").absent)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"numbers": "int8"}, "Numbers cannot be saved as 'int8'"),
        ({"names": "keras"}, "Layers cannot be called by 'keras'"),
        ({"layer": "stam"}, "There is no layer 'stam'. Did you mean stem"),
        ({"layer": "relu1"}, "relu1 has no weights to save"),
        ({"weights": {}}, "There are no parameters for stem"),
        ({"weights": ABSENT}, "The uploaded weights of 'mine.npz' are not here"),
        ({"weights": 3}, "An int was given for the parameters"),
        ({"path": "small.bin"}, "Arrays cannot be written as .bin"),
        ({"path": "none/small.npz"}, "none/small.npz cannot be written: No such file or directory"),
        ({"path": 3}, "An int was given for the file"),
        (
            {
                "numbers": "float16",
                "weights": {**random_params(SMALL), "4": {"kernel": np.full((64, 3), 1e5), "bias": np.ones(3)}},
            },
            "has 100000 in it, which float16 cannot hold",
        ),
    ],
)
def test_what_cannot_be_written_is_a_sentence_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, object], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    given = {"path": "small.npz", "weights": explorer.Weights(), **options}
    with pytest.raises((SettingError, WeightsError)) as told:
        explorer.save_weights(network=SMALL, **given)  # type: ignore[arg-type]
    assert sentence in str(told.value)
    assert not list(tmp_path.iterdir())


def test_activations_of_another_network_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="There are no activations of input"):
        explorer.save_activations(tmp_path / "a.npz", SMALL, {})


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_was_there_stays_until_the_new_one_is_whole(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"old{suffix}"
    path.write_text("old")
    too_large = {"0": {"kernel": np.full((1, 1, 1, 1), 1e6), "bias": np.zeros(1)}}
    network = explorer.from_text("input 2x2x1; conv 1 1x1")
    with pytest.raises(WeightsError):
        explorer.save_weights(path, network, too_large, numbers="float16")
    assert path.read_text() == "old"
    explorer.save_weights(path, network, too_large)
    assert path.stat().st_size > 100
    assert list(tmp_path.iterdir()) == [path]


def test_two_arrays_of_one_name_are_refused() -> None:
    entry = entries_of({"a": np.zeros(1)})[0]
    for suffix in SUFFIXES:
        with pytest.raises(WeightsError, match="would be in the file twice"):
            file_of(suffix, (entry, entry))
    with pytest.raises(WeightsError, match="would be in the file twice"):
        file_of(".safetensors", entries_of({"__metadata__": np.zeros(1)}))


def test_a_header_is_what_the_format_says() -> None:
    data = written({"a": np.ones((2,), np.float32)})
    length = int.from_bytes(data[:8], "little")
    assert length % 8 == 0
    assert json.loads(data[8 : 8 + length]) == {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}
    assert data[8 + length :] == np.ones(2, "<f4").tobytes()
