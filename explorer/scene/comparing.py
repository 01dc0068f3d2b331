"""Two scenes side by side, each run on its image: what the app's Compare shows, as a record."""

from __future__ import annotations

from explorer.analysis.compared.record import Compared, Side
from explorer.errors import SettingError, typed
from explorer.layers.base import Array
from explorer.running import run
from explorer.scene.picture import picture_of
from explorer.scene.scene import Scene


def compare(left: Scene, right: Scene, left_image: Array | None = None, right_image: Array | None = None) -> Compared:
    """What differs between two scenes: layers, size and cost, maps, answers. Differences are right minus left.

    The images are those of the scenes, or arrays (rows, columns, channels) from 0 to 1 in their place: an uploaded photo is
    not part of a scene. Both networks are run at once. Raises ImageError for a scene with an uploaded photo and no array,
    ShapeError or SettingError for layers that do not fit together, WeightsError for an array of the wrong shape.

    >>> from dataclasses import replace
    >>> before = explorer.presets.load("flowers_vgg").scene()
    >>> untrained = replace(before, weights=explorer.Weights(explorer.Trained("flowers_vgg", 0)))
    >>> compared = explorer.compare(before, untrained)
    >>> compared.totals["parameters"].by, compared.maps("conv1_1").changed > 0
    (0, True)
    """
    return Compared(_side(left, left_image), _side(right, right_image))


def _side(scene: Scene, image: Array | None) -> Side:
    if not isinstance(scene, Scene):
        raise SettingError(f"{typed(scene)} was given for a scene.", "Use a Scene, such as that of preset.scene().")
    network = scene.network
    pixels = picture_of(scene.image, network.input_shape).pixels if image is None else image
    acts = run(network, scene.weights.params(network), pixels[None])
    return Side(network, scene.weights, acts, scene.classes)
