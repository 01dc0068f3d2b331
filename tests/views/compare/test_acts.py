"""What is done with two scenes side by side, each one step of undo; and what a viewer of a demo may do of it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from explorer import ImageChoice, Trained, Weights, presets
from explorer.layers.stack import layer_count
from explorer.scene import Comparison, Scene, link
from explorer.scene.viewing import Viewing
from explorer.views.compare import acts
from explorer.views.compare.moments import earlier
from explorer.views.image.visitor_images import choose_image
from explorer.views.shell.state import Moment, Session, fresh_ids
from explorer.views.sidebar import edits

VGG = presets.load("flowers_vgg").scene()
EARLIER = replace(VGG, weights=Weights(Trained("flowers_vgg", 0)))


@pytest.fixture
def current(monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr(acts, "st", SimpleNamespace(session_state={}))
    return session_of(VGG)


def session_of(scene: Scene) -> Session:
    return Session(Moment(scene, fresh_ids(layer_count(scene.layers))), scene, fresh=False)


def test_compare_opens_and_closes(current: Session) -> None:
    assert not acts.compares(current)
    acts.toggle(current)
    assert current.scene.compared == Comparison()
    acts.toggle(current)
    assert current.scene == VGG
    current.undo()
    assert acts.compares(current), "closing is a step of undo"


def test_something_is_put_beside_and_taken_back(current: Session) -> None:
    acts.put_beside(current, EARLIER)
    assert current.scene.sides == (current.scene, EARLIER)
    acts.put_beside(current, presets.load("vgg16").scene())
    current.undo()
    assert current.scene.sides[1] == EARLIER
    current.undo()
    assert current.scene == VGG


def test_swapping_and_going_on_with_the_other_side(current: Session) -> None:
    ids = current.now.ids
    acts.put_beside(current, EARLIER)
    acts.swap(current)
    assert (current.scene.weights, current.scene.sides[1].weights) == (EARLIER.weights, VGG.weights)
    assert current.now.ids == ids, "the same layers keep their rows"
    acts.swap(current)
    acts.keep_other(current)
    assert current.scene == EARLIER
    current.undo()
    assert current.scene.sides[1] == EARLIER


def test_another_network_gets_rows_of_its_own(current: Session) -> None:
    acts.put_beside(current, presets.load("lenet5").scene())
    ids = current.now.ids
    acts.keep_other(current)
    assert not set(current.now.ids) & set(ids)
    assert current.scene.preset == "lenet5"


def test_a_part_is_in_the_link_but_no_step_of_undo(current: Session) -> None:
    acts.put_beside(current, EARLIER)
    steps = len(current.past)
    current.set_part("numbers")
    assert link.decode(link.encode(current.scene)).compared == Comparison(EARLIER, "numbers")
    assert len(current.past) == steps
    current.now = replace(current.now, scene=VGG)
    current.set_part("numbers")
    assert current.scene == VGG


def test_the_comparison_of_one_filter_stays_within_reach(current: Session) -> None:
    acts.toggle(current)
    acts.to_filter(current)
    assert current.scene.compared is None
    assert current.scene.tool == "what-if/before-and-after"


def test_an_edit_keeps_what_stands_beside(current: Session) -> None:
    acts.put_beside(current, VGG)
    edits.change(current, "1", filters=9)
    assert current.scene.sides[1] == VGG
    assert current.scene.layers != VGG.layers


def test_another_image_is_shown_on_both_sides(current: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from explorer.views.image import visitor_images

    monkeypatch.setattr(visitor_images, "st", SimpleNamespace(session_state={}))
    acts.put_beside(current, EARLIER)
    choose_image(current, ImageChoice("coffee"))
    assert {side.image.sample for side in current.scene.sides} == {"coffee"}


def test_the_states_before_the_last_edits_are_told_in_words(current: Session) -> None:
    edits.change(current, "1", filters=9)
    current.select(current.scene.settled_cell())
    edits.remove(current, "1")
    current.commit(replace(current.scene, image=ImageChoice("coffee")))
    current.set_tool("layer")
    found = earlier(current)
    said = list(found)
    assert [words.partition(" ")[0] for words in said] == ["Before:"] * 3
    assert "coffee" in said[0].casefold()
    assert said[1].endswith("removed")
    assert "filters" in said[2]
    assert found[said[2]].layers == VGG.layers
    assert "*" not in "".join(said)


def test_nothing_that_is_the_same_is_offered(current: Session) -> None:
    assert earlier(current) == {}
    acts.put_beside(current, EARLIER)
    acts.close(current)
    assert earlier(current) == {}, "what was beside is no state of the network"


@pytest.mark.parametrize("may", ["look", "cells", "image"])
def test_viewers_see_the_comparison_of_a_demo_and_no_other(may: str, current: Session) -> None:
    stop = replace(VGG, compared=Comparison(EARLIER))
    current = session_of(stop)
    current.permit(Viewing(may), (stop,))  # type: ignore[arg-type]
    acts.put_beside(current, presets.load("lenet5").scene())
    acts.close(current)
    acts.swap(current)
    assert current.scene == stop
    current.set_part("numbers")
    assert current.permits(current.scene)
    assert current.permits(replace(current.scene, face="before"))
