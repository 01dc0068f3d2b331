"""The commands: each function takes the parsed arguments and prints, or writes a file."""

from __future__ import annotations

import argparse
import signal
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from explorer.cli.naming import cell_of, scene_of
from explorer.errors import SettingError
from explorer.formats.text import to_text
from explorer.network import Cell, Network
from explorer.reads import Region, regions
from explorer.scene import Scene
from explorer.scene.picture import picture_of
from explorer.serving.server import Server
from explorer.words.description import title

FILE_ENDINGS = (".html", ".json")
FIGURE_KINDS = ("overview", "architecture", "growth", "ledger", "cone", "cone-maps", "maps")
PAGE = "page"
"""The kind that is no Plotly figure, but a web page of its own."""


def run_app(arguments: argparse.Namespace) -> None:
    """Serve the app until it is stopped (Ctrl+C, or the signal to terminate)."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with Server(arguments.port, arguments.host, quiet=False) as server:
        print(f"CNN Explorer is at {server.address} (stop it with Ctrl+C)", flush=True)
        if not arguments.no_browser:
            threading.Thread(target=webbrowser.open, args=(server.address,), daemon=True).start()
        server.wait()


def text(arguments: argparse.Namespace) -> None:
    """Print a network as text: pasted code and other spellings come out in the one canonical way."""
    print(to_text(scene_of(arguments.network).network), end="")


def summary(arguments: argparse.Namespace) -> None:
    """Print the table of a network."""
    print(scene_of(arguments.network).network.summary())


def reads(arguments: argparse.Namespace) -> None:
    """Print what a cell reads, from its own layer down to the image."""
    network = scene_of(arguments.network).network
    cell = cell_of(network, " ".join(arguments.cell))
    for path, region in reversed(regions(network, cell).items()):
        print(f"{network.step(path).name:<12} {_region_text(network, region)}")


def _region_text(network: Network, region: Region) -> str:
    if not region.channels or not region.rows or not region.cols:
        return "nothing"
    parts = [("rows", region.rows), ("columns", region.cols), ("channels", region.channels)]
    if len(network.step(region.seen_from).output_shape) == 1:
        parts = [("units", region.channels)]
    listed = "  ".join(f"{what} {index_ranges(indices)}" for what, indices in parts)
    padding = "  (its window reaches into the padding)" if any(region.in_padding) else ""
    return f"{listed}{padding}{'  (a union of several parts)' if region.union else ''}"


def index_ranges(indices: tuple[int, ...]) -> str:
    """Sorted whole numbers as text, consecutive ones as a range: "0-4, 8".

    >>> index_ranges((0, 1, 2, 3, 4, 8))
    '0-4, 8'
    """
    ranges = [[indices[0], indices[0]]]
    for index in indices[1:]:
        if index == ranges[-1][1] + 1:
            ranges[-1][1] = index
        else:
            ranges.append([index, index])
    return ", ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in ranges)


def figure(arguments: argparse.Namespace) -> None:
    """Draw a network into a file."""
    output = Path(arguments.output)
    if output.suffix not in FILE_ENDINGS:
        raise SettingError(
            f"A figure cannot be written as {output.suffix or output.name!r}.", f"Use {' or '.join(FILE_ENDINGS)}."
        )
    scene = scene_of(arguments.network)
    if arguments.kind == PAGE:
        text = _page(scene, arguments, output)
    else:
        plot = _plotly_figure(scene, arguments)
        text = plot.to_html(include_plotlyjs=True) if output.suffix == ".html" else plot.to_json()
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingError(f"{output} cannot be written: {error.strerror}.", "Choose another file.") from None


def _page(scene: Scene, arguments: argparse.Namespace, output: Path) -> str:
    """The web page in which every cell explains itself. Raises MissingExtraError without plotly."""
    from explorer import figures

    if output.suffix != ".html":
        raise SettingError(f"A page cannot be written as {output.suffix}.", "Use .html.")
    network = scene.network
    image, cell = picture_of(scene.image, network.input_shape), _cell(scene, arguments.cell)
    return figures.page(
        network, scene.weights, image, cell, title=title(scene), scope=scene.scope, theme=arguments.theme or "auto"
    )


def _plotly_figure(scene: Scene, arguments: argparse.Namespace) -> Any:
    """The Plotly figure of kind `arguments.kind`. Raises MissingExtraError without plotly."""
    from explorer import figures

    network, theme = scene.network, arguments.theme or "light"
    cell = _cell(scene, arguments.cell)
    layer = arguments.layer or cell.path

    def of_run(draw: Callable[..., Any], *rest: Any) -> Any:
        """A figure that needs the weights and the image."""
        return draw(network, scene.weights, picture_of(scene.image, network.input_shape), *rest, theme=theme)

    by_kind: dict[str, Callable[[], Any]] = {
        "overview": lambda: of_run(figures.overview),
        "architecture": lambda: figures.architecture(network, theme=theme),
        "growth": lambda: figures.growth(network, theme=theme),
        "ledger": lambda: of_run(figures.explain, cell),
        "cone": lambda: figures.cone(network, cell, theme=theme),
        "cone-maps": lambda: of_run(figures.cone_maps, cell),
        "maps": lambda: of_run(figures.maps, layer),
    }
    return by_kind[arguments.kind]()


def _cell(scene: Scene, text: str | None) -> Cell:
    return cell_of(scene.network, text) if text else scene.settled_cell()
