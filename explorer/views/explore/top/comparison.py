"""What an edit of the network changed: the shape of a layer, parameters, the answer, and which weights are random now."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.analysis.answer import LikelyClass, likeliest_unit
from explorer.analysis.random_layers import RandomLayer, random_layers
from explorer.errors import listed
from explorer.figures.overview.figure import percent
from explorer.network import Network
from explorer.views.explore.answer.answer import answer_of
from explorer.views.explore.runs import Run
from explorer.views.shell.state import LastEdit, Moment
from explorer.views.sidebar.edit_words import shape_words
from explorer.views.sidebar.following import network_of
from explorer.weights.params import weighted_steps
from explorer.words.class_names import short_class

MOST_REASONS = 2
"""Layers of which it is said, at the end, why their weights are random; more are only named."""
MOST_NAMES = 3
"""Layers that are named, if there are more of them."""


def facts(edit: LastEdit, now: Moment, run: Run | None = None, run_before: Run | None = None) -> list[str]:
    """Before and after, in a few words each, the most important first.

    `run` is that of the present network, `run_before` of the one before the edit; without both, the answer is left out.
    Raises ShapeError while the present network does not fit.
    """
    after, before = now.scene.network, network_of(edit.before.scene)
    named, reasons = _random(edit.before, now, before, after)
    if before is None:
        return [*named, *reasons]
    return [
        *_shape(edit, now, before, after),
        *(_answer(run_before, run) if run and run_before else ()),
        *named,
        *_copied(edit, now, after),
        *_hand_made(edit.before, now, before, after),
        *_parameters(edit.before, now, before, after),
        *reasons,
    ]


def _shape(edit: LastEdit, now: Moment, before: Network, after: Network) -> list[str]:
    """The output of the edited layer, if its shape changed; of a new one, its shape."""
    old, new = (_path_by_id(moment).get(edit.layer_id) for moment in (edit.before, now))
    if new is None:
        return []
    shape = after.step(new).output_shape
    if old is None:
        return [f"gives {shape_words(shape)}"]
    was = before.step(old).output_shape
    return [f"output {shape_words(was)} → {shape_words(shape)}"] if was != shape else []


def _parameters(before: Moment, now: Moment, network: Network, after: Network) -> list[str]:
    """How many parameters there are; nothing where only their values were edited."""
    if before.scene.layers == now.scene.layers and before.scene.input_shape == now.scene.input_shape:
        return []
    if network.param_count == after.param_count:
        return [f"still {after.param_count:,} parameters"]
    return [f"{network.param_count:,} → {after.param_count:,} parameters"]


def _answer(before: Run, after: Run) -> list[str]:
    """The likeliest class before and after; nothing if its classes have names neither before nor after."""
    if not (answer_of(before) or answer_of(after)):
        return []
    old, new = (likeliest_unit(run.network, run.scene.weights, run.acts, run.scene.classes) for run in (before, after))
    if old is None or new is None or new.name != old.name:
        return [f"answer {_said(old)} → {_said(new)}"]
    share = percent(new.probability)
    still = share == percent(old.probability)
    return [f"answer still {_said(old)}" if still else f"answer {_said(old)} → {share}"]


def _said(likely: LikelyClass | None) -> str:
    """ "Sneaker 98.6%"; where the classes have no names "class 1 at 12.3%"."""
    if likely is None:
        return "no probabilities"
    numbered = likely.name == f"class {likely.unit}"
    return f"{short_class(likely.name)}{' at' * numbered} {percent(likely.probability)}"


def _random(before: Moment, now: Moment, network: Network | None, after: Network) -> tuple[list[str], list[str]]:
    """The layers that have random weights since the edit, and why, of several apart; nothing where all are random anyway."""
    weights = before.scene.weights
    already = {id_at[path] for path in weights.random(network)} if network and (id_at := dict(before.paths)) else set()
    ids, old_ids = dict(now.paths), {layer_id for _, layer_id in before.paths}
    became = [each for each in random_layers(after, now.scene.weights) if each.why and ids[each.path] not in already]
    if len(became) == 1 and ids[became[0].path] in old_ids:
        return [f"{became[0].name} has random weights now: {became[0].why}"], []
    reasons = [_why(each, ids[each.path] not in old_ids) for each in became]
    if len(became) < 2:
        return reasons, []
    named = f"{_listed([each.name for each in became])} have random weights now"
    return [named], reasons if len(became) <= MOST_REASONS else []


def _why(layer: RandomLayer, new: bool) -> str:
    if not new:
        return f"{layer.name} {layer.why.removeprefix('it ')}"
    if layer.trained:
        return f"{layer.name} starts with random weights: those of its original do not fit here"
    return f"{layer.name} is new, so its weights are random"


def _copied(edit: LastEdit, now: Moment, after: Network) -> list[str]:
    """That a copy of trained layers has all of their weights, if it has."""
    path, weights = _path_by_id(now).get(edit.layer_id), now.scene.weights
    if path is None or edit.layer_id in _path_by_id(edit.before):
        return []
    streams = {
        step.path: stream for stream, step in weighted_steps(after, weights.streams) if "kernel" in step.param_shapes
    }
    inside = [each for each in streams if each == path or each.startswith(f"{path}.")]
    others = {stream for each, stream in streams.items() if each not in inside}
    random = weights.random(after)
    same = all(streams[each] in others and each not in random for each in inside)
    return [f"{after.step(path).name} has the weights of its original"] if inside and same else []


def _hand_made(before: Moment, now: Moment, network: Network, after: Network) -> list[str]:
    """The layers whose filters made by hand no longer fit."""
    paths, were = _path_by_id(now), before.scene.weights.by_hand(network)
    weights, made = now.scene.weights, now.scene.weights.by_hand(after)
    kept = {path for path, _ in weights.overrides} | {
        each.path for each in weights.filters
    }  # the others were taken back
    gone = [
        after.step(new).name
        for path, layer_id in before.paths
        if (new := paths.get(layer_id)) in kept and were.get(path, (0, 0))[0] and not made[new][0]
    ]
    return [f"the filters made by hand no longer fit {_listed(gone)}"] if gone else []


def _path_by_id(moment: Moment) -> dict[str, str]:
    return {layer_id: path for path, layer_id in moment.paths}


def _listed(names: Sequence[str]) -> str:
    """ "conv1, conv2 and conv3", or the first ones and how many more there are."""
    shown, rest = list(names[:MOST_NAMES]), len(names) - MOST_NAMES
    if rest > 0:
        return f"{', '.join(shown)} and {rest} more layers" if rest > 1 else f"{', '.join(shown)} and one more layer"
    return listed(shown)
