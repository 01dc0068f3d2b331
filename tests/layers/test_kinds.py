"""Kinds register themselves, the input is one of them, and what they say of themselves is true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import KINDS, Cell, Conv2D, Network, ReLU, Residual, presets
from explorer.errors import SettingError
from explorer.layers import Composite, Input, Reshape
from explorer.layers.base import Array, Layer, Params, Place, kind_of
from explorer.layers.naming import Naming
from explorer.layers.stack import Stack
from explorer.ledger import InputLedger, explain
from explorer.network.naming import stem_of
from tests.strategies import fitting, layer_params


@dataclass(frozen=True)
class Mirrored(Layer):
    """A kind that only tests know."""

    kind: ClassVar[str] = "mirrored"

    def forward(self, x: Array, params: Params) -> Array:
        return -x


def test_a_kind_registers_itself() -> None:
    assert kind_of("mirrored") is Mirrored
    assert kind_of("no such kind") is None
    (branch,) = Residual(layers=[["mirrored", {}]]).layers
    assert branch == Mirrored()
    assert all(kind_of(kind.kind) is kind for kind in (Input, *KINDS))


def test_two_kinds_cannot_share_a_name() -> None:
    with pytest.raises(
        SettingError, match=r"calls itself 'relu', as explorer\.layers\.activation\.relu\.ReLU does"
    ) as caught:
        type("Other", (Layer,), {"kind": "relu"})
    assert caught.value.remedy == "Give every kind of layer a name of its own."
    assert kind_of("relu") is ReLU


def test_a_reloaded_file_may_define_its_kinds_again() -> None:
    again = type("Mirrored", (Layer,), {"kind": "mirrored", "__module__": __name__, "__qualname__": "Mirrored"})
    assert kind_of("mirrored") is again
    Layer.__init_subclass__.__func__(Mirrored)  # type: ignore[attr-defined]
    assert kind_of("mirrored") is Mirrored


def test_a_subclass_without_a_name_of_its_own_is_no_kind() -> None:
    type("Louder", (ReLU,), {})
    assert kind_of("relu") is ReLU


def test_the_input_is_a_kind_but_no_layer_of_a_stack() -> None:
    step = presets.load("edges").network.steps[0]
    assert (step.layer, step.name, step.path, step.is_input) == (Input(), "input", "", True)
    assert Input not in KINDS
    for stack in ([Input()], [["input", {}]]):
        with pytest.raises(SettingError, match="something in it is not a layer"):
            Stack().check("layers", stack)
    with pytest.raises(SettingError) as caught:
        Network((Conv2D(), Input()), (8, 8, 1))
    assert caught.value.problem == "Layer 1 is the input, which a network adds itself."


def test_the_input_is_explained_by_the_table() -> None:
    network = Network((ReLU(),), (2, 2, 1))
    acts = explorer.run(network, {}, np.full((1, 2, 2, 1), 0.2))
    ledger = explain(network, {}, acts, Cell("", 1, 1, 0))
    assert isinstance(ledger, InputLedger)
    np.testing.assert_allclose(ledger.of_255, 51)


def test_the_input_is_the_identity() -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 3, 1))
    np.testing.assert_array_equal(Input().forward(x, {}), x)
    np.testing.assert_array_equal(Input().backward(x, x, {})[0], x)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.elementwise], ids=lambda kind: kind.kind)
@settings(max_examples=20)
@given(data=st.data())
def test_elementwise_kinds_read_their_own_cell_alone(kind: type[Layer], data: Any) -> None:
    layer, shape = data.draw(fitting(kind))
    assert layer.output_shape(shape) == shape
    params, rng = layer_params(layer, shape), np.random.default_rng(0)
    x = rng.normal(size=(1, *shape))
    moved = x.copy()
    place = tuple(int(rng.integers(n)) for n in shape)
    moved[(0, *place)] = np.nan
    changed = ~np.isclose(layer.forward(x, params), layer.forward(moved, params))
    assert not changed[0].any() or np.argwhere(changed[0]).tolist() == [list(place)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@settings(max_examples=20)
@given(data=st.data())
def test_kinds_that_give_probabilities_add_up_to_one(kind: type[Layer], data: Any) -> None:
    layer, shape = data.draw(fitting(kind))
    x = np.random.default_rng(0).normal(size=(1, *shape)) * 3
    out = layer.forward(x, layer_params(layer, shape))
    if kind.gives_probabilities:
        np.testing.assert_allclose(out.sum(axis=-1), 1.0)
        assert (out >= 0).all()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_stems_are_told_from_the_names_of_followers(kind: type[Layer]) -> None:
    assert stem_of(f"{kind.short}2_1") == (kind.short if kind.naming is Naming.FOLLOWS else f"{kind.short}2_1")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize("shape", [(9, 8, 3), (7,), (4, 4, 4096)], ids=str)
def test_the_layer_that_the_menu_starts_from_is_of_its_kind(kind: type[Layer], shape: tuple[int, ...]) -> None:
    started = kind.starter(Place(shape))
    assert isinstance(started, kind)
    assert any(started.branches) == (issubclass(kind, Composite) and len(shape) == 3)
    if len(shape) == 3 and kind is not Reshape:  # it takes vectors alone
        assert Network((started,), shape).steps[-1].layer == started
