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
from explorer.formats.writing import new_file
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
    chosen = (arguments.kind, arguments.cell, arguments.layer, arguments.theme)
    if output.suffix == ".html":
        text = figure_html(scene, *chosen)
    elif arguments.kind == PAGE:
        raise SettingError(f"A page cannot be written as {output.suffix}.", "Use .html.")
    else:
        text = plotly_figure(scene, *chosen).to_json()
    with new_file(output) as file:
        file.write(text.encode("utf-8"))


def figure_html(scene: Scene, figure: str | None, cell: str | None, layer: str | None, theme: str | None) -> str:
    """A figure of one of FIGURE_KINDS, or PAGE, as a web page that needs nothing else. None is the usual one.

    Raises MissingExtraError without plotly.
    """
    if figure == PAGE:
        return _page(scene, cell, theme)
    html: str = plotly_figure(scene, figure, cell, layer, theme).to_html(include_plotlyjs=True)
    return html


def _page(scene: Scene, cell: str | None, theme: str | None) -> str:
    """The web page in which every cell explains itself."""
    from explorer import figures

    network = scene.network
    image = picture_of(scene.image, network.input_shape)
    return figures.page(
        network,
        scene.weights,
        image,
        _cell(scene, cell),
        title=title(scene),
        scope=scene.scope,
        theme=theme or "auto",  # type: ignore[arg-type]
    )


def plotly_figure(scene: Scene, figure: str | None, cell_text: str | None, layer: str | None, theme: str | None) -> Any:
    """The Plotly figure of one of FIGURE_KINDS. Raises MissingExtraError without plotly."""
    from explorer import figures

    network, look = scene.network, theme or "light"
    cell = _cell(scene, cell_text)

    def of_run(draw: Callable[..., Any], *rest: Any) -> Any:
        """A figure that needs the weights and the image."""
        return draw(network, scene.weights, picture_of(scene.image, network.input_shape), *rest, theme=look)

    by_kind: dict[str, Callable[[], Any]] = {
        "overview": lambda: of_run(figures.overview),
        "architecture": lambda: figures.architecture(network, theme=look),
        "growth": lambda: figures.growth(network, theme=look),
        "ledger": lambda: of_run(figures.explain, cell),
        "cone": lambda: figures.cone(network, cell, theme=look),
        "cone-maps": lambda: of_run(figures.cone_maps, cell),
        "maps": lambda: of_run(figures.maps, layer or cell.path),
    }
    return by_kind[figure or FIGURE_KINDS[0]]()


def _cell(scene: Scene, text: str | None) -> Cell:
    return cell_of(scene.network, text) if text else scene.settled_cell()
