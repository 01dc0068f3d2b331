"""The catalogue of presets, by name, in the order of the menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from explorer.errors import SettingError, quoted
from explorer.limits import LAYERS
from explorer.presets import branches, classic, deep, fashion, flowers, gated, imagenet, teaching
from explorer.presets.preset import Preset

BRANCHED = ("residual", "resnet18", "squeezenet11", "mobilenet_v1", "inception", "densenet", "unet")
DEEP = tuple(name for name in (*deep.BUILDERS, *gated.BUILDERS) if deep.LAYERS.get(name, 0) <= LAYERS)
"""Those of the deep networks that the limits of this place allow."""
NAMES: tuple[str, ...] = (
    *("flowers_vgg", "efficientnet_lite0", "efficientnet_stem"),
    *("fashion_tinyvgg", "fashion_lenet5", "fashion_dense"),
    *("edges", "article", "tinyvgg"),
    *("lenet5", "vgg16", "vgg11", "alexnet", "zfnet", "all_conv", "bottleneck", "dilated"),
    *BRANCHED,
    *("unet_2015", *DEEP),
    "empty",
)
_FAMILIES = (flowers, imagenet, fashion, teaching, classic, branches, deep, gated)
_BUILDERS: dict[str, Callable[[], Preset]] = {
    name: builder for family in _FAMILIES for name, builder in family.BUILDERS.items()
}
OPENING = "flowers_vgg"
"""The preset on which the app opens."""


def load(name: str) -> Preset:
    """The preset `name`, one of NAMES. Raises SettingError for any other.

    >>> explorer.presets.load("vgg16").network.param_count
    138357544
    """
    if not isinstance(name, str) or name not in _BUILDERS:
        raise SettingError(f"There is no preset {quoted(name)}.", f"Use one of {', '.join(NAMES)}.")
    return _built(name)


@cache
def _built(name: str) -> Preset:
    """Built once each: every screen shows all titles, and planning all networks anew took half of the sidebar's time."""
    return _BUILDERS[name]()
