"""The route of the sample images' small pictures: the toolbar names their addresses, and a browser fetches each once.

As data addresses in the toolbar they were 16 kB, sent anew with each link because another of them was marked.
"""

from __future__ import annotations

import base64
from functools import cache

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from explorer.figures.maps import photo_small
from explorer.images import fit, samples

PATH = "pictures/samples"
"""First part of the route's path, below the app's own."""
SIDE = 80
"""Side of a picture in px: twice its size on the screen, for displays of high density."""
WEBP = "image/webp"
SAFE = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
KEPT = {"Cache-Control": "public, max-age=86400", **SAFE}
"""Headers of a picture, which a browser keeps for a day: it changes only with a new version of the app."""
NAMES = frozenset(sample.name for sample in (*samples.SAMPLES, *samples.FASHION))


def address(name: str) -> str:
    """The address of a sample's picture, relative to the app's own."""
    return f"{PATH}/{name}.webp"


async def answer(request: Request) -> Response:
    """The picture; 404 for a sample that there is not. The names come from a fixed list, and never reach the disk."""
    name = request.path_params["name"]
    if name not in NAMES:
        return PlainTextResponse("There is no such picture.", 404, {"Cache-Control": "no-store", **SAFE})
    return Response(await run_sync(drawn, name), 200, KEPT, WEBP)


@cache
def drawn(name: str) -> bytes:
    """A sample cut to a square of SIDE px, as a WebP file."""
    return base64.b64decode(photo_small(fit(samples.load(name), SIDE, SIDE, "crop", 3).pixels).partition(",")[2])
