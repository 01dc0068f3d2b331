"""The pictures of demos, and the route by which the browser fetches them: for cards of the gallery, steps, and links in chats.

Each is drawn when it is first asked for, by a thread of the server and never by a page's script, from the same caches as the
maps on the screen, and kept until others take its place.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from explorer import demos as shipped
from explorer import limits
from explorer.errors import ExplorerError, ImageError
from explorer.figures.links.preview import FORMATS, Format, Shown, preview
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import THEMES, Theme
from explorer.images import Picture, decode, drawing, fit, samples
from explorer.layers.base import as_map
from explorer.network import Network, Step
from explorer.scene import ImageChoice, Scene, link
from explorer.store.weight_files import weights_in, with_weights
from explorer.version import __version__
from explorer.views.demo.instance import demo_of, demos
from explorer.views.explore.runs import BUDGET, shared_runner
from explorer.views.image.photos import file_of
from explorer.views.image.pictures import handed
from explorer.views.shared.busy import slots
from explorer.views.shared.few import Few
from explorer.views.still.bounded import Bounded
from explorer.weights import Own

PATH = "demo-picture"
"""First part of the routes' paths, below the app's own."""
MOST_PICTURES = 120
"""Pictures that are kept, of 5 to 20 kB each, and up to 700 kB for chats."""
WAITING = 60
"""Requests that may wait for their turn; one page of the gallery asks for 36."""
PHOTO_SIDE = 600
"""The longer side of the photo in a preview, px."""
SAFE = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
KEPT = {"Cache-Control": "private, max-age=3600", **SAFE}
"""Headers of a picture, which a browser keeps for an hour; its address changes with the demo."""
_log = logging.getLogger(__name__)
_pictures: Bounded[tuple[str, str, str, str], bytes] = Bounded(MOST_PICTURES)


@dataclass(frozen=True)
class Asked:
    """Which picture a request is for: of the demo with this id, or of the scene in a link."""

    size: str
    theme: str
    demo: str = ""
    scene: str = ""


def demo_picture(demo_id: str, theme: Theme, size: str = "card", changed: int = 0) -> str:
    """The address of the picture of a demo, relative to the app's own. `changed` makes it differ from what was before."""
    version = __version__ if demo_id in shipped.NAMES else changed
    return f"{PATH}/{size}/{theme.name}/{demo_id}.{FORMATS[size].kind}?{urlencode({'v': version})}"


def step_picture(scene: Scene, theme: Theme) -> str:
    """The address of the picture of a scene; "" for one that fits into no address, or cannot be drawn."""
    text = link.encode(link.fitting(scene))
    base = scene.weights.base
    if scene.image.digest or (isinstance(base, Own) and base.present):
        return _with_own_files(scene, text, theme)
    return f"{PATH}/step/{theme.name}.webp?{urlencode({'m': text})}" if len(text) <= limits.LINK_CHARS else ""


def _with_own_files(scene: Scene, text: str, theme: Theme) -> str:
    """The picture as a data address: only the visitor's own session may see their photo and what their weights make."""
    digest = scene.image.digest
    data = file_of(digest) if digest else b""
    if data is None:
        return ""
    form = FORMATS["step"]
    key = (
        text,
        f"own {scene.weights.asked_for is None}",
        "step",
        theme.name,
    )  # the route asks for no picture with this key
    try:
        file = _pictures.get(key, lambda: drawn(scene, {digest: data} if digest else {}, theme, form))
    except ExplorerError:
        return ""
    return f"data:image/{form.kind};base64,{base64.b64encode(file).decode()}"


class DemoPictures:
    """Answers requests for pictures, drawn one at a time."""

    def __init__(self) -> None:
        self._few = Few(1, WAITING)

    async def demo(self, request: Request) -> Response:
        """The picture of a demo; 404 if there is none of this id, size or theme."""
        given = request.path_params
        form = FORMATS.get(given["size"])
        if form is None or given["kind"] != form.kind:
            return _missing(404)
        return await self._answer(Asked(given["size"], given["theme"], demo=given["demo"]))

    async def step(self, request: Request) -> Response:
        """The picture of the scene of a link; 404 if it cannot be shown."""
        return await self._answer(Asked("step", request.path_params["theme"], scene=request.query_params.get("m", "")))

    async def _answer(self, asked: Asked) -> Response:
        if asked.theme not in THEMES:
            return _missing(404)
        if self._few.crowded:
            return _missing(503)
        data = await self._few.run(_file_or_nothing, asked)
        return Response(data, 200, KEPT, f"image/{FORMATS[asked.size].kind}") if data else _missing(404)


def _missing(status: int) -> Response:
    return PlainTextResponse("There is no such picture.", status, {"Cache-Control": "no-store", **SAFE})


def _file_or_nothing(asked: Asked) -> bytes:
    try:
        return picture(asked)
    except ExplorerError:
        return b""
    except Exception:
        _log.exception("A picture of a demo could not be drawn.")
        return b""


def picture(asked: Asked) -> bytes:
    """The file. Raises ExplorerError for a demo that there is not, or a scene that cannot be computed."""
    if asked.scene:
        scene = link.decode(asked.scene)
        return _kept(asked, scene, {})
    shipped_one = asked.demo in shipped.NAMES
    changed = "" if shipped_one else str(demos().described(asked.demo)[0].changed)
    known = _pictures.known((asked.demo, changed, asked.size, asked.theme))
    if known is not None:
        return known
    bundle = demo_of(asked.demo, opened=False)
    return _kept(asked, bundle.walk.stops[0].scene, bundle.files, changed)


def _kept(asked: Asked, scene: Scene, files: Mapping[str, bytes], changed: str = "") -> bytes:
    key = (asked.demo or asked.scene, changed, asked.size, asked.theme)
    return _pictures.get(key, lambda: drawn(scene, files, THEMES[asked.theme], FORMATS[asked.size]))


def drawn(scene: Scene, files: Mapping[str, bytes], theme: Theme, size: Format) -> bytes:
    """The picture of a scene whose photo and weights are among `files`; without maps where these take long to compute."""
    network, scene = scene.network, with_weights(scene, weights_in(files))
    rows, cols, channels = network.input_shape
    whole = _source(scene.image, files, rows, cols)
    scale = PHOTO_SIDE / max(rows, cols)
    large = max(round(rows * scale), 1), max(round(cols * scale), 1)
    sharp = fit(whole, *large, scene.image.fit, 3 if channels == 3 else 1, scene.image.part).pixels
    step = shown_step(network, scene.settled_cell().path)
    pixels = fit(whole, rows, cols, scene.image.fit, channels, scene.image.part).pixels
    engine = shared_runner()
    macs = sum(each.macs for each in engine.missing(network, scene.weights, pixels))
    if step is None or macs >= limits.SLOW_MACS or scene.weights.asked_for is not None:
        return preview(Shown(sharp), theme, size)
    acts = engine.run(network, scene.weights, pixels, BUDGET)
    cell = scene.settled_cell()
    channel = cell.channel if cell.path == step.path else -1
    top = Scales(network, acts, scene.scope).limit(step.path, max(channel, 0))
    return preview(Shown(sharp, step.maps(acts), channel, top), theme, size)


def _decoded(data: bytes) -> Picture:
    with slots().taken():
        return decode(data)


def shown_step(network: Network, path: str) -> Step | None:
    """The step whose maps stand for the one at `path`.

    It is that step itself; for a vector the last one with maps before it; for the image the first with filters.
    """
    steps = list(network.steps)
    at = next(index for index, step in enumerate(steps) if step.path == path)
    order = [*reversed(steps[1 : at + 1]), *(step for step in steps[at + 1 :] if step.param_shapes)]
    return next((step for step in order if min(as_map(step.output_shape)[:2]) > 1), None)


def _source(choice: ImageChoice, files: Mapping[str, bytes], rows: int, cols: int) -> Picture:
    """The whole image of a choice. Raises ImageError if it is a photo that is not in `files`: a route knows no visitor."""
    if choice.drawing:
        return drawing.picture(choice.drawing)
    if choice.sample:
        return (choice.part is None and samples.pattern_at(choice.sample, rows, cols)) or samples.load(choice.sample)
    data = files.get(choice.digest)
    found = _decoded(data) if data else handed(choice.digest)
    if found is None:
        raise ImageError("This server no longer has the photo.", "Upload it again.")
    return found
