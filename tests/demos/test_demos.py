"""The shipped demos: every step can be shown, on a colour photograph, and its words fit."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import demos, limits
from explorer.errors import StoreError
from explorer.images import samples
from explorer.scene import link, walkthrough
from explorer.store import bundle as bundles
from explorer.store.store import is_id
from explorer.views.explore.tab_switch import slug
from tests.demos.seen import Seen, seen

STEPS = [pytest.param(name, each, id=f"{name}-{at}") for name in demos.NAMES for at, each in enumerate(seen(name), 1)]
LONGEST = 300
"""Characters of a note that stand beside the maps in four lines."""


def test_there_is_one_for_each_idea() -> None:
    assert len(demos.NAMES) >= 10
    titles = {demos.load(name).title for name in demos.NAMES}
    assert len(titles) == len(demos.NAMES)
    assert all(demos.words_of(name).endswith(".") for name in demos.NAMES)


@pytest.mark.parametrize("name", demos.NAMES)
def test_a_demo_has_a_few_steps_and_asks_a_question(name: str) -> None:
    demo = demos.load(name)
    stops = demo.walk.stops
    assert 3 <= len(stops) <= 6
    assert any(stop.predict and stop.question.endswith("?") for stop in stops[1:])
    assert not stops[0].predict, "before the first step there is nothing to predict from"
    assert all(bool(stop.question) == stop.predict for stop in stops)
    assert bundles.read(demo.manifest, demo.files) == demo
    walkthrough.encode(demo.walk)  # fits into a link too


@pytest.mark.parametrize("name", demos.NAMES)
def test_no_published_demo_can_have_its_name(name: str) -> None:
    assert not is_id(name)


def test_one_that_there_is_not_is_named() -> None:
    with pytest.raises(StoreError, match=r"There is no demo 'strid'\."):
        demos.load("strid")


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_every_step_runs_on_a_colour_photograph(name: str, step: Seen) -> None:
    assert step.scene.settled_cell() == step.cell
    assert link.decode(link.encode(step.scene)) == step.scene
    (sample,) = [each for each in samples.SAMPLES if each.name == step.scene.image.sample]
    assert sample.kind in ("photo", "flower")
    assert float(np.ptp(step.pixels, axis=2).mean()) > 0.05, "the photo has colours"
    assert all(np.isfinite(values).all() for values in step.acts.values())
    assert step.ledger.balanced()
    assert sum(each.macs for each in step.network.steps) < limits.LIVE_MACS


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_every_step_opens_a_tab_and_says_something(name: str, step: Seen) -> None:
    from explorer.views.explore.selection import TABS

    stop = step.stop
    assert step.scene.tool in map(slug, TABS)
    assert stop.title
    assert 0 < len(stop.note) <= LONGEST
    assert len(stop.question) <= LONGEST
    assert stop.note.endswith((".", "?", ")"))


def test_random_weights_are_named() -> None:
    for name in demos.NAMES:
        for step in seen(name):
            if step.scene.weights.untrained(step.network) and name != "learning":
                kept = set(dict(step.scene.weights.overrides))
                weighted = {each.path for each in step.network.steps if "kernel" in each.param_shapes}
                assert weighted <= kept or "random" in step.stop.note or _said_before(name, step), (
                    name,
                    step.stop.title,
                )


def _said_before(name: str, step: Seen) -> bool:
    """Whether the step before has the note, and this one goes on from it."""
    stops = demos.load(name).walk.stops
    at = stops.index(step.stop)
    return at > 0 and "random" in stops[at - 1].note
