"""The layer whose filters make the maps of a step: it, or one below layers that treat every map by itself."""

from __future__ import annotations

from explorer.network.network import Network
from explorer.network.step import Step


def filter_step(network: Network, path: str) -> Step | None:
    """The step whose filter n makes map n of the step at `path`; None where no one filter does.

    It is the step itself, or the convolution below elementwise layers, pooling and others that treat every map by itself.
    Raises SettingError for an unknown path.
    """
    step = network.step(path)
    if len(step.param_shapes.get("kernel", ())) == 4:  # kernels of rows and columns
        return step
    return filter_step(network, step.sources[0]) if treats_maps_apart(step) else None


def treats_maps_apart(step: Step) -> bool:
    """Whether map n of `step` comes from map n of the one step below, with nothing of the others and without a kernel."""
    return (
        len(step.sources) == 1
        and len(step.output_shape) == 3
        and "kernel" not in step.param_shapes
        and all(step.channels_read(0, n) == range(n, n + 1) for n in range(step.output_shape[2]))
    )
