"""The network on the screen as downloads that hold its weights: an ONNX file, and code with a check."""

from __future__ import annotations

from typing import BinaryIO

from explorer.analysis.answer import class_names
from explorer.formats.code import Framework, write_code_archive
from explorer.formats.onnx_file.writing.writing import write_onnx
from explorer.network import Network
from explorer.scene import Scene
from explorer.views.explore.runs import BUDGET
from explorer.views.image.pictures import fitted
from explorer.views.shared.downloads.arrays import BINARY, checked, key_of
from explorer.views.shared.downloads.offers import offer
from explorer.words.description import title


def offer_onnx(scene: Scene, name: str) -> str:
    """The address of the network with its weights as an ONNX file called `name`.

    Raises BudgetError for more than this server sends, with the command that writes it at home.
    """
    network = scene.network
    checked(scene, name, _weight_bytes(network))
    classes = class_names(network, scene.weights, scene.classes) or ()

    def produce(stream: BinaryIO) -> None:
        # Drawn here, so that the session holds no weights as long as the link stands.
        write_onnx(network, scene.weights.params(network), stream, classes, title(scene))

    return offer(key_of(scene, "onnx", name), name, BINARY, produce)


def offer_code(scene: Scene, name: str, framework: Framework) -> str:
    """The address of a zip file called `name`: code, weights, the image and the script that compares; as `offer_onnx`.

    Raises ImageError if the session may not see the image, too.
    """
    network = scene.network
    checked(scene, name, _weight_bytes(network), "--framework", framework)
    BUDGET.check(network)
    pixels = fitted(scene.image, network.input_shape).pixels

    def produce(stream: BinaryIO) -> None:
        write_code_archive(stream, network, scene.weights, pixels, framework)

    return offer(key_of(scene, "code", framework, name), name, "application/zip", produce)


def _weight_bytes(network: Network) -> int:
    return 4 * sum(step.param_count for step in network.steps)
