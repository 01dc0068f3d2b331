"""All kinds of layers, and KINDS, which lists them in the order of the menu."""

from __future__ import annotations

from explorer.layers.activation.clip import Clip
from explorer.layers.activation.curve import Curve
from explorer.layers.activation.rectified import ELU, SELU, LeakyReLU, PReLU
from explorer.layers.activation.relu import ReLU, ReLU6
from explorer.layers.activation.smooth import GELU, HardSigmoid, HardSiLU, Mish, Sigmoid, SiLU, Softplus, Tanh
from explorer.layers.activation.softmax import Softmax
from explorer.layers.activation.softsign import Softsign
from explorer.layers.base import Layer, Place, Reach, Shape
from explorer.layers.composite.composite import Composite
from explorer.layers.composite.concatenate import Concatenate
from explorer.layers.composite.multiply import Multiply
from explorer.layers.composite.parallel import Parallel
from explorer.layers.composite.residual import Residual
from explorer.layers.convolution.conv2d import Conv2D
from explorer.layers.convolution.depthwise import DepthwiseConv2D
from explorer.layers.convolution.transpose import Conv2DTranspose
from explorer.layers.dense import Dense
from explorer.layers.dropout import Dropout
from explorer.layers.input import Input
from explorer.layers.normalization.batch_normalization import BatchNormalization
from explorer.layers.normalization.group_normalization import GroupNormalization
from explorer.layers.normalization.instance_normalization import InstanceNormalization
from explorer.layers.normalization.layer_normalization import LayerNormalization
from explorer.layers.normalization.layer_scale import LayerScale
from explorer.layers.normalization.local_response import LocalResponseNormalization
from explorer.layers.normalization.normalization import Normalization
from explorer.layers.pooling.adaptive_pool import AdaptiveAveragePool2D, AdaptiveMaxPool2D
from explorer.layers.pooling.global_pool import GlobalAveragePool2D, GlobalMaxPool2D
from explorer.layers.pooling.pool import AveragePool2D, MaxPool2D
from explorer.layers.rescaling import Rescaling
from explorer.layers.reshaping.channel_shuffle import ChannelShuffle
from explorer.layers.reshaping.channel_slice import ChannelSlice
from explorer.layers.reshaping.cropping import Cropping2D
from explorer.layers.reshaping.depth_to_space import DepthToSpace, SpaceToDepth
from explorer.layers.reshaping.flatten import Flatten
from explorer.layers.reshaping.moving import Moving
from explorer.layers.reshaping.padding import Padding2D
from explorer.layers.reshaping.permute import Permute
from explorer.layers.reshaping.resampling import Resampling
from explorer.layers.reshaping.reshape import Reshape
from explorer.layers.reshaping.resizing import Resizing
from explorer.layers.reshaping.up_sampling import UpSampling2D
from explorer.layers.reshaping.zero_padding import ZeroPadding2D

EVERYDAY: tuple[type[Layer], ...] = (Conv2D, ReLU, MaxPool2D, Flatten, Dense, Softmax)
"""What most networks are made of: first in the menu."""

KINDS: tuple[type[Layer], ...] = (
    *EVERYDAY,
    *(DepthwiseConv2D, Conv2DTranspose),
    *(AveragePool2D, GlobalAveragePool2D, GlobalMaxPool2D, AdaptiveAveragePool2D, AdaptiveMaxPool2D),
    *(ReLU6, LeakyReLU, PReLU, ELU, SELU, GELU, SiLU, HardSiLU, Mish),
    *(Sigmoid, HardSigmoid, Tanh, Softplus, Softsign, Clip),
    *(BatchNormalization, LayerNormalization, GroupNormalization, InstanceNormalization, LocalResponseNormalization),
    *(LayerScale, Dropout, Rescaling, Normalization),
    *(ZeroPadding2D, Padding2D, Cropping2D, UpSampling2D, Resizing),
    *(DepthToSpace, SpaceToDepth, Permute, Reshape),
    *(ChannelShuffle, ChannelSlice),
    *(Residual, Concatenate, Multiply),
)
"""The kinds that a network can be made of; the input is none of them."""
KIND_BY_NAME: dict[str, type[Layer]] = {kind.kind: kind for kind in KINDS}

__all__ = [
    "ELU",
    "EVERYDAY",
    "GELU",
    "KINDS",
    "KIND_BY_NAME",
    "SELU",
    "AdaptiveAveragePool2D",
    "AdaptiveMaxPool2D",
    "AveragePool2D",
    "BatchNormalization",
    "ChannelShuffle",
    "ChannelSlice",
    "Clip",
    "Composite",
    "Concatenate",
    "Conv2D",
    "Conv2DTranspose",
    "Cropping2D",
    "Curve",
    "Dense",
    "DepthToSpace",
    "DepthwiseConv2D",
    "Dropout",
    "Flatten",
    "GlobalAveragePool2D",
    "GlobalMaxPool2D",
    "GroupNormalization",
    "HardSiLU",
    "HardSigmoid",
    "Input",
    "InstanceNormalization",
    "Layer",
    "LayerNormalization",
    "LayerScale",
    "LeakyReLU",
    "LocalResponseNormalization",
    "MaxPool2D",
    "Mish",
    "Moving",
    "Multiply",
    "Normalization",
    "PReLU",
    "Padding2D",
    "Parallel",
    "Permute",
    "Place",
    "ReLU",
    "ReLU6",
    "Reach",
    "Resampling",
    "Rescaling",
    "Reshape",
    "Residual",
    "Resizing",
    "Shape",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Softsign",
    "SpaceToDepth",
    "Tanh",
    "UpSampling2D",
    "ZeroPadding2D",
]
