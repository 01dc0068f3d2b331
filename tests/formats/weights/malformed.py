"""Files of weights that are wrong, sixty and more of each format: a name, the bytes, and what the sentence on them must say."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tests.formats.weights.making import (
    REBUILD,
    Called,
    Named,
    Stored,
    entry,
    npy,
    npz,
    pickled,
    pytorch,
    safetensors,
    tensor,
    zipped,
)

Case = tuple[str, bytes, str]
FIXTURES = Path(__file__).parents[2] / "fixtures" / "weights"
NUMBERS = np.arange(6, dtype=np.float32).tobytes()
ZEROS = zipfile.ZIP_DEFLATED
DEEP = 100_000


def zip_cases(good: bytes) -> Iterator[Case]:
    """Wrong zip files around a good one."""
    end = good.rfind(b"PK\x05\x06")
    first = good.find(b"PK\x01\x02")
    for cut in (1, len(good) // 4, len(good) // 2, end - 1, end, end + 4, len(good) - 1):
        yield f"cut after {cut} bytes", good[:cut], "cut short|damaged|not a file|does not begin"
    yield "no list at the end", good[:first], "cut short"
    yield "a list of nothing", good[:end] + b"PK\x05\x06" + bytes(18), "cut short|no arrays|no model|no data.pkl"
    locked = bytearray(good)
    locked[first + 8] |= 1
    yield "locked", bytes(locked), "locked"
    packed = bytearray(good)
    packed[first + 10] = 12
    yield "packed by bzip2", bytes(packed), "method 12"
    packed[first + 10] = 99
    yield "packed by method 99", bytes(packed), "method 99"
    huge = bytearray(good)
    huge[first + 24 : first + 28] = struct.pack("<I", 0xFFFFFFF0)
    yield "4 GB by its own account", bytes(huge), "at most"
    longer = bytearray(good)
    size = struct.unpack("<I", good[first + 24 : first + 28])[0]
    longer[first + 24 : first + 28] = struct.pack("<I", size + 1)
    yield "a member that ends early", bytes(longer), "damaged|should have|numbers"
    elsewhere = bytearray(good)
    elsewhere[first + 42 : first + 46] = struct.pack("<I", 0x7FFFFFFF)
    yield "a member beyond the end", bytes(elsewhere), "damaged|cut short"
    many = bytearray(good)
    many[end + 8 : end + 12] = b"\xff\xff\xff\xff"
    many[end + 12 : end + 16] = b"\xf0\xff\xff\xff"
    yield "a list of 4 GB", bytes(many), "cut short"
    yield "20,000 members", zipped((f"{n}.npy", b"") for n in range(20_000)), "20,|at most 10,000"
    yield "other things", zipped([("readme.txt", b"hello")]), "no arrays|no model|no data.pkl"


def npz_cases() -> Iterator[Case]:
    """Wrong .npz files."""
    good = npz({"a": np.ones((2, 3), np.float32)})
    yield from zip_cases(good)
    flipped = bytearray(good)
    flipped[good.find(b"\x00\x00\x80\x3f")] ^= 1
    yield "a changed number", bytes(flipped), "damaged"
    yield "an array twice", zipped([("a.npy", npy()), ("a.npy", npy())]), "twice"
    yield "a bomb", _bomb("aaaa.npy"), "Unpacked, the file has"
    yield "trailing text is no array", zipped([("a.npy", b"hello")]), "not an array"
    yield "an empty member", zipped([("a.npy", b"")]), "not an array"
    yield "only a signature", zipped([("a.npy", b"\x93NUMPY")]), "not an array"
    for version in (0, 4, 255):
        yield f"version {version}", zipped([("a.npy", npy(version=version))]), "not an array"
    for length in (b"\xff\xff", b"\x00\x00", b"\x01\x00"):
        yield f"a header of {length!r}", zipped([("a.npy", b"\x93NUMPY\x01\x00" + length + b"{}" * 20)]), "header"
    yield "a header of 4 GB", zipped([("a.npy", b"\x93NUMPY\x02\x00\xff\xff\xff\xff{}")]), "4,294,967,295"
    yield "a header of brackets", zipped([("a.npy", npy(header="(" * 9000))]), "does not say"
    yield "a header of minus signs", zipped([("a.npy", npy(header="-" * 9000 + "1"))]), "does not say"
    for what, header in {
        "no dictionary": "[]",
        "nothing": "",
        "no type": "{'fortran_order': False, 'shape': (2, 3)}",
        "no order": "{'descr': '<f4', 'shape': (2, 3)}",
        "no shape": "{'descr': '<f4', 'fortran_order': False}",
        "two shapes": "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'shape': (3, 2)}",
        "a record": "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2, 3)}",
        "a call": "{'descr': __import__('os'), 'fortran_order': False, 'shape': (2, 3)}",
        "a negative side": "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 3)}",
        "a fraction": "{'descr': '<f4', 'fortran_order': False, 'shape': (2.5, 3)}",
        "a text": "{'descr': '<f4', 'fortran_order': False, 'shape': ('2', 3)}",
        "an order that is a number": "{'descr': '<f4', 'fortran_order': 1, 'shape': (2, 3)}",
    }.items():
        yield f"a header with {what}", zipped([("a.npy", npy(header=header))]), "does not say"
    for dtype in ("|O", "<c8", "<U5", "|S4", "|V2", "<M8[s]", "<f16", "x", "<f3", "<f4,<f4"):
        header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': (2, 3)}}"
        yield f"numbers of type {dtype}", zipped([("a.npy", npy(header=header))]), "not (hold )?real numbers"
    for shape in (
        "(2, 4)",
        "()",
        "(2, 3, 0)",
        "(99999999999999999, 99999999999999999)",
        "(4611686018427387904, 4)",
        "(5,)",
    ):
        header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}}}"
        yield f"a shape of {shape}", zipped([("a.npy", npy(header=header))]), "numbers"
    yield "a side of 30 digits", zipped([("a.npy", npy(header=_shaped("1" * 30)))]), "cannot be"
    yield "nine axes", zipped([("a.npy", npy(header=_shaped("1, " * 9)))]), "cannot be"
    yield "numbers cut short", zipped([("a.npy", npy(data=NUMBERS[:-1]))]), "24 bytes, but the file has 23"
    yield "numbers and more", zipped([("a.npy", npy(data=NUMBERS + b"x"))]), "but the file has 25"
    yield "no numbers", zipped([("a.npy", npy(data=b""))]), "but the file has 0"
    yield "nothing in it", zipped([]), "no arrays"
    yield "an empty file", b"", "not a file of weights"
    yield "one byte", b"P", "not a file of weights"
    yield "another format", b"GIF89a" + bytes(50), "not a file of weights"


def _shaped(sides: str) -> str:
    return f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({sides})}}"


def _bomb(name: str, copies: int = 130) -> bytes:
    """A small zip file whose members are 16 MB of zeros each, 2.1 GB together."""
    small = zipped([(name, bytes(16 << 20))], ZEROS)
    first = small.find(b"PK\x01\x02")
    entries = [small[first : first + 46] + f"{n:03}{name[3:]}".encode() for n in range(copies)]
    listing = b"".join(entries)
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, copies, copies, len(listing), first, 0)
    return small[:first] + listing + tail


def safetensors_cases() -> Iterator[Case]:
    """Wrong .safetensors files."""
    good = safetensors({"a": entry()}, NUMBERS)
    for cut in (0, 1, 7):
        yield f"cut after {cut} bytes", good[:cut], "header says"
    for cut in (8, 9, 20, len(good) - 30, len(good) - 25):
        yield f"cut after {cut} bytes", good[:cut], "header says"
    for cut in (len(good) - 24, len(good) - 1):
        yield f"cut after {cut} bytes", good[:cut], "lists 24 bytes"
    for length in (0, 1, 2**31, 2**63, 2**64 - 1, len(good)):
        yield f"a header of {length} bytes", safetensors({"a": entry()}, NUMBERS, length=length), "header says"
    yield "a header of 5 MB", safetensors('{"a":"' + "x" * 5_000_000 + '"}'), "at most 4,000,000"
    for what, text in {
        "no JSON": "{hello}",
        "half of one": '{"a": {"dtype": "F32"',
        "a comma too many": '{"a": 1,}',
        "two values": "{} {}",
        "bytes that are no text": b"{\xff\xfe}",
        "brackets without an end": '{"a":' + "[" * DEEP,
        "deep brackets": '{"a":' + "[" * DEEP + "]" * DEEP + "}",
        "deep dictionaries": '{"a":' * DEEP + "1" + "}" * DEEP,
        "a number of 5,000 digits": '{"a": {"dtype": "F32", "shape": [' + "1" * 5000 + '], "data_offsets": [0, 24]}}',
    }.items():
        yield f"a header with {what}", safetensors(text, NUMBERS), "not readable JSON"
    yield "a list", safetensors("[1, 2]", NUMBERS).replace(b"[1, 2]", b"[1, 2]"), "lists no arrays|not a file"
    one = json.dumps(entry())
    yield "an array twice", safetensors(f'{{"a": {one}, "a": {one}}}', NUMBERS), "twice"
    yield "a field twice", safetensors('{"a": {"dtype": "F32", "dtype": "F16"}}', NUMBERS), "twice"
    for missing in ("dtype", "shape", "data_offsets"):
        fields = {name: value for name, value in entry().items() if name != missing}
        yield f"no {missing}", safetensors({"a": fields}, NUMBERS), "does not say"
    for value in (None, 3, "x", [], [1, 2]):
        yield f"{value!r} for an array", safetensors({"a": value}, NUMBERS), "does not say"
    for dtype in ("F8_E4M3", "F4", "C64", "f32", "", None, 32, ["F32"], {}):
        yield f"type {dtype!r}", safetensors({"a": {**entry(), "dtype": dtype}}, NUMBERS), "which cannot be read"
    for shape in (
        [-2, -3],
        [2, -3],
        [2.0, 3],
        ["2", 3],
        [None],
        [True, 6],
        [[2, 3]],
        [2**64],
        [1] * 9,
        6,
        None,
        {"0": 6},
    ):
        yield f"shape {shape!r}", safetensors({"a": {**entry(), "shape": shape}}, NUMBERS), "shape is"
    for sides in ([2, 4], [], [0], [2**40, 2**40], [2**62, 4], [7]):
        yield f"a shape of {sides}", safetensors({"a": entry(sides)}, NUMBERS), "numbers"
    for offsets in ([0], [0, 24, 24], [0.0, 24], ["0", "24"], None, 24, [None, 24], {}):
        fields = {**entry(), "data_offsets": offsets}
        yield f"offsets {offsets!r}", safetensors({"a": fields}, NUMBERS), "says that it is at"
    for begin, end in ((-24, 0), (24, 0), (1, 25), (8, 24)):
        yield f"from {begin} to {end}", safetensors({"a": entry(offsets=(begin, end))}, NUMBERS), "must begin at 0"
    for begin, end in ((0, 2**63), (0, 25)):
        yield f"from {begin} to {end}", safetensors({"a": entry(offsets=(begin, end))}, NUMBERS), "lists"
    two = {"a": entry(), "b": entry()}
    yield "two in one place", safetensors(two, NUMBERS), "must begin at 24"
    yield "overlapping", safetensors({"a": entry(), "b": entry(offsets=(20, 44))}, NUMBERS * 2), "must begin at 24"
    yield "a gap", safetensors({"a": entry(), "b": entry(offsets=(28, 52))}, NUMBERS * 3), "must begin at 24"
    yield "numbers that no array has", safetensors({"a": entry()}, NUMBERS * 2), "lists 24 bytes"
    yield "no arrays", safetensors({}), "no arrays"
    yield "only remarks", safetensors({"__metadata__": {"format": "pt"}}), "no arrays"
    many = {f"{n}": entry((0,), offsets=(0, 0)) for n in range(10_001)}
    yield "10,001 arrays", safetensors(many), "10,001"


def hdf5_cases() -> Iterator[Case]:
    """Wrong files of Keras: .weights.h5 and .keras."""
    import h5py

    good = (FIXTURES / "small.weights.h5").read_bytes()
    for cut in (8, 9, 50, 96, 200, 800, 1000, 2048, 4096, 8192, 12000, 20000, 30000, 40000, len(good) - 1):
        yield f"cut after {cut} bytes", good[:cut], "cut short or damaged"
    for place in range(8, 96, 4):
        broken = bytearray(good)
        broken[place : place + 4] = b"\xff\xff\xff\xff"
        yield f"other bytes at {place}", bytes(broken), ""
    for name, data, expected in zip_cases(zipped([("model.weights.h5", good)])):
        yield f"zip: {name}", data, expected
    yield "a .keras with nothing in it", zipped([("config.json", b"{}"), ("metadata.json", b"{}")]), "no arrays"
    yield "a .keras with other weights", zipped([("model.weights.h5", b"hello")]), "damaged"
    yield "a .keras with weights cut short", zipped([("model.weights.h5", good[:9000])]), "damaged"
    yield "weights twice", zipped([("model.weights.h5", good), ("model.weights.h5", good)]), "twice"

    def written(write: Any) -> bytes:
        buffer = io.BytesIO()
        with h5py.File(buffer, "w") as file:
            write(file)
        return buffer.getvalue()

    def dataset(**settings: Any) -> bytes:
        return written(lambda file: file.create_dataset("a/kernel", **settings))

    yield "no arrays", written(lambda file: file.create_group("layers")), "no arrays"
    yield "texts", dataset(data=np.array(["x", "y"], dtype="S4")), "not (hold )?real numbers"
    yield "complex numbers", dataset(data=np.ones(3, np.complex64)), "not (hold )?real numbers"
    yield "records", dataset(data=np.zeros(3, [("x", "f4")])), "not (hold )?real numbers"
    yield "texts of any length", dataset(data=["x", "y"], dtype=h5py.string_dtype()), "not (hold )?real numbers"
    yield "references", dataset(shape=(2,), dtype=h5py.ref_dtype), "not (hold )?real numbers"
    yield "arrays of arrays", dataset(shape=(2,), dtype=h5py.vlen_dtype(np.float32)), "not (hold )?real numbers"
    yield "an array of 4 TB", dataset(shape=(10**6, 10**6), dtype="f4"), "Unpacked, the file has"
    yield "a bomb", dataset(shape=(30_000, 30_000), dtype="f4", compression="gzip"), "packed in a way"
    yield "chunks", dataset(shape=(30, 30), dtype="f4", chunks=(10, 10)), "in chunks"
    with h5py.File(latest := io.BytesIO(), "w", libver="latest") as newer:
        newer.create_dataset("a/kernel", data=[1.0])
    yield "the newer form", latest.getvalue(), "newer form"
    ordered = written(lambda f: f.create_group("a", track_order=True).create_dataset("b", data=[1.0]))
    yield "folders in the newer form", ordered, "newer form"
    yield "nine axes", dataset(shape=(1,) * 9, dtype="f4"), "shape"
    yield "packed oddly", dataset(shape=(10, 10), dtype="f4", chunks=(5, 5), scaleoffset=3), "packed in a way"
    yield "in another file", dataset(shape=(3,), dtype="f4", external=[("/etc/passwd", 0, 12)]), "in another file"
    yield (
        "a link to another file",
        written(lambda f: f.__setitem__("a", h5py.ExternalLink("/etc/passwd", "/"))),
        "newer form",
    )
    yield "a link to itself", written(lambda f: f.__setitem__("a", h5py.SoftLink("/a"))), "link"
    yield "a link to nothing", written(lambda f: f.__setitem__("a", h5py.SoftLink("/b"))), "link"
    yield "a folder in itself", written(lambda f: f.create_group("a").__setitem__("b", f["a"])), "twice"
    yield "an array twice", written(lambda f: f.__setitem__("b", f.create_dataset("a", data=[1.0]))), "twice"
    yield "deep folders", written(lambda f: f.create_group("/".join("a" * 40))), "deep"


def pytorch_cases() -> Iterator[Case]:
    """Wrong files of PyTorch, for the reader that the command line uses."""
    good = pytorch({"a": tensor()})
    yield from zip_cases(good)
    yield "the format before 1.6", b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", "before version 1.6"
    yield "an empty file", b"", "cut short"
    for named in ("os system", "builtins eval", "builtins getattr", "subprocess Popen", "torch.nn.modules.conv Conv2d"):
        module, name = named.split()
        harm = Called(Named(module, name), "echo harm")
        yield f"{named} called", pytorch({"a": harm}), f"names “{module}.{name}”"
        yield f"{named} named", pytorch({"a": tensor(), "b": Named(module, name)}), f"names “{module}.{name}”"
    yield "a whole model", pytorch(Called(Named("__main__", "Net"))), "names “__main__.Net”"
    text = pickled({"a": tensor()})
    for cut in (0, 1, 2, 10, 30, len(text) // 2, len(text) - 1):
        yield f"a description cut after {cut} bytes", pytorch(text[:cut]), "damaged|cut short"
    for what, data in {
        "nothing on its stack": b"\x80\x02.",
        "a mark at the end": b"\x80\x02(.",
        "no end": b"\x80\x02}",
        "an unknown instruction": b"\x80\x02\xff.",
        "a memo that is not there": b"\x80\x02h\x05.",
        "a memo of 4 billion": b"\x80\x02j\xff\xff\xff\x7f.",
        "a call of a number": b"\x80\x02K\x01)R.",
        "a call of nothing": b"\x80\x02R.",
        "items for a list": b"\x80\x02](K\x01K\x02u.",
        "an odd dictionary": b"\x80\x02}(K\x01u.",
        "a list as a key": b"\x80\x02}(]K\x02u.",
        "a tuple without a mark": b"\x80\x02t.",
        "state for a number": b"\x80\x02K\x01}b.",
        "a text of 4 GB": b"\x80\x02X\xff\xff\xff\x7fabc.",
        "a number of 2 GB": b"\x80\x02\x8b\xff\xff\xff\x7fabc.",
        "a text that is none": b"\x80\x02X\x02\x00\x00\x00\xff\xfe.",
    }.items():
        yield f"a description with {what}", pytorch(data), "damaged|cut short|not carried out"
    for what, data in {
        "an object": b"\x80\x02c__main__\nA\n)\x81.",
        "an instance": b"\x80\x02(c__main__\nA\no.",
        "an old instance": b"\x80\x02(ios\nsystem\n.",
        "an extension": b"\x80\x02\x82\x01.",
        "a call with names": b"\x80\x04c__main__\nA\n)}\x92.",
        "a set": b"\x80\x04\x8f.",
        "a buffer": b"\x80\x05\x97.",
    }.items():
        yield f"a description with {what}", pytorch(data), "not carried out"
    yield "deep tuples", pytorch(b"\x80\x02)" + b"\x85" * DEEP + b"."), "no tensors"
    yield "deep lists", pytorch(b"\x80\x02" + b"]" * DEEP + b"a" * (DEEP - 1) + b"."), "no tensors"
    yield "a dictionary in itself", pytorch(b"\x80\x02}q\x00X\x01\x00\x00\x00ah\x00s."), "no tensors"
    yield "too many instructions", pytorch(b"\x80\x02" + b"N0" * 300_000 + b"N."), "more than 500,000"
    for value in (None, 3, "text", [], {}, {"a": 1}, {"a": [1]}, {"a": {"b": {"c": 2}}}):
        yield f"{value!r}", pytorch(value), "no tensors"
    yield "two sets", pytorch({"first": {"a": tensor()}, "second": {"a": tensor()}}), "several sets"
    yield "a name twice", pytorch(b"\x80\x02}(X\x01\x00\x00\x00aNX\x01\x00\x00\x00aNu."), "twice"
    for what, wrong in {
        "too few arguments": Called(REBUILD, Stored("storage"), 0),
        "no storage": Called(REBUILD, 3, 0, (2, 3), (3, 1)),
        "another thing outside": Called(REBUILD, Stored("module", "x"), 0, (2, 3), (3, 1)),
        "a shape that is a list": tensor([2, 3]),
        "fewer strides": tensor((2, 3), (1,)),
        "a storage that is a text": Called(
            REBUILD, Stored("storage", "FloatStorage", "0", "cpu", 6), 0, (2, 3), (3, 1)
        ),
        "a key that is a number": tensor(key=0),
        "a dictionary for a storage": tensor(storage=Named("collections", "OrderedDict")),
        "a parameter of nothing": Called(Named("torch._utils", "_rebuild_parameter")),
        "a parameter of a number": Called(Named("torch._utils", "_rebuild_parameter"), 3, True, {}),
    }.items():
        yield f"a tensor with {what}", pytorch({"a": wrong}), "not described as tensors are"
    for what, wrong in {
        "a negative side": tensor((-2, 3)),
        "a negative stride": tensor((2, 3), (-3, 1)),
        "a negative offset": tensor(offset=-1),
        "a fraction": tensor((2.0, 3)),
        "nine axes": tensor((1,) * 9, (1,) * 9),
        "an endless side": tensor((2**70, 3)),
    }.items():
        yield f"a tensor with {what}", pytorch({"a": wrong}), "shape is"
    for what, wrong in {
        "more rows": tensor((3, 3)),
        "long strides": tensor((2, 3), (2**40, 1)),
        "an offset": tensor(offset=1),
        "billions": tensor((2**60, 3)),
    }.items():
        yield f"a tensor with {what}", pytorch({"a": wrong}), "reaches to number"
    yield "numbers repeated 4 billion times", pytorch({"a": tensor((2**20, 2**12), (0, 0))}), "As float32"
    yield "a storage that is missing", pytorch({"a": tensor(key="7")}), "are missing"
    yield "a storage elsewhere", pytorch({"a": tensor(key="../../etc/passwd")}), "are missing"
    yield "an empty storage", pytorch({"a": tensor()}, {"0": b""}), "reaches to number"
    yield (
        "a storage of two types",
        pytorch({"a": tensor(), "b": tensor(storage=Named("torch", "IntStorage"))}),
        "two types",
    )
    yield "a bomb", _bomb("m/data.pkl"), "Unpacked, the file has"
