"""The route of the pictures of demos: what is drawn, what is kept, and what nobody gets."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
import pytest
from PIL import Image
from starlette.requests import Request
from starlette.responses import Response

from explorer import demos as shipped
from explorer import presets
from explorer.figures.links.preview import CARD, FORMATS, LINK, STEP
from explorer.figures.theme import DARK, LIGHT
from explorer.scene import ImageChoice, Scene, link
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store import Bundle, Store
from explorer.store.bundle import digest_of
from explorer.views.demo import pictures
from explorer.views.demo.pictures import PATH, demo_picture, shown_step, step_picture
from explorer.views.shell import server
from explorer.views.shell.head import NOT_PAGES
from explorer.views.still.bounded import Bounded
from tests.store.demos import demo, photo
from tests.views.demo.instances import Clock, instance_in


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Store]:
    """The store of this instance, for the length of a test, and no picture kept."""
    made = instance_in(tmp_path_factory.mktemp("demos"), monkeypatch, clock)
    monkeypatch.setattr(pictures, "_pictures", Bounded(pictures.MOST_PICTURES))
    yield made
    made.database.close()


def got(address: str) -> Response:
    """What the route answers to an address of the app."""
    parts = urlsplit(address)
    scope = {
        "type": "http",
        "method": "GET",
        "headers": [],
        "query_string": parts.query.encode(),
        "path": f"/{parts.path}",
    }
    for route in server.routes():
        if pictures.PATH in route.path and (matched := route.path_regex.match(f"/{parts.path}")):
            return asyncio.run(route.endpoint(Request({**scope, "path_params": matched.groupdict()})))  # type: ignore[no-any-return]
    raise AssertionError(f"No route takes {address}.")


def size_of(response: Response) -> tuple[int, int]:
    assert response.status_code == 200
    image = Image.open(io.BytesIO(bytes(response.body)))
    assert response.media_type == f"image/{str(image.format).lower()}"
    return image.size


@pytest.mark.parametrize("name", shipped.NAMES)
def test_every_shipped_demo_has_a_picture(name: str, store: Store) -> None:
    card = got(demo_picture(name, LIGHT))
    assert size_of(card) == (CARD.width, CARD.height)
    assert "max-age=3600" in card.headers["cache-control"]
    assert len(card.body) < 25_000


def test_a_published_demo_has_a_picture_of_its_photo_in_every_format(store: Store) -> None:
    made = store.publish(demo())
    for size, form in FORMATS.items():
        assert size_of(got(demo_picture(made.id, DARK, size))) == (form.width, form.height)
    light, dark = (got(demo_picture(made.id, theme)).body for theme in (LIGHT, DARK))
    assert light != dark
    assert got(demo_picture(store.publish(demo(1)).id, LIGHT)).body != light, "another photo"
    assert LINK.width / LINK.height == pytest.approx(1.91, abs=0.01)


def test_it_is_drawn_once_and_again_when_the_demo_changes(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Scene] = []
    draw = pictures.drawn

    def counted(scene: Scene, *rest: Any) -> bytes:
        drawn.append(scene)
        return draw(scene, *rest)

    monkeypatch.setattr(pictures, "drawn", counted)
    made = store.publish(demo())
    bodies = [got(demo_picture(made.id, LIGHT)).body for _ in range(3)]
    assert len(drawn) == 1
    assert len(set(map(bytes, bodies))) == 1
    clock.now += 5
    store.change(made.id, made.key, demo(1), public=False)
    assert got(demo_picture(made.id, LIGHT)).body != bodies[0]
    assert len(drawn) == 2
    store.unpublish(made.id, made.key)
    assert got(demo_picture(made.id, LIGHT)).status_code == 404, "what is kept of it is nobody's any more"


def test_pictures_do_not_keep_a_demo_alive(store: Store, clock: Clock) -> None:
    made = store.publish(demo(), public=True)
    clock.now += 200 * 86_400
    got(demo_picture(made.id, LIGHT))
    assert store.listed()[0].opened == store.listed()[0].created


def test_a_step_shows_what_is_on_the_screen_and_a_photo_to_its_owner_alone(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = presets.load("lenet5").scene()
    assert size_of(got(step_picture(plain, LIGHT))) == (STEP.width, STEP.height)
    data = photo(7)
    monkeypatch.setattr("explorer.views.demo.pictures.file_of", lambda digest: data)
    scene = replace(plain, image=ImageChoice("", digest_of(data)[:24]))
    kind, _, text = step_picture(scene, LIGHT).partition(";base64,")
    assert kind == "data:image/webp"
    assert Image.open(io.BytesIO(base64.b64decode(text))).size == (STEP.width, STEP.height)
    asked = f"{PATH}/step/light.webp?{urlencode({'m': link.encode(scene)})}"
    assert got(asked).status_code == 404, "whoever has the link only does not see the photo"
    monkeypatch.setattr("explorer.views.demo.pictures.file_of", lambda digest: None)
    assert step_picture(scene, LIGHT) == ""


@pytest.mark.parametrize(
    "address",
    [
        "demo-picture/card/light/abcdefgh.webp",
        "demo-picture/card/light/strid.webp",
        "demo-picture/card/blue/stride.webp",
        "demo-picture/card/light/stride.png",
        "demo-picture/link/light/stride.webp",
        "demo-picture/huge/light/stride.webp",
        "demo-picture/step/light.webp",
        "demo-picture/step/light.webp?m=1.nonsense",
        "demo-picture/card/light/%3Cscript%3E.webp",
    ],
)
def test_what_there_is_not_is_not_found(address: str, store: Store) -> None:
    response = got(address)
    assert response.status_code == 404
    assert response.headers["cache-control"] == "no-store"
    assert b"<" not in bytes(response.body)


def test_a_crowd_is_sent_away(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "WAITING", 0)
    assert got(demo_picture("stride", LIGHT)).status_code == 503


def test_a_network_that_takes_long_shows_its_photo_alone(store: Store) -> None:
    large = Bundle(Walkthrough((Stop(presets.load("vgg16").scene()),), "Large"))
    small = Bundle(Walkthrough((Stop(presets.load("lenet5").scene()),), "Small"))
    wide = np.asarray(Image.open(io.BytesIO(bytes(got(demo_picture(store.publish(large).id, LIGHT)).body))))
    maps = np.asarray(Image.open(io.BytesIO(bytes(got(demo_picture(store.publish(small).id, LIGHT)).body))))
    edge = (slice(None), slice(-40, None))
    assert (wide[edge] >= 250).all()
    assert not (maps[edge] >= 250).all()


def test_a_damaged_demo_has_no_picture_and_no_traceback(store: Store) -> None:
    made = store.publish(demo())
    with store.database.transaction() as run:
        run("UPDATE blob SET data = ?", b"damaged")
    assert got(demo_picture(made.id, LIGHT)).status_code == 404


def test_a_drawing_has_a_picture_for_everybody_who_has_the_link(store: Store) -> None:
    plain = presets.load("lenet5").scene()
    blank, drawn = (replace(plain, image=ImageChoice(drawing=level * 784)) for level in "0f")
    assert size_of(got(step_picture(drawn, LIGHT))) == (STEP.width, STEP.height)
    assert got(step_picture(drawn, LIGHT)).body != got(step_picture(blank, LIGHT)).body


def test_a_step_with_a_damaged_photo_has_no_picture(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.views.demo.pictures.file_of", lambda digest: b"damaged")
    assert step_picture(replace(presets.load("lenet5").scene(), image=ImageChoice("", "d" * 24)), LIGHT) == ""


def test_a_fault_of_ours_is_logged_and_no_picture_to_whoever_asked(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*given: Any) -> bytes:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr(pictures, "drawn", broken)
    response = got(demo_picture("stride", LIGHT))
    assert (response.status_code, response.headers["cache-control"]) == (404, "no-store")
    assert b"inside" not in bytes(response.body)
    (record,) = [each for each in caplog.records if each.name == pictures.__name__]
    assert record.getMessage() == "A picture of a demo could not be drawn."
    assert record.exc_info is not None


@pytest.mark.parametrize(
    ("path", "stands_for"), [("", "1"), ("1", "1"), ("19", "19"), ("21", "20"), ("22", "20"), ("23", "20")]
)
def test_a_vector_is_stood_for_by_the_maps_below_it(path: str, stands_for: str) -> None:
    step = shown_step(presets.load("flowers_vgg").network, path)
    assert step is not None
    assert step.path == stands_for


def test_a_network_without_maps_has_none() -> None:
    assert shown_step(presets.load("empty").network, "") is None


def test_addresses_are_those_of_the_route() -> None:
    scene = presets.load("edges").scene()
    assert parse_qs(urlsplit(step_picture(scene, LIGHT)).query)["m"] == [link.encode(scene)]
    assert demo_picture("abcdefgh", LIGHT, changed=5) != demo_picture("abcdefgh", LIGHT, changed=6)
    assert pictures.PATH in NOT_PAGES
