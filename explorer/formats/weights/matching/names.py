"""The names of arrays in files: to which layer of the file an array belongs, and which of its parameters it is.

"conv1/kernel", "features.0.weight", "conv2d/kernel:0" (Keras 2), "conv2d/vars/0" (Keras 3), "params/Conv_0/kernel" (Flax),
"conv0_weight" (MXNet).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from explorer.layers.base import Array

WORDS: Mapping[str, tuple[str, ...]] = {
    "kernel": ("kernel", "weight", "depthwise_kernel", "pointwise_kernel", "W", "w"),
    "bias": ("bias", "b"),
    "gamma": ("gamma", "weight", "scale", "layer_scale"),
    "beta": ("beta", "bias", "shift"),
    "moving_mean": ("moving_mean", "running_mean", "mean"),
    "moving_variance": ("moving_variance", "running_var", "moving_var", "variance", "var"),
    "alpha": ("alpha", "weight", "slope"),
}
"""What each parameter of ours is called elsewhere."""
_ALL = frozenset(word for words in WORDS.values() for word in words)
PYTORCH = frozenset({"weight", "running_mean", "running_var", "layer_scale"})
"""Words with which kernels are (filters, channels, rows, columns), and vectors behind maps list channel by channel."""
KERAS = frozenset({"kernel", "depthwise_kernel", "pointwise_kernel", "moving_mean", "moving_variance"})
"""Words with which kernels are (rows, columns, channels, filters), as ours are."""

_COUNTERS = frozenset({"num_batches_tracked", "iteration", "iterations", "learning_rate", "count"})
_ELSEWHERE = re.compile(r"(^|[/.])(optimizer|optimizer_weights|metrics|seed_generator|_seed_generators)([/.]|$)")
_WRAPPERS = ("params/", "batch_stats/", "module.", "_orig_mod.", "model_weights/")
_NUMBERED = re.compile(r"(.*)/vars/(\d{1,6})")
_JOINED = re.compile(r"(.*)_(weight|bias|gamma|beta|kernel|moving_mean|moving_var|running_mean|running_var)")


@dataclass(frozen=True, eq=False)
class FileLayer:
    """The arrays of a file whose names begin alike, by the last word of their names; `names` has them in full."""

    name: str
    arrays: dict[str, Array] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def signature(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Words and shapes: what fits depends on them alone."""
        return tuple((word, array.shape) for word, array in self.arrays.items())

    @property
    def numbered(self) -> bool:
        """Whether its arrays have numbers for names, in the order of Keras' layers."""
        return all(word.isdigit() for word in self.arrays)


def is_counter(name: str) -> bool:
    """Whether no layer can need it: it counts batches, or belongs to the optimiser."""
    return _split(name)[1] in _COUNTERS or bool(_ELSEWHERE.search(name))


def file_layers(arrays: Mapping[str, Array]) -> list[FileLayer]:
    """The layers of a file, in the order of their first arrays; counters are left out."""
    layers: dict[str, FileLayer] = {}
    for name in in_order([name for name in arrays if not is_counter(name)]):
        group, word = _split(name)
        key = f"{group} depthwise" if word == "depthwise_kernel" and _is_separable(arrays, name) else group
        layer = layers.setdefault(key, FileLayer(group))
        if word in layer.arrays:  # "params/x/kernel" beside "x/kernel"
            layer = layers.setdefault(name, FileLayer(name))
        layer.arrays[word], layer.names[word] = arrays[name], name
    return list(layers.values())


def in_order(names: list[str]) -> list[str]:
    """The names as they stand; where that is the order of the alphabet, with numbers in the order of numbers: 2 before 10."""
    return sorted(names, key=_natural) if is_alphabetical(names) else names


def is_alphabetical(names: Iterable[str]) -> bool:
    """Whether a file lists its arrays by name, so that their order says nothing on the network's."""
    listed = list(names)
    return len(listed) > 1 and listed == sorted(listed)


def _natural(name: str) -> list[tuple[int, int | str]]:
    parts = re.split(r"(\d{1,9})", name)
    return [(0, int(part)) if part.isdigit() and part.isascii() else (1, part) for part in parts if part]


def _split(name: str) -> tuple[str, str]:
    """The layer's part of a name and the parameter's."""
    plain = re.sub(r":\d+$", "", name)
    while wrapper := next((each for each in _WRAPPERS if plain.startswith(each)), None):
        plain = plain.removeprefix(wrapper)
    if numbered := _NUMBERED.fullmatch(plain):
        return numbered[1], numbered[2]
    place = max(plain.rfind("/"), plain.rfind("."))
    group, word = (plain[:place], plain[place + 1 :]) if place >= 0 else ("", plain)
    if word not in _ALL and (joined := _JOINED.fullmatch(plain)):
        return joined[1], joined[2]
    return group, word


def _is_separable(arrays: Mapping[str, Array], name: str) -> bool:
    """Whether the array is the first half of Keras' SeparableConv2D, which here is two layers."""
    return name.replace("depthwise_kernel", "pointwise_kernel") in arrays
