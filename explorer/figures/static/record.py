"""The record of a static page: everything that the browser draws it from, as plain data and one block of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.figures.overview.drawing.pictures import PictureSlot, picture_slots, pictures
from explorer.figures.overview.figure import figure
from explorer.figures.overview.folding import fold
from explorer.figures.overview.geometry.groups import scale_groups
from explorer.figures.overview.layout import lay_out
from explorer.figures.overview.linking import folded_places, slot_rectangles
from explorer.figures.overview.places import Layout, View
from explorer.figures.overview.room import USUAL
from explorer.figures.overview.scales import Scales
from explorer.figures.overview.still import still_svg
from explorer.figures.rail.column import shown_path
from explorer.figures.rail.drawing import LABEL_INKS
from explorer.figures.static.filling import Filling, has_map
from explorer.figures.static.keeping import Blob, Budget, needed
from explorer.figures.static.moment import Moment
from explorer.figures.theme import THEMES, Theme
from explorer.limits import PAGE_BYTES, PAGE_DRAWN_BYTES, PAGE_RUN_BYTES
from explorer.network import Network, Step
from explorer.words.class_names import short_class


@dataclass(frozen=True, eq=False)
class Record:
    """What a page is drawn from: `plain` for JSON, `numbers` in float32, byte plane by byte plane."""

    plain: Mapping[str, Any]
    numbers: bytes


def page_record(moments: Sequence[Moment], run_bytes: int = PAGE_RUN_BYTES) -> Record:
    """The record of the moments, one at least. Those of the same network, parameters and activations share their numbers."""
    runs: list[list[Moment]] = []
    of_moment: list[int] = []
    for moment in moments:
        at = next((at for at, run in enumerate(runs) if _same_run(run[0], moment)), len(runs))
        if at == len(runs):
            runs.append([])
        runs[at].append(moment)
        of_moment.append(at)
    each, more = (limit // len(runs) for limit in (min(PAGE_BYTES, run_bytes * len(runs)), PAGE_DRAWN_BYTES))
    made = [_run(run, each, more) for run in runs]
    screens: list[dict[str, Any]] = []
    plain = {
        "stops": [
            _stop(moment, at, made[at][0]["steps"], screens) for moment, at in zip(moments, of_moment, strict=True)
        ],
        "runs": [{**run, "lengths": blob.lengths} for run, blob in made],
        "screens": [{key: value for key, value in screen.items() if key != "key"} for screen in screens],
        "themes": {name: _theme(theme) for name, theme in THEMES.items()},
    }
    numbers = Blob([array for _, blob in made for array in blob.arrays]).packed
    return Record(plain, numbers)


def _same_run(a: Moment, b: Moment) -> bool:
    return a.acts is b.acts and a.network is b.network and a.params is b.params


# -- a network with an image ------------------------------------------------------------------------------------------


def _run(moments: Sequence[Moment], limit: int, more: int) -> tuple[dict[str, Any], Blob]:
    """A network with an image, and its arrays: all if they fit into `limit` bytes.

    Else first those that the selected cells need, for which there are `more` bytes, then whatever fits.
    """
    moment = moments[0]
    filling = Filling.of(moment)
    if not filling.put_all(Budget(limit)):
        filling = Filling.of(moment)
        budget = Budget(limit + more)
        filling.put(needed(moments), budget)
        for each in moments:
            filling.put_drawn(each.cell.path, _drawn_channels(each), budget)
        filling.put(moment.network.steps, Budget(max(budget.left - more, 0)))
    names = [short_class(name) for name in moment.classes]
    return {"steps": list(filling.records.values()), "classes": names}, filling.blob


def _drawn_channels(moment: Moment) -> list[int]:
    """The maps of the selected layer that the overview draws."""
    columns = (column for column in layout_showing(moment).shown if moment.cell.path in column.steps)
    return sorted({slot.channel for column in columns for slot in column.slots})


# -- what is on the screen ----------------------------------------------------------------------------------------------


def _stop(
    moment: Moment, run: int, steps: Sequence[Mapping[str, Any]], screens: list[dict[str, Any]]
) -> dict[str, Any]:
    """A step of the page; what it shows beside the cell is put into `screens`, if it is not there yet."""
    layout = layout_showing(moment)
    key = (run, layout.content, moment.scope, moment.face)
    at = next((at for at, screen in enumerate(screens) if screen["key"] == key), len(screens))
    if at == len(screens):
        screens.append({"key": key, **_screen(moment, run, steps, layout)})
    cell = moment.cell
    place = {"step": moment.network.index(cell.path), "row": cell.row, "col": cell.col, "channel": cell.channel}
    texts = {"title": moment.title, "note": moment.note, "question": moment.question, "predict": moment.predict}
    return {"screen": at, "cell": place, **texts}


def layout_showing(moment: Moment) -> Layout:
    """The layout in which the selected map is among those that are drawn."""
    network, path = moment.network, moment.cell.path
    groups = dict(zip((step.path for step in network.steps), scale_groups(network), strict=True))
    column = next(unit for unit in fold(network) if path in unit.steps)
    beside = {groups[path], *(groups[each] for each in column.steps)}
    view = View(path, dict.fromkeys(beside, moment.cell.channel), moment.face)
    return lay_out(network, moment.classes, view, USUAL)


def _screen(moment: Moment, run: int, steps: Sequence[Mapping[str, Any]], layout: Layout) -> dict[str, Any]:
    network = moment.network
    scales = Scales(network, moment.acts, moment.scope)
    shown = [network.index(shown_path(network, step.path, moment.face)) for step in network.steps]
    return {
        "run": run,
        "width": layout.width,
        "height": layout.height,
        "slots": slot_rectangles(layout),
        "folded": folded_places(network, layout),
        "shown": shown,
        "limits": [_limits(scales, step) for step in network.steps],
        "svg": {name: _drawing(steps, layout, scales, theme) for name, theme in THEMES.items()},
    }


def _limits(scales: Scales, step: Step) -> float | list[float]:
    """Where the colours of a step end: one number, or one for each map."""
    channels = step.output_shape[-1] if scales.scope == "map" and len(step.output_shape) == 3 else 1
    limits = [float(f"{scales.limit(step.path, channel):.7g}") for channel in range(channels)]
    return limits if len(limits) > 1 else limits[0]


def _drawing(steps: Sequence[Mapping[str, Any]], layout: Layout, scales: Scales, theme: Theme) -> str:
    """The overview as SVG, without the maps that the browser draws from their numbers."""
    network = scales.network
    whole = figure(network, layout, theme, pictures(scales, layout, theme))
    slots = picture_slots(layout)
    kept = [trace for trace, slot in zip(whole["data"], slots, strict=False) if not _has_numbers(steps, network, slot)]
    return still_svg({**whole, "data": [*kept, *whole["data"][len(slots) :]]})


def _has_numbers(steps: Sequence[Mapping[str, Any]], network: Network, slot: PictureSlot) -> bool:
    """Whether a picture is a map whose numbers are in the page."""
    if slot.what != "map" or slot.column.form != "maps":
        return False
    return has_map(steps, network.index(slot.column.drawn), slot.slot.channel)


def _theme(theme: Theme) -> dict[str, Any]:
    names = ("page", "ink", "faint", "zero", "bar", "diverging", "weights")
    return {**{name: getattr(theme, name) for name in names}, "labels": LABEL_INKS[theme.name]}
