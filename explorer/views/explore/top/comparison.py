"""What an edit of the network changed: the shape of a layer, parameters, the answer, and which weights are random now."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.analysis.random_layers import random_layers
from explorer.errors import listed
from explorer.figures.overview.figure import percent
from explorer.network import Network
from explorer.views.explore.answer.answer import answer_of
from explorer.views.explore.runs import Run
from explorer.views.shell.state import LastEdit, Moment
from explorer.views.sidebar.edit_words import shape_words
from explorer.words.class_names import short_class

MOST_REASONS = 2
"""Layers of which it is said why their weights are random; more are only named."""
MOST_NAMES = 3
"""Layers that are named, if there are more of them."""


def facts(edit: LastEdit, now: Moment, run: Run, before: Run | None) -> list[str]:
    """Before and after, in a few words each. `run` is that of the present network, `before` of the one before the edit.

    Without `before` only the weights are spoken of that are random now.
    """
    if before is None:
        return _random(edit.before, now, None, run.network)
    return [
        *_shape(edit, now, before.network, run.network),
        *_answer(before, run),
        *_random(edit.before, now, before.network, run.network),
        *_hand_made(edit.before, now, before.network, run.network),
        _parameters(before.network, run.network),
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


def _parameters(before: Network, after: Network) -> str:
    if before.param_count == after.param_count:
        return f"still {after.param_count:,} parameters"
    return f"{before.param_count:,} → {after.param_count:,} parameters"


def _answer(before: Run, after: Run) -> list[str]:
    """The likeliest class before and after; nothing if the network named no classes before."""
    old, new = (next(iter(answer_of(run)), None) for run in (before, after))
    if old is None:
        return []
    was = f"{short_class(old.name)} {percent(old.probability)}"
    if new is None:
        return [f"answer {was} → no class"]
    share = percent(new.probability)
    if new.unit != old.unit:
        return [f"answer {was} → {short_class(new.name)} {share}"]
    return [f"answer still {was}" if share == percent(old.probability) else f"answer {was} → {share}"]


def _random(before: Moment, now: Moment, network: Network | None, after: Network) -> list[str]:
    """The layers that have random weights since the edit, and why; nothing where all weights are random anyway."""
    weights = before.scene.weights
    already = {id_at[path] for path in weights.random(network)} if network and (id_at := dict(before.paths)) else set()
    ids = dict(now.paths)
    became = [each for each in random_layers(after, now.scene.weights) if each.why and ids[each.path] not in already]
    if len(became) > MOST_REASONS:
        return [f"{_listed([each.name for each in became])} have random weights now"]
    old_ids = {layer_id for _, layer_id in before.paths}
    return [
        f"{each.name} has random weights now: {each.why}"
        if ids[each.path] in old_ids
        else f"{each.name} is new, so its weights are random"
        for each in became
    ]


def _hand_made(before: Moment, now: Moment, network: Network, after: Network) -> list[str]:
    """The layers whose filters made by hand no longer fit."""
    paths, were = _path_by_id(now), before.scene.weights.by_hand(network)
    made = now.scene.weights.by_hand(after)
    gone = [
        after.step(paths[layer_id]).name
        for path, layer_id in before.paths
        if layer_id in paths and were.get(path, (0, 0))[0] and not made[paths[layer_id]][0]
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
