"""The feed: what a browser asks for several times a second while a training goes on, without running the page's script.

Only the session that a training belongs to knows its address. The browser says what it has already, and what is in view.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from explorer.errors import ExplorerError
from explorer.learning.live.view import JobView
from explorer.network import Cell
from explorer.views.components.payload import jsonable
from explorer.views.shell.head import base_path
from explorer.views.train.desk import Desk, desks, shown_params
from explorer.views.train.live import shown
from explorer.views.train.live.look import Look

PATH = "training"
"""First part of the route's path, below the app's own."""
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
GONE = "This training is over. Reload the page."
MOST_QUERY = 400
"""Characters of a query: it has a few numbers and a cell."""
_log = logging.getLogger(__name__)


def feed_data(found: Desk, watching: bool, layout_key: str = "") -> dict[str, Any]:
    """What the component needs to know to follow the training."""
    return {
        "feed": f"{base_path()}{PATH}/{found.token}",
        "serial": id(found.job),
        "watching": watching,
        "layout": layout_key,
    }


def answer(request: Request) -> Response:
    """The state of a training as JSON; 404 for a token that is nobody's. Runs in a thread of the server's pool."""
    desk = desks().find(request.path_params["token"])
    if desk is None or len(str(request.url.query)) > MOST_QUERY:
        return PlainTextResponse(GONE, HTTPStatus.NOT_FOUND, HEADERS)
    told = state(desk, request.query_params)
    return Response(json.dumps(told, separators=(",", ":")), HTTPStatus.OK, HEADERS, "application/json")


def state(desk: Desk, query: Mapping[str, str]) -> dict[str, Any]:
    """What the browser is told. `query` has "want" (names of PARTS), "version" of its pictures, and its selected "cell"."""
    view = desk.view
    if query:
        desk.examine()
    told: dict[str, Any] = {
        "state": view.state,
        "step": view.step,
        "steps": view.steps,
        "epoch": view.epoch,
        "epochs": view.epochs,
        "left": view.seconds_left,
        "place": view.place,
        "trouble": view.trouble,
        "kept": len(view.kept),
        "version": view.version,
    }
    wanted = [name for name in query.get("want", "").split(",") if name in PARTS]
    for name in wanted:
        try:
            told[name] = jsonable(PARTS[name](desk, view, query))
        except ExplorerError as error:  # weights that are not finite, a cell of another network
            _log.debug("No %s of a training: %s", name, error)
    return told


def _curve(desk: Desk, view: JobView, query: Mapping[str, str]) -> Any:
    """The points after those that the browser has; `from` is where they begin."""
    points = view.points
    had, last = _whole(query.get("points")), _whole(query.get("last"))
    begin = had - 1 if 0 < had <= len(points) and points[had - 1].step == last else 0
    return {
        "from": begin,
        "points": [
            [each.step, each.epoch, each.loss, each.accuracy, each.validation_loss, each.validation_accuracy]
            for each in points[begin:]
        ],
    }


def _look(desk: Desk, query: Mapping[str, str]) -> Look | None:
    """What is on the screen, with the cell that is selected in the browser now; None where it is another network."""
    look = desk.look
    if look is None or not desk.trains(look.network):
        return None
    cell = _cell(query.get("cell", ""), look)
    return look if cell is None else look.at(cell)


def _cell(text: str, look: Look) -> Cell | None:
    parts = text.split("|")
    if len(parts) != 4:
        return None
    cell = Cell(parts[0], *(_whole(each) for each in parts[1:]))
    look.network.check_cell(cell)
    return cell


def _maps(desk: Desk, view: JobView, query: Mapping[str, str]) -> Any:
    look, params = _look(desk, query), shown_params(desk)
    if look is None or not params or _whole(query.get("version")) == view.version:
        return None
    pictures = look.seen(params).pictures
    return {
        "layout": look.layout.key,
        "sources": pictures.sources,
        "texts": {str(index): text for index, text in pictures.texts.items()},
    }


def _rail(desk: Desk, view: JobView, query: Mapping[str, str]) -> Any:
    look, params = _look(desk, query), shown_params(desk)
    return None if look is None or not params else {"cell": asdict(look.cell), "html": shown.rail(look, params, view)}


def _filter(desk: Desk, view: JobView, query: Mapping[str, str]) -> Any:
    look, params = _look(desk, query), shown_params(desk)
    return None if look is None or not params else shown.filter_of(look, params, view.gradients)


def _layers(desk: Desk, view: JobView, query: Mapping[str, str]) -> Any:
    if desk.job is None:
        return None
    return shown.layers(desk.job.network, desk.history, desk.job.recipe.learning_rate)


PARTS = {"curve": _curve, "maps": _maps, "rail": _rail, "filter": _filter, "layers": _layers}
"""What can be asked for beside the state."""


def _whole(text: str | None) -> int:
    """A whole number of a query; −1 for anything else."""
    return int(text) if text is not None and len(text) < 10 and text.isascii() and text.isdigit() else -1
