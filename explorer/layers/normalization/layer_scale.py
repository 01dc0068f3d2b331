"""LayerScale: multiplies every channel by a learned number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.layers.base import Array, Params, Shape
from explorer.layers.elementwise import Elementwise
from explorer.layers.formula.tree import Expression, Symbol, X
from explorer.layers.naming import Naming
from explorer.settings import Bool, setting


@dataclass(frozen=True)
class LayerScale(Elementwise):
    """gamma * x + beta, with a learned gamma per channel and, if `center`, a learned beta; each can be left out.

    Touvron et al. 2021, arXiv:2103.17239, section 2, has gamma alone, at the end of residual blocks. It starts at 1e-6 as in
    ConvNeXt (Liu et al. 2022, arXiv:2201.03545), so that a block first does next to nothing.

    >>> explorer.LayerScale().forward(np.array([[1.0, 2.0]]), {"gamma": np.array([3.0, 0.5])})
    array([[3., 1.]])
    """

    kind: ClassVar[str] = "layer_scale"
    title: ClassVar[str] = "Layer scale"
    short: ClassVar[str] = "lscale"
    family: ClassVar[str] = "Normalisation"
    naming: ClassVar[Naming] = Naming.FOLLOWS
    own_scale: ClassVar[bool] = True
    accompanies: ClassVar[bool] = True
    initial: ClassVar[dict[str, float]] = {"gamma": 1e-6}
    about: ClassVar[str] = "Multiplies each channel by a learned number."

    scale: bool = setting(True, "Multiply by a learned number per channel, gamma.", Bool(), "more")
    center: bool = setting(False, "Add a learned number per channel, beta.", Bool(), "more")

    @property
    def formula(self) -> Expression:
        scaled = X * Symbol("gamma", r"\gamma") if self.scale else X
        return scaled + Symbol("beta", r"\beta") if self.center else scaled

    def param_shapes(self, shape: Shape) -> dict[str, Shape]:
        return {name: (shape[-1],) for name, used in (("gamma", self.scale), ("beta", self.center)) if used}

    def forward(self, x: Array, params: Params) -> Array:
        out = x * params["gamma"].astype(x.dtype, copy=False) if self.scale else x.copy()
        if self.center:
            out += params["beta"].astype(x.dtype, copy=False)
        return out

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        axes = tuple(range(x.ndim - 1))
        every = {"gamma": (dy * x).sum(axis=axes), "beta": dy.sum(axis=axes)}
        dx = dy * params["gamma"].astype(x.dtype, copy=False) if self.scale else dy.copy()
        return dx, {name: every[name] for name in self.param_shapes(x.shape[1:])}
