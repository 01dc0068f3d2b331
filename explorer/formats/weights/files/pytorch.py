"""Files of PyTorch (.pt, .pth), read without PyTorch and without pickle; and what the app says instead of reading them.

Since version 1.6 `torch.save` writes a zip file: NAME/data.pkl describes the objects, NAME/data/0, 1, ... are the storages, of
which each tensor is a view with an offset, a shape and strides
(https://docs.pytorch.org/docs/stable/notes/serialization.html).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explorer.archives import SAVE_AGAIN
from explorer.errors import WeightsError, listed
from explorer.formats.weights.files.archive import Archive
from explorer.formats.weights.files.checks import check_count, check_shape, check_size
from explorer.formats.weights.files.pickled import PLAIN, Call, Name, Persistent, interpret
from explorer.formats.weights.files.safetensors import widened
from explorer.layers.base import Array
from explorer.plain import shown

ENDINGS = (".pt", ".pth")
REFUSED = (
    "A file of PyTorch can run programs when it is opened the usual way, so the app does not open it.",
    "Convert it on a computer of your own, with: cnn-explorer convert model.pth model.npz. Or with these two lines of Python:\n"
    'import numpy, torch; weights = torch.load("model.pth", map_location="cpu", weights_only=True)\n'
    'numpy.savez("model.npz", **{name: values.float().numpy() for name, values in weights.items()})',
)
"""Problem and remedy."""

_BEFORE_ZIP = b"\x80"
"""Pickles begin so."""
_LOAD_AND_SAVE = (
    'Load it with PyTorch and save it again: torch.save(torch.load("old.pth", weights_only=True), "new.pth").'
)
_TENSOR = Name("torch._utils", "_rebuild_tensor_v2")
_PARAMETER = Name("torch._utils", "_rebuild_parameter")
_BFLOAT16 = "BFloat16Storage"
_STORAGES = {
    "DoubleStorage": "f8",
    "FloatStorage": "f4",
    "HalfStorage": "f2",
    _BFLOAT16: "u2",
    "LongStorage": "i8",
    "IntStorage": "i4",
    "ShortStorage": "i2",
    "CharStorage": "i1",
    "ByteStorage": "u1",
    "BoolStorage": "?",
}
_ALLOWED = frozenset({_TENSOR, _PARAMETER, *(Name("torch", storage) for storage in _STORAGES)})
_HOLDERS = ("state_dict", "model_state_dict", "model", "net", "network", "weights", "params", "module")
"""Under these names checkpoints keep the state dict beside the optimiser's and the epoch."""
_DEEPEST = 4


def is_pytorch(names: Mapping[str, int]) -> bool:
    """Whether a zip file with these members is PyTorch's."""
    return _description(names) is not None


def read_pytorch(data: bytes) -> dict[str, Array]:
    """The tensors of a state dict that `torch.save` wrote, by name, in its order, read-only.

    Of a checkpoint the state dict is taken. Raises WeightsError, and nothing else.
    """
    if data.startswith(_BEFORE_ZIP):
        raise WeightsError("The file was saved by a PyTorch before version 1.6, or not as a zip file.", _LOAD_AND_SAVE)
    archive = Archive(data)
    description = _description(archive.sizes)
    if description is None:
        raise WeightsError("This zip file is not one of PyTorch: it has no data.pkl.", PLAIN)
    storages = _Storages(archive, description.removesuffix("data.pkl"))
    described = interpret(archive.read(description), _ALLOWED)
    tensors = {name: storages.tensor(name, value) for name, value in _state_dict(described).items()}
    check_count(len(tensors))
    # Views of one storage can have more numbers than it: strides of 0 repeat them.
    check_size(sum(4 * math.prod(shape) for _, shape, _, _ in tensors.values()), "As float32 its numbers take")
    return {name: storages.view(name, *parts) for name, parts in tensors.items()}


def _description(names: Mapping[str, int]) -> str | None:
    return next((name for name in names if name == "data.pkl" or name.endswith("/data.pkl")), None)


def _is_tensor(value: Any) -> bool:
    return isinstance(value, Call) and value.name in (_TENSOR, _PARAMETER)


def _state_dict(described: Any) -> dict[str, Call]:
    """The tensors by name: those of the outermost dictionary that has any. Raises WeightsError if there are none or several."""
    found = dict(_dictionaries(described, "", set()))
    if "" in found or len(found) == 1:
        return found[""] if "" in found else next(iter(found.values()))
    if not found:
        raise WeightsError("The file holds no tensors by name.", PLAIN)
    for holder in _HOLDERS:
        if holder in found:
            return found[holder]
    raise WeightsError(f"The file holds several sets of weights: {listed([*found][:10])}.", PLAIN)


def _dictionaries(value: Any, path: str, seen: set[int]) -> Iterator[tuple[str, dict[str, Call]]]:
    """Every dictionary with tensors under names, with its path: "state_dict", "a.b". None is looked at twice: a file can make
    one that holds itself."""
    if not isinstance(value, dict) or id(value) in seen or path.count(".") >= _DEEPEST:
        return
    seen.add(id(value))
    tensors = {name: each for name, each in value.items() if isinstance(name, str) and _is_tensor(each)}
    if tensors:
        yield path, tensors
    for name, each in value.items():
        if isinstance(name, str):
            yield from _dictionaries(each, f"{path}.{name}" if path else name, seen)


_View = tuple[str, tuple[int, ...], tuple[int, ...], int]
"""The key of a storage, the shape, the strides in numbers, and the offset."""


@dataclass
class _Storages:
    """The storages of a file: their bytes are read when a tensor first needs them."""

    archive: Archive
    folder: str
    _types: dict[str, str] = field(default_factory=dict)
    _read: dict[str, Array] = field(default_factory=dict)

    def tensor(self, name: str, value: Call) -> _View:
        """How the tensor `name` is seen in its storage; nothing is read. Raises WeightsError."""
        if value.name == _PARAMETER:
            inner = value.arguments[0] if value.arguments else None
            if not (isinstance(inner, Call) and inner.name == _TENSOR):
                raise _misdescribed(name)
            return self.tensor(name, inner)
        if len(value.arguments) < 4:
            raise _misdescribed(name)
        storage, offset, axes, steps = value.arguments[:4]
        if not isinstance(axes, tuple) or not isinstance(steps, tuple) or len(axes) != len(steps):
            raise _misdescribed(name)
        shape, strides = check_shape(name, axes), check_shape(name, steps)
        (start,) = check_shape(name, (offset,))
        key, there = self._storage(name, storage)
        last = start + sum((n - 1) * step for n, step in zip(shape, strides, strict=True))
        if math.prod(shape) and last >= there:
            raise WeightsError(
                f"{shown(name)} reaches to number {last:,} of its storage, which has {there:,}.", SAVE_AGAIN
            )
        return key, shape, strides, start

    def _storage(self, name: str, storage: Any) -> tuple[str, int]:
        """The key of a storage and how many numbers it has."""
        match storage:
            case Persistent(("storage", Name("torch", kind), str(key), str(_), int(_))) if kind in _STORAGES:
                pass
            case _:
                raise _misdescribed(name)
        member = f"{self.folder}data/{key}"
        if member not in self.archive.sizes:
            raise WeightsError(f"The numbers of {shown(name)} are missing: there is no {shown(member)}.", SAVE_AGAIN)
        if self._types.setdefault(key, kind) != kind:
            raise WeightsError(f"The storage of {shown(name)} has two types.", SAVE_AGAIN)
        return key, self.archive.sizes[member] // np.dtype(_STORAGES[kind]).itemsize

    def view(self, name: str, key: str, shape: tuple[int, ...], strides: tuple[int, ...], start: int) -> Array:
        """The array that `tensor` described, of its own memory only where it is no plain piece of its storage."""
        numbers = self._numbers(key)
        if not math.prod(shape):
            return numbers[:0].reshape(shape)
        seen = np.lib.stride_tricks.as_strided(
            numbers[start:], shape, [step * numbers.itemsize for step in strides], writeable=False
        )
        return seen if seen.flags.c_contiguous else seen.copy()

    def _numbers(self, key: str) -> Array:
        if key not in self._read:
            kind = self._types[key]
            order = "byteorder"
            big = self.folder + order in self.archive.sizes and self.archive.read(self.folder + order) == b"big"
            dtype = np.dtype(_STORAGES[kind]).newbyteorder(">" if big else "<")
            data = self.archive.read(f"{self.folder}data/{key}")
            numbers = np.frombuffer(data, dtype, len(data) // dtype.itemsize)
            self._read[key] = widened(numbers) if kind == _BFLOAT16 else numbers
        return self._read[key]


def _misdescribed(name: str) -> WeightsError:
    return WeightsError(f"{shown(name)} is not described as tensors are.", PLAIN)
