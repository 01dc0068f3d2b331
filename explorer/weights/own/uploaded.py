"""Uploaded: weights that somebody brings along, from a file or as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.layers.base import Params
from explorer.network import Network
from explorer.weights.learned import LearnedLayers
from explorer.weights.own.base import Own, digest_of, layers_of, shown_name


@dataclass(frozen=True)
class Uploaded(Own):
    """Weights that somebody brings along; make them with `Uploaded.of`. `name` is that of the file, "" for arrays.

    >>> network = explorer.Network((explorer.Conv2D(filters=1, kernel_size=1, use_bias=False),), (8, 8, 1))
    >>> uploaded = explorer.Uploaded.of(network, {"0": {"kernel": np.full((1, 1, 1, 1), 2.5)}}, "model.npz")
    >>> uploaded.present, explorer.Weights(uploaded).params(network)["0"]["kernel"].ravel()
    (True, array([2.5], dtype=float32))
    """

    @classmethod
    def of(cls, network: Network, params: Mapping[str, Params], name: str = "") -> Uploaded:
        """The weights of `network` that are given in `params`, {path: {name: array}}, as `Weights.params` gives them.

        Layers that are not given have what they have where weights do not fit; one that is given must be given whole, each
        array in the order of Keras. The numbers are rounded to float32. Arrays of float32 that cannot be written to are
        kept as they are, others are copied. `name` is that of the file they came from, for people.

        Raises WeightsError for a layer or a parameter that the network does not have, another shape, what are no real numbers,
        numbers that are not finite in float32, and negative variances.
        """
        return cls.from_layers(layers_of(network, params), name)

    @classmethod
    def from_layers(cls, layers: LearnedLayers, name: str = "") -> Uploaded:
        """The value of arrays that are checked: float32, row-major, not to be written to."""
        return cls(digest_of(layers), len(layers.kernels), len(layers.plain), shown_name(name), layers)
