"""The glossary: each term of the interface in one sentence, the same in its tooltips and in the list of all terms.

The help of a layer's setting is declared once, with the setting; a term that is a setting takes its sentence from there.
"""

from __future__ import annotations

from dataclasses import dataclass

from explorer.analysis.influence.saliency import COPIES
from explorer.layers import (
    AveragePool2D,
    BatchNormalization,
    ChannelShuffle,
    ChannelSlice,
    Concatenate,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthToSpace,
    DepthwiseConv2D,
    Dropout,
    GlobalAveragePool2D,
    GroupNormalization,
    InstanceNormalization,
    LayerScale,
    LocalResponseNormalization,
    Multiply,
    Normalization,
    Padding2D,
    Permute,
    Reshape,
    Residual,
    Resizing,
    SpaceToDepth,
    UpSampling2D,
)
from explorer.layers.base import Layer
from explorer.settings import settings_of


@dataclass(frozen=True)
class Term:
    """A term, spelled as in the middle of a sentence, and its meaning.

    `also` are other names of it, `lesson` is the slug of the lesson that explains it, `setting` the name of the setting whose
    help is its text; "" for none.
    """

    name: str
    text: str
    also: tuple[str, ...] = ()
    lesson: str = ""
    setting: str = ""


def _declared(kind: type[Layer], setting: str) -> str:
    return next(declared.help for declared in settings_of(kind) if declared.name == setting)


def _setting_term(name: str, kind: type[Layer], setting: str, lesson: str, *also: str) -> Term:
    return Term(name, _declared(kind, setting), also, lesson, setting)


TERMS: tuple[Term, ...] = (
    Term(
        "1 × 1 convolution",
        "A convolution whose window is a single cell. It sees no shapes, but mixes the maps at each place.",
        ("1×1", "1x1", "pointwise convolution"),
        "one",
    ),
    Term("accuracy", "The share of images that a network answers correctly.", (), "beat"),
    Term(
        "activation", "A number that a layer computes for the current image. A map is a grid of them.", (), "detectors"
    ),
    Term("adaptive pooling", "Makes maps of a given size: each cell sums up its share of the map below."),
    Term(
        "augmentation",
        "Changes each training picture at random, such as by a shift, every time anew. So there are more of them.",
        (),
        "overfitting",
    ),
    Term("average pooling", AveragePool2D.about, (), "pooling"),
    Term(
        "batch",
        "Several images computed at once: the first axis of every array. In training, each step learns from one batch.",
        ("batch size",),
        "batches",
    ),
    Term("batch normalisation", BatchNormalization.about, (), "batchnorm"),
    Term(
        "batch statistics",
        "The mean and variance of a channel over the pictures of one batch. Training normalises with them.",
        (),
        "batchnorm",
    ),
    Term("bias", "One learned number that is added to every sum of a filter or a unit.", (), "patch"),
    Term("border padding", Padding2D.about),
    Term(
        "bottleneck",
        "Fewer maps in between: a 1 × 1 convolution makes few of many, a larger one reads these, a third makes many again.",
        (),
        "one",
    ),
    Term("cell", "One number of a map, at a row, a column and a channel.", (), "patch"),
    Term(
        "channel",
        "One of the maps that a layer reads together. A colour image has three: red, green and blue.",
        (),
        "layout",
    ),
    Term("channel shuffle", ChannelShuffle.about, ("shuffle",)),
    Term("channel slice", ChannelSlice.about, ("split",)),
    Term("class", "One of the answers that a network can give, such as “Bag”.", (), "softmax"),
    Term(
        "class map",
        "Where on the image the evidence for a class lies: the maps of a late layer, weighted by what they add to its score.",
        ("Grad-CAM",),
    ),
    Term(
        "cone",
        "Everything that a cell reads, layer by layer down to the image. It widens on the way down.",
        (),
        "fields",
    ),
    Term("contribution", "What one product adds to a sum: a number times its weight.", (), "patch"),
    Term("convolution", Conv2D.about, ("cross-correlation",), "sliding"),
    Term(
        "coverage",
        "How many cells of a layer read a pixel. It is lower at the border, and with large strides it can be 0.",
        (),
        "stride",
    ),
    Term("dense layer", Dense.about, ("fully connected",), "flatten"),
    Term("depth", "How many channels there are at one place. Also: how many layers a network has.", (), "architecture"),
    Term("depth to space", DepthToSpace.about, ("pixel shuffle", "sub-pixel convolution")),
    Term("depthwise convolution", DepthwiseConv2D.about, (), "filter"),
    _setting_term("dilation", Conv2D, "dilation_rate", "fields", "dilation_rate", "atrous"),
    Term("dropout", Dropout.about, (), "overfitting"),
    Term(
        "effective receptive field",
        "The part of the receptive field that really changes a cell's number: mostly its middle. It differs from image to "
        "image.",
        (),
        "fields",
    ),
    Term("epoch", "One pass over all training images.", ("epochs",), "batches"),
    Term("equivariance", "What moves in the image moves in the map too, by the same amount.", (), "position"),
    Term("filter", "One kernel for each input channel, and one bias. A filter makes one map.", (), "filter"),
    _setting_term("filters", Conv2D, "filters", "filters"),
    Term(
        "fit",
        "How your image fits the network's input: its middle only (crop), all of it with black bars (pad), or all of it "
        "squeezed (stretch).",
        (),
        "",
    ),
    Term("fixed normalisation", Normalization.about),
    Term("flatten", "Writes all maps as one long row of numbers, for the dense layers.", (), "flatten"),
    Term(
        "flip",
        "Turning the kernel by half a turn. Mathematical convolution does this; the convolutions of networks do not.",
        (),
        "flip",
    ),
    Term("global average pooling", GlobalAveragePool2D.about, (), "architecture"),
    Term("gradient", "How much a result would change if a number were a little larger.", (), "descent"),
    Term(
        "gradient descent",
        "Training in small steps: each moves every weight against its gradient, so that the loss becomes smaller.",
        ("SGD",),
        "descent",
    ),
    Term("group normalisation", GroupNormalization.about),
    _setting_term("groups", Conv2D, "groups", "filter"),
    Term(
        "influence",
        "How much a number changes when a pixel becomes a little brighter: the slope at this image.",
        ("saliency",),
        "backward",
    ),
    Term("instance normalisation", InstanceNormalization.about),
    Term(
        "invariance",
        "The result stays the same when the image moves. Pooling gives this only within its window.",
        (),
        "position",
    ),
    Term("kernel", "A small matrix of weights for one input channel.", (), "filter"),
    _setting_term("kernel size", Conv2D, "kernel_size", "size", "kernel_size"),
    Term("kind", "What a layer does, such as convolution or pooling.", (), "architecture"),
    Term("layer", "One step of a network: it turns the numbers of the step below into new ones.", (), "architecture"),
    Term(
        "layer name",
        "The kind of a layer, the number of its block and its place in the block: conv2_1 is the first convolution of block 2.",
        (),
        "architecture",
    ),
    Term("layer scale", LayerScale.about),
    Term(
        "learning rate",
        "How far a step of training goes along the gradient. Too small, and nothing happens. Too large, and it jumps about.",
        (),
        "batches",
    ),
    Term("local response normalisation", LocalResponseNormalization.about),
    Term("logit", "The score of a class, before the softmax.", ("score",), "softmax"),
    Term(
        "loss",
        "How wrong a network is, in one number. Mostly cross-entropy: minus the logarithm of the right class's share.",
        ("cross-entropy",),
        "loss",
    ),
    Term(
        "MAC",
        "One multiplication and the addition that follows it. Biases are not counted.",
        ("multiply-accumulate",),
        "parameters",
    ),
    Term(
        "map",
        "The numbers that one filter makes, one for each place. They say where it found its pattern, and how strongly.",
        ("feature map",),
        "detectors",
    ),
    Term(
        "max pooling", "Keeps the largest number of each window: smaller maps, each channel on its own.", (), "pooling"
    ),
    Term(
        "memory", "The space that a layer's output takes for one image: four bytes for each number.", (), "parameters"
    ),
    Term(
        "momentum",
        "Adds up earlier gradients, so that steps go on in a direction that many of them share, like a ball that rolls.",
        (),
        "batches",
    ),
    Term("multiplied branches", Multiply.about, ("gate", "attention gate", "squeeze and excitation")),
    Term(
        "optimiser",
        "The rule that makes a step out of the gradients, such as SGD, momentum or Adam.",
        ("Adam", "AdamW"),
        "batches",
    ),
    Term(
        "output shape",
        "Rows × columns × channels of a layer's output. For a vector, its length.",
        ("shape",),
        "output",
    ),
    Term(
        "over-fitting",
        "Learning the training pictures by heart: the loss falls on them, and rises on pictures that were not among them.",
        (),
        "overfitting",
    ),
    _setting_term("padding", Conv2D, "padding", "padding", "same", "valid"),
    Term("parallel branches", Concatenate.about),
    Term("parameter", "A number that training learns: a weight or a bias.", (), "parameters"),
    Term(
        "parameter count",
        "A filter has rows · columns · input channels weights and one bias. A unit of a dense layer has one weight per input "
        "and one bias.",
        (),
        "parameters",
    ),
    Term("patch", "The cells under the window, in all channels that the filter reads.", ("window",), "patch"),
    Term("permute", Permute.about, ("transpose",)),
    Term("pixels read", "The part of the image that a cell in the middle of the map really reads.", (), "fields"),
    Term("pooling", "Makes one number of each window of a map: the largest, or the mean.", (), "pooling"),
    Term("position", "One place of the window. It makes one cell of the output.", (), "stride"),
    Term(
        "receptive field",
        "The rows and columns of the image that one cell can read, padding included.",
        ("window on the image",),
        "fields",
    ),
    Term("ReLU", "Replaces every negative number by zero.", (), "relu"),
    Term("reshape", Reshape.about),
    Term("residual block", Residual.about, ("shortcut", "skip connection")),
    Term("resizing", Resizing.about),
    Term(
        "routing mask",
        "The cells that win a window of max pooling. The gradient goes back only through them.",
        (),
        "pooling",
    ),
    Term("seed", "The number that random weights are made from. The same seed always makes the same weights.", (), ""),
    Term("setting", "What you choose for a layer, such as its number of filters or its stride.", (), "filters"),
    Term(
        "smoothing",
        f"The mean of the slopes over {COPIES} slightly noisy copies of the image. What remains is not chance.",
        ("SmoothGrad",),
        "",
    ),
    Term("softmax", "Turns the last numbers into shares that add up to 1.", (), "softmax"),
    Term("space to depth", SpaceToDepth.about, ("pixel unshuffle",)),
    Term(
        "start",
        "The first row and column of the image that cell (0, 0) reads. A negative number lies in the padding.",
        (),
        "fields",
    ),
    Term(
        "step on the image",
        "How far the window moves on the image from one cell to the next, in px.",
        ("jump",),
        "fields",
    ),
    Term("strength", "How strongly a map responds: the mean of its numbers, without their signs.", (), "detectors"),
    _setting_term("stride", Conv2D, "strides", "stride", "strides"),
    Term("tap", "One place of a kernel: a weight and the cell under it.", (), "output"),
    Term("tie", "Several cells of a window share the largest number. The first in reading order wins.", (), "pooling"),
    Term("transposed convolution", Conv2DTranspose.about),
    Term("unit", "One number of a vector, such as the output of a dense layer.", ("neuron",), "flatten"),
    _setting_term("units", Dense, "units", "flatten"),
    Term("up-sampling", UpSampling2D.about),
    _setting_term("use_bias", Conv2D, "use_bias", "patch"),
    Term(
        "validation",
        "Measuring a network on pictures that it does not learn from. It shows what else it understands.",
        ("validation set",),
        "overfitting",
    ),
    Term("vector", "A single row of numbers, without rows and columns of cells: what flatten makes.", (), "flatten"),
    Term("weight", "A number that an input is multiplied by. Training learns it.", (), "tied"),
    Term(
        "weight decay",
        "Makes every weight a little smaller at each step of training, so that only what many pictures ask for stays.",
        (),
        "overfitting",
    ),
)
MAX_SEARCH_WORDS = 8
"""Words of a search that are looked at."""
_BY_NAME = {name: term for term in TERMS for name in (*term.also, term.name)}


def tip(name: str) -> str:
    """The meaning of a term, in one sentence. Raises KeyError for a term that the glossary does not have."""
    return _BY_NAME[name].text


def tips(*names: str) -> str:
    """The meanings of several terms as Markdown, a paragraph for each: a tooltip for a text in which they occur."""
    return "\n\n".join(f"**{_BY_NAME[name].name}**: {tip(name)}" for name in names)


def tip_of_label(label: str) -> str | None:
    """The meaning of a label that is a term of the glossary, in capitals or not; None for another label."""
    return next((term.text for name, term in _BY_NAME.items() if name.lower() == label.lower()), None)


def search(words: str) -> tuple[Term, ...]:
    """The terms whose name or text contains every word of `words`; those whose name contains one come first."""
    wanted = words.lower().split()[:MAX_SEARCH_WORDS]
    matches = [term for term in TERMS if all(word in _all_text(term) for word in wanted)]
    return tuple(sorted(matches, key=lambda term: not any(word in _names(term) for word in wanted) if wanted else 0))


def _names(term: Term) -> str:
    return " ".join((term.name, *term.also)).lower()


def _all_text(term: Term) -> str:
    return f"{_names(term)} {term.text}".lower()
