"""HELPERS: the source of layers that Keras does not have, written with `keras.ops` alone. A file holds those that it uses.

They are named after our kinds and have their settings. Keras keeps what a layer was made with, so that models with them can
be saved and loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_ADAPTIVE = '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class Adaptive{name}Pooling2D(layers.Layer):
    """Maps of a given size: cell i of m is the {what} of n * i // m to the last before n * (i + 1) / m."""

    def __init__(self, output_size, **options):
        super().__init__(**options)
        self.output_size = output_size

    def call(self, x):
        for axis, count in enumerate(self.output_size, start=1):
            n, parts = x.shape[axis], []
            for i in range(count):
                part = ops.take(x, np.arange(n * i // count, -(-n * (i + 1) // count)), axis=axis)
                parts.append(ops.{function}(part, axis=axis, keepdims=True))
            x = ops.concatenate(parts, axis=axis)
        return x
'''
_RESIZING = '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class {name}Resizing(layers.Layer):
    """Maps of another size. For rows and columns: (count, first, step, unit).

    New row r of count lies on row (first + r * step) / unit of the old ones: {what}.
    """

    def __init__(self, rows, columns, **options):
        super().__init__(**options)
        self.rows, self.columns = rows, columns

    def call(self, x):
        for axis, (count, first, step, unit) in enumerate((self.rows, self.columns), start=1):
            places, last = first + step * np.arange(count), x.shape[axis] - 1
{body}
        return x
'''
_NEAREST = """\
            x = ops.take(x, np.clip(places // unit, 0, last), axis=axis)"""
_BILINEAR = """\
            places = np.clip(places, 0, last * unit)
            low = ops.take(x, places // unit, axis=axis)
            high = ops.take(x, np.minimum(places // unit + 1, last), axis=axis)
            share = ops.cast((places % unit / unit).reshape((-1,) + (1,) * (3 - axis)), x.dtype)
            x = low + (high - low) * share"""

HELPERS: Mapping[str, str] = {
    "AdaptiveAveragePooling2D": _ADAPTIVE.format(name="Average", what="mean of cells", function="mean"),
    "AdaptiveMaxPooling2D": _ADAPTIVE.format(name="Max", what="largest of cells", function="max"),
    "BilinearResizing": _RESIZING.format(name="Bilinear", what="a blend of the two there", body=_BILINEAR),
    "NearestResizing": _RESIZING.format(name="Nearest", what="a copy of the whole part's", body=_NEAREST),
    "ChannelShuffle": '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class ChannelShuffle(layers.Layer):
    """One map of each group in turn: the first of every group, then the second of every group."""

    def __init__(self, groups=2, **options):
        super().__init__(**options)
        self.groups = groups

    def call(self, x):
        channels = x.shape[-1]
        order = np.arange(channels).reshape(self.groups, channels // self.groups).T.ravel()
        return ops.take(x, order, axis=-1)
''',
    "ChannelSlice": '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class ChannelSlice(layers.Layer):
    """The maps start, start + step ... before stop, as Python's slices have it."""

    def __init__(self, start=0, stop=None, step=1, **options):
        super().__init__(**options)
        self.start, self.stop, self.step = start, stop, step

    def call(self, x):
        kept = np.arange(x.shape[-1])[self.start : self.stop : self.step]
        return ops.take(x, kept, axis=-1)
''',
    "Clip": '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class Clip(layers.Layer):
    """min(max(x, minimum), maximum)."""

    def __init__(self, minimum=-1.0, maximum=1.0, **options):
        super().__init__(**options)
        self.minimum, self.maximum = minimum, maximum

    def call(self, x):
        return ops.minimum(ops.maximum(x, self.minimum), self.maximum)
''',
    "DepthToSpace": '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class DepthToSpace(layers.Layer):
    """Every cell becomes a block of cells. Its channels count the places of the block first with
    the mode "DCR", the maps first with "CRD".
    """

    def __init__(self, block_size=2, mode="DCR", **options):
        super().__init__(**options)
        self.block_size, self.mode = block_size, mode

    def call(self, x):
        (_, rows, cols, channels), size = x.shape, self.block_size
        maps = channels // size**2
        if self.mode == "DCR":
            x = ops.reshape(x, (-1, rows, cols, size, size, maps))
            x = ops.transpose(x, (0, 1, 3, 2, 4, 5))
        else:
            x = ops.reshape(x, (-1, rows, cols, maps, size, size))
            x = ops.transpose(x, (0, 1, 4, 2, 5, 3))
        return ops.reshape(x, (-1, rows * size, cols * size, maps))
''',
    "DilatedMaxPooling2D": '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class DilatedMaxPooling2D(layers.Layer):
    """Max pooling over windows whose cells are `dilation_rate` apart."""

    def __init__(self, pool_size, strides, dilation_rate=(1, 1), **options):
        super().__init__(**options)
        self.window = pool_size, strides, dilation_rate

    def call(self, x):
        return ops.max(windows(x, *self.window), axis=-1)
''',
    "GELU": '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class GELU(layers.Layer):
    """GELU, with `approximate` by the formula with tanh."""

    def __init__(self, approximate=False, **options):
        super().__init__(**options)
        self.approximate = approximate

    def call(self, x):
        return keras.activations.gelu(x, approximate=self.approximate)
''',
    "HardSigmoid": '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class HardSigmoid(layers.Layer):
    """alpha * x + beta, from 0 to 1."""

    def __init__(self, alpha=1 / 6, beta=0.5, **options):
        super().__init__(**options)
        self.alpha, self.beta = alpha, beta

    def call(self, x):
        return ops.clip(self.alpha * x + self.beta, 0.0, 1.0)
''',
    "LayerScale": '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class LayerScale(layers.Layer):
    """Multiplies each channel by a learned number, and adds one with `center`."""

    def __init__(self, scale=True, center=False, **options):
        super().__init__(**options)
        self.scale, self.center = scale, center

    def build(self, shape):
        if self.scale:
            self.gamma = self.add_weight(name="gamma", shape=shape[-1:], initializer="ones")
        if self.center:
            self.beta = self.add_weight(name="beta", shape=shape[-1:], initializer="zeros")

    def call(self, x):
        x = x * self.gamma if self.scale else x
        return x + self.beta if self.center else x
''',
    "LeakyReLU": '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class LeakyReLU(layers.Layer):
    """Leaky ReLU whose slope may be negative."""

    def __init__(self, negative_slope=0.3, **options):
        super().__init__(**options)
        self.negative_slope = negative_slope

    def call(self, x):
        return ops.where(x > 0, x, self.negative_slope * x)
''',
    "LocalResponseNormalization": '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class LocalResponseNormalization(layers.Layer):
    """x / (bias + alpha * s) ** beta, s the sum of squares of the channels up to depth_radius away."""

    def __init__(self, depth_radius=2, bias=2.0, alpha=0.0001, beta=0.75, **options):
        super().__init__(**options)
        self.depth_radius, self.bias, self.alpha, self.beta = depth_radius, bias, alpha, beta

    def call(self, x):
        channels, radius = x.shape[-1], self.depth_radius
        apart = np.abs(np.subtract.outer(np.arange(channels), np.arange(channels)))
        near = ops.cast((apart <= radius).astype("float32"), x.dtype)
        return x / (self.bias + self.alpha * ops.matmul(ops.square(x), near)) ** self.beta
''',
    "Padding2D": '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class Padding2D(layers.Layer):
    """Cells around every map, ((top, bottom), (left, right)): its mirror image ("reflect"), the
    nearest cell ("edge"), the other end ("wrap"), or `value` ("constant").
    """

    def __init__(self, padding, mode="reflect", value=0.0, **options):
        super().__init__(**options)
        self.padding, self.mode, self.value = padding, mode, value

    def call(self, x):
        if self.mode == "constant":
            return ops.pad(x, ((0, 0), *self.padding, (0, 0)), constant_values=self.value)
        for axis, sides in enumerate(self.padding, start=1):
            x = ops.take(x, np.pad(np.arange(x.shape[axis]), sides, mode=self.mode), axis=axis)
        return x
''',
    "PaddedAveragePooling2D": '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class PaddedAveragePooling2D(layers.Layer):
    """Average pooling with any padding, ((top, bottom), (left, right)). Of the cells of the padding
    only those in `counted` count, as zeros.
    """

    def __init__(self, pool_size, strides, padding, counted, dilation_rate=(1, 1), **options):
        super().__init__(**options)
        self.window = pool_size, strides, dilation_rate
        self.padding, self.counted = padding, counted

    def call(self, x):
        sides, shape = ((0, 0), *self.padding, (0, 0)), (1, *x.shape[1:3], 1)
        inside = np.pad(np.ones(shape, "float32"), ((0, 0), *self.counted, (0, 0)), constant_values=1)
        around = [(p[0] - c[0], p[1] - c[1]) for p, c in zip(self.padding, self.counted)]
        inside = np.pad(inside, ((0, 0), *around, (0, 0)))
        inside = ops.convert_to_tensor(inside, dtype=x.dtype)
        count = ops.sum(windows(inside, *self.window), axis=-1)
        return ops.sum(windows(ops.pad(x, sides), *self.window), axis=-1) / count
''',
    "SpaceToDepth": '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class SpaceToDepth(layers.Layer):
    """Every block of cells becomes one cell. Its channels count the places of the block first with
    the mode "DCR", the maps first with "CRD".
    """

    def __init__(self, block_size=2, mode="DCR", **options):
        super().__init__(**options)
        self.block_size, self.mode = block_size, mode

    def call(self, x):
        (_, rows, cols, maps), size = x.shape, self.block_size
        x = ops.reshape(x, (-1, rows // size, size, cols // size, size, maps))
        x = ops.transpose(x, (0, 1, 3, 2, 4, 5) if self.mode == "DCR" else (0, 1, 3, 5, 2, 4))
        return ops.reshape(x, (-1, rows // size, cols // size, maps * size**2))
''',
    "TransposedConv2D": '''\
@keras.saving.register_keras_serializable(package="cnn_explorer")
class TransposedConv2D(layers.Layer):
    """Transposed convolution with any dilation, groups and padding: of all that the kernels reach,
    `size` rows and columns are kept, from `start` on. The kernel is (rows, columns, filters of a
    group, channels), as in keras.layers.Conv2DTranspose.
    """

    def __init__(
        self,
        filters,
        kernel_size,
        strides,
        start,
        size,
        dilation_rate=(1, 1),
        groups=1,
        use_bias=True,
        **options,
    ):
        super().__init__(**options)
        self.filters, self.kernel_size, self.strides = filters, kernel_size, strides
        self.start, self.size, self.dilation_rate = start, size, dilation_rate
        self.groups, self.use_bias = groups, use_bias

    def build(self, shape):
        kernel = (*self.kernel_size, self.filters // self.groups, shape[-1])
        self.kernel = self.add_weight(name="kernel", shape=kernel)
        if self.use_bias:
            self.bias = self.add_weight(name="bias", shape=(self.filters,), initializer="zeros")

    def call(self, x):
        (_, rows, cols, channels), (down, right) = x.shape, self.strides
        # Zeros between the cells, then a convolution with the kernel turned around.
        x = ops.reshape(x, (-1, rows, 1, cols, 1, channels))
        x = ops.pad(x, ((0, 0), (0, 0), (0, down - 1), (0, 0), (0, right - 1), (0, 0)))
        x = ops.reshape(x, (-1, rows * down, cols * right, channels))
        reach = [(size - 1) * step for size, step in zip(self.kernel_size, self.dilation_rate)]
        ends = [begin + length for begin, length in zip(self.start, self.size)]
        x = ops.pad(x, ((0, 0), *((r, r + end) for r, end in zip(reach, ends)), (0, 0)))
        kernel = ops.reshape(
            ops.flip(self.kernel, (0, 1)),
            (*self.kernel_size, self.filters // self.groups, self.groups, channels // self.groups),
        )
        kernel = ops.reshape(
            ops.transpose(kernel, (0, 1, 4, 3, 2)),
            (*self.kernel_size, channels // self.groups, self.filters),
        )
        x = ops.conv(x, kernel, padding="valid", dilation_rate=self.dilation_rate)
        x = x[:, self.start[0] : ends[0], self.start[1] : ends[1]]
        return x + self.bias if self.use_bias else x
''',
    "windows": '''\
def windows(x, pool_size, strides, dilation_rate):
    """The cells that each window reads, in a last axis."""
    lengths = [
        n - (size - 1) * dilation
        for n, size, dilation in zip(x.shape[1:3], pool_size, dilation_rate)
    ]
    cells = []
    for row in range(pool_size[0]):
        for col in range(pool_size[1]):
            top, left = row * dilation_rate[0], col * dilation_rate[1]
            rows = slice(top, top + lengths[0], strides[0])
            cols = slice(left, left + lengths[1], strides[1])
            cells.append(x[:, rows, cols])
    return ops.stack(cells, axis=-1)
''',
}


def used(functions: Iterable[str]) -> list[str]:
    """The source of the helpers among `functions`, and before them of those that they call."""
    names = [name for name in HELPERS if name in set(functions)]
    if any(re.search(r"\bwindows\(", HELPERS[name]) for name in names):
        names.insert(0, "windows")
    return [HELPERS[name] for name in names]
