"""Places between layers where another one can be put, as the path that it would get; and what is usual there."""

from __future__ import annotations

from explorer.errors import SettingError
from explorer.layers import Layer, Place
from explorer.layers.stack import layer_at, split_path
from explorer.scene import Scene
from explorer.views.shell.state import Session
from explorer.views.sidebar.fitting import fitting_steps


def stack_of(scene: Scene, prefix: str) -> tuple[Layer, ...]:
    """The layers of the stack whose paths begin with `prefix`: "" for the network's own. Raises SettingError."""
    if not prefix:
        return scene.layers
    outer, _, branch = prefix.rstrip(".").rpartition(".b")
    return layer_at(scene.layers, outer).branches[int(branch)]


def is_place(scene: Scene, path: str) -> bool:
    """Whether a layer can be put at `path`, which may come from anybody."""
    try:
        prefix, index = split_path(path)
        return 0 <= index <= len(stack_of(scene, prefix)) and path == f"{prefix}{index}"
    except (SettingError, ValueError, IndexError):
        return False


def place_at(scene: Scene, path: str) -> Place:
    """What is known of the place at `path`; of layers that do not fit, the shape above them is taken."""
    steps, _ = fitting_steps(scene)
    prefix, index = split_path(path)
    outer = prefix.rpartition(".b")[0]
    entering = place_at(scene, outer).shape if prefix else scene.input_shape
    fitting = (steps[above].output_shape for n in reversed(range(index)) if (above := f"{prefix}{n}") in steps)
    return Place(next(fitting, entering), stack_of(scene, prefix)[:index], entering, joined=bool(prefix))


def mark_of(current: Session) -> str:
    """The place of the insert mark: below the layer whose form is open, or the end."""
    path = next((path for path, layer_id in current.now.paths if layer_id == current.open_id), "")
    if not path:
        return "0" if current.open_id == "input" else str(len(current.scene.layers))
    prefix, index = split_path(path)
    return f"{prefix}{index + 1}"
