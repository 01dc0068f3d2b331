"""Edits inside composites: ids, weights and the selected cell follow their layers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import Cell, Concatenate, Conv2D, Flatten, Network, ReLU, Residual
from explorer.errors import SettingError, ShapeError
from explorer.layers.base import Layer, Place
from explorer.layers.stack import layer_at, layer_count, walk
from explorer.scene import Scene
from explorer.views.shell.state import Moment, Session, fresh_ids
from explorer.views.sidebar import edits, layer_tree
from explorer.views.sidebar.building.places import place_at
from explorer.weights import FromBank
from tests.strategies import nested_networks

CONV = Conv2D(filters=3, padding="same")
LAYERS = (CONV, Residual(layers=(CONV, ReLU(), CONV)), Concatenate(stacks=((ReLU(),), (CONV, ReLU()), ())))


def session(layers: tuple[Layer, ...] = LAYERS) -> Session:
    scene = Scene(layers, (8, 8, 3))
    return Session(Moment(scene, fresh_ids(layer_count(layers))), scene)


def layers_by_id(current: Session) -> dict[str, Layer]:
    """The layer of every id."""
    layers = dict(walk(current.scene.layers))
    return {layer_id: layers[path] for path, layer_id in current.now.paths}


@settings(max_examples=60)
@given(nested_networks())
def test_a_tree_converts_back_to_its_layers(network: Network) -> None:
    ids = fresh_ids(layer_count(network.layers))
    tree = layer_tree.to_tree(network.layers, ids)
    assert layer_tree.to_layers(tree) == network.layers
    assert [(path, node.id) for path, node in layer_tree.walk(tree)] == list(
        zip((path for path, _ in walk(network.layers)), ids, strict=True)
    )
    for path, node in layer_tree.walk(tree):
        stack, index = layer_tree.locate(tree, path)
        assert stack[index] is node
        assert layer_at(network.layers, path) == node.to_layer()


def test_layers_are_inserted_into_branches_and_removed() -> None:
    current = session()
    before = layers_by_id(current)
    edits.insert(current, "1.b0.1", Conv2D(filters=5, padding="same"))
    assert [layer.kind for layer in current.scene.layers[1].branches[0]] == ["conv2d", "conv2d", "relu", "conv2d"]
    assert current.open_id == dict(current.now.paths)["1.b0.1"]
    edits.insert(current, "1.b1.0", CONV)
    assert current.scene.layers[1].branches[1] == (CONV,)
    edits.remove(current, "1.b0.1")
    edits.remove(current, "1.b1.0")
    assert current.scene.layers == LAYERS
    assert layers_by_id(current).keys() == before.keys()
    for _ in range(4):
        current.undo()
    assert current.scene.layers == LAYERS
    assert layers_by_id(current) == before


def test_a_composite_is_moved_copied_and_removed_with_what_it_holds() -> None:
    current = session()
    inner = {path: layer_id for path, layer_id in current.now.paths if path.startswith("1.")}
    edits.move(current, "1", -1)
    assert current.scene.layers == (LAYERS[1], LAYERS[0], LAYERS[2])
    assert {f"1{path[1:]}": i for path, i in current.now.paths if path.startswith("0.")} == inner
    edits.duplicate(current, "0")
    assert current.scene.layers[0] == current.scene.layers[1]
    assert len(set(current.now.ids)) == layer_count(current.scene.layers)
    edits.remove(current, "0")
    edits.remove(current, "0")
    assert current.scene.layers == (LAYERS[0], LAYERS[2])


def test_layers_move_within_their_branch_only() -> None:
    current = session()
    edits.move(current, "1.b0.0", -1)
    edits.move(current, "1.b0.2", 1)
    assert current.past == []
    edits.move(current, "2.b1.1", -1)
    assert current.scene.layers[2].branches[1] == (ReLU(), CONV)


def test_kernels_and_the_cell_stay_with_inner_layers() -> None:
    current = session()
    weights = current.scene.weights.with_override("1.b0.2", FromBank(("grey",) * 3))
    weights = weights.with_filter("2.b1.0", 1, (1.0,) * 27)
    current.commit(replace(current.scene, weights=weights, cell=Cell("1.b0.2", 1, 1, 1)))
    edits.insert(current, "0", ReLU())
    edits.insert(current, "2.b0.0", ReLU())
    assert dict(current.scene.weights.overrides).keys() == {"2.b0.3"}
    assert [f.path for f in current.scene.weights.filters] == ["3.b1.0"]
    assert current.scene.cell == Cell("2.b0.3", 1, 1, 1)
    edits.remove(current, "2")
    assert current.scene.weights.overrides == ()
    assert current.scene.cell == Cell("1", 1, 1, 1), "the layer above the block is selected now"


def test_branches_are_added_and_removed() -> None:
    current = session()
    edits.add_branch(current, "2")
    assert len(current.scene.layers[2].branches) == 4
    edits.remove_branch(current, "2", 0)
    assert current.scene.layers[2].branches == ((CONV, ReLU()), (), ())
    edits.remove_branch(current, "2", 1)
    with pytest.raises(SettingError, match=r"Parallel branches: 1 is too few\. Use 2 to 16 branches\."):
        edits.remove_branch(current, "2", 0)


def test_settings_of_an_inner_layer_change_in_place() -> None:
    current = session()
    ids = current.now.ids
    edits.change(current, "1.b0.0", filters=7)
    assert layer_at(current.scene.layers, "1.b0.0") == Conv2D(filters=7, padding="same")
    assert current.now.ids == ids


def test_a_fix_that_moves_a_layer_keeps_the_ids_of_all() -> None:
    current = session((CONV, Flatten(), CONV, ReLU()))
    ids = dict(current.now.paths)
    with pytest.raises(ShapeError) as caught:
        _ = current.scene.network
    edits.apply(current, caught.value.fixes[0])
    assert current.scene.network.layers == (CONV, CONV, ReLU(), Flatten())
    assert current.now.paths == [("0", ids["0"]), ("1", ids["2"]), ("2", ids["3"]), ("3", ids["1"])]


def test_a_fix_of_a_composite_keeps_the_ids_of_what_it_holds() -> None:
    broken = (Residual(layers=(Conv2D(filters=5, padding="same"), ReLU())),)
    current = session(broken)
    ids = dict(current.now.paths)
    with pytest.raises(ShapeError) as caught:
        _ = current.scene.network
    edits.apply(current, caught.value.fixes[0])
    assert current.scene.network.step("0.b1.0").layer == Conv2D(filters=5, kernel_size=1, use_bias=False)
    assert {path: i for path, i in current.now.paths if path != "0.b1.0"} == ids


def test_too_deep_is_refused_and_nothing_changes() -> None:
    deep: Layer = Residual()
    for _ in range(5):
        deep = Residual(layers=(deep,))
    current = session((deep,))
    with pytest.raises(SettingError, match="Nest at most 6 blocks"):
        edits.insert(current, "0.b0.0.b0.0.b0.0.b0.0.b0.0.b0.0", Residual())
    assert current.past == []


@pytest.mark.parametrize(
    ("place", "shape"),
    [("0", (8, 8, 3)), ("1", (8, 8, 3)), ("2.b1.1", (8, 8, 3)), ("1.b1.0", (8, 8, 3)), ("3", (8, 8, 9))],
)
def test_what_enters_a_layer_that_is_put_in(place: str, shape: tuple[int, ...]) -> None:
    assert place_at(session().scene, place).shape == shape


@settings(max_examples=20)
@given(st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 4)))
def test_composites_from_the_menu_fit_what_they_get(shape: tuple[int, int, int]) -> None:
    for kind in (Residual, Concatenate):
        made = kind.starter(Place(shape))
        assert made.branches != kind().branches
        Network((made,), shape)
