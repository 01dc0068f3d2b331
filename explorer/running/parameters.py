"""Parameters that are given to a run: looked up by path, checked against what the layer takes, converted exactly."""

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
    """`params`, if it is a mapping; None stands for none where no layer needs any. Raises WeightsError otherwise.

    What it holds is checked layer by layer (`of_step`), so that weights which are drawn when needed are not drawn here.
    """
    if isinstance(params, Mapping):
        return params
    names = [step.name for step in network.steps if step.param_shapes]
    if params is None:
        if not names:
            return {}
        shown = ", ".join(names) if len(names) <= 4 else f"{', '.join(names[:3])} and {len(names) - 3} more layers"
        raise WeightsError(f"This network needs parameters for {shown}.", "Pass weights.params(network).")
    if isinstance(params, Weights):
        raise WeightsError("Weights were given for the parameters.", "Pass weights.params(network).")
    raise WeightsError(f"{typed(params)} was given for the parameters.", _MAPPING)


def of_step(network: Network, step: Step, params: Mapping[str, Any]) -> Params:
    """The parameters of one step by name, each in its shape, as float32 or float64; those that are so are not copied.

    Paths that the network does not have are not looked at, so that the parameters of a whole network serve its beginning.
    Raises WeightsError for missing and unknown names, other shapes, what does not hold numbers, and a negative variance.
    """
    own = params.get(step.path)
    if not step.param_shapes:
        _check_none(step, own)
        return {}
    if type(own) is dict and _ready(step.param_shapes, own):
        _check_signs(step, own)
        return own
    if isinstance(own, LargeParams):
        _check_large(step, own)
        return own
    if own is None:
        raise WeightsError(f"There are no parameters for {step.name}.", f"Give them under path {step.path!r}.")
    if not isinstance(own, Mapping):
        raise WeightsError(
            f"{typed(own)} was given for the parameters of {step.name}.",
            f"Give them by name: {', '.join(step.param_shapes)}.",
        )
    if own.keys() != step.param_shapes.keys():
        _check_names(step, own)
    arrays = {name: _array(step, name, own[name], network) for name in step.param_shapes}
    _check_signs(step, arrays)
    return arrays


def _ready(shapes: Mapping[str, Shape], own: dict[Any, Any]) -> bool:
    """Whether nothing has to be converted or refused: asked once per layer and run, so it is written to be fast."""
    if len(own) != len(shapes):
        return False
    for name, wanted in shapes.items():
        array = own.get(name)
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


def _check_none(step: Step, own: Any) -> None:
    if own is not None and not (isinstance(own, Mapping) and not own):
        raise WeightsError(
            f"{step.name} takes no parameters, but some are given under path {step.path!r}.",
            "Leave them out, or use weights made for this network.",
        )


def _check_large(step: Step, own: LargeParams) -> None:
    for name, wanted in step.param_shapes.items():
        has = own.shapes.get(name, "missing")
        if has != wanted:
            raise WeightsError(f"The {name} of {step.name} is {has}; it must be {wanted}.", "Use weights made for it.")


def _check_names(step: Step, own: Mapping[Any, Any]) -> None:
    for name, wanted in step.param_shapes.items():
        if name not in own:
            given = ", ".join(str(other)[:40] for other in list(own)[:8]) or "nothing"
            raise WeightsError(
                f"The {name} of {step.name} is missing; it must be {wanted}.", f"Given under {step.path!r}: {given}."
            )
    unknown = ", ".join(str(name)[:40] for name in own if name not in step.param_shapes)
    raise WeightsError(f"{step.name} has no parameter {unknown}.", f"It takes {', '.join(step.param_shapes)}.")


def _check_signs(step: Step, own: Params) -> None:
    for name in step.layer.non_negative if step.layer else ():
        negative = own[name] < 0
        if negative.any():
            place = int(negative.argmax())
            raise WeightsError(
                f"The {name} of {step.name} is {float(own[name][place]):g} at channel {place}; it cannot be below 0.",
                "Give the variance itself, not its logarithm.",
            )


def kernel_hint(network: Network, step: Step, shape: tuple[int, ...]) -> str:
    """How a kernel of `shape` in PyTorch's order becomes that of `step`; "" if it is not such a kernel."""
    wanted = step.param_shapes["kernel"]
    if len(wanted) == 2:
        return _dense_hint(network, step, shape)
    turned = tuple(shape[axis] for axis in (2, 3, 1, 0)) if len(shape) == 4 else ()
    if isinstance(step.layer, DepthwiseConv2D):
        rows, cols, channels, multiplier = wanted
        if turned == (rows, cols, 1, channels * multiplier):
            return (
                "This kernel looks like PyTorch's (filters, 1, rows, columns): use kernel.transpose(2, 3, 1, 0)"
                f".reshape({', '.join(map(str, wanted))})."
            )
    elif turned == wanted:
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
