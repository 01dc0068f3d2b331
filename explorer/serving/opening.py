"""`explorer.open`: opens the app on a given network, from a notebook or a script."""

from __future__ import annotations

import webbrowser
from collections.abc import Mapping, Sequence

from explorer.errors import ImageError, WeightsError
from explorer.formats.classes import given_classes
from explorer.images import Picture, digest, samples
from explorer.images.choosing import ImageLike, picture_for
from explorer.layers.base import Params
from explorer.network import Cell, Network
from explorer.scene import ImageChoice, Scene
from explorer.serving import handover
from explorer.serving.server import Server, check_extra
from explorer.weights import LazyParams, Uploaded, Weights


def open_app(
    network: Network,
    weights: Weights | Mapping[str, Params] | None = None,
    image: ImageLike = "cat",
    *,
    cell: Cell | None = None,
    classes: Sequence[str] = (),
    port: int | None = None,
    browser: bool = True,
) -> Server:
    """Open the app on `network` and return at once with its Server: `.address`, and `.close()` to stop it.

    `weights` is a Weights value, or arrays by path (Uploaded.of says which); by default random. `image` is a sample's name,
    the bytes of a file, a Picture, or pixels (rows, columns, channels) in [0, 1] of the input's shape. `cell` is the cell
    selected at first, `classes` are the names of the outputs, such as those of a Model. The server listens at `port` (by
    default a free one) of this machine only, and ends with this process. Arrays reach it through a file that only this user
    can read and that is deleted as soon as it was read. `browser` says
    whether to open the app in the web browser.

    Raises MissingExtraError without streamlit, ServerError if it cannot start, SettingError for an unknown cell or names that
    cannot be, ImageError and WeightsError for what it cannot show.

    >>> import explorer
    >>> preset = explorer.presets.load("edges")
    >>> with explorer.open(preset.network, preset.weights, preset.image, browser=False) as app:
    ...     print(app.address.rpartition(":")[0])
    http://127.0.0.1
    """
    check_extra()
    path = handover.write(handover_for(network, weights, image, cell, classes))
    try:
        server = Server(port, environment={handover.VARIABLE: str(path)}, on_close=lambda: handover.remove(path))
    except BaseException:
        handover.remove(path)
        raise
    if browser:
        webbrowser.open(server.address)
    return server


def handover_for(
    network: Network,
    weights: Weights | Mapping[str, Params] | None,
    image: ImageLike,
    cell: Cell | None,
    classes: Sequence[str] = (),
) -> handover.Handover:
    """The scene and the picture that the app opens with. Raises as `open_app` does."""
    if network.input_shape[2] not in (1, 3):
        raise ImageError(
            f"The app shows images with 1 or 3 channels; this network takes {network.input_shape[2]}.",
            "Use explorer.run and explorer.figures.",
        )
    choice, picture = _image_choice(image, network)
    scene = Scene(
        layers=network.layers,
        input_shape=network.input_shape,
        weights=_weights(network, weights),
        image=choice,
        cell=network.check_cell(cell) if cell is not None else None,
        classes=given_classes(classes),
    )
    return handover.Handover(scene, picture)


def _image_choice(image: ImageLike, network: Network) -> tuple[ImageChoice, Picture | None]:
    """The image as the scene refers to it, and its pixels unless it is a sample."""
    if isinstance(image, str):
        samples.load(image)
        return ImageChoice(image), None
    picture = picture_for(image, network.input_shape)
    return ImageChoice("", digest(picture.pixels)[:24]), picture


def _weights(network: Network, weights: Weights | Mapping[str, Params] | None) -> Weights:
    if weights is None:
        return Weights()
    if isinstance(weights, LazyParams) and isinstance(weights.weights, Weights):
        return weights.weights
    if isinstance(weights, Weights):
        return weights
    made = Weights(Uploaded.of(network, weights))
    for path in (*made.untrained(network), *made.at_defaults(network)):
        raise WeightsError(f"There are no parameters for {network.step(path).name}.", f"Give them under path {path!r}.")
    return made
