"""Networks through which cells move: what their cells read is often no product of rows, columns and channels."""

from __future__ import annotations

from explorer import (
    ChannelShuffle,
    Conv2D,
    DepthToSpace,
    DepthwiseConv2D,
    Flatten,
    LocalResponseNormalization,
    Network,
    Permute,
    Reshape,
    SpaceToDepth,
)

# The receptive field through moves that are no product: sub-pixel convolution, the stem of a network with blocks, a turn.
THROUGH = [
    Network((Conv2D(filters=8), DepthToSpace(), Conv2D(filters=2, kernel_size=2)), (6, 6, 2)),
    Network((Conv2D(filters=8), DepthToSpace(mode="CRD"), DepthwiseConv2D(kernel_size=2)), (6, 6, 2)),
    Network((SpaceToDepth(), DepthwiseConv2D(kernel_size=2), Conv2D(filters=4, groups=2, kernel_size=1)), (8, 8, 2)),
    Network(
        (Conv2D(filters=6, groups=3), ChannelShuffle(groups=3), Conv2D(filters=4, groups=2, kernel_size=1)), (5, 5, 3)
    ),
    Network((Conv2D(filters=3, kernel_size=(1, 3)), Permute(), Conv2D(filters=1, kernel_size=(2, 1))), (5, 7, 2)),
    Network((Permute(dims=(3, 1, 2)), Conv2D(filters=1, kernel_size=2)), (4, 5, 3)),
    Network((Flatten(), LocalResponseNormalization(depth_radius=3), Reshape(target_shape=(2, 3, -1))), (3, 4, 2)),
]
