from __future__ import annotations

from pathlib import Path

import pytest

from explorer.errors import MissingExtraError, StoreError
from explorer.store import postgres
from explorer.store.place import DATABASE, FILE, FOLDER, PROFILE, home, place
from tests.store.databases import PostgresServer, empty_database
from tests.store.demos import demo


def test_with_nothing_set_up_demos_are_in_the_home(tmp_path: Path) -> None:
    found = place({"HOME": str(tmp_path)})
    assert found.lasts
    made = found.store.publish(demo())
    assert (tmp_path / ".local" / "share" / "cnn-explorer" / FILE).is_file()
    assert place({"HOME": str(tmp_path)}).store.demo(made.id) == demo()


def test_the_folder_can_be_chosen(tmp_path: Path) -> None:
    assert place({FOLDER: str(tmp_path / "demos"), PROFILE: "hosted"}).lasts
    assert (tmp_path / "demos" / FILE).stat().st_mode & 0o077 == 0


def test_a_hosted_instance_without_a_folder_forgets(tmp_path: Path) -> None:
    found = place({PROFILE: "hosted", "HOME": str(tmp_path)})
    assert not found.lasts
    assert found.store.demo(found.store.publish(demo()).id) == demo()
    assert not list(tmp_path.iterdir())


def test_so_does_one_whose_home_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    assert not place({"HOME": str(tmp_path / "home")}).lasts


def test_a_folder_that_was_chosen_and_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError, match="does not answer"):
        place({FOLDER: str(tmp_path / "data")})


def test_an_address_of_another_kind_is_refused_without_repeating_its_password() -> None:
    with pytest.raises(StoreError, match="begins with 'mysql', which is no PostgreSQL") as raised:
        place({DATABASE: "mysql://user:secret@host/name"})
    assert "secret" not in str(raised.value)


def test_the_home_follows_the_desktops_convention(tmp_path: Path) -> None:
    assert home({"XDG_DATA_HOME": str(tmp_path)}) == tmp_path / "cnn-explorer"


def test_replicas_share_a_database(server: PostgresServer) -> None:
    address = empty_database(server)
    first, second = place({DATABASE: address, FOLDER: "not used"}), place({DATABASE: address})
    assert first.lasts
    made = first.store.publish(demo())
    assert second.store.demo(made.id) == demo()
    for each in (first, second):
        each.store.database.close()


def test_without_its_driver_a_database_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match="psycopg"):
        place({DATABASE: "postgresql://localhost/demos"})
