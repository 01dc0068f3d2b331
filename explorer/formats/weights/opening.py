"""`read_weights`: a file of weights as the weights of a network that is there already."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from explorer.errors import WeightsError, typed
from explorer.formats.weights.files.checks import check_size
from explorer.formats.weights.files.reading import read_arrays, read_training
from explorer.formats.weights.matching.matching import match
from explorer.layers.base import Params
from explorer.network import Network, check_network
from explorer.plain import shown
from explorer.weights import Own, Uploaded, Weights
from explorer.weights.own.base import layers_of
from explorer.weights.own.file import trained_here


def read_weights(source: str | Path | bytes, network: Network) -> Weights:
    """The weights in a file (.npz, .safetensors, .keras, .weights.h5), given by its path or as its bytes, for `network`.

    Their arrays are matched with the layers as `explorer.formats.weights.match` does, which also tells how; PyTorch's orders
    of axes are turned. Layers that the file does not fit have random weights or their initial values:
    `weights.untrained(network)` lists them. Raises WeightsError for a file that cannot be read, for those of PyTorch
    (`cnn-explorer convert` makes others of them), and if no layer fits; SettingError for what is no network.

    >>> network = explorer.Network((explorer.Conv2D(filters=4, padding="same", use_bias=False),), (8, 8, 3))
    >>> weights = explorer.read_weights("tests/fixtures/weights/small.weights.h5", network)
    >>> weights.base.name, weights.untrained(network), weights.params(network)["0"]["kernel"].shape
    ('small.weights.h5', (), (3, 3, 3, 4))
    """
    check_network(network)
    name, data = ("", source) if isinstance(source, bytes) else _read(source)
    matching = match(network, read_arrays(data, name)).checked()
    return Weights(own_of(network, matching.params, name, read_training(data)))


def own_of(network: Network, params: Mapping[str, Params], name: str = "", training: bytes = b"") -> Own:
    """The weights of a file called `name`; `training` is what `read_training` found in it. Raises WeightsError."""
    return trained_here(training, layers_of(network, params), name) if training else Uploaded.of(network, params, name)


def _read(source: str | Path) -> tuple[str, bytes]:
    """The name and the bytes of a file. Raises WeightsError if it cannot be opened or is too large."""
    if not isinstance(source, str | Path):
        raise WeightsError(f"{typed(source)} was given for the file.", 'Give its path: "model.safetensors".')
    path = Path(source)
    try:
        check_size(path.stat().st_size, "The file has")
        return path.name, path.read_bytes()
    except OSError as error:
        raise WeightsError(f"{shown(str(source))} cannot be opened: {error.strerror}.", "Check its path.") from None
