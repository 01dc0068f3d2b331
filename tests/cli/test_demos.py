"""The commands for whoever runs an instance, each on a real store."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explorer.cli.main import DEMO_COMMANDS, main
from explorer.store import Store
from explorer.store.place import DATABASE, FILE, FOLDER, PROFILE
from explorer.store.sqlite import Sqlite
from tests.store.demos import demo


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.delenv(DATABASE, raising=False)
    monkeypatch.setenv(FOLDER, str(tmp_path))
    return Store(Sqlite(tmp_path / FILE))


def test_the_list_has_a_line_for_each_demo(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    hidden, public = store.publish(demo(1, "\x1b[2JClear\nme")), store.publish(demo(2), public=True)
    assert main(["demos", "list"]) == 0
    *lines, total = capsys.readouterr().out.splitlines()
    assert {line.split()[0]: line.split()[1] for line in lines} == {hidden.id: "link", public.id: "public"}
    assert any(line.endswith("  ?[2JClear?me") for line in lines), "no commands to the terminal"
    assert all(re.search(r"\d\.\d\d MB  20\d\d-\d\d-\d\d  20\d\d", line) for line in lines)
    assert total.startswith("2 demos, ")


def test_what_is_damaged_is_named_and_brought_back(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = store.publish(demo(1))
    backup = str(tmp_path / "backup.sqlite3")
    assert main(["demos", "check"]) == main(["demos", "backup", backup]) == 0
    assert capsys.readouterr().out == f"Whole: 1 demo.\n{backup} has 1 demo.\n"
    with store.database.transaction() as run:
        run("UPDATE blob SET data = ?", b"damaged")
    assert main(["demos", "check"]) == 2
    printed = capsys.readouterr()
    assert printed.out.startswith(f"{made.id}: The file ")
    assert printed.err == "cnn-explorer: Damaged: 1 demo. Photos are made whole by: cnn-explorer demos restore FILE.\n"
    assert main(["demos", "restore", backup]) == main(["demos", "check"]) == 0
    assert store.demo(made.id) == demo(1)
    assert main(["demos", "remove", made.id]) == main(["demos", "restore", backup]) == 0
    assert store.demo(made.id) == demo(1)


def test_a_demo_is_taken_down(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    made = store.publish(demo(1))
    assert main(["demos", "remove", made.id]) == 0
    assert capsys.readouterr().out == f"{made.id} was taken down: 'Edges'.\n"
    assert main(["demos", "remove", made.id]) == 2


@pytest.mark.parametrize("name", [name for name, (_, _, argument) in DEMO_COMMANDS.items() if not argument])
def test_an_instance_that_forgets_has_nothing_to_look_after(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    monkeypatch.delenv(DATABASE, raising=False)
    monkeypatch.setenv(PROFILE, "hosted")
    assert main(["demos", name]) == 2
    assert capsys.readouterr().err.count("\n") == 1
