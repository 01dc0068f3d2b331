"""`save_weights` and `save_activations`: the arrays of a network into a file, whose ending says of which format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from explorer.errors import SettingError
from explorer.formats.weights.writing.entries import Entry
from explorer.formats.weights.writing.naming import Names, Numbers, activation_entries, described, told, weight_entries
from explorer.formats.weights.writing.npz import write_npz
from explorer.formats.weights.writing.safetensors import write_safetensors
from explorer.formats.writing import new_file
from explorer.layers.base import Array, Params
from explorer.network import Network
from explorer.weights import Weights

Writer = Callable[[BinaryIO, Sequence[Entry], Mapping[str, str]], None]
WRITERS: Mapping[str, Writer] = {".npz": write_npz, ".safetensors": write_safetensors}


def save_weights(
    path: str | Path,
    network: Network,
    weights: Weights | Mapping[str, Params],
    *,
    layer: str = "",
    numbers: Numbers = "float32",
    names: Names = "paths",
) -> None:
    """Write the parameters of `network` into a file that ends in .npz or .safetensors.

    Arrays are called "5/kernel", or "conv1/kernel" with `names="names"`, in Keras' order of axes; `read_weights` reads either
    back. `layer`, a name or a path, leaves the others out. `numbers` is "float32" or "float16". At any time one array is held
    and no more. `.safetensors` also says the digest of the network. Raises SettingError for another ending, a file that
    cannot be written, or an unknown layer; WeightsError for weights that do not belong to the network, and for a number that
    float16 cannot hold; then no file is left behind.

    >>> from tempfile import TemporaryDirectory
    >>> network = explorer.from_text("input 8x8x1; conv 4 3x3")
    >>> with TemporaryDirectory() as folder:
    ...     explorer.save_weights(f"{folder}/small.safetensors", network, explorer.Weights())
    ...     explorer.read_weights(f"{folder}/small.safetensors", network).untrained(network)
    ()
    """
    entries = weight_entries(network, weights, layer=layer, numbers=numbers, names=names)
    suffix = (
        Path(path).suffix if isinstance(path, str | PathLike) else ""
    )  # what is no path is refused where it is opened
    _save(path, entries, told(network, weights, suffix, layer))


def save_activations(
    path: str | Path,
    network: Network,
    acts: Mapping[str, Array],
    *,
    layer: str = "",
    numbers: Numbers = "float32",
    names: Names = "names",
) -> None:
    """Write the activations of a run into a file that ends in .npz or .safetensors, one array a layer.

    `acts` is what `explorer.run` returned; arrays are (batch, rows, columns, channels) or (batch, units), and are called by
    the layers' names, "input" the image, or by their paths. The rest is as for `save_weights`.

    >>> from tempfile import TemporaryDirectory
    >>> network = explorer.from_text("input 2x3x1; relu")
    >>> acts = explorer.run(network, {}, np.ones((1, 2, 3, 1)))
    >>> with TemporaryDirectory() as folder:
    ...     explorer.save_activations(f"{folder}/maps.npz", network, acts)
    ...     np.load(f"{folder}/maps.npz")["relu"].shape
    (1, 2, 3, 1)
    """
    entries = activation_entries(network, acts, layer=layer, numbers=numbers, names=names)
    _save(path, entries, described(network, "activations"))


def _save(path: str | Path, entries: Sequence[Entry], metadata: Mapping[str, str]) -> None:
    with new_file(path) as stream:
        write_entries(stream, Path(path).suffix, entries, metadata)


def write_entries(stream: BinaryIO, suffix: str, entries: Sequence[Entry], metadata: Mapping[str, str]) -> None:
    """Write entries in the format of a suffix, ".npz" or ".safetensors". Raises SettingError for any other."""
    writer = WRITERS.get(suffix.casefold())
    if writer is None:
        raise SettingError(
            f"Arrays cannot be written as {suffix or 'a file without an ending'}.", "Use .npz or .safetensors."
        )
    writer(stream, entries, metadata)
