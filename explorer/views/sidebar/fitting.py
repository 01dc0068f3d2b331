"""As much of a scene's network as fits together: the sidebar also lists layers that do not fit yet."""

from __future__ import annotations

from explorer.errors import ExplorerError, ShapeError
from explorer.network import Step, plan_partly
from explorer.scene import Scene


def fitting_steps(scene: Scene) -> tuple[dict[str, Step], ExplorerError | None]:
    """The steps up to the first layer that does not fit, by path, and the error of that layer; None if all fit."""
    try:
        return {step.path: step for step in scene.network.steps}, None
    except ShapeError:
        steps, error = plan_partly(scene.layers, scene.input_shape, scene.names)
        return {step.path: step for step in steps}, error
    except ExplorerError as error:
        return {}, error
