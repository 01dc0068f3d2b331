"""When a network that knows 1,000 kinds of things is offered, and the way back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from explorer import presets
from explorer.scene import ImageChoice, Scene
from explorer.views.explore.top import offer
from explorer.views.shell.state import Moment, Session, fresh_ids

FASHION = presets.load("fashion_tinyvgg").scene()
EDGES = presets.load("edges").scene()
PHOTO = ImageChoice("", "0" * 24)


def session(scene: Scene) -> Session:
    return Session(Moment(scene, fresh_ids(len(scene.layers))), scene)


@pytest.mark.parametrize(
    ("scene", "image", "asked"),
    [
        (FASHION, PHOTO, True),
        (EDGES, PHOTO, True),
        (FASHION, ImageChoice("cat"), True),
        (FASHION, ImageChoice("fashion-4359"), False),
        (FASHION, ImageChoice("checkerboard"), False),
        (FASHION, ImageChoice("", "", drawing="0" * 784), False),
        (EDGES, ImageChoice("cat"), False),
    ],
)
def test_it_is_offered_for_photos_that_the_network_does_not_know(scene: Scene, image: ImageChoice, asked: bool) -> None:
    assert offer.worth_asking(replace(scene, image=image)) == asked


def test_there_and_back_keeps_the_photo_and_can_be_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, Any] = {}
    monkeypatch.setattr(offer.st, "session_state", state)
    current = session(replace(EDGES, image=PHOTO))
    offer.ask(current)
    assert (current.scene.preset, current.scene.image) == (offer.WORLD, PHOTO)
    assert offer.knows_the_world(current.scene)
    cropped = replace(PHOTO, fit="pad")
    current.commit(replace(current.scene, image=cropped))
    offer.go_back(current, state[offer.ASKED_FROM])
    assert (current.scene.preset, current.scene.image) == ("edges", cropped)
    for _ in range(3):
        current.undo()
    assert (current.scene.preset, current.scene.image) == ("edges", PHOTO)


def test_the_first_layers_of_that_network_do_not_know_the_world() -> None:
    assert not offer.knows_the_world(presets.load("efficientnet_stem").scene())
    assert offer.worth_asking(replace(presets.load("efficientnet_stem").scene(), image=PHOTO))
    assert not offer.worth_asking(replace(presets.load(offer.WORLD).scene(), image=PHOTO))
