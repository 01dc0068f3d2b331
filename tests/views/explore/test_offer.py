"""When a network that knows 1,000 kinds of things is offered, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer import presets
from explorer.scene import ImageChoice, Scene
from explorer.views.explore import offer
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


def test_there_and_back_keeps_the_photo_and_can_be_undone() -> None:
    current = session(replace(EDGES, image=PHOTO))
    world = presets.load(offer.WORLD).scene()
    offer._open(current, world)
    assert current.scene.image == PHOTO
    assert current.scene.preset == offer.WORLD
    cropped = replace(PHOTO, fit="pad")
    current.commit(replace(current.scene, image=cropped))
    previous = offer.network_before(current)
    assert previous is not None
    assert previous.preset == "edges"
    offer._open(current, previous)
    assert (current.scene.preset, current.scene.image) == ("edges", cropped)
    current.undo()
    current.undo()
    current.undo()
    assert (current.scene.preset, current.scene.image) == ("edges", PHOTO)


def test_without_a_network_before_there_is_no_way_back() -> None:
    assert offer.network_before(session(presets.load(offer.WORLD).scene())) is None
