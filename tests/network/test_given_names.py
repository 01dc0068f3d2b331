"""Names that a visitor gives to layers: which can be, and what becomes of the names of the others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import Concatenate, Conv2D, MaxPool2D, Network, ReLU, Residual
from explorer.errors import SettingError
from explorer.network.naming import MAX_NAME, check_name, followed, names_by_path
from tests.strategies import nested_networks

CONV = Conv2D(filters=3, padding="same")
LAYERS = (CONV, ReLU(), Residual(layers=(CONV, ReLU(), CONV)), Concatenate(stacks=((ReLU(),), (CONV,))), MaxPool2D())


def test_a_given_name_stands_for_the_layer_and_before_what_it_holds() -> None:
    network = Network(LAYERS, (8, 8, 3), (("2", "body"), ("2.b0.2", "last"), ("4", "halve")))
    assert [step.name for step in network.steps[1:]] == [
        *("conv1", "relu1", "body.conv1", "body.relu", "body.last", "body", "concat1.a.relu", "concat1.b.conv"),
        *("concat1", "halve"),
    ]
    assert network["body.last"].path == "2.b0.2"


def test_another_layer_gives_way_to_a_given_name() -> None:
    names = names_by_path((CONV, ReLU(), CONV), (("2", "conv1_1"),))
    assert names == {"0": "conv1_1b", "1": "relu1_1", "2": "conv1_1"}
    inner = names_by_path((Residual(layers=(CONV, CONV)),), (("0.b0.1", "conv1"),))
    assert inner["0.b0.0"] == "res1.conv1b"


@pytest.mark.parametrize(
    "name", ["", "1st", "a b", "a.b", "_a", "a" * (MAX_NAME + 1), "<b>x</b>", "a*b", 3, None, "a\n"]
)
def test_what_is_no_name(name: object) -> None:
    with pytest.raises(SettingError, match=r"Begin with a letter; use letters, digits, _ and -, at most 20\."):
        check_name(name)


@pytest.mark.parametrize("name", ["stem", "conv-2_b", "Größe", "a" * MAX_NAME])
def test_what_is_a_name(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "names", [(("0", "a"), ("1", "a")), (("0", "input"),), (("9", "a"),), (("0", "a"), ("0", "b")), "ab", (("0",),)]
)
def test_names_that_cannot_be_are_refused(names: object) -> None:
    with pytest.raises(SettingError):
        Network(LAYERS, (8, 8, 3), names)  # type: ignore[arg-type]


def test_layers_inside_different_branches_may_share_a_name() -> None:
    network = Network(LAYERS, (8, 8, 3), (("3.b0.0", "same"), ("3.b1.0", "same")))
    assert network["concat1.a.same"].path == "3.b0.0"
    assert network["concat1.b.same"].path == "3.b1.0"


def test_names_follow_their_layers_and_stay_unique() -> None:
    given = (("0", "a"), ("3.b0.0", "b"), ("3.b1.0", "c"))
    assert followed(given, {"0": "1", "3.b0.0": "4.b0.0"}, (ReLU(), *LAYERS)) == (("1", "a"), ("4.b0.0", "b"))
    both = (("3.b0.0", "b"), ("3.b1.0", "b"))
    moved = followed(both, {"3.b0.0": "0", "3.b1.0": "1"}, LAYERS)
    assert moved == (("0", "b"),)


@settings(max_examples=60)
@given(nested_networks(), st.data())
def test_all_names_are_unique_whatever_was_given(network: Network, data: st.DataObject) -> None:
    automatic = [name.rpartition(".")[2] for name in names_by_path(network.layers).values()]
    paths = list(names_by_path(network.layers))
    some = data.draw(st.lists(st.sampled_from(paths), unique=True)) if paths else []
    names = {}
    for path in some:
        names[path] = data.draw(st.sampled_from([*automatic, "x", "y", "z"]))
    try:
        renamed = Network(network.layers, network.input_shape, tuple(names.items()))
    except SettingError:
        return
    shown = [step.name for step in renamed.steps]
    assert len(set(shown)) == len(shown)
    assert all(renamed.step(path).name.rpartition(".")[2] == name for path, name in names.items())
