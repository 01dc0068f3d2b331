"""A demo and a scene in one address, as it is after the first click, in the whole app, run by Streamlit without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from explorer.network import Cell
from explorer.scene import link
from explorer.store import Store
from explorer.views.demo import following
from explorer.views.shared.own_weights import Shelf
from explorer.views.shell.server import SCRIPT
from tests.store.test_weight_files import bundled, uploaded
from tests.views.demo.instances import Clock, instance_in
from tests.views.demo.test_forms import one_stop, run, words


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = instance_in(tmp_path_factory.mktemp("demos"), monkeypatch, Clock())
    yield made
    made.database.close()


def page(**query: str) -> AppTest:
    app = AppTest.from_file(str(SCRIPT), default_timeout=120)
    app.query_params.update(query)
    return run(app)


def test_that_a_demo_is_gone_is_said_beside_the_scene_that_is_left_of_it(store: Store) -> None:
    made, scene = store.publish(one_stop()), replace(one_stop().walk.stops[0].scene, cell=Cell("0", 3, 3, 1))
    store.unpublish(made.id, made.key)
    app = page(d=made.id, m=link.encode(scene))
    assert "There is no demo at this address" in words(app)
    assert app.session_state["session"].scene == scene


def test_that_its_weights_find_no_room_is_said_beside_the_scene_of_the_address(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "shelf", lambda: Shelf(100))
    bundle = bundled(uploaded(8))
    scene = replace(bundle.walk.stops[0].scene, cell=Cell("0", 3, 3, 1))
    app = page(d=store.publish(bundle).id, m=link.encode(scene))
    assert "This server holds at most 0 MB" in words(app)
    assert app.session_state["session"].scene.cell == Cell("0", 3, 3, 1)
