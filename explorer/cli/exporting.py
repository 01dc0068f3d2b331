"""The command `cnn-explorer export`: a network into a file, whose ending says what of it and in which form.

A new form is a row of FORMS: an ending, what it holds, the options that it takes, and a function that writes.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

from explorer import limits
from explorer.analysis import architecture
from explorer.analysis.answer import class_names
from explorer.cli.commands import FIGURE_KINDS, PAGE, figure_html, plotly_figure
from explorer.cli.naming import scene_of
from explorer.errors import SettingError, WeightsError
from explorer.formats.code import FRAMEWORKS, to_keras, to_pytorch, write_code_archive
from explorer.formats.json_file import SUFFIX, to_json
from explorer.formats.onnx_file.writing.writing import write_onnx
from explorer.formats.text import to_text
from explorer.formats.weights import read_weights
from explorer.formats.weights.writing import activation_entries, described, weight_entries, write_entries
from explorer.formats.writing import new_file
from explorer.images.choosing import picture_for
from explorer.layers.base import Array
from explorer.network import Network
from explorer.plain import megabytes
from explorer.running import run
from explorer.scene import Scene
from explorer.scene.picture import picture_of
from explorer.weights import Own
from explorer.words.description import title

WEIGHTS, ACTIVATIONS = WHATS = ("weights", "activations")
Option = Literal["what", "layer", "numbers", "names", "weights", "image", "framework", "figure", "theme", "cell"]
DIAGRAM, REPORT = "diagram", "report"
_ARRAYS: tuple[Option, ...] = ("what", "layer", "numbers", "names", "weights", "image")


@dataclass(frozen=True)
class Order:
    """What is to be written: a scene, the ending of the file, and the options that were given, by name."""

    scene: Scene
    suffix: str
    options: Mapping[Option, str]

    @property
    def network(self) -> Network:
        """The network of the scene."""
        return self.scene.network


@dataclass(frozen=True)
class Form:
    """A form of file: what it holds, in a few words, what writes it, and the options that it takes."""

    holds: str
    write: Callable[[Order, BinaryIO], None]
    options: tuple[Option, ...] = ()


def export(arguments: argparse.Namespace) -> None:
    """Write NETWORK into FILE. Raises ExplorerError for what cannot be read or written."""
    target = Path(arguments.output)
    suffix, form = form_of(target)
    order = Order(_scene(arguments), suffix, _options(arguments, suffix, form))
    with new_file(target) as file:
        form.write(order, file)
    print(f"{target} holds {form.holds}, {megabytes(target.stat().st_size)}.")


def form_of(target: Path) -> tuple[str, Form]:
    """The ending of a file and its form. Raises SettingError for an ending that stands for none."""
    name = target.name.casefold()
    if name.endswith(".cnn.zip"):
        raise SettingError(
            "A .cnn.zip holds a demo, which the app writes.", "Use Share > File there, or .zip for code."
        )
    for suffix in sorted(FORMS, key=len, reverse=True):
        if name.endswith(suffix):
            return suffix, FORMS[suffix]
    if name.endswith(".json"):
        raise SettingError("A network is not written as .json alone.", f"Use {SUFFIX}.")
    raise SettingError(
        f"A network cannot be written as {target.suffix or target.name!r}.", f"Use one of {', '.join(FORMS)}."
    )


def _options(arguments: argparse.Namespace, suffix: str, form: Form) -> dict[Option, str]:
    """The options that were given. Raises SettingError for one that would do nothing."""
    given: dict[Option, str] = {name: value for name in OPTIONS if (value := getattr(arguments, name)) is not None}
    for name in given:
        if name not in form.options:
            endings = [other for other, each in FORMS.items() if name in each.options]
            raise SettingError(
                f"--{name} says nothing of a file that ends in {suffix}.",
                f"It is for {', '.join(endings)}." if endings else "Leave it out.",
            )
    return given


def _scene(arguments: argparse.Namespace) -> Scene:
    """The scene, with the weights of a file if one is given."""
    scene = scene_of(arguments.network)
    if arguments.weights is None:
        return scene
    weights = read_weights(arguments.weights, scene.network)
    asked = scene.weights.asked_for
    if asked is not None:
        assert isinstance(weights.base, Own)
        # What was edited stays; other weights than those of the link are refused.
        return replace(scene, weights=replace(scene.weights, base=asked.with_arrays_of(weights.base)))
    return replace(scene, weights=weights)


# -- the forms --------------------------------------------------------------------------------------------------------


def _arrays(order: Order, file: BinaryIO) -> None:
    options = dict(order.options)
    what, image = options.pop("what", WEIGHTS), options.pop("image", None)
    options.pop("weights", None)
    if what == WEIGHTS:
        if image is not None:
            raise SettingError("--image says nothing of weights.", "Add --what activations.")
        entries = weight_entries(order.network, order.scene.weights, **options)  # type: ignore[arg-type]
    else:
        entries = activation_entries(order.network, _activations(order.scene, image), **options)  # type: ignore[arg-type]
    write_entries(file, order.suffix, entries, described(order.network, what))


def _activations(scene: Scene, image: str | None) -> Mapping[str, object]:
    _check_weights(scene)
    return run(scene.network, scene.weights.params(scene.network), _pixels(scene, image)[None])


def _check_weights(scene: Scene) -> None:
    """Raises WeightsError where the link names weights that it does not hold."""
    if (asked := scene.weights.asked_for) is not None:
        raise WeightsError(
            f"The uploaded weights {asked.name or asked.digest[:8]} are not part of the link.",
            "Give their file: --weights FILE.",
        )


def _pixels(scene: Scene, image: str | None) -> Array:
    """The image of the scene, or that in the file `image`, (rows, columns, channels)."""
    shape = scene.input_shape
    picture = picture_of(scene.image, shape) if image is None else picture_for(_photo(Path(image)), shape)
    return picture.pixels


def _photo(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(limits.FILE_BYTES + 1)
    except OSError as error:
        raise SettingError(f"{path} cannot be read: {error.strerror}.", "Give a picture.") from None


def _text(write: Callable[[Order], str]) -> Callable[[Order, BinaryIO], None]:
    """What writes the text that `write` makes, in UTF-8."""
    return lambda order, file: _put(file, write(order))


def _put(file: BinaryIO, text: str) -> None:
    file.write(text.encode("utf-8"))


def _json(order: Order) -> str:
    return to_json(order.network, order.scene.weights, order.scene.classes)


def _onnx(order: Order, file: BinaryIO) -> None:
    _check_weights(order.scene)
    scene, network = order.scene, order.network
    classes = class_names(network, scene.weights, scene.classes) or ()
    write_onnx(network, scene.weights.params(network), file, classes, title(scene))


def _code(order: Order) -> str:
    write = to_pytorch if order.options.get("framework") == "pytorch" else to_keras
    return write(order.network)


def _archive(order: Order, file: BinaryIO) -> None:
    _check_weights(order.scene)
    framework = order.options.get("framework", "keras")
    pixels = _pixels(order.scene, order.options.get("image"))
    write_code_archive(file, order.network, order.scene.weights, pixels, framework)  # type: ignore[arg-type]


def _picture(order: Order, file: BinaryIO) -> None:
    """A figure as SVG or PNG, drawn without a browser. Raises MissingExtraError without plotly."""
    from explorer import figures
    from explorer.figures.vector.raster import png_of
    from explorer.figures.vector.reading.figure import drawing_of
    from explorer.figures.vector.svg import svg_of

    kind, as_png = order.options.get("figure"), order.suffix == ".png"
    if kind in (PAGE, REPORT):
        raise SettingError(f"A {kind} cannot be written as {order.suffix}.", "Use .html.")
    if kind == DIAGRAM:
        theme = order.options.get("theme", "light")
        diagram = figures.diagram_png if as_png else figures.diagram
        written = diagram(order.network, theme=theme)
    else:
        drawing = drawing_of(plotly_figure(order.scene, *_figure_options(order)))
        written = png_of(drawing, PNG_SCALE) if as_png else svg_of(drawing, title=title(order.scene))
    file.write(written.encode("utf-8") if isinstance(written, str) else written)


def _figure_options(order: Order) -> tuple[str | None, ...]:
    return tuple(order.options.get(name) for name in _FIGURE)


def _figure(order: Order) -> str:
    if order.options.get("figure") == REPORT:
        from explorer import figures

        return figures.report(order.scene, title=title(order.scene))
    if order.options.get("figure") == DIAGRAM:
        raise SettingError("A diagram cannot be written as .html.", "Use .svg or .png.")
    return figure_html(order.scene, **{name: order.options.get(name) for name in _FIGURE})


PNG_SCALE = 2.0
"""Px of a PNG per px on the screen."""
_FIGURE: tuple[Option, ...] = ("figure", "cell", "layer", "theme")
FORMS: Mapping[str, Form] = {
    ".npz": Form("its arrays", _arrays, _ARRAYS),
    ".safetensors": Form("its arrays", _arrays, _ARRAYS),
    SUFFIX: Form("the network as JSON", _text(_json)),
    ".txt": Form("the network as text", _text(lambda order: to_text(order.network))),
    ".csv": Form("the table of its layers", _text(lambda order: architecture.to_csv(order.network))),
    ".md": Form("the table of its layers", _text(lambda order: architecture.to_markdown(order.network))),
    ".tex": Form("the table of its layers", _text(lambda order: architecture.to_latex(order.network))),
    ".onnx": Form("the network with its weights", _onnx, ("weights",)),
    ".py": Form("the network as code", _text(_code), ("framework",)),
    ".zip": Form("code, weights and a check", _archive, ("framework", "weights", "image")),
    ".svg": Form("a picture", _picture, _FIGURE),
    ".png": Form("a picture", _picture, _FIGURE),
    ".html": Form("a picture", _text(_figure), _FIGURE),
}
"""Every form by the ending of its files."""

OPTIONS: Mapping[Option, tuple[str, Sequence[str] | None, str]] = {
    "what": ("WHAT", WHATS, "of arrays; default: weights"),
    "layer": ("LAYER", None, "only this one, a name or a path"),
    "numbers": ("TYPE", ("float32", "float16"), "of arrays; default: float32"),
    "names": ("NAMES", ("paths", "names"), "what layers are called in a file of arrays"),
    "weights": ("FILE", None, "take the weights of this file: .npz, .safetensors, .keras, .weights.h5"),
    "image": ("FILE", None, "of activations: a picture in place of that of the network"),
    "framework": ("NAME", tuple(FRAMEWORKS), "of code; default: keras"),
    "figure": ("KIND", (*FIGURE_KINDS, PAGE, DIAGRAM, REPORT), "of pictures; default: overview"),
    "cell": ("CELL", None, "of pictures of one cell"),
    "theme": ("THEME", ("light", "dark"), "of pictures; default: light"),
}
"""The options by name: what stands for their value in the help, the values if only some will do, and the help."""
