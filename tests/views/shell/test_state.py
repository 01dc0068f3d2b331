"""A visitor's session without a browser: undo history, ids of layers, edits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer import Cell, Conv2D, MaxPool2D, ReLU, presets
from explorer.errors import SettingError, ShapeError
from explorer.scene import Scene, link
from explorer.views.shell import state
from explorer.views.shell.state import Moment, Session, fresh_ids
from explorer.views.sidebar import edits
from explorer.weights import FromBank


def session(name: str = "edges") -> Session:
    scene = presets.load(name).scene()
    return Session(Moment(scene, fresh_ids(len(scene.layers))), scene)


def test_undo_and_redo_step_through_edits() -> None:
    current = session()
    first = current.now
    edits.change(current, 0, filters=4)
    second = current.now
    edits.remove(current, 5)
    current.undo()
    assert current.now == second
    current.undo()
    assert current.now == first
    current.undo()
    assert current.now == first
    current.redo()
    assert current.now == second
    edits.insert(current, 0, ReLU())
    current.redo()  # the future is gone after a new edit
    assert len(current.scene.layers) == 7


def test_what_a_link_opens_first_is_nothing_to_undo_but_a_later_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    address: dict[str, str] = {"m": link.encode(presets.load("lenet5").scene())}
    monkeypatch.setattr(state.st, "query_params", address)
    current = session()
    state.follow_address(current, "Explore")
    assert (current.scene.preset, current.past, current.shown.preset) == ("lenet5", [], "edges")
    address["m"] = link.encode(presets.load("tinyvgg").scene())
    state.follow_address(current, "Explore")
    assert (current.scene.preset, len(current.past)) == ("tinyvgg", 1)
    current.undo()
    assert current.scene.preset == "lenet5"


def test_selections_are_not_undone() -> None:
    current = session()
    current.select(Cell("2", 1, 2, 3))
    assert current.past == []
    assert current.scene.cell == current.shown.cell == Cell("2", 1, 2, 3)


def test_a_change_that_changes_nothing_is_no_step() -> None:
    current = session()
    edits.change(current, 0, filters=current.scene.layers[0].settings()["filters"])
    assert current.past == []
    assert current.scene.preset == "edges"


def test_ids_stay_with_their_layers() -> None:
    current = session()
    layer_by_id = dict(zip(current.now.ids, current.scene.layers, strict=True))
    edits.move(current, 0, 1)
    edits.insert(current, 2, ReLU())
    edits.remove(current, 5)
    for layer_id, layer in zip(current.now.ids, current.scene.layers, strict=True):
        assert layer_by_id.get(layer_id, ReLU()) == layer
    assert len(set(current.now.ids)) == len(current.now.ids)


def test_hand_made_kernels_and_the_cell_move_with_their_layers() -> None:
    current = session()
    current.select(Cell("3", 1, 1, 1))
    edits.insert(current, 0, ReLU())
    assert dict(current.scene.weights.overrides).keys() == {"1", "4"}
    assert current.scene.cell == Cell("4", 1, 1, 1)
    edits.remove(current, 4)
    assert dict(current.scene.weights.overrides).keys() == {"1"}
    assert current.scene.cell == Cell("3", 1, 1, 1), "the layer above it is selected now"
    assert isinstance(current.scene.weights.override("1"), FromBank)


def test_a_copy_stands_below_with_a_kernel_as_its_original() -> None:
    current = session()
    edits.duplicate(current, 0)
    assert current.scene.layers[0] == current.scene.layers[1]
    overrides = dict(current.scene.weights.overrides)
    assert overrides.keys() == {"0", "1", "4"}
    assert overrides["1"] == overrides["0"]


def test_moves_stop_at_the_ends() -> None:
    current = session()
    before = current.now
    edits.move(current, 0, -1)
    edits.move(current, 5, 1)
    assert current.now == before


def test_a_bad_value_changes_nothing() -> None:
    current = session()
    before = current.now
    with pytest.raises(SettingError, match="Filters: 0 is less than 1"):
        edits.change(current, 0, filters=0)
    assert current.now == before


def test_every_fix_can_be_applied() -> None:
    scene = Scene((Conv2D(), MaxPool2D(), Conv2D(kernel_size=9)), (14, 14, 1))
    with pytest.raises(ShapeError) as caught:
        _ = scene.network
    assert caught.value.fixes
    for fix in caught.value.fixes:
        current = Session(Moment(scene, fresh_ids(3)), scene)
        edits.apply(current, fix)
        _ = current.scene.network


def test_commit_keeps_ids_while_the_stack_is_as_long() -> None:
    current = session()
    ids = current.now.ids
    current.commit(replace(current.scene, input_shape=(64, 64, 3)))
    assert current.now.ids == ids


def test_what_was_said_is_over_after_the_next_step() -> None:
    current = session()
    for step in (lambda: edits.change(current, 0, filters=3), current.undo, current.redo):
        current.notice, current.problem, current.cancelled = "gone.jpg is not an image", ("input", "no"), True
        step()
        assert (current.notice, current.problem, current.cancelled) == ("", None, False)


def test_undo_is_not_for_the_reach_of_colours() -> None:
    current = session()
    edits.change(current, 0, filters=3)
    current.set_scope("map")
    assert current.scene.scope == current.shown.scope == "map"
    current.undo()
    assert current.scene.scope == "map"
    assert current.scene.layers != current.future[0].scene.layers
    edits.start_from(current, Scene())
    assert current.scene.scope == "map"


def test_the_open_tool_is_kept_until_a_scene_names_another() -> None:
    current = session()
    edits.change(current, 0, filters=3)
    current.set_tool("sees/coverage")
    current.undo()
    edits.start_from(current, presets.load("tinyvgg").scene())
    assert current.scene.tool == "sees/coverage"
    current.commit(replace(current.scene, tool="layer"))
    assert current.scene.tool == "layer"


def test_the_first_layer_is_looked_at() -> None:
    current = session("empty")
    assert current.scene.settled_cell().path == ""
    edits.insert(current, 0, Conv2D())
    assert current.scene.settled_cell() == Cell("0", 31, 31, 0)
