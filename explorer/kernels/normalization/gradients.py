"""Backward passes of normalisation: from the gradient at the output to that at the input.

Throughout, `dy` is the gradient of some number with respect to the output; what is returned is its gradient with respect
to the input, and to the parameters where there are any.
"""

from __future__ import annotations

import numpy as np

from explorer.kernels.blocks import Array
from explorer.kernels.normalization.normalization import GROUP_AXES, factor_of, in_groups, spread_of, unit_of


def batch_norm_gradient(
    x: Array, dy: Array, mean: Array, variance: Array, gamma: Array | None, epsilon: float
) -> tuple[Array, dict[str, Array]]:
    """Gradients of `batch_norm` with respect to x, and to gamma, beta, moving_mean and moving_variance (channels,).

    The last two are those of the function as it is used here; training does not learn them.
    """
    factor = factor_of(variance, gamma, epsilon)
    plain = factor_of(variance, None, epsilon)
    centred = x - mean
    axes = tuple(range(x.ndim - 1))
    total, weighted = dy.sum(axis=axes), (dy * centred).sum(axis=axes)
    gradients = {
        "gamma": weighted * plain,
        "beta": total,
        "moving_mean": -total * factor,
        "moving_variance": -0.5 * weighted * factor * plain**2,
    }
    return (dy * factor).astype(x.dtype, copy=False), _cast(gradients, x)


def layer_norm_gradient(x: Array, dy: Array, gamma: Array | None, epsilon: float) -> tuple[Array, dict[str, Array]]:
    """Gradients of `layer_norm` with respect to x, and to gamma and beta (channels,)."""
    unit, root = unit_of(x, -1, epsilon)
    scaled = dy if gamma is None else dy * gamma
    dx = _through_unit(scaled, unit, root, -1)
    return dx.astype(x.dtype, copy=False), _cast(_learned_gradients(dy, unit), x)


def group_norm_gradient(
    x: Array, dy: Array, groups: int, gamma: Array | None, epsilon: float
) -> tuple[Array, dict[str, Array]]:
    """Gradients of `group_norm` with respect to x, and to gamma and beta (channels,)."""
    unit, root = unit_of(in_groups(x, groups), GROUP_AXES, epsilon)
    scaled = in_groups(dy if gamma is None else dy * gamma, groups)
    dx = _through_unit(scaled, unit, root, GROUP_AXES).reshape(x.shape)
    return dx.astype(x.dtype, copy=False), _cast(_learned_gradients(dy, unit.reshape(x.shape)), x)


def _through_unit(dy: Array, unit: Array, root: Array, axes: int | tuple[int, ...]) -> Array:
    """The gradient before `unit_of`, where `dy` is that behind it: the mean and the root depend on the input too."""
    mean, along = dy.mean(axis=axes, keepdims=True), (dy * unit).mean(axis=axes, keepdims=True)
    dx: Array = (dy - mean - unit * along) / root
    return dx


def _learned_gradients(dy: Array, unit: Array) -> dict[str, Array]:
    """The gradients of gamma and beta."""
    axes = tuple(range(dy.ndim - 1))
    return {"gamma": (dy * unit).sum(axis=axes), "beta": dy.sum(axis=axes)}


def _cast(gradients: dict[str, Array], x: Array) -> dict[str, Array]:
    """The gradients in the dtype of `x`."""
    return {name: gradient.astype(x.dtype, copy=False) for name, gradient in gradients.items()}


def local_response_gradient(x: Array, dy: Array, radius: int, bias: float, alpha: float, beta: float) -> Array:
    """Gradient of `local_response` with respect to x: each input appears in its own denominator and in its neighbours'."""
    base = spread_of(np.square(x), radius, bias, alpha)
    kind = x.dtype.type
    power = np.power(base, kind(-beta))
    damped = dy * x * power / base
    around = spread_of(damped, radius, 0.0, 1.0)
    out: Array = dy * power - kind(2 * alpha * beta) * x * around
    return out
