"""Words of the text: which kind of layer and which setting a word means, and by which word each is written.

Every kind and every setting can be written by its own name; the tables here only add shorter and other usual words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import cache

from explorer.layers import KINDS
from explorer.layers.base import Layer
from explorer.layers.stack import Branches, Stack
from explorer.settings import Bool, Choice, Setting, Sides, settings_of

WRITTEN: dict[str, str] = {
    "adaptive_average_pool2d": "adaptiveavgpool",
    "adaptive_max_pool2d": "adaptivemaxpool",
    "average_pool2d": "avgpool",
    "batch_normalization": "batchnorm",
    "channel_shuffle": "shuffle",
    "channel_slice": "slice",
    "concatenate": "concat",
    "conv2d": "conv",
    "conv2d_transpose": "convtranspose",
    "cropping2d": "crop",
    "depthwise_conv2d": "depthwise",
    "global_average_pool2d": "globalavgpool",
    "global_max_pool2d": "globalmaxpool",
    "group_normalization": "groupnorm",
    "hard_sigmoid": "hardsigmoid",
    "hard_silu": "hardsilu",
    "instance_normalization": "instancenorm",
    "layer_normalization": "layernorm",
    "layer_scale": "layerscale",
    "leaky_relu": "leakyrelu",
    "local_response_normalization": "lrn",
    "max_pool2d": "maxpool",
    "normalization": "normalize",
    "rescaling": "rescale",
    "resizing": "resize",
    "up_sampling2d": "upsample",
    "zero_padding2d": "zeropad",
}
"""The words by which kinds are written; other kinds are written by their own names."""

SYNONYMS: dict[str, tuple[str, ...]] = {
    "average_pool2d": ("averagepooling", "averagepooling2d", "avgpool2d", "meanpool"),
    "batch_normalization": ("batchnorm2d", "batchnormalisation"),
    "concatenate": ("parallel", "branches", "concatenation"),
    "conv2d": ("convolution2d",),
    "conv2d_transpose": ("deconv", "deconvolution", "transposedconv", "convtranspose2d", "transposeconv"),
    "cropping2d": ("cropping",),
    "depth_to_space": ("pixelshuffle",),
    "dense": ("fc", "linear", "fullyconnected"),
    "depthwise_conv2d": ("depthwiseconv", "dwconv2d"),
    "space_to_depth": ("pixelunshuffle",),
    "global_average_pool2d": ("gap", "globalaveragepooling", "globalaveragepooling2d", "globalavgpool2d"),
    "global_max_pool2d": ("gmp", "globalmaxpooling", "globalmaxpooling2d"),
    "hard_silu": ("hardswish", "hswish"),
    "layer_normalization": ("layernormalisation",),
    "leaky_relu": ("lrelu",),
    "local_response_normalization": ("localresponsenorm", "localresponsenormalisation"),
    "max_pool2d": ("maxpooling", "maxpooling2d"),
    "residual": ("res", "skip"),
    "rescaling": ("rescale",),
    "silu": ("swish",),
    "up_sampling2d": ("upsampling", "upsample2d"),
    "zero_padding2d": ("pad", "padding", "zeropadding"),
}
"""Other words for kinds, without case, spaces, hyphens and underscores."""

SETTING_WORDS: dict[str, tuple[str, ...]] = {
    "cropping": ("crop",),
    "depth_multiplier": ("multiplier",),
    "dilation_rate": ("dilation", "dilations"),
    "epsilon": ("eps",),
    "filters": ("filter", "maps", "channels", "outchannels"),
    "interpolation": ("mode",),
    "keepdims": ("keepdim",),
    "kernel_size": ("kernel", "window", "k"),
    "negative_slope": ("slope", "alpha"),
    "padding": ("pad",),
    "pool_size": ("pool", "window", "size", "kernel", "kernelsize"),
    "rate": ("p",),
    "size": ("factor", "scale", "scalefactor"),
    "strides": ("stride", "step"),
    "units": ("outputs", "outfeatures"),
    "use_bias": ("bias",),
}
"""Other words for settings, where a kind has no setting of that very name."""

WRITTEN_BARE = ("strides", "padding", "dilation_rate", "groups")
"""Settings that are written by the first of their other words and a value: stride 2. All others that have no place of their
own are written as alpha=2."""
IN_PLACE = ("filters", "units", "kernel_size", "pool_size", "output_size", "block_size", "size", "rate")
"""Settings that are always written, by their values alone, in the order in which a kind declares them."""
REQUIRED = ("filters", "units")
"""Settings that a text has to give: no default of theirs is usual."""
FOLLOWING = {"strides": "pool_size"}
"""Settings that are like another one unless they are given: a pooling of 3 × 3 moves by 3, as in Keras and PyTorch."""
_MUCH = 0.1
"""How much more alike the first of two similar words may be for both to be named."""
MAX_WORDS = 4
"""Words of a kind's name: local response normalisation and one more."""


def plain(word: str) -> str:
    """A word as the tables list it: small letters and digits."""
    return re.sub(r"[\W_]", "", word[:80].lower())  # no word of ours is longer


@cache
def kind_words() -> dict[str, type[Layer]]:
    """Every word that means a kind of layer."""
    words: dict[str, type[Layer]] = {}
    shorts = [kind.short for kind in KINDS]
    for kind in KINDS:
        own = [kind.kind, kind.__name__, kind.title, WRITTEN.get(kind.kind, ""), *SYNONYMS.get(kind.kind, ())]
        if shorts.count(kind.short) == 1:
            own.append(kind.short)
        for word in own:
            words.setdefault(plain(word), kind)
    for kind in KINDS:  # "max pool" for max_pool2d
        words.setdefault(plain(kind.kind).removesuffix("2d"), kind)
    words.pop("", None)
    return words


def kind_word(kind: type[Layer]) -> str:
    """The word by which a kind is written."""
    return WRITTEN.get(kind.kind, kind.kind)


def simple_settings(kind: type[Layer]) -> tuple[Setting, ...]:
    """The settings of a kind that are no stacks of layers."""
    return tuple(each for each in settings_of(kind) if not isinstance(each.type, Stack | Branches))


def stack_settings(kind: type[Layer]) -> tuple[Setting, ...]:
    """The settings of a kind that are stacks of layers, which stand between braces."""
    return tuple(each for each in settings_of(kind) if isinstance(each.type, Stack | Branches))


def setting_words(kind: type[Layer]) -> dict[str, Setting]:
    """Every word that means a setting of a kind."""
    settings = simple_settings(kind)
    words = {plain(each.name): each for each in settings}
    for each in settings:
        for word in SETTING_WORDS.get(each.name, ()):
            words.setdefault(word, each)
        words.setdefault(plain(each.name.removeprefix("use_")), each)
    return words


def setting_word(kind: type[Layer], setting: Setting) -> str:
    """The word by which a setting is written: a shorter one for the most usual, else its own name."""
    if setting.name in (*WRITTEN_BARE, "use_bias"):
        for word in SETTING_WORDS.get(setting.name, ())[:1]:
            if setting_words(kind)[word] == setting:
                return word
    return setting.name


def in_place(kind: type[Layer]) -> tuple[Setting, ...]:
    """The settings of a kind that are always written, by their values alone: no other one may stand before them.

    A value alone is read as that of the first setting that takes such a value; only words and switches are never taken for
    another.
    """
    found: list[Setting] = []
    for setting in simple_settings(kind):
        if setting.name in IN_PLACE or isinstance(setting.type, Sides):
            found.append(setting)
        elif not isinstance(setting.type, Bool | Choice):
            break
    return tuple(found)


def did_you_mean(word: str, words: Sequence[str], otherwise: str) -> str:
    """A remedy that names the most similar of `words`, written as they are to be written; `otherwise` where none is."""
    asked = plain(word)[:40]
    near = get_close_matches(asked, list(dict.fromkeys(words)), n=2, cutoff=0.6)
    if len(near) == 2 and _likeness(asked, near[0]) - _likeness(asked, near[1]) > _MUCH:
        near.pop()
    return f"Did you mean {' or '.join(near)}?" if near else otherwise


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, other, one).ratio()
