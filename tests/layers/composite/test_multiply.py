"""Products of branches: gates per map and per place, what they read, what is said where they do not fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import (
    Cell,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePool2D,
    MaxPool2D,
    Multiply,
    Network,
    ReLU,
    Residual,
    Sigmoid,
    UpSampling2D,
    explain,
    reads,
)
from explorer.errors import ShapeError
from explorer.figures.ledger.words import sum_line
from explorer.figures.overview.bundles import bundles
from explorer.figures.overview.layout import lay_out
from explorer.figures.overview.linking import read_tables
from explorer.figures.overview.zones import zones
from explorer.layers.base import Layer, Place, Shape
from explorer.ledger import ProductLedger
from explorer.ledger.origins import origins
from explorer.network.repairs import repaired
from tests.strategies import composites, random_params
from tests.test_every_kind import check_backward

PER_MAP = (GlobalAveragePool2D(keepdims=True), Conv2D(filters=4, kernel_size=1), Sigmoid())
AS_VECTOR = (GlobalAveragePool2D(), Dense(units=4), Sigmoid())
PER_PLACE = (Conv2D(filters=1, kernel_size=1), Sigmoid())
SHAPE = (5, 6, 4)


def squeezed(x: np.ndarray[Any, Any], kernel: np.ndarray[Any, Any], bias: np.ndarray[Any, Any]) -> Any:
    """Squeeze and excitation, written out."""
    return x / (1 + np.exp(-(x.mean(axis=(1, 2)) @ kernel + bias)))[:, None, None]


@pytest.mark.parametrize("gate", [PER_MAP, AS_VECTOR], ids=["maps of one cell", "a vector"])
def test_a_gate_weights_every_map(gate: tuple[Layer, ...]) -> None:
    network = Network((Multiply(stacks=((), gate)),), SHAPE)
    params = random_params(network)
    x = np.random.default_rng(0).normal(size=(3, *SHAPE))
    own = params["0.b1.1"]
    expected = squeezed(x, own["kernel"].reshape(4, 4), own["bias"])
    np.testing.assert_allclose(explorer.run(network, params, x)["0"], expected, rtol=1e-13)


def test_a_gate_per_place_weights_all_maps_alike() -> None:
    network = Network((Multiply(stacks=(PER_PLACE, ())),), SHAPE)
    acts = explorer.run(network, random_params(network), np.random.default_rng(0).normal(size=(2, *SHAPE)))
    assert acts["0.b0.1"].shape == (2, 5, 6, 1)
    np.testing.assert_array_equal(acts["0"], acts["0.b0.1"] * acts[""])


@pytest.mark.parametrize(
    ("layer", "shape", "expected"),
    [
        (Multiply(), SHAPE, SHAPE),
        (Multiply(), (7,), (7,)),
        (Multiply(stacks=((Dense(units=1),), ())), (7,), (7,)),
        (
            Multiply(stacks=((MaxPool2D(pool_size=(5, 1), strides=1),), (MaxPool2D(pool_size=(1, 6), strides=1),))),
            SHAPE,
            SHAPE,
        ),
        (Multiply(stacks=(AS_VECTOR, PER_PLACE, ())), SHAPE, SHAPE),
        (Multiply(stacks=(AS_VECTOR, PER_PLACE)), SHAPE, SHAPE),
    ],
    ids=lambda value: str(value)[:60],
)
def test_shapes_and_slopes(layer: Layer, shape: Shape, expected: Shape) -> None:
    assert layer.output_shape(shape) == expected
    check_backward(layer, shape)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_slopes_of_random_products(data: st.DataObject) -> None:
    layer = data.draw(composites(SHAPE))
    if isinstance(layer, Multiply):
        check_backward(layer, SHAPE)


def test_a_gate_reads_the_whole_of_its_map_and_so_does_what_it_weights() -> None:
    network = Network((Multiply(stacks=((), (GlobalAveragePool2D(),))),), SHAPE)
    region = reads.region(network, Cell("0", 1, 2, 3))
    assert region.whole
    assert region.channels == (3,)
    assert network.steps[-1].window is None, "what a cell reads does not move with it"
    readers = reads.readers(network, Cell("0.b1.0", 0, 0, 3))["0"]
    assert (readers.cells, readers.channels) == (30, (3,))
    one_place = Network((Multiply(stacks=((), (Conv2D(filters=1, kernel_size=3, padding="same"),))),), SHAPE)
    region = reads.region(one_place, Cell("0", 1, 2, 3))
    assert (region.rows, region.cols, region.channels) == ((0, 1, 2), (1, 2, 3), (0, 1, 2, 3))
    assert one_place.steps[-1].window is not None


def test_the_ledger_multiplies_one_number_of_each_branch() -> None:
    network = Network((Multiply(stacks=((), AS_VECTOR, PER_PLACE)),), SHAPE)
    params = random_params(network)
    acts = explorer.run(network, params, np.random.default_rng(0).normal(size=(1, *SHAPE)))
    ledger = explain(network, params, acts, Cell("0", 1, 2, 3))
    assert isinstance(ledger, ProductLedger)
    sources = (Cell("", 1, 2, 3), Cell("0.b1.2", 0, 0, 3), Cell("0.b2.1", 1, 2, 0))
    assert tuple(each.source for each in ledger.factors) == sources == origins(network, ledger)
    assert ledger.result == pytest.approx(ledger.shown, rel=1e-14)
    line = sum_line(network, ledger)
    assert all(each.name in line for each in ledger.factors)
    assert line.count(" × ") == 2


def test_a_new_product_is_a_gate_that_keeps_the_size() -> None:
    made = Multiply.starter(Place((9, 9, 64)))
    assert Network((made,), (9, 9, 64)).output_shape == (9, 9, 64)
    squeeze, excite = (layer for layer in made.branches[1] if isinstance(layer, Conv2D))
    assert (squeeze.filters, excite.filters) == (16, 64)


def fixes(layer: Layer, shape: Shape = (8, 8, 3)) -> dict[str, Shape]:
    with pytest.raises(ShapeError) as caught:
        Network((layer,), shape)
    *found, _ = caught.value.fixes
    return {fix.label: Network(repaired((layer,), fix), shape).output_shape for fix in found}


def test_what_does_not_fit_is_said_with_changes_that_help() -> None:
    gate = (GlobalAveragePool2D(keepdims=True), Conv2D(filters=16, kernel_size=1), Sigmoid())
    with pytest.raises(ShapeError) as caught:
        Network((Multiply(stacks=((), gate)),), (8, 8, 3))
    assert caught.value.problem == "mult1 multiplies its branches cell by cell, but a makes 8 × 8 × 3, b 1 × 1 × 16."
    assert fixes(Multiply(stacks=((), gate))) == {
        "Use 3 filters in b.conv": (8, 8, 3),
        "Put a 1 × 1 convolution (3 filters) at the end of branch b": (8, 8, 3),
        "Put a 1 × 1 convolution (16 filters) at the end of branch a": (8, 8, 16),
    }
    strided = (Conv2D(filters=3, strides=2, padding="same"),)
    found = fixes(Multiply(stacks=((), strided)))
    assert found["Put a max pooling with a stride of 2 on branch a"] == (4, 4, 3)
    assert found["Up-sample branch b to 8 × 8"] == (8, 8, 3)
    assert fixes(Multiply(stacks=((), (Conv2D(filters=3),))))["Set the padding to “same” in every branch"] == (8, 8, 3)


def test_names_say_the_branch() -> None:
    network = Network((Multiply(stacks=((), AS_VECTOR)), Multiply(), ReLU(), Flatten()), SHAPE)
    names = [step.name for step in network.steps[1:]]
    assert names == ["mult1.b.gpool", "mult1.b.dense", "mult1.b.sigmoid", "mult1", "mult2", "relu_mult2", "flatten"]


def test_the_overview_draws_the_input_of_a_gate_as_an_arc_that_ends_in_a_cross() -> None:
    network = Network((Conv2D(filters=4, padding="same"), Multiply(stacks=((), PER_MAP))), (16, 16, 3))
    layout = lay_out(network)
    (arc,) = [bundle.arc for bundle in bundles(network, layout) if bundle.arc]
    assert (arc.sign, arc.joint, arc.words) == ("×", "1", "")
    words = [zone.words for zone in zones(network, layout)]
    assert "conv1 × mult1.b.sigmoid, multiplied cell by cell. Click to see both." in words
    assert "The maps of conv1 are multiplied by what the layers below make." in words


def test_the_tables_say_that_cells_are_spread() -> None:
    *_, table = read_tables(Network((Multiply(stacks=((), PER_MAP)),), SHAPE))
    assert table["channels"] == "spread"
    assert "offsets" not in table


def test_a_gate_is_no_hourglass_but_a_mask_is() -> None:
    mask = (MaxPool2D(), Conv2D(filters=3, padding="same"), UpSampling2D(), Sigmoid())
    u = lay_out(Network((Multiply(stacks=((), mask)), ReLU()), (16, 16, 3)))
    gate = lay_out(Network((Multiply.starter(Place((16, 16, 3))), Residual(layers=(ReLU(),))), (16, 16, 3)))
    assert any(column.level is not None for column in u.shown)
    assert all(column.level is None for column in gate.shown)
