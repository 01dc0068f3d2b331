"""Own: weights of one's own as a value, a digest with arrays if they are there; the base of Uploaded and TrainedHere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

from explorer.errors import SettingError, WeightsError, quoted, typed
from explorer.kernels.constants import is_constant
from explorer.layers.base import Array, Params
from explorer.limits import LAYERS
from explorer.network import Network, Step, check_network
from explorer.weights.learned import Learned, LearnedLayers
from explorer.weights.params import weighted_steps

MAX_NAME = 80
"""Letters of the name of a file, at most; of longer ones the beginning is kept."""
DIGEST = re.compile(r"[0-9a-f]{64}")
_NO_LAYERS = LearnedLayers()


@dataclass(frozen=True)
class Own(Learned):
    """Weights that are known by the SHA-256 `digest` of their names, shapes and numbers.

    They were made for a network with `kernels` layers that have a kernel and `plain` others that have parameters. `name` is
    for people. Without their arrays (`present` is False), which is what a link says of them, all layers have what they
    have where weights do not fit.
    """

    digest: str
    kernels: int = 0
    plain: int = 0
    name: str = ""
    held: LearnedLayers | None = field(default=None, compare=False, repr=False)
    """The arrays, if they are there."""
    present: bool = field(default=False, init=False)
    """Whether the arrays are there. It takes part in equality: without them other numbers are shown."""

    def __post_init__(self) -> None:
        if not isinstance(self.digest, str) or not DIGEST.fullmatch(self.digest):
            raise SettingError(f"{quoted(self.digest)} is no digest of weights.", "Use Uploaded.of.")
        for count in (self.kernels, self.plain):
            if type(count) is not int or not 0 <= count <= LAYERS:
                raise SettingError(
                    f"Weights of {quoted(count)} layers were given.", f"Use a whole number, 0 to {LAYERS}."
                )
        if not isinstance(self.name, str) or len(self.name) > MAX_NAME or not (self.name.isprintable()):
            raise SettingError(f"The name of the weights is {quoted(self.name)}.", f"Use at most {MAX_NAME} letters.")
        object.__setattr__(self, "present", self.held is not None)

    @property
    def layers(self) -> LearnedLayers:
        return self.held or _NO_LAYERS

    @property
    def counts(self) -> tuple[int, int]:
        return self.kernels, self.plain

    @property
    def size(self) -> int:
        """Bytes of the arrays."""
        return sum(array.nbytes for _, array in entries(self.layers))

    @property
    def absent(self) -> Self:
        """The same without the arrays, as a link has it."""
        return replace(self, held=None)

    def with_arrays_of(self, other: Own) -> Self:
        """The same with the arrays of `other`, which must have the same digest: a link finds its file."""
        if other.digest != self.digest:
            raise WeightsError(
                "These are the weights of another file or training.", "Give the file that the link asks for."
            )
        return replace(self, kernels=other.kernels, plain=other.plain, held=other.held)

    def key(self, stream: int) -> list[object]:
        return ["uploaded", self.digest, stream]


def layers_of(network: Network, params: Mapping[str, Params]) -> LearnedLayers:
    """The weights of `network` that are given in `params`, {path: {name: array}}, as `Weights.params` gives them.

    Layers that are not given have none; one that is given must be given whole, each array in the order of Keras. The numbers
    are rounded to float32. Arrays of float32 that cannot be written to are kept as they are, others are copied.

    Raises WeightsError for a layer or a parameter that the network does not have, another shape, what are no real numbers,
    numbers that are not finite in float32, and negative variances.
    """
    if not isinstance(params, Mapping):
        raise WeightsError(f"{typed(params)} was given for the weights.", "Give arrays by path and name.")
    weighted = weighted_steps(check_network(network))
    paths = {step.path for _, step in weighted}
    for path in params:
        if path not in paths:
            raise WeightsError(
                f"Weights are given for {quoted(path)}, where the network has no layer with weights.",
                f"It has them at {', '.join(map(repr, sorted(paths)[:6])) or 'no place'}.",
            )
    kernels: dict[int, Params] = {}
    plain: dict[int, Params] = {}
    for stream, step in weighted:
        if given := params.get(step.path):
            (kernels if "kernel" in step.param_shapes else plain)[stream] = _checked(step, given)
    return LearnedLayers(
        _listed(kernels, sum("kernel" in step.param_shapes for step in network.steps)),
        _listed(plain, sum(step.layer.has_plain_params for step in network.steps)),
    )


def digest_of(layers: LearnedLayers) -> str:
    """The digest of arrays that are checked: float32, row-major, not to be written to."""
    digest = hashlib.sha256(f"{len(layers.kernels)} {len(layers.plain)}".encode())
    for entry, array in entries(layers):
        digest.update(f"\n{entry} {array.shape}\n".encode())
        digest.update(array.astype("<f4", copy=False).data)
    return digest.hexdigest()


def entries(layers: LearnedLayers) -> Iterator[tuple[str, Array]]:
    """The arrays by names: "k3/bias" is of the fourth layer with a kernel, "p0/gamma" of the first one without."""
    for letter, each in (("k", layers.kernels), ("p", layers.plain)):
        for stream, own in enumerate(each):
            for name in sorted(own):
                yield f"{letter}{stream}/{name}", own[name]


def shown_name(name: str) -> str:
    """The name of a file as a value can hold it: without its folders and what cannot be printed, and not too long."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:MAX_NAME]


def check_finite(array: Array, what: str) -> None:
    """Raises WeightsError unless all numbers are finite. `what` names them: "the kernel of conv1"."""
    wrong = array.size - int(np.count_nonzero(np.isfinite(array)))
    if wrong:
        raise WeightsError(
            f"{wrong:,} of the {array.size:,} numbers in {what} are not finite in float32.",
            "Use weights without NaN and infinity: a training that went wrong leaves them.",
        )


def _listed(found: Mapping[int, Params], count: int) -> tuple[Params, ...]:
    return tuple(found.get(stream, {}) for stream in range(count))


def _checked(step: Step, own: Any) -> Params:
    """The parameters of one step as read-only float32 arrays of the right shapes."""
    if not isinstance(own, Mapping):
        raise WeightsError(f"{typed(own)} was given for the weights of {step.name}.", "Give arrays by name.")
    unknown = [name for name in own if name not in step.param_shapes]
    if unknown:
        raise WeightsError(
            f"{step.name} has no parameter {quoted(unknown[0])}.", f"It takes {', '.join(step.param_shapes)}."
        )
    return {name: _array(step, name, own) for name in step.param_shapes}


def _array(step: Step, name: str, own: Mapping[str, Any]) -> Array:
    if name not in own:
        raise WeightsError(f"There is no {name} for {step.name}.", f"Give it under path {step.path!r}.")
    given, shape = np.asarray(own[name]), step.param_shapes[name]
    if given.shape != shape or given.dtype.kind not in "fiu":
        raise WeightsError(
            f"The {name} of {step.name} is {given.shape} of {given.dtype}; it must be {shape}.",
            "Use real numbers in the order of Keras: rows, columns, channels, filters.",
        )
    array = frozen(given)
    check_finite(array, f"the {name} of {step.name}")
    if name in step.layer.non_negative and (array < 0).any():
        raise WeightsError(
            f"The {name} of {step.name} has {float(array.min()):g} in it; it cannot be below 0.",
            "Give the variance itself, not its logarithm.",
        )
    return array


def frozen(given: Array) -> Array:
    """The numbers as float32, row-major, not to be written to; copied unless they are that already."""
    if given.dtype == np.float32 and given.flags.c_contiguous and is_constant(given):
        return given
    with np.errstate(over="ignore"):  # those that become infinite are refused by name
        array = np.array(given, np.float32, order="C")
    array.flags.writeable = False
    return array
