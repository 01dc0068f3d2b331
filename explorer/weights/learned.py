"""Learned: weights that somebody trained, as arrays of each layer; the base class of Trained, Uploaded and TrainedHere."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from explorer.layers.base import Array, Params, Shape


@dataclass(frozen=True, eq=False)
class LearnedLayers:
    """The parameters of the layers of one network by name, float32, read-only: those with a kernel, and the others.

    Both are in the order of the stack, so that the place of a layer is its stream. A layer whose parameters are not there
    has none here.
    """

    kernels: tuple[Params, ...] = ()
    plain: tuple[Params, ...] = ()

    @classmethod
    def of(cls, layers: Iterable[Params]) -> LearnedLayers:
        """Layers in the order of the stack, each with all of its parameters."""
        each = tuple(layers)
        return cls(tuple(own for own in each if "kernel" in own), tuple(own for own in each if "kernel" not in own))

    def at(self, stream: int, kernel: bool) -> Params:
        """The parameters of layer number `stream` among those with a `kernel`, or among the others; {} if there are none."""
        layers = self.kernels if kernel else self.plain
        return layers[stream] if stream < len(layers) else {}


class Learned(ABC):
    """Weights that somebody trained. A layer has them by its stream, if it has exactly the shapes that were trained."""

    @property
    @abstractmethod
    def layers(self) -> LearnedLayers:
        """The arrays of all layers."""

    @property
    def counts(self) -> tuple[int, int]:
        """How many layers with a kernel the network has that was trained, and how many others that have parameters."""
        return len(self.layers.kernels), len(self.layers.plain)

    @abstractmethod
    def key(self, stream: int) -> list[object]:
        """What tells a layer's parameters apart from any others of its shapes, as plain data: part of a cache key."""

    def shapes(self, stream: int, kernel: bool = True) -> dict[str, Shape] | None:
        """The shapes of the parameters of layer number `stream` by name; None if that was not trained.

        Layers with a `kernel` are counted, or else those that have parameters but no kernel.
        """
        return {name: array.shape for name, array in self.layers.at(stream, kernel).items()} or None

    def fits(self, stream: int, shapes: Mapping[str, Shape]) -> bool:
        """Whether layer number `stream` of those with a kernel, or of those without, has exactly the parameters in `shapes`."""
        return self.shapes(stream, "kernel" in shapes) == shapes

    def draw(self, stream: int, shapes: Mapping[str, Shape], name: str) -> Array:
        """One parameter of layer number `stream`, float32, read-only; `fits` says whether `shapes` are its own."""
        return self.layers.at(stream, "kernel" in shapes)[name]
