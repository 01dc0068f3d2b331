"""InstanceNormalization: normalises every map by its own mean and variance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.layers.base import Shape, need_map
from explorer.layers.normalization.grouped import Grouped
from explorer.settings import Float, setting


@dataclass(frozen=True)
class InstanceNormalization(Grouped):
    """Instance normalisation: each map by the mean and variance of its own cells, in this image.

    Ulyanov, Vedaldi and Lempitsky 2016, arXiv:1607.08022. The epsilon is that of ONNX and PyTorch; PyTorch has no gamma and
    beta by default.

    >>> explorer.InstanceNormalization().param_shapes((14, 14, 8))
    {'gamma': (8,), 'beta': (8,)}
    """

    kind: ClassVar[str] = "instance_normalization"
    title: ClassVar[str] = "Instance normalisation"
    short: ClassVar[str] = "inorm"
    about: ClassVar[str] = "Shifts and scales every map so that its own mean is 0 and its spread 1."

    epsilon: float = setting(1e-5, "Added to the variance, so that nothing is divided by zero.", Float(1e-12, 1))

    def groups_of(self, shape: Shape) -> int:
        return shape[-1]

    def output_shape(self, shape: Shape) -> Shape:
        return need_map(shape)
