"""A file of weights to its arrays by name: what a file is, is told by its first bytes, not by its name."""

from __future__ import annotations

from explorer.archives import SAVE_AGAIN
from explorer.errors import WeightsError, typed
from explorer.formats.weights.files import hdf5, keras
from explorer.formats.weights.files.archive import SIGNATURES, Archive
from explorer.formats.weights.files.checks import check_size
from explorer.formats.weights.files.npz import SUFFIX, read_npz
from explorer.formats.weights.files.pytorch import ENDINGS as PYTORCH_ENDINGS
from explorer.formats.weights.files.pytorch import REFUSED, is_pytorch, read_pytorch
from explorer.formats.weights.files.safetensors import is_safetensors, read_safetensors
from explorer.layers.base import Array
from explorer.plain import shown
from explorer.weights.own.card import MOST_BYTES
from explorer.weights.own.file import HERE

ENDINGS = (".npz", ".safetensors", ".keras", ".h5")
"""What the names of files end in that are read."""
_PICKLES = tuple(bytes([0x80, protocol]) for protocol in range(2, 6))
_OTHERS = {
    ".onnx": "An ONNX file brings its own network: open it as a network.",
    ".npy": 'Give the arrays names: numpy.savez("model.npz", **{"conv1/kernel": kernel}).',
}


def read_arrays(data: bytes, name: str = "", *, pytorch: bool = False) -> dict[str, Array]:
    """The arrays of a file of weights (.npz, .safetensors, .keras, .h5) by name, in its order, read-only.

    `name` is the file's, for messages. Raises WeightsError, and nothing else. Files of PyTorch are refused, with the lines that
    convert them, unless `pytorch` says that they may be read: by an interpreter of our own that runs nothing of what they name.

    >>> import io
    >>> buffer = io.BytesIO()
    >>> np.savez(buffer, **{"conv1/kernel": np.ones((3, 3, 1, 4), np.float32)})
    >>> {name: array.shape for name, array in explorer.formats.weights.read_arrays(buffer.getvalue()).items()}
    {'conv1/kernel': (3, 3, 1, 4)}
    """
    if not isinstance(data, bytes | bytearray | memoryview):
        raise WeightsError(
            f"{typed(data)} was given for the bytes of a file.", "Read it: pathlib.Path(name).read_bytes()."
        )
    check_size(len(data), "The file has")
    data = bytes(data)
    arrays = read_pytorch(data) if pytorch and _is_pytorch(data, name.lower()) else _read(data, name.lower())
    if not arrays:
        raise WeightsError("The file holds no arrays.", "Save the weights of a network into it.")
    return arrays


def _read(data: bytes, name: str) -> dict[str, Array]:
    if data.startswith(SIGNATURES):
        return _read_zip(data)
    if data.startswith(hdf5.SIGNATURE):
        return keras.read_h5(data)
    if is_safetensors(data) or name.endswith(".safetensors"):
        return read_safetensors(data)
    if _is_pytorch(data, name):
        raise _refused()
    if data[8:9] == b"{":
        return read_safetensors(data)
    raise _unknown(name)


def _read_zip(data: bytes) -> dict[str, Array]:
    names = Archive(data).sizes
    if is_pytorch(names):
        raise _refused()
    if keras.KERAS_WEIGHTS in names:
        return keras.read_keras(data)
    if any(member.endswith(SUFFIX) for member in names) or not names:
        return read_npz(data)
    first = next(iter(names))
    raise WeightsError(
        f"The zip file holds no arrays; the first thing in it is {shown(first)}.",
        "Use a file that numpy.savez or Keras wrote.",
    )


def read_training(data: bytes) -> bytes:
    """What an .npz file of this program says of a training; b"" for files that say nothing. Raises WeightsError."""
    if not data.startswith(SIGNATURES):
        return b""
    archive = Archive(data)
    if archive.sizes.get(HERE, 0) > MOST_BYTES:
        raise WeightsError(
            f"What this file says of its training has {archive.sizes[HERE]:,} bytes; at most {MOST_BYTES:,} can be read.",
            SAVE_AGAIN,
        )
    return archive.read(HERE) if HERE in archive.sizes else b""


def _is_pytorch(data: bytes, name: str) -> bool:
    """Whether it is a file of PyTorch, or any other pickle."""
    if data.startswith(SIGNATURES):
        return is_pytorch(Archive(data).sizes)
    # The length of a .safetensors header, 640 bytes say, can begin as a pickle does.
    return name.endswith(PYTORCH_ENDINGS) or (data.startswith(_PICKLES) and not is_safetensors(data))


def _refused() -> WeightsError:
    return WeightsError(*REFUSED)


def _unknown(name: str) -> WeightsError:
    for ending, remedy in _OTHERS.items():
        if name.endswith(ending):
            return WeightsError(f"A file that ends in {ending} is not one of weights with names.", remedy)
    if name.endswith(ENDINGS):
        return WeightsError(f"{shown(name)} does not begin as such a file does.", SAVE_AGAIN)
    return WeightsError(
        "This is not a file of weights.", f"Use one that ends in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}."
    )
