"""A scene as a short text for an address, and back: "1.<payload>" to "4.<payload>".

The payload is canonical JSON, deflated with a fixed dictionary, in URL-safe base64. What was shared must open for ever: in
version 1 trained and random weights go to the layers in their order, in version 2 the link says whose are whose; version 3
knows uploaded weights and single edited numbers, version 4 a scene beside another. A scene is written in the lowest version
that says all of it. Whatever a stranger puts into an address raises LinkError and nothing else.

>>> text = explorer.link.encode(explorer.presets.load("lenet5").scene())
>>> explorer.link.decode(text).preset
'lenet5'
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import astuple, replace
from typing import Any

from explorer import limits
from explorer.errors import ExplorerError, LinkError, typed
from explorer.formats.classes import given_classes
from explorer.images import FITS, drawing
from explorer.images.crop import Crop
from explorer.layers import KIND_BY_NAME
from explorer.layers.base import Layer
from explorer.layers.stack import MAX_DEPTH, Branches, Stack, walk
from explorer.network import MAX_LAYERS, Cell, canonical, check_input_shape, layer_spec
from explorer.network.naming import check_names
from explorer.scene.beside import comparison_of, with_comparison
from explorer.scene.scene import FACES, SCOPES, Face, ImageChoice, Scene, on_each_side
from explorer.settings import settings_of
from explorer.weights import (
    Base,
    Edited,
    EditedFilter,
    EditedNumber,
    FromBank,
    Override,
    Own,
    Seeded,
    Trained,
    TrainedHere,
    Uploaded,
    Weights,
)
from explorer.weights.streams import kernel_paths, plain_paths

VERSION, VERSION_WITH_STREAMS, VERSION_WITH_UPLOADS, VERSION_WITH_COMPARISON = VERSIONS = ("1", "2", "3", "4")
MAX_CHARS = limits.LINK_CHARS
"""Characters of a link, at most."""
MAX_BYTES = limits.LINK_BYTES
"""Bytes that a payload may expand to."""

# Part of the format: changing a letter of it makes version 2.
DICTIONARY = (
    b'{"c":["4",12,12,0],"i":[224,224,3],"l":[["rescaling",{"offset":0.0,"scale":1.0}],["softmax",{}],["flatten",{}],'
    b'["average_pool2d",{"pool_size":[2,2],"strides":[2,2]}],["dense",{"units":10}],["dense",{"units":4096}],'
    b'["conv2d",{"dilation_rate":[1,1],"groups":1,"strides":[2,2],"use_bias":false}],["relu",{}],["max_pool2d",{}],'
    b'["conv2d",{"filters":64,"kernel_size":[5,5],"padding":"same"}],["relu",{}],["conv2d",{"filters":512,'
    b'"padding":"same"}],["relu",{}]],"n":"vgg16","o":[["0","bank",["sobel_x"]]],"p":["cat","","crop"],'
    b'"w":["seeded","he_uniform",0]}'
)
"""What the compressor starts from; walkthroughs, which are made of scenes, use it too."""
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]*")
_MAX_PATH = 80
"""Characters of a path, at most."""
_MAX_NAME = 40
"""Characters of any other name, at most."""
_MAX_DIGEST = 64
_MAX_INDEX = 10**9
"""No row, column or channel is larger; whether a cell exists is checked when the network is planned."""
_AGAIN = "Ask the sender to copy the whole link again."


def encode(scene: Scene) -> str:
    """The link of a scene: letters, digits, '-', '_' and '.' only. Raises LinkError for what is no Scene.

    >>> explorer.link.encode(explorer.Scene((explorer.ReLU(),), (32, 32, 3)))[:2]
    '1.'
    """
    if not isinstance(scene, Scene):
        raise LinkError(f"{typed(scene)} was given for the scene.", "Use a Scene, such as that of preset.scene().")
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=DICTIONARY)
    packed = compressor.compress(canonical(to_plain(scene)).encode()) + compressor.flush()
    return f"{version_of(scene)}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def version_of(*scenes: Scene) -> str:
    """The lowest version that says all of these scenes: who knows only lower ones must not show other weights in silence.

    Names of layers and classes need no version: who does not know them shows the same numbers under other names.

    >>> scene = explorer.presets.load("lenet5").scene()
    >>> explorer.link.version_of(scene)
    '1'
    """
    if any(scene.compared is not None for scene in scenes):
        return VERSION_WITH_COMPARISON
    weights = [scene.weights for scene in scenes]
    if any(each.numbers or each.plain_streams or isinstance(each.base, Own) for each in weights):
        return VERSION_WITH_UPLOADS
    return VERSION_WITH_STREAMS if any(each.streams for each in weights) else VERSION


def fitting(scene: Scene) -> Scene:
    """The scene as a link can hold it: without the names of classes, where with them it would be too long to be opened.

    >>> scene = explorer.Scene((explorer.ReLU(),), (32, 32, 3), classes=("cat", "dog"))
    >>> explorer.link.fitting(scene) == scene
    True
    """
    if not any(side.classes for side in scene.sides) or len(encode(scene)) <= MAX_CHARS:
        return scene
    return on_each_side(scene, lambda side: replace(side, classes=()))


def decode(text: str) -> Scene:
    """The scene of the link `text`. Raises LinkError, and nothing else, for what is no link.

    >>> scene = explorer.presets.load("vgg16").scene()
    >>> explorer.link.decode(explorer.link.encode(scene)) == scene
    True
    """
    if not isinstance(text, str):
        raise LinkError(f"{typed(text)} was given for a link.", "Give its text, which begins with '1.'.")
    version, dot, payload = text.partition(".")
    if not dot or version not in VERSIONS:
        raise LinkError(
            "This version of CNN Explorer does not know this kind of link.",
            _AGAIN,
        )
    if len(text) > MAX_CHARS:
        raise LinkError(f"This link has {len(text):,} characters; at most {MAX_CHARS:,} can be read.", _AGAIN)
    try:
        plain = json.loads(_unpack(payload))
    except (ValueError, RecursionError):
        raise LinkError("This link is damaged.", _AGAIN) from None
    return from_plain(plain)


def to_plain(scene: Scene) -> dict[str, Any]:
    """The scene as the plain data (lists, dictionaries, texts, numbers) that a link holds.

    >>> explorer.link.to_plain(explorer.Scene((explorer.ReLU(),), (32, 32, 3)))["l"]
    [['relu', {}]]
    """
    cell = scene.cell
    plain: dict[str, Any] = {
        "i": scene.input_shape,
        "l": [layer_spec(layer) for layer in scene.layers],
        "w": _plain_base(scene.weights.base),
        "p": [scene.image.sample, scene.image.digest, scene.image.fit],
        "n": scene.preset,
    }
    if scene.weights.overrides:
        plain["o"] = [[path, *_plain_override(override)] for path, override in scene.weights.overrides]
    if scene.weights.filters:
        plain["f"] = [[f.path, f.channel, f.values] for f in scene.weights.filters]
    if scene.weights.streams:
        plain["k"] = scene.weights.streams
    if scene.weights.numbers:
        plain["number"] = [[n.path, n.name, n.index, n.value] for n in scene.weights.numbers]
    if scene.weights.plain_streams:
        plain["plain"] = scene.weights.plain_streams
    if scene.scope != "block":
        plain["s"] = scene.scope
    if scene.face != "after":
        plain["face"] = scene.face
    if scene.tool:
        plain["t"] = scene.tool
    if scene.training:
        plain["training"] = True
    if scene.names:
        plain["names"] = scene.names
    if scene.classes:
        plain["classes"] = scene.classes
    if scene.image.part is not None:
        plain["part"] = astuple(scene.image.part)
    if scene.image.drawing:
        plain["drawing"] = scene.image.drawing
    if cell is not None:
        plain["c"] = [cell.path, cell.row, cell.col, cell.channel]
    return with_comparison(plain, scene.compared, to_plain)


def from_plain(plain: Any) -> Scene:
    """The reverse of `to_plain`. Raises LinkError, and nothing else, for data that are no scene.

    >>> scene = explorer.presets.load("lenet5").scene()
    >>> explorer.link.from_plain(explorer.link.to_plain(scene)) == scene
    True
    """
    try:
        return _scene(plain)
    except LinkError:
        raise
    except ExplorerError as error:
        raise LinkError(f"This link holds an impossible setting. {error.problem}", _AGAIN) from None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError):
        raise LinkError("This link is damaged.", _AGAIN) from None


def _unpack(payload: str) -> bytes:
    if not _PAYLOAD.fullmatch(payload):
        raise LinkError("This link has characters that do not belong in a link.", _AGAIN)
    try:
        packed = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        decompressor = zlib.decompressobj(-15, zdict=DICTIONARY)
        data = decompressor.decompress(packed, MAX_BYTES)
    except (binascii.Error, zlib.error):
        raise LinkError("This link is damaged.", _AGAIN) from None
    if not decompressor.eof:
        raise LinkError("This link is cut off or too large.", _AGAIN)
    return data


def _plain_base(base: Base) -> list[Any]:
    match base:
        case Seeded(scheme, seed):
            return ["seeded", scheme, seed]
        case Trained(name, epoch):
            return ["trained", name, epoch]
        case TrainedHere():
            return ["here", base.digest, base.kernels, base.plain, base.name, base.family, base.epoch]
        case Own(digest, kernels, plain, name):  # pragma: no branch
            return ["uploaded", digest, kernels, plain, name]


def _plain_override(override: Override) -> list[Any]:
    match override:
        case FromBank(names):
            return ["bank", names]
        case Edited(values):  # pragma: no branch
            return ["edited", values]


def _scene(plain: dict[str, Any]) -> Scene:
    specs = plain["l"]
    count = _layer_count(specs)
    if count > MAX_LAYERS:
        raise LinkError(f"This link has {count:,} layers; at most {MAX_LAYERS} can be shown.", _AGAIN)
    if len(plain.get("o", [])) > MAX_LAYERS:
        raise LinkError("This link has more hand-made kernels than layers.", _AGAIN)
    layers = tuple(_layer(*spec) for spec in specs)
    return Scene(
        layers=layers,
        input_shape=check_input_shape(plain["i"]),
        weights=Weights(
            _base(*plain["w"]),
            tuple(_override(*o) for o in plain.get("o", [])),
            _filters(plain),
            _streams(plain.get("k", []), kernel_paths(layers)),
            _numbers(plain.get("number", []), layers),
            _streams(plain.get("plain", []), plain_paths(layers)),
        ),
        image=_image(plain),
        cell=_cell(*plain["c"]) if "c" in plain else None,
        preset=_text(plain["n"], _MAX_NAME),
        scope=_scope(plain.get("s", "block")),
        face=_face(plain.get("face", "after")),
        tool=_text(plain.get("t", ""), _MAX_NAME),
        training=plain.get("training") is True,
        names=check_names(plain.get("names", []), layers),
        classes=given_classes(plain.get("classes", [])),
        compared=comparison_of(plain, _scene),
    )


def _scope(name: Any) -> str:
    if name not in SCOPES:
        raise LinkError(f"This link asks for an unknown colour scale, {_short(name)}.", _AGAIN)
    return str(name)


def _face(name: Any) -> Face:
    for face in FACES:
        if name == face:
            return face
    raise LinkError(f"This link asks for an unknown view of the layers, {_short(name)}.", _AGAIN)


def _layer_count(specs: list[Any], depth: int = 0) -> int:
    """The number of layers, those in composites included, counted before any of them is made."""
    if depth > MAX_DEPTH:
        raise LinkError(f"This link nests blocks more than {MAX_DEPTH} deep.", _AGAIN)
    count = len(specs)
    for kind, settings in specs:
        count += sum(_layer_count(stack, depth + 1) for stack in _stacks(kind, settings))
    return count


def _stacks(kind: str, settings: dict[str, Any]) -> Iterator[list[Any]]:
    """The specifications of the stacks inside a composite; none for other layers."""
    for declared in settings_of(KIND_BY_NAME[kind]) if kind in KIND_BY_NAME else ():
        if isinstance(declared.type, Stack):
            yield settings.get(declared.name, [])
        elif isinstance(declared.type, Branches):
            yield from settings.get(declared.name, [])


def _layer(kind: str, settings: dict[str, Any]) -> Layer:
    if kind not in KIND_BY_NAME:
        raise LinkError(f"This link asks for an unknown kind of layer, {_short(kind)}.", _AGAIN)
    return KIND_BY_NAME[kind]().with_settings(**settings)


def _base(kind: str, name: str, number: int, *more: Any) -> Base:
    if kind == "seeded" and not more:
        return Seeded(name, number)
    if kind == "trained" and not more:
        return Trained(_text(name, _MAX_NAME), number)
    if kind == "uploaded":
        plain, title = more
        return Uploaded(name, number, plain, title)
    if kind == "here":
        plain, title, family, epoch = more
        return TrainedHere(name, number, plain, title, family=family, epoch=epoch)
    raise LinkError(f"This link asks for an unknown kind of weights, {_short(kind)}.", _AGAIN)


def _filters(plain: dict[str, Any]) -> tuple[EditedFilter, ...]:
    return tuple(
        EditedFilter(_text(path, _MAX_PATH), _index(channel), tuple(float(value) for value in values))
        for path, channel, values in plain.get("f", [])
    )


def _numbers(plain: list[Any], layers: tuple[Layer, ...]) -> tuple[EditedNumber, ...]:
    """Single edited numbers; those that must not be negative are not."""
    if not plain:
        return ()
    kinds = dict(walk(layers))
    numbers = tuple(
        EditedNumber(_text(path, _MAX_PATH), _text(name, _MAX_NAME), _index(index), float(value))
        for path, name, index, value in plain
    )
    for number in numbers:
        if number.path in kinds and number.value < 0 and number.name in kinds[number.path].non_negative:
            raise LinkError(f"This link has {number.value:g} for a {number.name}, which cannot be below 0.", _AGAIN)
    return tuple(sorted(numbers))


def _streams(plain: list[Any], paths: tuple[str, ...]) -> tuple[int, ...]:
    """The streams of the layers at `paths`; there are as many as such layers, or none."""
    streams = tuple(_index(value) for value in plain)
    if streams and len(streams) != len(paths):
        raise LinkError("This link does not say which weights each layer has.", _AGAIN)
    return streams


def _index(value: Any) -> int:
    if type(value) is not int or abs(value) > _MAX_INDEX:
        raise LinkError("This link points to a filter or a cell that cannot exist.", _AGAIN)
    return value


def _override(path: str, kind: str, values: list[Any]) -> tuple[str, Override]:
    if kind == "bank":
        return _text(path, _MAX_PATH), FromBank(tuple(_text(name, _MAX_NAME) for name in values))
    if kind == "edited":
        return _text(path, _MAX_PATH), Edited(tuple(float(value) for value in values))
    raise LinkError(f"This link asks for an unknown kind of weights, {_short(kind)}.", _AGAIN)


def _image(plain: dict[str, Any]) -> ImageChoice:
    sample, digest, fit = plain["p"]
    if fit not in FITS:
        raise LinkError(f"This link asks for an unknown way to fit images, {_short(fit)}.", _AGAIN)
    part = Crop(*plain["part"]) if "part" in plain else None
    levels = _text(plain.get("drawing", ""), max(drawing.SIDES) ** 2)
    if levels:
        drawing.side_of(levels)  # raises for a text that is no drawing
    return ImageChoice(_text(sample, _MAX_NAME), _text(digest, _MAX_DIGEST), fit, part, levels)


def _cell(path: str, row: int, col: int, channel: int) -> Cell:
    for value in (row, col, channel):
        if type(value) is not int or abs(value) > _MAX_INDEX:
            raise LinkError("This link points to a cell that cannot exist.", _AGAIN)
    return Cell(_text(path, _MAX_PATH), row, col, channel)


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise LinkError("This link is damaged.", _AGAIN)
    return value


def _short(value: Any) -> str:
    return repr(value)[:40]
