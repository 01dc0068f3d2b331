"""What the publishing form finds of a demo that is there already."""

from __future__ import annotations

import pytest

from explorer.errors import UnavailableError
from explorer.store.place import Place
from explorer.views.demo.following import Followed
from explorer.views.demo.instance import Instance
from explorer.views.demo.publishing import was_listed
from tests.store.demos import demo
from tests.views.demo.instances import Clock, instance_in


def test_a_listed_demo_stays_listed_when_its_author_changes_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = instance_in(tmp_path_factory.mktemp("demos"), monkeypatch, Clock())
    listed, hidden = store.publish(demo(), public=True), store.publish(demo(1))
    assert was_listed(Followed(listed.id, demo(), listed.key))
    assert not was_listed(Followed(hidden.id, demo(1), hidden.key))
    assert not was_listed(None)
    store.database.close()


def test_without_a_store_the_form_still_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Place:
        raise UnavailableError("The store of demos does not answer: timeout.", "Try again in a minute.")

    one = Instance(gone)
    monkeypatch.setattr("explorer.views.demo.instance.instance", lambda: one)
    assert not was_listed(Followed("abcdefgh", demo(), "key"))
