"""See inside a convolutional network: every map, what any cell reads, the arithmetic of any number.

>>> import explorer
>>> preset = explorer.presets.load("tinyvgg")
>>> network, params = preset.network, preset.weights.params(preset.network)
>>> image = explorer.images.picture_for("cat", network.input_shape).pixels[None]
>>> explorer.run(network, params, image)["12"].shape
(1, 10)

What stands in `__all__` stays; anything else may move. `docs/library.md` is the page to learn it from.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from explorer import errors, images, presets, reads
from explorer.formats.json_file import from_json, to_json
from explorer.formats.model import Model
from explorer.formats.reading import read
from explorer.formats.text import from_text, to_text
from explorer.formats.weights import read_weights
from explorer.formats.weights.writing import save_activations, save_weights
from explorer.layers import *  # noqa: F403  # every kind of layer, so that a new one is public as soon as it is listed
from explorer.layers import KINDS
from explorer.ledger import explain
from explorer.network import Cell, Network
from explorer.reads.cone import cone
from explorer.running import Budget, Gradients, Runner, backprop, run
from explorer.scene import ImageChoice, Scene, link
from explorer.scene.comparing import compare
from explorer.serving.opening import open_app as open
from explorer.version import __version__
from explorer.weights import (
    Edited,
    EditedFilter,
    EditedNumber,
    FromBank,
    Seeded,
    Trained,
    TrainedHere,
    Uploaded,
    Weights,
)

if TYPE_CHECKING:
    from explorer import learning
    from explorer.formats.code import to_keras, to_pytorch
    from explorer.formats.onnx_file.writing.writing import to_onnx
    from explorer.learning import SGD, Adam, AdamW, Augmentation, Checkpoint, Recipe, fit

__all__ = [
    "KINDS",
    "SGD",
    "Adam",
    "AdamW",
    "Augmentation",
    "Budget",
    "Cell",
    "Checkpoint",
    "Edited",
    "EditedFilter",
    "EditedNumber",
    "FromBank",
    "Gradients",
    "ImageChoice",
    "Model",
    "Network",
    "Recipe",
    "Runner",
    "Scene",
    "Seeded",
    "Trained",
    "TrainedHere",
    "Uploaded",
    "Weights",
    "__version__",
    "backprop",
    "compare",
    "cone",
    "errors",
    "explain",
    "fit",
    "from_json",
    "from_text",
    "images",
    "learning",
    "link",
    "open",
    "presets",
    "read",
    "read_weights",
    "reads",
    "run",
    "save_activations",
    "save_weights",
    "to_json",
    "to_keras",
    "to_onnx",
    "to_pytorch",
    "to_text",
]
__all__ += [kind.__name__ for kind in KINDS]
if find_spec("plotly") is not None:  # or `from explorer import *` would fail in a bare installation
    __all__ += ["figures"]  # noqa: F405


_LATE = {
    "to_keras": "explorer.formats.code",
    "to_pytorch": "explorer.formats.code",
    "to_onnx": "explorer.formats.onnx_file.writing.writing",
    **dict.fromkeys(("SGD", "Adam", "AdamW", "Augmentation", "Checkpoint", "Recipe", "fit"), "explorer.learning"),
}
"""Where the functions are that are imported when they are first asked for: writers take longer than all else."""


def __getattr__(name: str) -> Any:
    """`explorer.figures`, `explorer.learning` and what _LATE names, imported when they are first asked for.

    Figures need plotly, which says MissingExtraError.
    """
    if name in ("figures", "learning"):
        return import_module(f"explorer.{name}")
    if name in _LATE:
        return getattr(import_module(_LATE[name]), name)
    raise AttributeError(f"module 'explorer' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATE, "figures", "learning"})
