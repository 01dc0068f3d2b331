"""HDF5 files as h5py writes them unless it is told otherwise, which are those of Keras: a reader of our own for that much.

HDF5's C library was not made for files of strangers: damaged ones make it loop for ever or crash, and it follows links to other
files of the disk. This reader takes numbers from the file's own bytes only, looks at each address once, and refuses the rest
by name: compressed and chunked arrays, links, other files, and the newer form of folders.

https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html; the Roman numbers in comments are its sections.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from explorer.archives import SAVE_AGAIN
from explorer.errors import WeightsError
from explorer.formats.weights.files.checks import check_count, check_numbers, check_shape, check_size
from explorer.layers.base import Array, Shape
from explorer.plain import shown

SIGNATURE = b"\x89HDF\r\n\x1a\n"
_NOWHERE = 0xFFFFFFFFFFFFFFFF
"""The address of what is not there."""
_DEEPEST = 16
_MOST_BLOCKS = 200_000
"""Pieces of structure that are looked at: Keras makes some eight for each array."""
_DATASPACE, _DATATYPE, _LINK, _EXTERNAL, _LAYOUT, _FILTERS, _ATTRIBUTE, _CONTINUED, _FOLDER = (
    1,
    3,
    6,
    7,
    8,
    11,
    12,
    16,
    17,
)
_LINK_INFO = 2
_SHARED = 2
"""The flag of a message that is kept elsewhere."""
_WITH_KERAS = 'Save the file with Keras, model.save_weights("model.weights.h5"), or as .npz or .safetensors.'
_FLOATS = {2: (10, 5, 0, 10, 15), 4: (23, 8, 0, 23, 127), 8: (52, 11, 0, 52, 1023)}
"""By size in bytes: where the exponent is and its bits, where the mantissa is and its bits, and the bias."""


@dataclass(frozen=True)
class Stored:
    """An array of a file, whose numbers were not read yet: `path` is its own, `name` what its layer is called."""

    name: str
    path: str
    dtype: np.dtype[np.generic]
    shape: Shape
    place: int
    """Where its numbers begin; -1 where the file has none, and they are 0."""


@dataclass(frozen=True)
class _Message:
    kind: int
    flags: int
    place: int
    size: int


def stored_arrays(data: bytes) -> list[Stored]:
    """The arrays of an HDF5 file, in the order that Keras 2 wrote beside them if it did, else by name; no numbers are read.

    Raises WeightsError, and nothing else.
    """
    try:
        found = [*_File(data).arrays()]
    except (struct.error, IndexError, OverflowError, RecursionError):
        raise damaged() from None
    check_size(sum(math.prod(each.shape) * max(each.dtype.itemsize, 4) for each in found), "Unpacked, the file has")
    return found


def numbers(data: bytes, stored: Stored) -> Array:
    """The numbers of an array, a view of the file's bytes, read-only."""
    if stored.place < 0:
        return np.broadcast_to(np.zeros((), stored.dtype), stored.shape)
    count = math.prod(stored.shape)
    raw = np.frombuffer(data, np.uint8, count * stored.dtype.itemsize, stored.place)
    return raw.view(stored.dtype).reshape(stored.shape)


def damaged() -> WeightsError:
    """What is said of a file whose parts do not fit together."""
    return WeightsError("The file is cut short or damaged: its parts do not fit together.", SAVE_AGAIN)


@dataclass
class _File:
    """The structure of a file: superblock, object headers, folders, heaps."""

    data: bytes
    _seen: set[int] = field(default_factory=set)
    _blocks: int = 0

    def arrays(self) -> Iterator[Stored]:
        """All arrays, from the root on."""
        version = self.data[8]  # II.A, the superblock
        if version > 1:
            raise _newer()
        if self.data[13] != 8 or self.data[14] != 8:
            raise damaged()
        entry = 24 + (4 if version == 1 else 0) + 32
        if self._number(entry - 16, 8) > len(self.data):
            raise damaged()
        yield from self._folder(self._number(entry + 8, 8), "", "", 0)

    def _number(self, place: int, size: int) -> int:
        return int.from_bytes(self._bytes(place, size), "little")

    def _bytes(self, place: int, size: int) -> bytes:
        if place < 0 or size < 0 or place + size > len(self.data):
            raise damaged()
        return self.data[place : place + size]

    def _block(self, place: int, signature: bytes) -> int:
        """`place`, if a block with this signature begins there; counted, so that no file can lead round in circles for long."""
        self._blocks += 1
        if self._blocks > _MOST_BLOCKS or self._bytes(place, len(signature)) != signature:
            raise damaged()
        return place

    # -- object headers -------------------------------------------------------------------------------------------------

    def _messages(self, address: int) -> list[_Message]:
        """What an object's header says, IV.A.1.a."""
        if self._bytes(address, 4) == b"OHDR":
            raise _newer()
        self._block(address, b"\x01")
        left = self._number(address + 2, 2)
        messages: list[_Message] = []
        pieces = [(address + 16, self._number(address + 8, 4))]
        while pieces:
            place, size = pieces.pop(0)
            end = place + size
            while left and place + 8 <= end:
                kind, length, flags = self._number(place, 2), self._number(place + 2, 2), self._number(place + 4, 1)
                if place + 8 + length > end:
                    raise damaged()
                message = _Message(kind, flags, place + 8, length)
                if kind == _CONTINUED:
                    pieces.append((self._number(message.place, 8), self._number(message.place + 8, 8)))
                messages.append(message)
                place, left = place + 8 + length, left - 1
                self._blocks += 1
                if self._blocks > _MOST_BLOCKS:
                    raise damaged()
        return messages

    # -- folders --------------------------------------------------------------------------------------------------------

    def _folder(self, address: int, name: str, path: str, depth: int) -> Iterator[Stored]:
        """The arrays in a folder and in those inside it."""
        if depth > _DEEPEST:
            raise WeightsError(f"The file has folders more than {_DEEPEST} deep.", _WITH_KERAS)
        messages = self._messages(address)
        if any(message.kind in (_LINK, _LINK_INFO) for message in messages):
            raise _newer()
        table = next((message for message in messages if message.kind == _FOLDER), None)
        if table is None:
            raise damaged()
        texts = self._attributes(messages)
        heap, tree = self._number(table.place + 8, 8), self._number(table.place, 8)
        for entry_name, child in self._ordered([*self._entries(tree, self._heap(heap), depth=0)], texts):
            yield from self._object(child, name, f"{path}{entry_name}", entry_name, depth)

    def _object(self, address: int, name: str, path: str, last: str, depth: int) -> Iterator[Stored]:
        if address in self._seen:
            raise WeightsError(f"{shown(path)} is in the file twice.", _WITH_KERAS)
        self._seen.add(address)
        check_count(len(self._seen) // 8)  # each layer has some folders
        messages = self._messages(address)
        kinds = {message.kind for message in messages}
        if kinds & {_FOLDER, _LINK, _LINK_INFO}:
            own = self._attributes(messages).get("name", []) if last == "vars" else []
            # Keras 3 counts layers of a kind anew in each file, and writes their names beside them.
            yield from self._folder(address, f"{own[0]}/vars/" if own and own[0] else f"{path}/", f"{path}/", depth + 1)
        elif _DATASPACE in kinds and _LAYOUT in kinds:
            yield self._array(messages, f"{name}{last}", path)

    @staticmethod
    def _ordered(entries: list[tuple[str, int]], texts: dict[str, list[str]]) -> list[tuple[str, int]]:
        """The entries in the order of the names that Keras 2 writes beside them."""
        wanted = texts.get("layer_names") or texts.get("weight_names") or []
        places = {name.split("/")[0]: place for place, name in reversed([*enumerate(wanted)])}
        return sorted(entries, key=lambda entry: places.get(entry[0], len(places)))

    def _entries(self, tree: int, heap: int, depth: int) -> Iterator[tuple[str, int]]:
        """Names and addresses in a folder: III.A.1, version 1 B-trees, and III.C, their leaves."""
        if depth > _DEEPEST:
            raise damaged()
        if self._bytes(tree, 4) == b"SNOD":
            self._block(tree, b"SNOD")
            for number in range(self._number(tree + 6, 2)):
                yield self._entry(tree + 8 + 40 * number, heap)
            return
        self._block(tree, b"TREE\x00")
        for number in range(self._number(tree + 6, 2)):
            yield from self._entries(self._number(tree + 24 + 8 + 16 * number, 8), heap, depth + 1)

    def _entry(self, place: int, heap: int) -> tuple[str, int]:
        start = heap + self._number(place, 8)
        end = self.data.find(b"\0", start, start + 1000) if 0 <= start < len(self.data) else -1
        if end < 0:
            raise damaged()
        name = self.data[start:end].decode("utf-8", "replace")
        if self._number(place + 16, 4) == 2:
            raise WeightsError(f"{shown(name)} is a link to somewhere else.", _WITH_KERAS)
        return name, self._number(place + 8, 8)

    def _heap(self, address: int) -> int:
        """Where the names of a folder are, III.D."""
        return self._number(self._block(address, b"HEAP") + 24, 8)

    # -- arrays ---------------------------------------------------------------------------------------------------------

    def _array(self, messages: list[_Message], name: str, path: str) -> Stored:
        by_kind = {message.kind: message for message in messages}
        if _EXTERNAL in by_kind:
            raise WeightsError(f"The numbers of {shown(path)} are in another file.", "Save all into one file.")
        if _FILTERS in by_kind:
            raise WeightsError(f"{shown(path)} is packed in a way that cannot be read.", "Save it without compression.")
        if _DATATYPE not in by_kind or any(by_kind[kind].flags & _SHARED for kind in (_DATATYPE, _DATASPACE)):
            raise damaged()
        dtype = self._dtype(by_kind[_DATATYPE].place)
        if dtype is None:
            raise WeightsError(f"{shown(path)} does not hold real numbers.", "Save it as float32.")
        shape = check_shape(path, self._sides(by_kind[_DATASPACE].place))
        place, size = self._layout(by_kind[_LAYOUT].place, path)
        if place >= 0:
            check_numbers(path, shape, dtype.itemsize, size)
            self._bytes(place, size)
        return Stored(name, path, dtype, shape, place)

    def _sides(self, place: int) -> list[int]:
        """IV.A.2.b, the dataspace message."""
        version, rank = self._number(place, 1), self._number(place + 1, 1)
        if version not in (1, 2):
            raise damaged()
        start = place + (8 if version == 1 else 4)
        return [self._number(start + 8 * axis, 8) for axis in range(rank)]

    def _dtype(self, place: int) -> np.dtype[np.generic] | None:
        """IV.A.2.d, the datatype message: whole numbers and IEEE's floating-point numbers; None for all others."""
        kind, bits, size = self._number(place, 1) & 15, self._number(place + 1, 3), self._number(place + 4, 4)
        order = ">" if bits & 1 else "<"
        if kind == 0 and size in (1, 2, 4, 8):
            return np.dtype(f"{order}{'i' if bits & 8 else 'u'}{size}")
        if kind == 1 and size in _FLOATS and not bits & 0x40:
            offset, precision, *parts = struct.unpack("<2H4BI", self._bytes(place + 8, 12))
            return np.dtype(f"{order}f{size}") if (offset, precision, *parts) == (0, 8 * size, *_FLOATS[size]) else None
        return None

    def _layout(self, place: int, path: str) -> tuple[int, int]:
        """Where the numbers begin and how many bytes they have, IV.A.2.i; -1 where there are none."""
        version, kind = self._number(place, 1), self._number(place + 1, 1)
        if version != 3 or kind > 2:
            raise _newer()
        if kind == 2:
            raise WeightsError(
                f"{shown(path)} is stored in chunks, which cannot be read.", "Save it without compression."
            )
        if kind == 0:
            return place + 4, self._number(place + 2, 2)
        address, size = self._number(place + 2, 8), self._number(place + 10, 8)
        return (-1, 0) if address == _NOWHERE else (address, size)

    # -- attributes -----------------------------------------------------------------------------------------------------

    def _attributes(self, messages: list[_Message]) -> dict[str, list[str]]:
        """The attributes that are texts, or lists of them, by name."""
        found = {}
        for message in messages:
            if message.kind == _ATTRIBUTE and not message.flags & _SHARED:
                name, texts = self._attribute(message.place)
                found[name] = texts
        return found

    def _attribute(self, place: int) -> tuple[str, list[str]]:
        """IV.A.2.m: name, datatype, dataspace and value, one behind the other, in version 1 each filled up to eight bytes."""
        version = self._number(place, 1)
        sizes = [self._number(place + 2 + 2 * n, 2) for n in range(3)]
        padded = [-(-size // 8) * 8 if version == 1 else size for size in sizes]
        start = place + (9 if version == 3 else 8)
        name = self._bytes(start, sizes[0]).rstrip(b"\0").decode("utf-8", "replace")
        datatype, dataspace = start + padded[0], start + padded[0] + padded[1]
        if name not in ("name", "layer_names", "weight_names"):
            return name, []
        count = math.prod(self._sides(dataspace))
        return name, [*self._texts(datatype, dataspace + padded[2], count)]

    def _texts(self, datatype: int, place: int, count: int) -> Iterator[str]:
        kind, bits, size = self._number(datatype, 1) & 15, self._number(datatype + 1, 3), self._number(datatype + 4, 4)
        if size == 0 or count * size > len(self.data):
            raise damaged()
        for number in range(count):
            start = place + number * size
            if kind == 3:
                text = self._bytes(start, size)
            elif kind == 9 and bits & 15 == 1:
                text = self._heaped(self._number(start, 4), self._number(start + 4, 8), self._number(start + 12, 4))
            else:
                return
            yield text.partition(b"\0")[0].decode("utf-8", "replace")

    def _heaped(self, length: int, address: int, index: int) -> bytes:
        """A text from a global heap, III.E."""
        self._block(address, b"GCOL")
        place, end = address + 16, address + self._number(address + 8, 8)
        while place + 16 <= end:
            self._blocks += 1
            found, size = self._number(place, 2), self._number(place + 8, 8)
            if found == index and index:
                return self._bytes(place + 16, min(length, size))
            if not found or self._blocks > _MOST_BLOCKS:
                break
            place += 16 + -(-size // 8) * 8
        raise damaged()


def _newer() -> WeightsError:
    return WeightsError("The file is in a newer form of HDF5 than Keras writes, which cannot be read.", _WITH_KERAS)
