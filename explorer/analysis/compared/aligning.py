"""Which layers of two networks correspond: by their places where the kinds agree, else by the best alignment of the stacks.

Where two stacks hold the same kinds in the same order, their layers correspond by place. Else the stacks are aligned as
sequences are: order is kept, only layers of one kind correspond, and those count most that are the same: equal settings,
reading as many channels (Needleman and Wunsch 1970, doi:10.1016/0022-2836(70)90057-4, with nothing taken off for gaps: a
longest common subsequence with weights).
Branches of corresponding blocks are aligned in turn. What has no counterpart stays alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explorer.layers.base import Layer
from explorer.layers.naming import Naming
from explorer.layers.stack import layer_spec, stack_path, walk
from explorer.network import Network, canonical

_SAME, _SAME_KIND = 8, 5
"""What a pair of the same layers counts, and one of other layers of a kind."""
_IN_A_ROW, _FOLLOWS = 1, 2
"""What is added right behind another pair: a ReLU goes with its convolution rather than with the pooling after it."""


@dataclass(frozen=True)
class LayerPair:
    """Two layers that correspond, by their paths; one of them is None where a layer has no counterpart."""

    left: str | None
    right: str | None

    @property
    def matched(self) -> bool:
        """Whether there is a layer on both sides."""
        return self.left is not None and self.right is not None

    @property
    def swapped(self) -> LayerPair:
        """The same pair with its sides exchanged."""
        return LayerPair(self.right, self.left)

    @property
    def level(self) -> int:
        """How many blocks its layers lie in: 0 for a layer of the network itself."""
        path = self.right if self.left is None else self.left
        return (path or "").count(".b")


def align(left: Network, right: Network) -> tuple[LayerPair, ...]:
    """The pairs of two networks, every layer in exactly one: the inputs first, then in the order of the stacks.

    A block comes before the layers inside it. Where several layers in a row are alone, those of the left network come first.
    Exchanging the networks gives the same pairs with their sides exchanged.

    >>> first = explorer.Network((explorer.Conv2D(), explorer.ReLU()), (8, 8, 3))
    >>> second = explorer.Network((explorer.Conv2D(), explorer.BatchNormalization(), explorer.ReLU()), (8, 8, 3))
    >>> [(pair.left, pair.right) for pair in align(first, second)]
    [('', ''), ('0', '0'), (None, '1'), ('1', '2')]
    """
    return (LayerPair("", ""), *_aligned(_Stack(left, left.layers), _Stack(right, right.layers)))


@dataclass(frozen=True)
class _Stack:
    """Some layers of a network in a row; their paths begin with `prefix`."""

    network: Network
    layers: Sequence[Layer]
    prefix: str = ""

    def path(self, index: int) -> str:
        return f"{self.prefix}{index}"

    def branch(self, index: int, place: int) -> _Stack:
        """A branch of the layer at `index`; an empty one where it has none at that place."""
        branches = self.layers[index].branches
        layers = branches[place] if place < len(branches) else ()
        return _Stack(self.network, layers, stack_path(self.path(index), place))

    def inner(self, first: int, end: int) -> Iterator[str]:
        """The paths of the layers from `first` to before `end`, each followed by those of the layers inside it."""
        for index in range(first, end):
            yield self.path(index)
            for place, stack in enumerate(self.layers[index].branches):
                yield from (path for path, _ in walk(stack, stack_path(self.path(index), place)))

    def keys(self) -> list[str]:
        """What has to be equal for two layers to be the same: kind, settings, and how many channels they read."""
        channels = (self.network.step(self.path(index)).input_shape[-1] for index in range(len(self.layers)))
        return [canonical([layer_spec(layer), count]) for layer, count in zip(self.layers, channels, strict=True)]


def _aligned(left: _Stack, right: _Stack) -> Iterator[LayerPair]:
    at, other = 0, 0
    for i, j in [*_places(left, right), (len(left.layers), len(right.layers))]:
        yield from (LayerPair(path, None) for path in left.inner(at, i))
        yield from (LayerPair(None, path) for path in right.inner(other, j))
        if i < len(left.layers):
            yield LayerPair(left.path(i), right.path(j))
            for place in range(max(len(left.layers[i].branches), len(right.layers[j].branches))):
                yield from _aligned(left.branch(i, place), right.branch(j, place))
        at, other = i + 1, j + 1


def _places(left: _Stack, right: _Stack) -> list[tuple[int, int]]:
    """The places of the corresponding layers of two stacks, in order."""
    if [layer.kind for layer in left.layers] == [layer.kind for layer in right.layers]:
        return [(place, place) for place in range(len(left.layers))]
    keys, others = left.keys(), right.keys()
    if keys > others:  # of several alignments that count the same, the same one, whichever side is which
        return [(i, j) for j, i in _best(right.layers, left.layers, others, keys)]
    return _best(left.layers, right.layers, keys, others)


def _best(
    left: Sequence[Layer], right: Sequence[Layer], left_keys: Sequence[str], right_keys: Sequence[str]
) -> list[tuple[int, int]]:
    """The places of the pairs that count most together, found by dynamic programming; of equals, those that come first.

    The tables hold what the layers from a place on count at most, so that the way through them begins at the image.
    """
    best = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    paired = [
        [0] * (len(right) + 1) for _ in range(len(left) + 1)
    ]  # the best that begins with this very pair; 0: no pair
    for i in reversed(range(len(left))):
        for j in reversed(range(len(right))):
            if left[i].kind == right[j].kind:
                own = _SAME if left_keys[i] == right_keys[j] else _SAME_KIND
                paired[i][j] = own + max(best[i + 1][j + 1], _in_a_row(paired, left, i, j))
            best[i][j] = max(paired[i][j], best[i + 1][j], best[i][j + 1])
    return _traced(best, paired, left)


def _in_a_row(paired: list[list[int]], left: Sequence[Layer], i: int, j: int) -> int:
    """What the pair right behind (i, j) counts with what is added for two in a row; 0 without one."""
    behind = paired[i + 1][j + 1]
    return behind and behind + (_FOLLOWS if left[i + 1].naming is Naming.FOLLOWS else _IN_A_ROW)


def _traced(best: list[list[int]], paired: list[list[int]], left: Sequence[Layer]) -> list[tuple[int, int]]:
    """The pairs on the way through the tables."""
    i, j, in_a_row = 0, 0, False
    places = []
    while i < len(best) - 1 and j < len(best[0]) - 1:
        if in_a_row or 0 < paired[i][j] == best[i][j]:
            places.append((i, j))
            in_a_row = _in_a_row(paired, left, i, j) > best[i + 1][j + 1]
            i, j = i + 1, j + 1
        elif best[i + 1][j] == best[i][j]:
            i += 1
        else:
            j += 1
    return places
