"""Explains any cell: a table from each kind of layer to the function that makes the ledger of its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from explorer import layers
from explorer.errors import SettingError
from explorer.layers.base import Array, Layer, Params
from explorer.ledger.kinds import convolution, copies, curve, dense, joining, normalization, pointwise, pooling
from explorer.ledger.record import Case, Ledger
from explorer.network import Cell, Network, check_network
from explorer.running import parameters
from explorer.running.activations import check_activations

Explanation = Callable[[Case], Ledger]
"""Makes the ledger of one cell."""

EXPLANATIONS: dict[type[Layer], Explanation] = {
    layers.Input: pointwise.explain_input,
    layers.Conv2D: convolution.explain_convolution,
    layers.DepthwiseConv2D: convolution.explain_depthwise,
    layers.Conv2DTranspose: convolution.explain_transposed,
    layers.MaxPool2D: pooling.explain_max_pool,
    layers.AveragePool2D: pooling.explain_average_pool,
    layers.GlobalMaxPool2D: pooling.explain_global_max_pool,
    layers.GlobalAveragePool2D: pooling.explain_global_average_pool,
    layers.AdaptiveMaxPool2D: pooling.explain_adaptive_max_pool,
    layers.AdaptiveAveragePool2D: pooling.explain_adaptive_average_pool,
    layers.Dense: dense.explain_dense_case,
    layers.ReLU: pointwise.explain_relu,
    layers.Softmax: pointwise.explain_softmax,
    layers.Rescaling: pointwise.explain_rescaling,
    layers.LayerScale: pointwise.explain_layer_scale,
    layers.Normalization: normalization.explain_fixed,
    layers.PReLU: curve.explain_prelu,
    layers.Curve: curve.explain_curve,
    layers.BatchNormalization: normalization.explain_batch_norm,
    layers.LayerNormalization: normalization.explain_layer_norm,
    layers.GroupNormalization: normalization.explain_grouped,
    layers.InstanceNormalization: normalization.explain_grouped,
    layers.LocalResponseNormalization: normalization.explain_local_response,
    layers.Flatten: copies.explain_flatten,
    layers.Dropout: copies.explain_identity,
    layers.ZeroPadding2D: copies.explain_zero_padding,
    layers.Padding2D: copies.explain_padding,
    layers.Cropping2D: copies.explain_cropping,
    layers.Resampling: copies.explain_resampling,
    layers.Moving: copies.explain_moving,
    layers.Residual: joining.explain_residual,
    layers.Concatenate: joining.explain_concatenate,
    layers.Multiply: joining.explain_multiply,
}
"""A row for a base class, such as Curve, holds for all kinds derived from it."""


def explanation(kind: type[Layer]) -> Explanation:
    """The function that explains the cells of a kind of layer. Raises SettingError if EXPLANATIONS has no row for it."""
    for base in kind.__mro__:
        if base in EXPLANATIONS:
            return EXPLANATIONS[base]
    raise SettingError(
        f"The cells of {kind.kind} have no explanation.",
        f"Add a row for {kind.__name__} to EXPLANATIONS in explorer/ledger/explain.py.",
    )


def explain(network: Network, params: Mapping[str, Params], acts: Mapping[str, Array], cell: Cell) -> Ledger:
    """The ledger of `cell`: a record of where its number comes from, of a class that depends on the kind of layer.

    `acts` are the activations of a run of one image, by path, (1, rows, columns, channels) or (1, units). Raises
    SettingError if the network has no such cell, WeightsError if the activations or parameters that it needs are missing
    or of another shape.

    >>> network = explorer.Network((explorer.MaxPool2D(),), (2, 2, 1))
    >>> acts = explorer.run(network, {}, np.array([0.1, 0.4, 0.3, 0.2]).reshape(1, 2, 2, 1))
    >>> ledger = explorer.explain(network, {}, acts, explorer.Cell("0", 0, 0, 0))
    >>> ledger.result, ledger.source
    (0.4, Cell(path='', row=0, col=1, channel=0))
    """
    check_network(network).check_cell(cell)
    step = network.step(cell.path)
    check_activations(network, acts, (*step.sources, step.path))
    step_params = parameters.of_step(network, step, parameters.by_path(network, params)) if step.param_shapes else {}
    return explanation(type(step.layer))(Case(network, acts, step_params, cell))
