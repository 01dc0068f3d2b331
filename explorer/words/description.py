"""Descriptions of scenes, one line each: for the share dialog, the title of an embedded frame, and lists of links."""

from __future__ import annotations

from explorer import presets
from explorer.errors import ExplorerError
from explorer.images import samples
from explorer.layers.base import Shape
from explorer.layers.stack import layer_count
from explorer.network import Cell
from explorer.scene import ImageChoice, Scene
from explorer.weights import Own, Seeded, TrainedHere

_UPLOAD = "an uploaded photo"


def describe(scene: Scene) -> str:
    """The scene in words: "TinyVGG, 64 × 64 RGB, 8 layers, random weights (seed 0), photo “Dahlia”, cell conv1_1 row 31 …".

    It works for every scene that a link can hold, also for one whose layers do not fit together.
    """
    parts = [title(scene), _input(scene.input_shape), _count(layer_count(scene.layers), "layer")]
    if scene.layers:
        parts.append(weights_words(scene))
    beside = [f"beside {title(other)}" for other in scene.sides[1:]]
    return ", ".join([*parts, image_words(scene.image), _cell(scene), *beside])


def title(scene: Scene) -> str:
    """The title of the preset, if the network is still that of a preset; else "Self-built network"."""
    if scene.preset in presets.NAMES:
        preset = presets.load(scene.preset)
        if (preset.network.layers, preset.network.input_shape) == (scene.layers, scene.input_shape):
            return preset.title
    return "Self-built network"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}" if number else f"no {what}s"


def _input(shape: Shape) -> str:
    rows, cols, channels = shape
    seen = "RGB" if channels == 3 else "grey" if channels == 1 else f"with {_count(channels, 'channel')}"
    return f"{rows} × {cols} {seen}"


def weights_words(scene: Scene) -> str:
    """Where the weights of a scene come from: "random weights (seed 0), 1 edited filter"."""
    weights = scene.weights
    base, overridden = weights.base, {path for path, _ in weights.overrides}
    if isinstance(base, TrainedHere):
        parts = [
            f"trained here for {base.epoch:g} epoch{'' if base.epoch == 1 else 's'}"
            + (f", “{base.name}”" if base.name else "")
        ]
    elif isinstance(base, Own):
        parts = [f"weights from the file “{base.name}”" if base.name else "uploaded weights"]
    elif isinstance(base, Seeded):
        parts = [f"random weights (seed {base.seed})"] if _kernels(scene) - overridden or not overridden else []
    else:
        parts = [f"trained for {_count(base.epoch, 'epoch')}" if base.epoch else "untrained weights"]
    if overridden:
        parts.append(f"hand-made filters in {_count(len(overridden), 'layer')}")
    if weights.filters:
        parts.append(_count(len(weights.filters), "edited filter"))
    if weights.numbers:
        parts.append(_count(len(weights.numbers), "edited number"))
    return ", ".join(parts)


def _kernels(scene: Scene) -> set[str]:
    """The paths of the layers that have a kernel; none while the stack cannot be planned."""
    try:
        return {step.path for step in scene.network.steps if "kernel" in step.param_shapes}
    except ExplorerError:
        return set()


def image_words(choice: ImageChoice) -> str:
    """Which image a scene shows: "photo “Dahlia”", "part of a drawing"."""
    return f"part of {_whole_image(choice)}" if choice.part else _whole_image(choice)


def _whole_image(choice: ImageChoice) -> str:
    if choice.own:
        return "a drawing" if choice.drawing else _UPLOAD
    sample_by_name = {sample.name: sample for sample in (*samples.SAMPLES, *samples.FASHION)}
    if choice.sample not in sample_by_name:
        return f"image “{choice.sample}”"
    sample = sample_by_name[choice.sample]
    return f"{'test image' if sample.label else sample.kind} “{sample.title}”"


def _cell(scene: Scene) -> str:
    """The selected cell; maps and units count from 0, as everywhere."""
    try:
        cell = scene.settled_cell()
        step = scene.network.step(cell.path)
    except ExplorerError:
        return "layers that do not fit together yet" if scene.cell is None else f"cell {_unplanned(scene, scene.cell)}"
    if len(step.output_shape) == 1:
        return f"cell {step.name} unit {cell.channel}"
    return f"cell {step.name} row {cell.row} column {cell.col} map {cell.channel}"


def _unplanned(scene: Scene, cell: Cell) -> str:
    """The cell of a stack that cannot be planned: by the name of its layer alone."""
    names = scene.layer_names
    return f"in {names.get(cell.path, 'input')} (the layers do not fit together yet)"
