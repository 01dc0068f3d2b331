"""The table of explanations: one per kind of layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from explorer import layers
from explorer.layers.base import Array, Layer, Params
from explorer.ledger.kinds import convolution, copies, curve, dense, joining, normalization, pointwise, pooling
from explorer.ledger.record import Case, Ledger
from explorer.network import Cell, Network, check_network
from explorer.running import parameters
from explorer.running.activations import check_activations

EXPLANATIONS: dict[type[Layer], Callable[[Case], Ledger]] = {
    layers.Conv2D: convolution.explain_convolution,
    layers.DepthwiseConv2D: convolution.explain_depthwise,
    layers.Conv2DTranspose: convolution.explain_transposed,
    layers.MaxPool2D: pooling.explain_max_pool,
    layers.AveragePool2D: pooling.explain_average_pool,
    layers.GlobalMaxPool2D: pooling.explain_global_max_pool,
    layers.GlobalAveragePool2D: pooling.explain_global_average_pool,
    layers.Dense: dense.explain_dense_case,
    layers.ReLU: pointwise.explain_relu,
    layers.Softmax: pointwise.explain_softmax,
    layers.Rescaling: pointwise.explain_rescaling,
    layers.PReLU: curve.explain_prelu,
    **{kind: curve.explain_curve for kind in layers.KINDS if issubclass(kind, layers.Curve)},
    layers.BatchNormalization: normalization.explain_batch_norm,
    layers.LayerNormalization: normalization.explain_layer_norm,
    layers.LocalResponseNormalization: normalization.explain_local_response,
    layers.Flatten: copies.explain_flatten,
    layers.Dropout: copies.explain_identity,
    layers.ZeroPadding2D: copies.explain_zero_padding,
    layers.Cropping2D: copies.explain_cropping,
    layers.UpSampling2D: copies.explain_up_sampling,
    layers.Residual: joining.explain_residual,
    layers.Concatenate: joining.explain_concatenate,
}


def explain(network: Network, params: Mapping[str, Params], acts: Mapping[str, Array], cell: Cell) -> Ledger:
    """Where the number of `cell` comes from, as the record of its kind of layer.

    `acts` are those of a run of one image, by path, (1, rows, columns, channels) or (1, units). Raises SettingError if
    the network has no such cell, WeightsError if the activations or parameters that it needs are missing or of another
    shape.
    """
    check_network(network).check_cell(cell)
    step = network.step(cell.path)
    check_activations(network, acts, (*step.sources, step.path))
    if step.layer is None:
        return pointwise.explain_input(Case(network, acts, {}, cell))
    own = parameters.of_step(network, step, parameters.by_path(network, params)) if step.param_shapes else {}
    return EXPLANATIONS[type(step.layer)](Case(network, acts, own, cell))
