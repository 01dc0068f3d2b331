"""Terms: what is known of the numbers while a graph is followed, as layers that read each other's outputs.

Terms make a directed graph, each with our shape of its output. Wires are terms seen as ONNX tensors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from explorer.formats.onnx_file.views import View
from explorer.layers.base import Array, Layer, Shape

Numbers = Callable[[Array], Array]
"""A function of one number, for float64 arrays of any shape."""


@dataclass(frozen=True, eq=False)
class Function:
    """A function of one number, made of `steps` simpler ones: those of too many are not followed."""

    call: Numbers
    steps: int = 1

    def __call__(self, x: Array) -> Array:
        return self.call(x)


EMPTY: Mapping[str, Array] = {}


@dataclass(frozen=True, eq=False)
class Term:
    """A layer that reads the output of another term, or a join ("add", "multiply", "concatenate") of several.

    `function` is what it computes of each single number of `root` (of the only input, if that is None) where no layer does
    that alone: such a term is a join, or is recognised as part of a larger function, or the network ends before it.
    `origin` names its ONNX operator. Terms are equal only to themselves.
    """

    shape: Shape
    inputs: tuple[Term, ...] = ()
    layer: Layer | None = None
    params: Mapping[str, Array] = field(default_factory=dict)
    join: str = ""
    function: Function | None = None
    root: Term | None = None
    origin: str = ""

    @property
    def below(self) -> Term:
        """What it reads, if that is one term."""
        (only,) = self.inputs
        return only


SEAM = "seam"
"""The join of a term that an Identity makes: it is the same numbers, and nothing is read as one layer across it."""

LOWEST = "lowest"
"""The join of maps in a border of minus infinity, which a max pooling leaves out; "sides" in their parameters counts cells."""


def seam(term: Term, origin: str) -> Term:
    """The same numbers behind a seam."""
    return Term(term.shape, (term,), join=SEAM, origin=origin)


def beneath(term: Term) -> Term:
    """The term below all seams that it is behind."""
    while term.join == SEAM:
        term = term.below
    return term


Move = tuple[str, tuple[int, ...]]
"""A Reshape or a Transpose, with its numbers as the file says them."""


@dataclass(frozen=True)
class Wire:
    """An ONNX tensor whose numbers depend on the input: a term and how the tensor's axes lie in its maps.

    `moves` are the operators that brought them there from where axes usually lie; none where that is not known.
    """

    term: Term
    view: View
    moves: tuple[Move, ...] = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the tensor, with the batch."""
        return self.view.shape


class Unrepresentable(Exception):
    """An operator cannot be one of our layers: `reason` goes on "because "."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Stop:
    """A tensor that is not known, because of the operator that this names, and why; `before` are the terms that it reads."""

    sentence: str
    before: tuple[Term, ...] = ()
    final: bool = False
    """Whether it would not be known however the input was read."""


Value = Array | Wire | Stop
"""What is known of a tensor: its numbers, the layers that make it, or why neither."""
