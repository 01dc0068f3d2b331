"""The app's server: the script that it runs for each visitor, and the routes added to Streamlit's own."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from explorer.kernels.memory import share_heaps
from explorer.views.components import modules
from explorer.views.components.ahead import ahead_script
from explorer.views.demo import pictures as demo_pictures
from explorer.views.explore import map_numbers
from explorer.views.headers import OwnHeaders, frame_ancestors, policy, streamlits_scripts
from explorer.views.image import sample_pictures
from explorer.views.learn import pictures
from explorer.views.learn.pictures import LessonPictures
from explorer.views.shared.downloads import offers as downloads
from explorer.views.shared.downloads import route as downloads_route
from explorer.views.shared.sweeping import lifespan
from explorer.views.shell.head import OwnHead, base_path, head_text
from explorer.views.still.arrivals import PATH as DRAWN
from explorer.views.still.arrivals import drawn
from explorer.views.still.page import lines, still_script
from explorer.views.still.route import PATH, Stills
from explorer.views.train.live import feed as training

SCRIPT = Path(__file__).parents[1] / "script.py"
JAVASCRIPT = "text/javascript; charset=utf-8"
FOR_EVER = "public, max-age=31536000, immutable"
"""Cache headers: the content at a path with a digest never changes."""


def server() -> dict[str, Any]:
    """The arguments of `st.App`, which the starting script must call itself: Streamlit looks there for the text `st.App(`."""
    share_heaps()  # before threads have begun heaps of their own
    return {
        "script_path": SCRIPT,
        "routes": routes(),
        "middleware": [Middleware(OwnHeaders, page_policy=page_policy()), Middleware(OwnHead, lines=lines)],
        "lifespan": lifespan,
    }


def page_policy() -> str:
    """The content security policy of the pages. Raises SettingError if the environment names sites that are none."""
    return policy([*streamlits_scripts(), head_text(), still_script(), ahead_script()], frame_ancestors())


def routes() -> list[Route]:
    """The routes, below `server.baseUrlPath` as Streamlit's own are."""
    path = f"{base_path()}{modules.PREFIX}/{{digest}}/{{path:path}}"
    of_demos, picture = demo_pictures.DemoPictures(), f"{base_path()}{demo_pictures.PATH}"
    return [
        Route(path, module, methods=["GET"]),
        Route(f"{base_path()}{PATH}", Stills().answer, methods=["GET"]),
        Route(f"{base_path()}{DRAWN}", drawn, methods=["POST"]),
        Route(f"{base_path()}{pictures.PATH}/{{theme}}/{{slug}}.svg", LessonPictures().answer, methods=["GET"]),
        Route(f"{base_path()}{sample_pictures.PATH}/{{name}}.webp", sample_pictures.answer, methods=["GET"]),
        Route(f"{base_path()}{map_numbers.PATH}/{{token}}", map_numbers.MapNumbers().answer, methods=["GET"]),
        Route(f"{base_path()}{downloads.PATH}/{{token}}", downloads_route.answer, methods=["GET"]),
        Route(f"{base_path()}{training.PATH}/{{token}}", training.answer, methods=["GET"]),
        Route(f"{picture}/step/{{theme}}.webp", of_demos.step, methods=["GET"]),
        Route(f"{picture}/{{size}}/{{theme}}/{{demo}}.{{kind}}", of_demos.demo, methods=["GET"]),
    ]


async def module(request: Request) -> Response:
    """Serve one ES module of the components. Paths are looked up in a fixed list, never on the disk."""
    path = request.path_params["path"]
    if path not in modules.sources() or request.path_params["digest"] != modules.digest():
        return PlainTextResponse("There is no such module.", 404, {"Cache-Control": "no-store"})
    headers = {"Cache-Control": FOR_EVER, "X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(modules.sources()[path], 200, headers, JAVASCRIPT)
    return Response(_compressed(path), 200, {**headers, "Content-Encoding": "gzip"}, JAVASCRIPT)


@cache
def _compressed(path: str) -> bytes:
    """One module, gzipped. Cached, because a first visit asks for some twenty modules while its script runs."""
    return gzip.compress(modules.sources()[path], mtime=0)
