"""The parameters of a run: looked up by path, checked against the shapes of the layer, converted exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.errors import WeightsError, typed
from explorer.layers import Conv2DTranspose, DepthwiseConv2D, Flatten
from explorer.layers.base import Array, Params, Shape
from explorer.network import Network, Step
from explorer.running.conversion import DOUBLE, SINGLE, exact_floats
from explorer.weights import LargeParams, Weights

_MAPPING = "Pass weights.params(network), or a mapping such as {'0': {'kernel': ..., 'bias': ...}}."


def by_path(network: Network, params: Any) -> Mapping[str, Any]:
    """`params` if it is a mapping, an empty one for None if no layer needs any. Raises WeightsError otherwise.

    The values are checked layer by layer (`of_step`), because looking at weights that are drawn on demand draws them.
    """
    if isinstance(params, Mapping):
        return params
    layer_names = [step.name for step in network.steps if step.param_shapes]
    if params is None:
        if not layer_names:
            return {}
        shown = (
            ", ".join(layer_names)
            if len(layer_names) <= 4
            else f"{', '.join(layer_names[:3])} and {len(layer_names) - 3} more layers"
        )
        raise WeightsError(f"This network needs parameters for {shown}.", "Pass weights.params(network).")
    if isinstance(params, Weights):
        raise WeightsError("Weights were given for the parameters.", "Pass weights.params(network).")
    raise WeightsError(f"{typed(params)} was given for the parameters.", _MAPPING)


def of_step(network: Network, step: Step, params: Mapping[str, Any]) -> Params:
    """The parameters of one step by name, each in its shape, as float32 or float64; not copied if they are that already.

    Paths that the network does not have are ignored, so that the parameters of a network serve its first layers alone.
    Raises WeightsError for missing and unknown names, other shapes, what does not hold numbers, and a negative variance.
    """
    given = params.get(step.path)
    if not step.param_shapes:
        _check_none(step, given)
        return {}
    if type(given) is dict and _ready(step.param_shapes, given):
        _check_signs(step, given)
        return given
    if isinstance(given, LargeParams):
        _check_large(step, given)
        return given
    if given is None:
        raise WeightsError(f"There are no parameters for {step.name}.", f"Give them under path {step.path!r}.")
    if not isinstance(given, Mapping):
        raise WeightsError(
            f"{typed(given)} was given for the parameters of {step.name}.",
            f"Give them by name: {', '.join(step.param_shapes)}.",
        )
    if given.keys() != step.param_shapes.keys():
        _check_names(step, given)
    arrays = {name: _array(step, name, given[name], network) for name in step.param_shapes}
    _check_signs(step, arrays)
    return arrays


def _ready(shapes: Mapping[str, Shape], given: dict[Any, Any]) -> bool:
    """Whether nothing has to be converted or refused. Called once per layer and run, so it is written to be fast."""
    if len(given) != len(shapes):
        return False
    for name, wanted in shapes.items():
        array = given.get(name)
        if type(array) is not np.ndarray or array.shape != wanted:
            return False
        if array.dtype is not SINGLE and array.dtype is not DOUBLE:
            return False
    return True


def _array(step: Step, name: str, value: Any, network: Network) -> Array:
    wanted = step.param_shapes[name]
    array = exact_floats(value, f"the {name} of {step.name}")
    if array.shape != wanted:
        raise WeightsError(
            f"The {name} of {step.name} is {array.shape}; it must be {wanted}.",
            (kernel_hint(network, step, array.shape) if name == "kernel" else "") or "Use weights made for it.",
        )
    return array


def _check_none(step: Step, given: Any) -> None:
    if given is not None and not (isinstance(given, Mapping) and not given):
        raise WeightsError(
            f"{step.name} takes no parameters, but some are given under path {step.path!r}.",
            "Leave them out, or use weights made for this network.",
        )


def _check_large(step: Step, given: LargeParams) -> None:
    for name, wanted in step.param_shapes.items():
        shape = given.shapes.get(name, "missing")
        if shape != wanted:
            raise WeightsError(
                f"The {name} of {step.name} is {shape}; it must be {wanted}.", "Use weights made for it."
            )


def _check_names(step: Step, given: Mapping[Any, Any]) -> None:
    for name, wanted in step.param_shapes.items():
        if name not in given:
            names = ", ".join(str(other)[:40] for other in list(given)[:8]) or "nothing"
            raise WeightsError(
                f"The {name} of {step.name} is missing; it must be {wanted}.", f"Given under {step.path!r}: {names}."
            )
    unknown = ", ".join(str(name)[:40] for name in given if name not in step.param_shapes)
    raise WeightsError(f"{step.name} has no parameter {unknown}.", f"It takes {', '.join(step.param_shapes)}.")


def _check_signs(step: Step, given: Params) -> None:
    for name in step.layer.non_negative if step.layer else ():
        negative = given[name] < 0
        if negative.any():
            place = int(negative.argmax())
            raise WeightsError(
                f"The {name} of {step.name} is {float(given[name][place]):g} at channel {place}; it cannot be below 0.",
                "Give the variance itself, not its logarithm.",
            )


def kernel_hint(network: Network, step: Step, shape: tuple[int, ...]) -> str:
    """How to reorder a kernel of `shape` from PyTorch's axis order to that of `step`; "" if it is not such a kernel."""
    wanted = step.param_shapes["kernel"]
    if len(wanted) == 2:
        return _dense_hint(network, step, shape)
    reordered = tuple(shape[axis] for axis in (2, 3, 1, 0)) if len(shape) == 4 else ()
    if isinstance(step.layer, DepthwiseConv2D):
        rows, cols, channels, multiplier = wanted
        if reordered == (rows, cols, 1, channels * multiplier):
            return (
                "This kernel looks like PyTorch's (filters, 1, rows, columns): use kernel.transpose(2, 3, 1, 0)"
                f".reshape({', '.join(map(str, wanted))})."
            )
    elif reordered == wanted:
        order = "channels, filters" if isinstance(step.layer, Conv2DTranspose) else "filters, channels"
        return (
            f"This kernel looks like PyTorch's ({order}, rows, columns): transpose it with "
            "kernel.transpose(2, 3, 1, 0)."
        )
    return ""


def _dense_hint(network: Network, step: Step, shape: tuple[int, ...]) -> str:
    inputs, units = step.param_shapes["kernel"]
    if shape != (units, inputs):
        return ""
    hint = "This kernel looks like PyTorch's (units, inputs): transpose it with kernel.T."
    (below,) = network.sources(step.path)
    if isinstance(below.layer, Flatten) and len(below.input_shape) == 3:
        rows, cols, channels = below.input_shape
        if rows * cols > 1 and channels > 1:
            return (
                "This kernel looks like PyTorch's (units, inputs), whose inputs a flatten layer counts channel by channel: "
                f"use kernel.reshape({units}, {channels}, {rows}, {cols}).transpose(2, 3, 1, 0).reshape({inputs}, {units})."
            )
    return hint
