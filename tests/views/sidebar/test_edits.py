"""What stays through an edit: the weights of every layer that still fits, and the selected place of the image."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import AveragePool2D, Cell, Conv2D, Dense, DepthwiseConv2D, Layer, MaxPool2D, ReLU, presets
from explorer.errors import SettingError, ShapeError
from explorer.layers.base import Params, as_map
from explorer.layers.stack import layer_at, layer_count
from explorer.network import address
from explorer.reads.places import place_of
from explorer.scene import Scene, link
from explorer.views.shell.state import Moment, Session, fresh_ids
from explorer.views.sidebar import edits
from explorer.views.sidebar import weights as weights_panel
from explorer.views.sidebar.following import cell_of_layer
from explorer.weights import Seeded

NEW: tuple[Layer, ...] = (
    ReLU(),
    Conv2D(filters=3, padding="same"),
    Conv2D(filters=10, padding="same"),
    DepthwiseConv2D(padding="same"),
    AveragePool2D(),
    Dense(units=10),
)
CHANGES: tuple[dict[str, Any], ...] = (
    {"filters": 10},
    {"strides": 2},
    {"padding": "same"},
    {"units": 12},
    {"pool_size": 3},
)


def session(name: str, seed: int | None = None) -> Session:
    scene = presets.load(name).scene()
    if seed is not None:
        scene = replace(scene, weights=replace(scene.weights, base=Seeded(seed=seed)))
    return Session(Moment(scene, fresh_ids(layer_count(scene.layers))), scene)


def params_by_id(current: Session) -> dict[str, Params]:
    """The parameters of every layer with a kernel by the layer's id. Raises ShapeError if the network does not fit."""
    params, ids = current.scene.weights.params(current.scene.network), dict(current.now.paths)
    return {ids[path]: params[path] for path in params if "kernel" in params[path]}


def same(one: Params, other: Params) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


def shapes(params: Params) -> dict[str, tuple[int, ...]]:
    return {name: array.shape for name, array in params.items()}


@st.composite
def edit(draw: st.DrawFn) -> Callable[[Session], dict[str, str]]:
    """An edit at a random place: insert, move, duplicate, remove or change a layer; composites have places inside.

    It returns the ids of copies with those of their originals.
    """
    place, what = draw(st.floats(0, 0.999)), draw(st.sampled_from(["insert", "move", "duplicate", "remove", "change"]))
    layer, changes, by = draw(st.sampled_from(NEW)), draw(st.sampled_from(CHANGES)), draw(st.sampled_from([-1, 1]))

    def make(current: Session) -> dict[str, str]:
        if not current.now.paths:
            return {}
        path = current.now.paths[int(place * len(current.now.paths))][0]
        match what:
            case "insert":
                edits.insert(current, path, layer)
            case "move":
                edits.move(current, path, by)
            case "duplicate":
                inside = [each for old, each in current.now.paths if old == path or old.startswith(f"{path}.")]
                ids = {*current.now.ids}
                edits.duplicate(current, path)
                return dict(zip((each for each in current.now.ids if each not in ids), inside, strict=True))
            case "remove":
                edits.remove(current, path)
            case "change" if set(changes) <= set(layer_at(current.scene.layers, path).settings()):
                edits.change(current, path, **changes)
        return {}

    return make


@pytest.mark.parametrize("name", ["flowers_vgg", "fashion_lenet5", "residual", "inception"])
@settings(max_examples=40, deadline=None)
@given(made=st.lists(edit(), min_size=1, max_size=6))
def test_no_edit_changes_the_weights_of_a_layer_that_still_fits(
    name: str, made: list[Callable[[Session], dict[str, str]]]
) -> None:
    """Nor those of a copy of a trained layer; copies of random ones are as random as any new layer."""
    current = session(name)
    trained = current.scene.weights.card is not None
    first = params_by_id(current)
    original: dict[str, str] = {}
    for each in made:
        original |= {copy: original.get(of, of) for copy, of in each(current).items() if trained}
        try:
            now = params_by_id(current)
        except ShapeError:
            continue
        untrained = current.scene.weights.untrained(current.scene.network)
        random = {layer_id for path, layer_id in current.now.paths if path in untrained}
        as_first = {each: first[first_id] for each in now if (first_id := original.get(each, each)) in first}
        fits = {layer_id for layer_id, params in as_first.items() if shapes(now[layer_id]) == shapes(params)}
        for layer_id in fits:
            assert same(now[layer_id], as_first[layer_id])
        assert random == (now.keys() - fits if trained else set())
        again = link.decode(link.encode(current.scene))
        assert again == current.scene


def test_undo_gives_every_layer_its_weights_back() -> None:
    current = session("flowers_vgg")
    first = params_by_id(current)
    edits.remove(current, 1)
    edits.insert(current, 1, Conv2D(filters=10, padding="same"))
    current.undo()
    current.undo()
    assert all(same(params, first[layer_id]) for layer_id, params in params_by_id(current).items())


def test_a_copy_has_the_filters_of_its_original_that_were_made_by_hand() -> None:
    current = session("edges")
    current.commit(replace(current.scene, weights=current.scene.weights.with_filter("3", 1, (0.5,) * 9)))
    edits.duplicate(current, "3")
    params = current.scene.weights.params(current.scene.network)
    assert current.scene.network.step("4").name == "conv2_2"
    assert np.array_equal(params["4"]["kernel"], params["3"]["kernel"])
    assert np.all(params["4"]["kernel"][..., 1] == 0.5)


def test_a_copy_of_a_trained_layer_is_trained_where_its_shape_fits() -> None:
    current = session("fashion_tinyvgg")
    first = current.scene.weights.params(current.scene.network)
    edits.duplicate(current, "3")
    network, weights = current.scene.network, current.scene.weights
    params = weights.params(network)
    assert weights.untrained(network) == ()
    assert same(params["3"], params["4"])
    edits.duplicate(current, "1")  # reads one map, but its copy ten
    assert current.scene.weights.untrained(current.scene.network) == ("2",)
    edits.remove(current, 1)  # now it reads what its original read
    assert current.scene.weights.untrained(current.scene.network) == ()
    assert same(current.scene.weights.params(current.scene.network)["1"], first["1"])


def test_a_layer_of_the_same_shape_in_the_place_of_a_removed_one_was_never_trained() -> None:
    current = session("flowers_vgg")
    layer = current.scene.layers[1]
    edits.remove(current, 1)
    edits.insert(current, 1, layer)
    assert current.scene.layers == presets.load("flowers_vgg").network.layers
    assert current.scene.weights.untrained(current.scene.network) == ("1",)


def test_other_seeds_leave_edited_filters_and_the_places_of_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    current = session("tinyvgg", seed=3)
    current.commit(replace(current.scene, weights=current.scene.weights.with_filter("0", 1, (1.0,) * 27)))
    edits.insert(current, 2, Conv2D(filters=10, padding="same"))
    before = current.scene.weights
    assert before.streams
    monkeypatch.setattr(weights_panel.st, "session_state", {"scheme": "he_uniform", "seed": 4})
    weights_panel._reseed(current)
    assert current.scene.weights == replace(before, base=Seeded("he_uniform", 4))


# -- the selected place ---------------------------------------------------------------------------------------------------


def looks_at(current: Session) -> tuple[str, float, float]:
    """The name of the selected layer, and the place of the image that the cell looks at, as shares of its sides."""
    network, cell = current.scene.network, current.scene.settled_cell()
    place = place_of(network, cell)
    assert place is not None
    return network.step(cell.path).name, *place


def test_the_cell_stays_at_its_place_of_the_image() -> None:
    current = session("flowers_vgg")
    network = current.scene.network
    path = next(step.path for step in network.steps if step.name == "conv3_1")
    current.select(Cell(path, 3, 11, 5))
    _, down, across = looks_at(current)
    jump = network.step(path).window.rows.jump / network.input_shape[0]  # type: ignore[union-attr]
    edits.insert(current, 1, MaxPool2D())  # half as many rows: 3 would look at another place
    name, now_down, now_across = looks_at(current)
    assert name == "conv3_1"
    assert current.scene.settled_cell().channel == 5
    assert abs(now_down - down) <= jump
    assert abs(now_across - across) <= jump
    assert current.scene.settled_cell().row == 1


def test_the_cell_stays_where_it_is_through_a_network_that_does_not_fit() -> None:
    current = session("fashion_tinyvgg")
    current.select(Cell("3", 20, 6, 4))
    _, down, across = looks_at(current)
    edits.insert(current, 1, Conv2D(kernel_size=28))
    with pytest.raises(ShapeError):
        _ = current.scene.network
    edits.change(current, 1, kernel_size=1, strides=2)
    name, now_down, now_across = looks_at(current)
    assert name == "conv1_3"
    assert (now_down, now_across) == pytest.approx((down, across), abs=0.5 * 2 / 28 + 1e-9)


@pytest.mark.parametrize(
    ("selected", "removed", "left"),
    [("relu1_2", "relu1_2", "conv1_2"), ("conv1_1", "conv1_1", "relu"), ("pool4", "pool4", "relu4_2")],
)
def test_where_the_layer_goes_the_one_above_is_selected(selected: str, removed: str, left: str) -> None:
    current = session("flowers_vgg")
    edits.remove(current, 0)
    network = current.scene.network
    rows, cols, _ = as_map(network[selected].output_shape)
    current.select(Cell(network[selected].path, rows // 3, cols // 3, 0))
    _, down, across = looks_at(current)
    size = 2 / rows
    edits.remove(current, network[removed].path)
    name, now_down, now_across = looks_at(current)
    assert name == left
    assert (now_down, now_across) == pytest.approx((down, across), abs=size)


def test_a_map_that_is_no_longer_there_gives_way_to_the_last() -> None:
    current = session("fashion_tinyvgg")
    current.select(Cell("1", 5, 5, 9))
    edits.change(current, 1, filters=4)
    assert current.scene.cell == Cell("1", 5, 5, 3)


def test_another_size_of_the_input_keeps_the_place() -> None:
    current = session("flowers_vgg")
    _, down, across = looks_at(current)
    edits.resize(current, (128, 96, 3))
    name, now_down, now_across = looks_at(current)
    assert name == "conv1_1"
    assert (now_down, now_across) == pytest.approx((down, across), abs=1 / 64)
    with pytest.raises(SettingError):
        edits.resize(current, (0, 96, 3))


# -- what was done --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("does", "words"),
    [
        (lambda s: edits.insert(s, 1, ReLU()), "**relu** added"),
        (lambda s: edits.move(s, 5, -1), "**pool1** moved up"),
        (lambda s: edits.duplicate(s, 1), "**conv1_2** added, a copy of conv1_1"),
        (lambda s: edits.remove(s, 5), "**pool1** removed"),
        (lambda s: edits.change(s, 5, pool_size=3), "**pool1** pool size 2 × 2 → 3 × 3"),
        (lambda s: edits.change(s, 1, filters=20, use_bias=False), "**conv1_1** filters 12 → 20, use bias on → off"),
        (lambda s: edits.change(s, 1, padding=((1, 0), (0, 2))), "**conv1_1** padding same → custom"),
        (lambda s: edits.resize(s, (32, 32, 3)), "**input** 64 × 64 × 3 → 32 × 32 × 3"),
    ],
)
def test_an_edit_says_what_was_done(does: Callable[[Session], None], words: str) -> None:
    current = session("flowers_vgg")
    before = current.now
    does(current)
    assert current.edited is not None
    assert (current.edited.words, current.edited.before, current.edited.steps) == (words, before, 1)
    current.undo_edit()
    assert current.now == before
    assert current.edited is None
    current.undo_edit()
    assert current.now == before, "there is no edit to undo"


def test_a_repair_is_compared_with_the_last_network_that_fitted() -> None:
    current = session("fashion_tinyvgg")
    before = current.now
    edits.insert(current, 1, Conv2D(kernel_size=28))
    edits.change(current, 1, kernel_size=3)
    assert current.edited is not None
    assert (current.edited.words, current.edited.steps) == ("**conv1_1** kernel size 28 × 28 → 3 × 3", 2)
    current.undo_edit()
    assert current.now == before


def test_only_the_last_step_is_spoken_of() -> None:
    current = session("fashion_tinyvgg")
    for step in (
        current.undo,
        lambda: edits.start_from(current, presets.load("tinyvgg").scene()),
        lambda: current.commit(replace(current.scene, image=replace(current.scene.image, fit="pad"))),
    ):
        edits.insert(current, 0, ReLU())
        assert current.edited is not None
        step()
        assert current.edited is None


def test_branches_say_what_was_done() -> None:
    current = session("inception")
    path = next(path for path, _ in current.now.paths if len(layer_at(current.scene.layers, path).branches) > 2)
    name = current.scene.network.step(path).name
    edits.remove_branch(current, path, 0)
    assert current.edited is not None
    assert current.edited.words == f"**{name}** without one of its branches"
    edits.add_branch(current, path)
    assert current.edited.words == f"**{name}** with a new branch"


def test_the_first_layer_looks_at_what_was_selected() -> None:
    scene = replace(Scene((), (64, 64, 3)), cell=Cell("", 10, 50, 2))
    current = Session(Moment(scene, ()), scene)
    edits.insert(current, 0, Conv2D())
    assert current.scene.cell == Cell("0", 9, 49, 2)


@pytest.mark.parametrize("name", ["conv3_2", "pool1", "input", "softmax"])
def test_another_layer_is_looked_at_where_the_selected_cell_looks(name: str) -> None:
    current = session("flowers_vgg")
    network = current.scene.network
    current.select(Cell(network["conv1_2"].path, 12, 50, 7))
    before = place_of(network, current.scene.settled_cell())
    cell = cell_of_layer(current, network[name].path)
    place, step = place_of(network, cell), network[name]
    assert before is not None
    assert place is not None
    rows, cols, channels = as_map(step.output_shape)
    assert cell.channel == min(7, channels - 1)
    assert abs(place.down - before.down) <= (0.51 / rows if rows > 1 else 0.5)
    assert abs(place.across - before.across) <= (0.51 / cols if cols > 1 else 0.5)


def test_going_to_a_layer_keeps_what_is_not_typed() -> None:
    current = session("flowers_vgg")
    network = current.scene.network
    current.select(Cell(network["conv1_2"].path, 12, 50, 7))
    to = cell_of_layer(current, network["conv3_2"].path)
    assert address.cell_at(network, "conv3_2 map 4", lambda step: cell_of_layer(current, step.path)) == replace(
        to, channel=4
    )
    rows, cols, _ = network["conv3_2"].output_shape
    assert address.cell_at(network, "conv3_2") == Cell(to.path, rows // 2, cols // 2, 0)


FRUITS = tuple(f"fruit {number}" for number in range(10))


def named() -> Session:
    """LeNet with names for its ten outputs; the path of its last dense layer is "10"."""
    scene = replace(presets.load("lenet5").scene(), classes=FRUITS)
    return Session(Moment(scene, fresh_ids(layer_count(scene.layers))), scene)


def last_dense(current: Session) -> int:
    return max(place for place, layer in enumerate(current.scene.layers) if isinstance(layer, Dense))


def test_names_of_classes_stay_while_there_are_as_many_outputs() -> None:
    current = named()
    edits.insert(current, 0, ReLU())
    assert current.scene.classes == FRUITS
    assert current.edited
    assert "names" not in current.edited.words


def test_names_of_classes_are_given_up_with_the_outputs_said_so_and_undone() -> None:
    current = named()
    edits.change(current, last_dense(current), units=5)
    assert current.scene.classes == ()
    assert current.edited
    assert current.edited.words.endswith("; the names of 10 classes no longer fit the outputs")
    current.undo()
    assert current.scene.classes == FRUITS


def test_names_of_classes_wait_while_the_layers_do_not_fit_together() -> None:
    current = named()
    edits.insert(current, 0, MaxPool2D(pool_size=40))
    with pytest.raises(ShapeError):
        _ = current.scene.network
    assert current.scene.classes == FRUITS
    edits.remove(current, 0)
    assert current.scene.classes == FRUITS
