"""Well-formed files of weights: every reader gives the numbers that were written, and views instead of copies where it can."""

from __future__ import annotations

import io
import json
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer.errors import WeightsError
from explorer.formats.weights import match, read_arrays
from explorer.formats.weights.files.keras import read_h5
from explorer.formats.weights.files.npz import read_npz
from explorer.formats.weights.files.pytorch import read_pytorch
from explorer.formats.weights.files.safetensors import read_safetensors, widened
from explorer.layers.base import Array
from tests.formats.weights.making import (
    FLOATS,
    PARAMETER,
    Called,
    Named,
    npy,
    npz,
    pytorch,
    safetensors,
    tensor,
    written,
    zipped,
)

FIXTURES = Path(__file__).parents[2] / "fixtures" / "weights"
DTYPES = ["<f2", "<f4", "<f8", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "|b1"]
arrays_by_name = st.dictionaries(
    st.text(st.characters(codec="utf-8", exclude_characters="\0/\\"), min_size=1, max_size=8).filter(
        lambda n: n != "file"
    ),
    st.sampled_from(DTYPES).flatmap(
        lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, min_side=0, max_side=4))
    ),
    min_size=1,
    max_size=4,
)


def assert_same(read: dict[str, Array], written: dict[str, Array]) -> None:
    assert read.keys() == written.keys()
    for name, array in written.items():
        assert read[name].dtype == array.dtype
        assert not read[name].flags.writeable
        np.testing.assert_array_equal(read[name], array, strict=True)


@given(arrays_by_name)
def test_npz_gives_back_what_numpy_wrote(arrays: dict[str, Array]) -> None:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    assert_same(read_npz(buffer.getvalue()), arrays)
    with np.load(io.BytesIO(written(arrays, ".npz"))) as read:
        assert_same({name: _sealed(read[name]) for name in read}, arrays)


@given(arrays_by_name)
def test_safetensors_gives_back_what_its_package_wrote(arrays: dict[str, Array]) -> None:
    package = pytest.importorskip("safetensors.numpy")
    assert_same(read_safetensors(package.save(arrays)), arrays)
    assert_same({name: _sealed(array) for name, array in package.load(written(arrays)).items()}, arrays)


@given(arrays_by_name)
def test_h5_gives_back_what_h5py_wrote(arrays: dict[str, Array]) -> None:
    """Names with other letters than ASCII's make h5py write the newer form."""
    h5py = pytest.importorskip("h5py")
    numbers = [array for array in arrays.values() if array.dtype.kind != "b"]
    kept = {f"layer/{place}": array for place, array in enumerate(numbers)}
    with h5py.File(buffer := io.BytesIO(), "w") as file:
        for name, array in kept.items():
            file[name] = array
    assert_same(read_h5(buffer.getvalue()), kept)


def _sealed(array: Array) -> Array:
    array.flags.writeable = False
    return array


@pytest.mark.parametrize(
    "header",
    [
        "{'shape': (3, 2), 'fortran_order': True, 'descr': '>f4'}",
        "{'descr':'>f4','fortran_order':True,'shape':(3L,2L)}",
    ],
)
def test_npy_headers_of_other_writers(header: str) -> None:
    data = np.arange(6, dtype=">f4").tobytes()
    read = read_npz(zipped([("a.npy", npy(header=header, data=data, version=2))]))["a"]
    np.testing.assert_array_equal(read, [[0, 3], [1, 4], [2, 5]])


def test_bfloat16_is_the_upper_half_of_float32() -> None:
    values = np.array([0.0, -1.0, 3.140625, 2.0**100], np.float32)
    upper = (values.view(np.uint32) >> 16).astype("<u2")
    header = {"a": {"dtype": "BF16", "shape": [4], "data_offsets": [0, 8]}}
    np.testing.assert_array_equal(read_safetensors(safetensors(header, upper.tobytes()))["a"], values)
    np.testing.assert_array_equal(widened(upper), values)


def test_safetensors_allocates_no_numbers() -> None:
    data = written({"a": np.ones(1000, np.float32)})
    read = read_safetensors(data)["a"]
    assert np.shares_memory(read, np.frombuffer(data, np.uint8))


@pytest.mark.parametrize("wrap", [lambda d: d, lambda d: {"epoch": 3, "state_dict": d, "optimizer": {"state": {0: d}}}])
def test_pytorch_tensors_are_views_of_their_storages(wrap: Callable[[object], object]) -> None:
    described = OrderedDict(
        a=tensor(),
        turned=tensor((3, 2), (1, 3)),
        part=tensor((2,), (1,), offset=4),
        repeated=tensor((2, 3), (0, 1)),
        single=tensor((), (), offset=5),
        empty=tensor((0, 4), (4, 1)),
        learned=Called(PARAMETER, tensor(), True, OrderedDict()),
    )
    read = read_pytorch(pytorch(wrap(described)))
    whole = np.arange(6, dtype=np.float32).reshape(2, 3)
    expected = {
        "a": whole,
        "turned": whole.T,
        "part": whole.ravel()[4:],
        "repeated": whole[[0, 0]],
        "single": whole[1, 2],
    }
    assert list(read) == [*expected, "empty", "learned"]
    for name, array in expected.items():
        np.testing.assert_array_equal(read[name], array)
    assert read["empty"].shape == (0, 4)
    np.testing.assert_array_equal(read["learned"], whole)


@pytest.mark.parametrize(
    ("storage", "dtype"),
    [
        ("DoubleStorage", "f8"),
        ("HalfStorage", "f2"),
        ("LongStorage", "i8"),
        ("ByteStorage", "u1"),
        ("BoolStorage", "?"),
    ],
)
@pytest.mark.parametrize("order", ["little", "big"])
def test_pytorch_storages_of_all_types(storage: str, dtype: str, order: str) -> None:
    values = np.array([1, 0, 1, 1, 0, 1], dtype)
    data = values.astype(values.dtype.newbyteorder(">" if order == "big" else "<")).tobytes()
    file = pytorch({"a": tensor(storage=Named("torch", storage))}, {"0": data}, order=order.encode())
    np.testing.assert_array_equal(read_pytorch(file)["a"], values.reshape(2, 3))


def test_the_app_refuses_files_of_pytorch_with_the_lines_that_convert_them() -> None:
    whole = pytorch({"a": tensor()})
    old = b"\x80\x02\x8a\n..."
    for data, name in ((whole, "m.pth"), (whole, "m.npz"), (old, "m.pt"), (old, "m"), (b"x", "m.pt")):
        with pytest.raises(WeightsError, match="can run programs") as caught:
            read_arrays(data, name)
        assert "cnn-explorer convert" in caught.value.remedy
        assert len(caught.value.remedy.splitlines()) == 3
    assert list(read_arrays(whole, "m.pth", pytorch=True)) == ["a"]


def test_the_two_lines_are_python_that_converts() -> None:
    from explorer.formats.weights.files.pytorch import REFUSED

    lines = REFUSED[1].splitlines()[1:]
    assert len(lines) == 2
    for line in lines:
        compile(line, "remedy", "exec")


def network_of_the_fixture() -> explorer.Network:
    return explorer.Network(
        (
            *(
                explorer.Conv2D(filters=4, padding="same", use_bias=False),
                explorer.BatchNormalization(),
                explorer.PReLU(),
            ),
            *(
                explorer.DepthwiseConv2D(depth_multiplier=2, padding="same"),
                explorer.LayerNormalization(),
                explorer.ReLU(),
            ),
            *(explorer.MaxPool2D(), explorer.Conv2DTranspose(filters=4, kernel_size=2, strides=2), explorer.Dropout()),
            *(explorer.Conv2D(filters=4), explorer.Conv2D(filters=4), explorer.Flatten()),
            *(explorer.Dense(units=5), explorer.Softmax()),
        ),
        (8, 8, 3),
    )


@pytest.mark.parametrize("name", ["small.keras", "small.weights.h5", "small.h5"])
def test_files_that_keras_wrote_compute_what_keras_computed(name: str) -> None:
    """Keras 3.15.1 wrote them, and its answers for two images; oracles/test_weight_files.py writes them anew."""
    network = network_of_the_fixture()
    matching = match(network, read_arrays((FIXTURES / name).read_bytes(), name))
    assert not matching.missing
    with np.load(FIXTURES / "small_io.npz") as kept:
        answers = explorer.run(network, matching.params, kept["x"])["13"]
        np.testing.assert_allclose(answers, kept["y"], rtol=0, atol=1e-6)


def test_what_a_file_is_is_told_by_its_bytes() -> None:
    arrays = {"a": np.ones((2, 2), np.float32)}
    for data in (npz(arrays), written(arrays)):
        for name in ("", "w.npz", "w.safetensors", "w.bin"):
            assert_same(read_arrays(data, name), arrays)
    assert FLOATS.name == "FloatStorage"


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_a_header_whose_length_begins_as_a_pickle_does_is_read(protocol: int) -> None:
    """640 bytes are 80 02 in hex, with which pickles of protocol 2 begin."""
    header = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).ljust(0x80 + 0x100 * protocol)
    data = safetensors(header, np.float32(7).tobytes())
    assert data[:2] == bytes([0x80, protocol])
    for name in ("", "model.safetensors"):
        assert read_arrays(data, name)["a"] == 7
        assert read_arrays(data, name, pytorch=True)["a"] == 7
