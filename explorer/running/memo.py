"""Memo: a cache of activations by key, bounded in bytes; and the keys of the steps of a run."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from explorer.images import digest as image_digest
from explorer.layers.base import Array
from explorer.layers.composite.composite import Composite
from explorer.network import Network, canonical, layer_spec
from explorer.running.inputs import image as checked_image
from explorer.weights import Weights


@dataclass
class Memo:
    """Read-only arrays by key, at most `limit` bytes: the least recently used are dropped first. Any thread may use it."""

    limit: int
    used: int = 0
    _arrays: OrderedDict[str, Array] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __contains__(self, key: str) -> bool:
        return key in self._arrays

    def __iter__(self) -> Iterator[Array]:
        """The arrays, the least recently used first."""
        with self._lock:
            return iter(list(self._arrays.values()))

    def get(self, key: str) -> Array | None:
        """The array kept under `key`, or None."""
        with self._lock:
            array = self._arrays.get(key)
            if array is not None:
                self._arrays.move_to_end(key)
            return array

    def put(self, key: str, array: Array) -> None:
        """Keep an array under `key`, as a copy if it is a view of another array."""
        owned = array if array.base is None else array.copy()
        owned.flags.writeable = False
        with self._lock:
            if key in self._arrays:
                return
            self._arrays[key] = owned
            self.used += owned.nbytes
            while self.used > self.limit and self._arrays:
                _, dropped = self._arrays.popitem(last=False)
                self.used -= dropped.nbytes

    def clear(self) -> None:
        """Let all of them go."""
        with self._lock:
            self._arrays.clear()
            self.used = 0


def step_keys(network: Network, weights: Weights, image: Array) -> list[str]:
    """One key per step but the input, a digest of everything that its output depends on.

    A key is made from those of its sources, so that an edit changes the keys of the steps that depend on it, and no others.
    `image` is (rows, columns, channels); the same numbers in another byte order or type of whole numbers have the same keys.
    """
    provenance = weights.provenance(network)
    chained = {"": _image_key(network, image)}
    for step in network.steps[1:]:
        # What a composite holds is in the keys of its sources; of itself only the way of joining counts.
        layer = [step.layer.kind, {}] if isinstance(step.layer, Composite) else layer_spec(step.layer)
        own = canonical([[chained[source] for source in step.sources], layer, provenance.get(step.path, "")])
        chained[step.path] = hashlib.sha256(own.encode()).hexdigest()
    return [chained[step.path] for step in network.steps[1:]]


def run_key(network: Network, weights: Weights, image: Array) -> str:
    """The key of a whole run: that of its last step."""
    return step_keys(network, weights, image)[-1] if len(network.steps) > 1 else _image_key(network, image)


def _image_key(network: Network, image: Array) -> str:
    return image_digest(checked_image(network, image)[0])
