"""Checkpoint: all that is needed to go on with a training, bit by bit as if it had never stopped; as bytes and back."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.errors import ExplorerError, WeightsError
from explorer.layers.base import Array
from explorer.learning import arrays
from explorer.learning.layout import Layout
from explorer.learning.passes import ByPath
from explorer.learning.recipe.recipe import Recipe
from explorer.learning.state import State, frozen
from explorer.network import Network

VERSION: Final = 1
_ABOUT: Final = "about.json"
_ABOUT_BYTES: Final = 10_000
_VECTORS: Final = ("learned", "measured")
_MOST_STEPS: Final = 2**53
_DAMAGED: Final = ("This checkpoint is damaged.", "Use another one, or begin again.")


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A training after some steps: its recipe, what its network and data are known by, and everything that it has changed.

    Random numbers are drawn by the recipe's seed and the number of the step, so that none have to be kept.

    >>> network = explorer.Network((explorer.Flatten(), explorer.Dense(units=2)), (1, 2, 1))
    >>> data = (np.eye(2).reshape(2, 1, 2, 1), np.array([0, 1]))
    >>> fitting = explorer.fit(network, data)
    >>> _ = next(fitting)
    >>> kept = explorer.learning.Checkpoint.from_bytes(fitting.checkpoint().to_bytes())
    >>> kept.step, explorer.fit(network, data, resume=kept).step
    (1, 1)
    """

    recipe: Recipe
    network_digest: str
    data_digest: str
    """"" for batches that came one after the other: then those that follow must be given."""
    state: State

    @property
    def step(self) -> int:
        """How many steps were done."""
        return self.state.step

    def params(self, network: Network) -> ByPath:
        """The parameters by path and name, read-only. Raises WeightsError for another network than the one that learned."""
        self.check(network)
        return Layout(network).params(self.state.learned, self.state.measured)

    def check(self, network: Network) -> None:
        """Raises WeightsError unless `network` is the one that learned."""
        layout = Layout(network)
        lengths = (layout.learned_length, layout.measured_length)
        if self.network_digest != network.digest or lengths != (len(self.state.learned), len(self.state.measured)):
            raise WeightsError(
                "The checkpoint belongs to another network: a layer, a setting or the size of the input differs.",
                "Open the network that was trained, or begin again.",
            )

    def to_bytes(self) -> bytes:
        """An .npz, which numpy reads too: the same bytes for the same checkpoint."""
        about = {
            "version": VERSION,
            "recipe": self.recipe.spec(),
            "network": self.network_digest,
            "data": self.data_digest,
            "step": self.step,
        }
        vectors = {"learned": self.state.learned, "measured": self.state.measured}
        vectors |= dict(zip(self.recipe.optimizer.slots, self.state.kept, strict=True))
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as file:
            file.writestr(arrays.entry(_ABOUT, zipfile.ZIP_STORED), json.dumps(about, sort_keys=True))
            for name, vector in vectors.items():
                arrays.put(file, name, vector, zipfile.ZIP_STORED)
        return made.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Checkpoint:
        """The checkpoint in bytes that `to_bytes` made. Raises WeightsError, and nothing else, for any other bytes."""
        try:
            return _read(data)
        except ExplorerError as error:
            raise WeightsError(error.problem, error.remedy) from None
        except Exception:  # zipfile, json and numpy raise many kinds for bytes that are no archive of arrays
            raise WeightsError(*_DAMAGED) from None


def _read(data: bytes) -> Checkpoint:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        infos = {info.filename: info for info in file.infolist()}
        stored = all(info.compress_type == zipfile.ZIP_STORED for info in infos.values())
        # Entries that lie over each other would add up to more than there is.
        if not stored or sum(info.file_size for info in infos.values()) > len(data):
            raise WeightsError(*_DAMAGED)
        if infos[_ABOUT].file_size > _ABOUT_BYTES:
            raise WeightsError(*_DAMAGED)
        about = json.loads(file.read(_ABOUT))
        if about["version"] != VERSION:
            raise WeightsError("The checkpoint is of another version of CNN Explorer.", "Open it with that version.")
        recipe = Recipe.from_spec(about["recipe"])
        names = (*_VECTORS, *recipe.optimizer.slots)
        if len(infos) != 1 + len(names):
            raise WeightsError(*_DAMAGED)
        learned, measured, *kept = (_vector(file.read(f"{name}.npy")) for name in names)
    digests, step = (about["network"], about["data"]), about["step"]
    if any(type(digest) is not str or len(digest) > 64 for digest in digests) or type(step) is not int:
        raise WeightsError(*_DAMAGED)
    alike = all(len(vector) == len(learned) for vector in kept)
    one_type = {vector.dtype for vector in (learned, measured, *kept)} == {learned.dtype}
    if not (0 <= step <= _MOST_STEPS and alike and one_type):
        raise WeightsError(*_DAMAGED)
    return Checkpoint(recipe, *digests, frozen(step, learned, measured, tuple(kept)))


def _vector(data: bytes) -> Array:
    """The vector of finite float32 or float64 numbers in an .npy. Raises what numpy raises, or WeightsError."""
    vector = arrays.parsed(data)
    if vector.dtype.kind != "f" or vector.ndim != 1 or not np.isfinite(vector).all():
        raise WeightsError(*_DAMAGED)
    return vector.copy()  # at the beginning of a block of memory, where processors read fastest
