"""HELPERS: the source of modules that PyTorch does not have. A file holds those that it uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_RESIZING = '''\
class {name}Resizing(nn.Module):
    """Maps of another size. For rows and columns: (count, first, step, unit).

    New row r of count lies on row (first + r * step) / unit of the old ones: {what}.
    """

    def __init__(self, rows, columns):
        super().__init__()
        self.rows, self.columns = rows, columns

    def forward(self, x):
        for axis, (count, first, step, unit) in enumerate((self.rows, self.columns), start=2):
            places, last = first + step * torch.arange(count), x.shape[axis] - 1
{body}
        return x
'''
_NEAREST = """\
            x = x.index_select(axis, (places // unit).clamp(0, last))"""
_BILINEAR = """\
            places = places.clamp(0, last * unit)
            low = x.index_select(axis, places // unit)
            high = x.index_select(axis, (places // unit + 1).clamp(max=last))
            share = (places % unit / unit).reshape((-1,) + (1,) * (3 - axis)).to(x.dtype)
            x = low + (high - low) * share"""
_BLOCKS = '''\
class {name}(nn.Module):
    """As nn.{other}, but the channels count the places of a block first, and in each the maps."""

    def __init__(self, block_size):
        super().__init__()
        self.block_size = block_size

    def forward(self, x):
{body}
'''

HELPERS: Mapping[str, str] = {
    "BilinearResizing": _RESIZING.format(name="Bilinear", what="a blend of the two there", body=_BILINEAR),
    "NearestResizing": _RESIZING.format(name="Nearest", what="a copy of the whole part's", body=_NEAREST),
    "ChannelSlice": '''\
class ChannelSlice(nn.Module):
    """The maps start, start + step ... before stop, as Python's slices have it."""

    def __init__(self, start=0, stop=None, step=1):
        super().__init__()
        self.start, self.stop, self.step = start, stop, step

    def forward(self, x):
        return x[:, list(range(x.shape[1]))[self.start : self.stop : self.step]]
''',
    "Clip": '''\
class Clip(nn.Module):
    """min(max(x, minimum), maximum)."""

    def __init__(self, minimum, maximum):
        super().__init__()
        self.minimum, self.maximum = minimum, maximum

    def forward(self, x):
        return x.clamp(min=self.minimum).clamp(max=self.maximum)
''',
    "Crop2d": '''\
class Crop2d(nn.Module):
    """Cuts rows and columns off at the edges."""

    def __init__(self, top, bottom, left, right):
        super().__init__()
        self.top, self.bottom, self.left, self.right = top, bottom, left, right

    def forward(self, x):
        rows, cols = x.shape[2:]
        return x[:, :, self.top : rows - self.bottom, self.left : cols - self.right]
''',
    "DepthToSpace": _BLOCKS.format(
        name="DepthToSpace",
        other="PixelShuffle",
        body="""\
        places = self.block_size**2
        x = x.unflatten(1, (places, x.shape[1] // places)).transpose(1, 2).flatten(1, 2)
        return F.pixel_shuffle(x, self.block_size)""",
    ),
    "FlattenCells": '''\
class FlattenCells(nn.Module):
    """Maps as one vector, cell by cell: where nn.Flatten has channels, rows, columns, it has the
    channels last, as Keras does.
    """

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)
''',
    "HardSigmoid": '''\
class HardSigmoid(nn.Module):
    """alpha * x + beta, from 0 to 1."""

    def __init__(self, alpha, beta):
        super().__init__()
        self.alpha, self.beta = alpha, beta

    def forward(self, x):
        return (self.alpha * x + self.beta).clamp(0, 1)
''',
    "LayerNorm2d": '''\
class LayerNorm2d(nn.LayerNorm):
    """Normalizes the channels of every cell."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
''',
    "LayerScale": '''\
class LayerScale(nn.Module):
    """Multiplies each channel by a learned number, and adds one with `center`."""

    def __init__(self, channels, scale=True, center=False):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(channels)) if scale else None
        self.beta = nn.Parameter(torch.zeros(channels)) if center else None

    def forward(self, x):
        shape = (-1,) + (1,) * (x.ndim - 2)
        x = x if self.gamma is None else x * self.gamma.view(shape)
        return x if self.beta is None else x + self.beta.view(shape)
''',
    "LoneGroupNorm": '''\
class LoneGroupNorm(nn.GroupNorm):
    """Groups of a single number, which nn.GroupNorm refuses: each is its own mean."""

    def forward(self, x):
        x = torch.zeros_like(x)
        return x if self.bias is None else x + self.bias.view((-1,) + (1,) * (x.ndim - 2))
''',
    "FixedNormalization": '''\
class FixedNormalization(nn.Module):
    """(x - mean) / sqrt(variance), with one number for each channel or one for all."""

    def __init__(self, mean, variance):
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean), persistent=False)
        self.register_buffer("deviation", torch.tensor(variance).sqrt(), persistent=False)

    def forward(self, x):
        shape = (-1,) + (1,) * (x.ndim - 2)
        return (x - self.mean.view(shape)) / self.deviation.view(shape)
''',
    "PaddedAvgPool2d": '''\
class PaddedAvgPool2d(nn.Module):
    """Average pooling with any padding, (left, right, top, bottom), and dilation. Of the cells of
    the padding only those in `counted` count, as zeros.
    """

    def __init__(self, kernel_size, stride, padding, counted, dilation=(1, 1)):
        super().__init__()
        self.kernel_size, self.stride, self.dilation = kernel_size, stride, dilation
        self.padding, self.counted = padding, counted

    def sums(self, x):
        cells = F.unfold(x, self.kernel_size, self.dilation, 0, self.stride)
        return cells.unflatten(1, (x.shape[1], -1)).sum(dim=2)

    def forward(self, x):
        around = [side - own for side, own in zip(self.padding, self.counted)]
        inside = F.pad(torch.ones_like(x[:1, :1]), self.counted, value=1.0)
        mean = self.sums(F.pad(x, self.padding)) / self.sums(F.pad(inside, around))
        rows = x.shape[2] + sum(self.padding[2:]) - (self.kernel_size[0] - 1) * self.dilation[0]
        return mean.unflatten(2, ((rows - 1) // self.stride[0] + 1, -1))
''',
    "Permute": '''\
class Permute(nn.Module):
    """Lets channels, rows and columns (1, 2 and 3) change places."""

    def __init__(self, channels_from, rows_from, columns_from):
        super().__init__()
        self.axes = channels_from, rows_from, columns_from

    def forward(self, x):
        return x.permute(0, *self.axes)
''',
    "Rescale": '''\
class Rescale(nn.Module):
    """scale * x + offset."""

    def __init__(self, scale, offset):
        super().__init__()
        self.scale, self.offset = scale, offset

    def forward(self, x):
        return x * self.scale + self.offset
''',
    "SpaceToDepth": _BLOCKS.format(
        name="SpaceToDepth",
        other="PixelUnshuffle",
        body="""\
        x = F.pixel_unshuffle(x, self.block_size)
        return x.unflatten(1, (-1, self.block_size**2)).transpose(1, 2).flatten(1, 2)""",
    ),
}


def used(functions: Iterable[str]) -> list[str]:
    """The source of the helpers among `functions`."""
    names = set(functions)
    return [source for name, source in HELPERS.items() if name in names]
