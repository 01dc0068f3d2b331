"""Which layers of a network have random weights, and why trained ones do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.layers.base import Shape
from explorer.network import Network, Step
from explorer.weights import Learned, Own, Weights


@dataclass(frozen=True)
class RandomLayer:
    """A layer with random weights. `why` ends the sentence "it has random weights: ..."; "" where all are random."""

    path: str
    name: str
    why: str

    @property
    def trained(self) -> bool:
        """Whether there are trained weights that it could have, if it had their shape."""
        return self.why not in ("", _NEVER, _NOT_IN_FILE, _NO_FILE)


_NEVER, _NOT_IN_FILE, _NO_FILE = "it was never trained", "it is not in the file", "the file of its weights is not here"


def random_layers(network: Network, weights: Weights) -> tuple[RandomLayer, ...]:
    """The layers whose kernels are random, in their order."""
    return tuple(
        RandomLayer(path, step.name, _why(weights.base, stream, step) if isinstance(weights.base, Learned) else "")
        for path, stream in weights.random(network).items()
        if (step := network.step(path))
    )


@dataclass(frozen=True)
class Share:
    """How many of the layers with weights have random ones."""

    random: int
    layers: int

    @property
    def words(self) -> str:
        """ "random weights", "2 of 8 layers have random weights", or "" if none are random."""
        if not self.random or self.random == self.layers:
            return "random weights" if self.random else ""
        return f"{self.random} of {self.layers} layers {'has' if self.random == 1 else 'have'} random weights"

    @property
    def lines(self) -> tuple[str, ...]:
        """The same in short lines, for a narrow place."""
        if not self.random or self.random == self.layers:
            return ("random weights",) if self.random else ()
        return f"{self.random} of {self.layers} layers", "random"


def random_share(network: Network, weights: Weights) -> Share:
    """How many layers have random kernels, of how many with kernels."""
    return Share(len(weights.random(network)), sum("kernel" in step.param_shapes for step in network.steps))


def _why(base: Learned, stream: int, step: Step) -> str:
    """What differs between the parameters of a layer and those that were trained for it, or why there are none."""
    trained = base.shapes(stream)
    if trained is None:
        return _NEVER if not isinstance(base, Own) else _NOT_IN_FILE if base.present else _NO_FILE
    return _differs(trained, step)


def _differs(trained: Mapping[str, Shape], step: Step) -> str:
    old, new = trained["kernel"], step.param_shapes["kernel"]
    if len(old) != len(new):
        return "it was trained as another kind of layer"
    differences = (
        _dense(old, new) if len(new) == 2 else _filters(step.layer.drawn_shape(old), step.layer.drawn_shape(new))
    )
    if not differences and ("bias" in trained) != ("bias" in step.param_shapes):
        differences = [
            "trained with a bias and has none" if "bias" in trained else "trained without a bias and has one"
        ]
    return f"it was {' and '.join(differences)}" if differences else "it was trained with another shape"


def _dense(old: Shape, new: Shape) -> list[str]:
    """What differs between two kernels (inputs, units)."""
    words = [f"trained for {old[0]:,} inputs and gets {new[0]:,}"] if old[0] != new[0] else []
    return words + ([f"trained with {old[1]:,} units and has {new[1]:,}"] if old[1] != new[1] else [])


def _filters(old: Shape, new: Shape) -> list[str]:
    """What differs between two kernels (rows, columns, maps that a filter reads, filters)."""
    words = []
    if old[:2] != new[:2]:
        words.append(f"trained with filters of {old[0]} × {old[1]} and has {new[0]} × {new[1]}")
    if old[2] != new[2]:
        words.append(f"trained for {old[2]:,} input maps and gets {new[2]:,}")
    if old[3] != new[3]:
        words.append(f"trained with {old[3]:,} filters and has {new[3]:,}")
    return words
