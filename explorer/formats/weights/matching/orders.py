"""The order of the numbers in vectors: behind maps PyTorch lists them channel by channel, Keras and we cell by cell.

A dense layer behind `Flatten` has one row of its kernel for each number of that vector, so the rows change places with them.
What passes vectors on number by number (normalisations, activations, dropout) keeps their order.
"""

from __future__ import annotations

import math

import numpy as np

from explorer.layers.base import Array, Shape, as_map
from explorer.network import Network, Step

Order = Array | None
"""The place in PyTorch's vector of each number of ours; None where both are the same."""


def pytorch_orders(network: Network) -> dict[str, Order]:
    """By path, the order of the numbers that a step reads. Maps have none: their channels stand in the same order in both."""
    outputs: dict[str, Order] = {}
    inputs: dict[str, Order] = {}
    for step in network.steps:
        orders = [outputs[path] for path in step.sources]
        inputs[step.path] = orders[0] if orders else None
        outputs[step.path] = _output_order(step, orders)
    return inputs


def _output_order(step: Step, orders: list[Order]) -> Order:
    if len(orders) > 1:
        return _joined(step, orders)
    if step.is_input or not _is_vector(step.output_shape) or "kernel" in step.param_shapes:
        return None
    if math.prod(step.input_shape) != math.prod(step.output_shape):
        return None  # a mean over all cells, say
    return orders[0] if _is_vector(step.input_shape) else channels_first(step.input_shape)


def out_of_reach(network: Network, orders: dict[str, Order]) -> list[Step]:
    """The steps that do to a vector in PyTorch's order something else than to ours: they treat neighbouring numbers together.

    What works number by number does not, nor what takes all numbers alike, nor a kernel, whose rows change places.
    """
    return [step for step in network.steps if orders.get(step.path) is not None and not _treats_alike(step)]


def _treats_alike(step: Step) -> bool:
    if "kernel" in step.param_shapes or len(step.sources) > 1:
        return True
    count = math.prod(step.input_shape)
    if math.prod(step.output_shape) != count:
        return False
    read = [step.channels_read(0, channel) for channel in {0, count // 2, count - 1}]
    alone = [range(channel, channel + 1) for channel in {0, count // 2, count - 1}]
    return read == alone or all(len(each) == count for each in read)


def _joined(step: Step, orders: list[Order]) -> Order:
    """The order behind a composite: one branch behind the other, or number by number, where all have the first one's."""
    lengths = [math.prod(shape) for shape in step.source_shapes]
    if not _is_vector(step.output_shape) or all(order is None for order in orders):
        return None
    if sum(lengths) != math.prod(step.output_shape):
        return next(order for order in orders if order is not None)
    starts = np.cumsum([0, *lengths])
    parts = [
        start + (np.arange(length) if order is None else order)
        for order, start, length in zip(orders, starts, lengths, strict=False)
    ]
    return np.concatenate(parts)


def _is_vector(shape: Shape) -> bool:
    return as_map(shape)[:2] == (1, 1)


def channels_first(shape: Shape) -> Order:
    """The places of the numbers of maps (rows, columns, channels) where they are written channel by channel.

    >>> channels_first((1, 2, 3)).tolist()
    [0, 2, 4, 1, 3, 5]
    """
    rows, cols, channels = as_map(shape)
    if rows * cols == 1 or channels == 1:
        return None
    return np.arange(rows * cols * channels).reshape(channels, rows, cols).transpose(1, 2, 0).ravel()
