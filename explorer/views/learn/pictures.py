"""The route of the lessons' pictures: the contents name their addresses, and the browser fetches them.

Drawing all of them takes some seconds of a busy server, because every lesson's figures are computed for it. The contents
do not wait for that: the words stand at once, and each picture comes when it is drawn, for the first visitor only.
"""

from __future__ import annotations

from functools import cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from explorer import lessons
from explorer.figures.lessons.picture import picture
from explorer.figures.theme import THEMES, Theme
from explorer.lessons import LESSONS
from explorer.lessons.tools import sample
from explorer.scene import ImageChoice
from explorer.views.learn.lesson import DEFAULT_IMAGE
from explorer.views.shared.few import Few

PATH = "pictures/lessons"
"""First part of the route's path, below the app's own."""
SVG = "image/svg+xml"
SAFE = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
KEPT = {"Cache-Control": "public, max-age=3600", **SAFE}
"""Headers of a picture, which a browser keeps for an hour: it changes only with a new version of the app."""
SLUGS = frozenset(lesson.slug for lesson in LESSONS)


def address(slug: str, theme: Theme) -> str:
    """The address of a lesson's picture, relative to the app's own."""
    return f"{PATH}/{theme.name}/{slug}.svg"


class LessonPictures:
    """Answers requests for pictures, drawn one at a time: nothing is drawn twice, and visitors of other pages do not wait."""

    def __init__(self) -> None:
        self._few = Few(1)

    async def answer(self, request: Request) -> Response:
        """The SVG; 404 for a lesson or a theme that there is not. Both come from a fixed list, and never reach the disk."""
        slug, theme = request.path_params["slug"], THEMES.get(request.path_params["theme"])
        if slug not in SLUGS or theme is None:
            return PlainTextResponse("There is no such picture.", 404, {"Cache-Control": "no-store", **SAFE})
        by_theme = await self._few.run(drawn, slug)
        return Response(by_theme[theme.name], 200, KEPT, SVG)


@cache
def drawn(slug: str) -> dict[str, str]:
    """A lesson's picture as SVG, by theme: its figure as the lesson opens, on the image that lessons use at first.

    In all themes at once, because computing the figures takes long, and drawing them does not.
    """
    lesson = lessons.load(slug)
    study = lesson.study(lesson.given(lesson.defaults, sample, ImageChoice(DEFAULT_IMAGE)))
    return {theme.name: picture(study.figures, theme) for theme in THEMES.values()}
