"""The modules that the app itself writes beside PyTorch's (`explorer.formats.code.torch.helpers`), read back."""

from __future__ import annotations

from typing import Any

from explorer import layers
from explorer.formats.text.pasted.calls import Arguments, Call, made
from explorer.formats.text.pasted.torch.context import Context, Translate
from explorer.layers.base import Layer


def _settings(kind: type[Layer], signature: str, **fixed: Any) -> Translate:
    """A layer whose arguments have the names of our settings; those that only say what enters are left out."""

    def translate(call: Call, context: Context) -> tuple[Layer, ...]:
        found = Arguments(call, signature)
        given = {name: found.get(name) for name in found.given if name != "channels"}
        given = {name: value for name, value in given.items() if value is not None}
        return (made(kind, call, **given, **fixed),)

    return translate


def _crop(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "top,bottom,left,right")
    top, bottom, left, right = (found.need(side) for side in ("top", "bottom", "left", "right"))
    return (made(layers.Cropping2D, call, cropping=((top, bottom), (left, right))),)


def _permute(call: Call, context: Context) -> tuple[Layer, ...]:
    """Axes counted behind the batch are channels, rows, columns there, and rows, columns, channels here."""
    found = Arguments(call, "channels_from,rows_from,columns_from")
    axes = [found.need(name) for name in ("rows_from", "columns_from", "channels_from")]
    return (made(layers.Permute, call, dims=tuple({1: 3, 2: 1, 3: 2}.get(axis) for axis in axes)),)


OURS: dict[str, Translate] = {
    "ChannelSlice": _settings(layers.ChannelSlice, "start,stop,step"),
    "Clip": _settings(layers.Clip, "minimum,maximum"),
    "Crop2d": _crop,
    "DepthToSpace": _settings(layers.DepthToSpace, "block_size", mode="DCR"),
    "FlattenCells": _settings(layers.Flatten, ""),
    "HardSigmoid": _settings(layers.HardSigmoid, "alpha,beta"),
    "LayerScale": _settings(layers.LayerScale, "channels,scale,center"),
    "FixedNormalization": _settings(layers.Normalization, "mean,variance"),
    "Permute": _permute,
    "Rescale": _settings(layers.Rescaling, "scale,offset"),
    "SpaceToDepth": _settings(layers.SpaceToDepth, "block_size", mode="DCR"),
}
"""By name."""
