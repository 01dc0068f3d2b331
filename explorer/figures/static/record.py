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
from explorer.figures.overview.linking import folded_places, read_tables, slot_rectangles
from explorer.figures.overview.places import Layout, View
from explorer.figures.overview.room import USUAL
from explorer.figures.overview.scales import Scales
from explorer.figures.overview.still import still_svg
from explorer.figures.rail.column import column_of, shown_path
from explorer.figures.static.arithmetic import how
from explorer.figures.static.keeping import Blob, Budget, derived, wanted
from explorer.figures.static.moment import Moment
from explorer.figures.theme import THEMES, Theme
from explorer.layers import Dropout
from explorer.layers.base import Params
from explorer.limits import PAGE_BYTES, PAGE_DRAWN_BYTES, PAGE_RUN_BYTES
from explorer.network import Network, Step
from explorer.running import parameters
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
    blob, drawn = Blob(), Budget(PAGE_DRAWN_BYTES)
    each = min(run_bytes, PAGE_BYTES // len(runs))
    screens: list[dict[str, Any]] = []
    stops = [_stop(moment, run, screens) for moment, run in zip(moments, of_moment, strict=True)]
    plain = {
        "runs": [_run(run, blob, Budget(each), drawn) for run in runs],
        "screens": [{key: value for key, value in screen.items() if key != "key"} for screen in screens],
        "stops": stops,
        "lengths": blob.lengths,
        "themes": {name: _theme(theme) for name, theme in THEMES.items()},
    }
    return Record(plain, blob.packed)


def _same_run(a: Moment, b: Moment) -> bool:
    return a.acts is b.acts and a.network is b.network and a.params is b.params


def is_whole(steps: Sequence[Mapping[str, Any]], at: int) -> bool:
    """Whether the page has all numbers of the step at index `at` of a run, or those that they follow from."""
    values = steps[at]["values"]
    if values is None or "channels" in values:
        return False
    return "array" in values or is_whole(steps, values["of"])


# -- a network with an image ------------------------------------------------------------------------------------------


def _run(moments: Sequence[Moment], blob: Blob, budget: Budget, drawn: Budget) -> dict[str, Any]:
    moment = moments[0]
    network = moment.network
    tables = read_tables(network)
    records = {step.path: _step(network, step, table) for step, table in zip(network.steps, tables, strict=True)}
    for step in wanted(moments):
        _put(moment, step, records[step.path], blob, budget)
    _put_drawn(moments, records, blob, drawn)
    names = [short_class(name) for name in moment.classes]
    return {"steps": [records[step.path] for step in network.steps], "classes": names}


def _step(network: Network, step: Step, table: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a step without its numbers."""
    return {
        **table,
        "title": step.layer.title,
        "about": step.layer.about,
        "shares": step.layer.gives_probabilities,
        "idle": isinstance(step.layer, Dropout),
        "column": [network.index(path) for path in column_of(network, step.path)],
        "values": None,
        "how": None,
    }


def _put(moment: Moment, step: Step, record: dict[str, Any], blob: Blob, budget: Budget) -> None:
    """Put the numbers and the parameters of a step into the page, if they fit."""
    network = moment.network
    if rule := derived(step):
        record["values"] = {"rule": rule, "of": network.index(step.sources[0])}
    elif budget.take([values := moment.acts[step.path][0]]):
        record["values"] = {"array": blob.add(values)}
    if step.param_count > budget.left:  # not even drawn: compressed, a number takes more than a byte
        return
    made = how(network, step, _params(moment, step))
    if budget.take(list(made.arrays.values())):
        arrays = {name: blob.add(array) for name, array in made.arrays.items()}
        record["how"] = {**made.record, "arrays": arrays}


def _put_drawn(moments: Sequence[Moment], records: Mapping[str, dict[str, Any]], blob: Blob, budget: Budget) -> None:
    """Of selected layers that did not fit, put those maps into the page that are drawn."""
    for moment in moments:
        columns = (column for column in _layout(moment).shown if moment.cell.path in column.steps)
        channels = sorted({slot.channel for column in columns for slot in column.slots})
        for path in column_of(moment.network, moment.cell.path):
            record, values = records[path], moment.acts[path][0]
            if record["values"] is None and values.ndim == 3 and budget.take([values[:, :, channels]]):
                record["values"] = {"array": blob.add(values[:, :, channels]), "channels": channels}


def _params(moment: Moment, step: Step) -> Params:
    if not step.param_shapes:
        return {}
    return parameters.of_step(moment.network, step, parameters.by_path(moment.network, moment.params))


# -- what is on the screen ----------------------------------------------------------------------------------------------


def _stop(moment: Moment, run: int, screens: list[dict[str, Any]]) -> dict[str, Any]:
    """A step of the page; what it shows beside the cell is put into `screens`, if it is not there yet."""
    layout = _layout(moment)
    key = (run, layout.content, moment.scope, moment.face)
    at = next((at for at, screen in enumerate(screens) if screen["key"] == key), len(screens))
    if at == len(screens):
        screens.append({"key": key, **_screen(moment, run, layout)})
    cell = moment.cell
    place = {"step": moment.network.index(cell.path), "row": cell.row, "col": cell.col, "channel": cell.channel}
    texts = {"title": moment.title, "note": moment.note, "question": moment.question, "predict": moment.predict}
    return {"screen": at, "cell": place, **texts}


def _layout(moment: Moment) -> Layout:
    """The layout in which the selected map is among those that are drawn."""
    network, path = moment.network, moment.cell.path
    groups = dict(zip((step.path for step in network.steps), scale_groups(network), strict=True))
    column = next(unit for unit in fold(network) if path in unit.steps)
    beside = {groups[path], *(groups[each] for each in column.steps)}
    view = View(path, dict.fromkeys(beside, moment.cell.channel), moment.face)
    return lay_out(network, moment.classes, view, USUAL)


def _screen(moment: Moment, run: int, layout: Layout) -> dict[str, Any]:
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
        "svg": {name: _drawing(network, layout, scales, theme) for name, theme in THEMES.items()},
    }


def _limits(scales: Scales, step: Step) -> float | list[float]:
    """Where the colours of a step end: one number, or one for each map."""
    channels = step.output_shape[-1] if scales.scope == "map" and len(step.output_shape) == 3 else 1
    limits = [float(f"{scales.limit(step.path, channel):.7g}") for channel in range(channels)]
    return limits if len(limits) > 1 else limits[0]


def _drawing(network: Network, layout: Layout, scales: Scales, theme: Theme) -> str:
    """The overview as SVG, without what the browser draws from its numbers."""
    whole = figure(network, layout, theme, pictures(scales, layout, theme))
    slots = picture_slots(layout)
    kept = [trace for trace, slot in zip(whole["data"], slots, strict=False) if not _is_map(slot)]
    return still_svg({**whole, "data": [*kept, *whole["data"][len(slots) :]]})


def _is_map(slot: PictureSlot) -> bool:
    return slot.what == "map" and slot.column.form == "maps"


def _theme(theme: Theme) -> dict[str, Any]:
    names = ("page", "ink", "faint", "zero", "bar", "diverging", "weights")
    return {name: getattr(theme, name) for name in names}
