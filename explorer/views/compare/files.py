"""A file, or a link, beside the scene: read as the dialog "Open a network" and the Gallery read it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from explorer.errors import FormatError, LinkError
from explorer.formats.origins import given_names
from explorer.formats.preparing import guessed, prepared
from explorer.formats.reading import read
from explorer.formats.text import read as read_text
from explorer.network import Network
from explorer.scene import Scene, link, walkthrough
from explorer.store import zipped
from explorer.store.weight_files import photos_in, weights_in
from explorer.views.image.photos import add_photo
from explorer.views.opening.starting import check
from explorer.views.shared.busy import alone
from explorer.views.shared.own_weights import with_own_weights
from explorer.views.shell.state import Session
from explorer.views.sidebar.edits import hold_weights
from explorer.weights import Uploaded, Weights

TYPES = ["onnx", "json", "txt", "py", "zip"]
"""The endings of files that can be put beside: a network, a text or code, a demo."""
SCENE, WALK = "m", "w"
"""The query parameters of an address that name a scene, and a walkthrough."""


def scene_of_file(current: Session, name: str, data: bytes) -> Scene:
    """The scene of a file: a network on the present image, or the first step of a demo. Raises ExplorerError."""
    if name.casefold().endswith(".zip"):
        return _of_demo(current, data)
    if name.casefold().endswith((".onnx", ".json")):
        return _of_network(current, name, data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise FormatError(
            f"{name} is not a text.", "Choose a text in UTF-8, an ONNX file, a .cnn.json or a .cnn.zip."
        ) from None
    parsed = read_text(text, current.scene.input_shape)
    check(parsed.network)
    return on_image_of(
        current.scene, Scene(parsed.network.layers, parsed.network.input_shape, names=parsed.network.names)
    )


def on_image_of(scene: Scene, other: Scene) -> Scene:
    """`other` with the image of `scene`: on the same image two networks can be compared."""
    return replace(other, image=scene.image)


def _of_network(current: Session, name: str, data: bytes) -> Scene:
    with alone():
        model = read(data)
    model = prepared(model, guessed(model.layers))
    network = Network(model.layers, model.input_shape, given_names(model))
    check(network)
    weights = Weights(hold_weights(current, Uploaded.of(network, model.params, name))) if model.params else model.recipe
    other = Scene(network.layers, network.input_shape, weights, names=network.names, classes=model.classes)
    return on_image_of(current.scene, other)


def _of_demo(current: Session, data: bytes) -> Scene:
    """The first step of a demo file; its photos and weights become the visitor's own."""
    bundle = zipped.unpack(data)
    for uploaded in weights_in(bundle.files).values():
        hold_weights(current, uploaded)
    for photo in photos_in(bundle.files).values():
        add_photo(photo)
    return with_own_weights(replace(bundle.walk.stops[0].scene, compared=None))


def scene_of_link(text: str) -> Scene:
    """The scene of an address or of the link in it; of a walkthrough the first step. Raises LinkError."""
    text = text.strip()
    query: dict[str, list[Any]] = parse_qs(urlsplit(text).query) if "?" in text else {}
    if WALK in query and SCENE not in query:
        scene = walkthrough.decode(query[WALK][0]).stops[0].scene
    elif SCENE in query or (text and "?" not in text and "/" not in text):
        scene = link.decode(query.get(SCENE, [text])[0])
    else:
        raise LinkError(
            "This address has no network in it.",
            "Copy a link from the Share dialog, or the address of the Explore page.",
        )
    return with_own_weights(replace(scene, compared=None))
