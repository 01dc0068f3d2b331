"""What is written for each kind of layer. A kind without a row is refused by a test that names this file."""

from __future__ import annotations

from explorer import layers
from explorer.formats.onnx_file.writing.kinds import activation, joins, moving, normalization, sliding
from explorer.formats.onnx_file.writing.kinds.activation import Emit, operator, with_settings
from explorer.formats.onnx_file.writing.kinds.joins import Join
from explorer.layers.base import Layer

EMIT: dict[type[Layer], Emit] = {
    layers.Conv2D: sliding.conv,
    layers.DepthwiseConv2D: sliding.depthwise,
    layers.Conv2DTranspose: sliding.transposed,
    layers.MaxPool2D: sliding.max_pool,
    layers.AveragePool2D: sliding.average_pool,
    layers.GlobalMaxPool2D: sliding.global_pool,
    layers.GlobalAveragePool2D: sliding.global_pool,
    layers.AdaptiveMaxPool2D: sliding.adaptive_pool,
    layers.AdaptiveAveragePool2D: sliding.adaptive_pool,
    layers.Dense: sliding.dense,
    layers.Flatten: moving.flatten,
    layers.Softmax: operator("Softmax", axis=1),
    layers.ReLU: operator("Relu"),
    layers.ReLU6: activation.relu6,
    layers.LeakyReLU: with_settings("LeakyRelu", alpha="negative_slope"),
    layers.PReLU: activation.prelu,
    layers.ELU: with_settings("Elu", alpha="alpha"),
    layers.SELU: operator("Selu"),
    layers.GELU: activation.gelu,
    layers.SiLU: activation.silu,
    layers.HardSiLU: operator("HardSwish"),
    layers.HardSigmoid: with_settings("HardSigmoid", alpha="alpha", beta="beta"),
    layers.Mish: operator("Mish", opset=18),
    layers.Clip: activation.clip,
    layers.Sigmoid: operator("Sigmoid"),
    layers.Tanh: operator("Tanh"),
    layers.Softplus: operator("Softplus"),
    layers.Softsign: operator("Softsign"),
    layers.BatchNormalization: normalization.batch_norm,
    layers.LayerNormalization: normalization.layer_norm,
    layers.GroupNormalization: normalization.group_norm,
    layers.InstanceNormalization: normalization.instance_norm,
    layers.LocalResponseNormalization: normalization.local_response,
    layers.LayerScale: normalization.layer_scale,
    layers.Dropout: activation.dropout,
    layers.Rescaling: activation.rescaling,
    layers.Normalization: activation.normalization,
    layers.ZeroPadding2D: moving.zero_padding,
    layers.Padding2D: moving.padding,
    layers.Cropping2D: moving.cropping,
    layers.UpSampling2D: moving.up_sampling,
    layers.Resizing: moving.resizing,
    layers.DepthToSpace: moving.depth_to_space,
    layers.SpaceToDepth: moving.space_to_depth,
    layers.Permute: moving.permute,
    layers.Reshape: moving.reshape,
    layers.ChannelShuffle: moving.shuffle,
    layers.ChannelSlice: moving.channel_slice,
}
"""What adds a layer to the graph: it gets the graph, the layer, the name and the shape of its input."""

JOIN: dict[type[Layer], Join] = {
    layers.Residual: joins.residual,
    layers.Concatenate: joins.concatenate,
    layers.Multiply: joins.multiply,
}
"""What joins the branches of a composite: it gets the graph, the composite, the names and the shapes of their ends."""
