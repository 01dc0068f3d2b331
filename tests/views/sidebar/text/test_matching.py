"""A network that is changed as text: what stayed keeps its id, its weights and its edits, in one step of undo."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer import Network, presets
from explorer.errors import TextError
from explorer.formats.text import read
from explorer.layers.stack import layer_count
from explorer.scene import Scene
from explorer.views.shell.state import Moment, Session, fresh_ids
from explorer.views.sidebar.text.matching import rewrite
from explorer.weights import FromBank
from tests.strategies import nested_networks, networks


def session(scene: Scene) -> Session:
    return Session(Moment(scene, fresh_ids(layer_count(scene.layers))), scene)


def of_preset(name: str) -> tuple[Session, str]:
    preset = presets.load(name)
    return session(preset.scene()), explorer.to_text(preset.network)


def test_a_line_put_in_leaves_every_other_layer_its_trained_weights() -> None:
    current, text = of_preset("fashion_tinyvgg")
    before, network = dict(current.now.paths), current.scene.network
    old = current.scene.weights.provenance(network)
    rewrite(current, read(text.replace("maxpool 2\n", "batchnorm\nmaxpool 2\n", 1)))
    after = dict(current.now.paths)
    assert set(before.values()) < set(after.values())
    new_path = {layer_id: path for path, layer_id in after.items()}
    new = current.scene.weights.provenance(current.scene.network)
    assert all(new[new_path[before[path]]] == key for path, key in old.items())
    assert len(current.past) == 1
    current.undo()
    assert explorer.to_text(current.scene.network) == text


def test_a_changed_number_keeps_the_layer() -> None:
    current, text = of_preset("lenet5")
    ids = current.now.ids
    rewrite(current, read(text.replace("conv 16 5x5", "conv 20 5x5").replace("tanh", "relu")))
    assert current.now.ids == ids
    assert current.scene.layers[3].filters == 20  # type: ignore[attr-defined]


def test_filters_made_by_hand_follow_their_layer() -> None:
    current, text = of_preset("edges")
    count = len(current.scene.weights.overrides)
    assert count
    first = dict(current.scene.weights.overrides)
    lines = text.splitlines()
    rewrite(current, read("\n".join([lines[0], "dropout 0.5", "relu", *lines[1:]])))
    moved = dict(current.scene.weights.overrides)
    assert sorted(map(repr, moved.values())) == sorted(map(repr, first.values()))
    assert all(isinstance(each, FromBank) for each in moved.values())
    assert {str(int(path) + 2) for path in first} == set(moved)


def test_layers_inside_a_changed_block_stay() -> None:
    current, text = of_preset("resnet18")
    old = set(current.now.ids)
    rewrite(
        current, read(text.replace("conv 128 3x3 stride 2 pad 1 no bias", "conv 128 5x5 stride 2 pad 2 no bias", 1))
    )
    assert set(current.now.ids) == old


def test_the_size_and_the_names_change_in_the_same_step() -> None:
    current, text = of_preset("lenet5")
    rewrite(current, read(text.replace("32x32x1", "40x40x1").replace("conv 6 5x5", "conv 6 5x5 as stem")))
    assert current.scene.input_shape == (40, 40, 1)
    assert current.scene.names == (("0", "stem"),)
    assert len(current.past) == 1
    assert current.edited is not None


def test_the_same_text_is_no_step() -> None:
    current, text = of_preset("lenet5")
    rewrite(current, read(text))
    assert not current.past
    assert current.scene.preset == "lenet5"


def test_layers_that_do_not_fit_change_nothing() -> None:
    current, text = of_preset("lenet5")
    now = current.now
    with pytest.raises(TextError, match=r"Line 2, column 1: conv1 needs 63 rows, but gets 32\."):
        rewrite(current, read(text.replace("conv 6 5x5", "conv 6 63x63")))
    assert current.now is now


@given(st.one_of(networks(), nested_networks()), st.one_of(networks(), nested_networks()))
def test_any_network_becomes_any_other(one: Network, other: Network) -> None:
    current = session(Scene(one.layers, one.input_shape))
    rewrite(current, read(explorer.to_text(other)))
    assert (current.scene.layers, current.scene.input_shape) == (other.layers, other.input_shape)
    assert len(set(current.now.ids)) == len(current.now.ids) == layer_count(other.layers)
    current.scene.weights.provenance(current.scene.network)
    assert replace(current.scene, cell=None).network == other
