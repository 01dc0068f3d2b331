"""A network as a zip file to run elsewhere: model.py, its weights, an image, what comes out here, and a script that compares.

Everything is written in pieces: the largest array is held, and no more.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Literal, cast

import numpy as np

from explorer.errors import SettingError, quoted
from explorer.formats.code.keras import arrays as keras_weights
from explorer.formats.code.keras import check as keras_check
from explorer.formats.code.keras import source as keras_source
from explorer.formats.code.stacks import Stacks
from explorer.formats.code.torch import arrays as torch_weights
from explorer.formats.code.torch import check as torch_check
from explorer.formats.code.torch import source as torch_source
from explorer.formats.code.torch.outputs import in_torch_layout
from explorer.formats.code.weights import FLOAT32
from explorer.formats.weights.writing import Entry, write_entries
from explorer.layers.base import Array, Params
from explorer.network import Network, check_network
from explorer.running import run
from explorer.weights import Weights

Framework = Literal["keras", "pytorch"]
Given = Weights | Mapping[str, Params]
Write = Callable[[BinaryIO], None]
"""Writes a file into a stream, in pieces."""

COMPARED = 1 << 17
"""Numbers of an output that is compared; the answer is compared whatever its size."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every member, so that equal networks make equal files."""


@dataclass(frozen=True)
class _Words:
    """What a framework needs: its source, its arrays, its layers, its layout of an output, and the script that compares."""

    title: str
    needs: str
    source: Callable[[Network], str]
    weights: Callable[[Network, Given], tuple[Entry, ...]]
    stacks: Callable[[Network], Stacks]
    layout: Callable[[Network, str, Array], Array]
    check: str


FRAMEWORKS: Mapping[str, _Words] = {
    "keras": _Words(
        "Keras 3",
        "keras (with JAX, PyTorch or TensorFlow) and numpy",
        keras_source.to_keras,
        keras_weights.keras_arrays,
        keras_source.stacks,
        lambda network, path, array: array,
        keras_check.CHECK,
    ),
    "pytorch": _Words(
        "PyTorch",
        "torch and numpy",
        torch_source.to_pytorch,
        torch_weights.torch_state,
        torch_source.stacks,
        in_torch_layout,
        torch_check.CHECK,
    ),
}


def write_code_archive(
    stream: BinaryIO, network: Network, weights: Given, image: Array, framework: Framework = "keras"
) -> None:
    """Write the zip file with the files of `code_files` into a stream, which need not be one that can be gone back in.

    Raises what `code_files` raises.
    """
    files = list(code_files(network, weights, image, framework))
    with zipfile.ZipFile(stream, "w") as archive:
        for name, write in files:
            member = zipfile.ZipInfo(name, _EPOCH)
            member.external_attr = 0o644 << 16
            member.compress_type = zipfile.ZIP_STORED if name.startswith("weights") else zipfile.ZIP_DEFLATED
            with archive.open(member, "w", force_zip64=name.endswith(".npz")) as file:
                write(cast(BinaryIO, file))


def code_files(
    network: Network, weights: Given, image: Array, framework: Framework = "keras"
) -> Iterator[tuple[str, Write]]:
    """The files of an archive by name, each as a function that writes it into a stream.

    `image` is (rows, columns, channels) or a batch of one; `weights` are Weights or parameters by path and name. The network
    is run on it when `expected.npz` is written. Raises SettingError for another framework and for what is no network,
    WeightsError for an image or weights that do not belong to it.
    """
    words = FRAMEWORKS.get(framework) if isinstance(framework, str) else None
    if words is None:
        raise SettingError(f"There is no code for {quoted(framework)}.", f"Use {' or '.join(map(repr, FRAMEWORKS))}.")
    if not check_network(network).layers:
        raise SettingError("The network has no layers.", "Add one: there is nothing to compare.")
    x = _batch(image)
    source, arrays = words.source(network), words.weights(network, weights)
    pixels = Entry("image", x.shape, FLOAT32, lambda: x)
    yield "README.txt", _text(_readme(words, network))
    yield "model.py", _text(source)
    yield "check.py", _text(words.check)
    yield "weights.npz", lambda stream: write_entries(stream, ".npz", arrays, {})
    yield (
        "image.npy",
        lambda stream: np.lib.format.write_array(
            stream, np.ascontiguousarray(words.layout(network, "", pixels.make())), allow_pickle=False
        ),
    )
    yield "expected.npz", lambda stream: write_entries(stream, ".npz", _expected(words, network, weights, x), {})


def _batch(image: Array) -> Array:
    array = np.asarray(image)
    return array[None] if array.ndim == 3 else array


def _text(source: str) -> Write:
    def write(stream: BinaryIO) -> None:
        stream.write(source.encode())

    return write


def _readme(words: _Words, network: Network) -> str:
    return (
        f"{words.title}: model.py builds the network and weights.npz holds its weights.\n"
        f"Needed: {words.needs}.\n"
        "python check.py compares it with what CNN Explorer computed for image.npy (expected.npz).\n"
    )


def _expected(words: _Words, network: Network, weights: Given, x: Array) -> list[Entry]:
    """The outputs of the network's own layers that are compared, by the names of the framework's layers that give them."""
    params = weights.params(network) if isinstance(weights, Weights) else weights
    acts = run(network, params, x.astype(np.float32, copy=False))
    named = [(item.name, item.path) for item in words.stacks(network).whole() if item.path]
    found = []
    for name, path in named:
        if acts[path].size <= COMPARED or (name, path) == named[-1]:
            array = words.layout(network, path, acts[path])
            found.append(Entry(name, array.shape, FLOAT32, lambda array=array: array))  # type: ignore[misc]
    return found
