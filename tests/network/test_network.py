"""Networks: names, shapes, windows, counts, fixes for layers that do not fit, and what is refused."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import KINDS, AveragePool2D, Cell, Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, Softmax, presets
from explorer.errors import Fix, SettingError, ShapeError
from explorer.layers.base import Layer
from explorer.layers.stack import layer_at, replaced
from explorer.network import MAX_LAYERS
from explorer.network.naming import names_of
from explorer.windows import Window
from tests.strategies import layers, map_shapes, networks

# Published totals: Wang et al. 2020; LeNet-5 without its trainable subsampling; Simonyan and Zisserman 2015, table 2.
PARAMETERS = {"tinyvgg": 19_920, "lenet5": 61_706, "vgg16": 138_357_544}


@pytest.mark.parametrize(("name", "count"), PARAMETERS.items())
def test_published_parameter_counts(name: str, count: int) -> None:
    assert presets.load(name).network.param_count == count


def test_vgg16() -> None:
    network = presets.load("vgg16").network
    assert network.macs == 15_470_264_320
    pool5 = next(step for step in network.steps if step.name == "pool5")
    assert pool5.output_shape == (7, 7, 512)
    assert pool5.window is not None
    assert [(w.size, w.jump) for w in pool5.window] == [(212, 32)] * 2
    names = [step.name for step in network.steps if step.name.startswith(("conv", "pool", "dense"))]
    assert " ".join(names) == (
        "conv1_1 conv1_2 pool1 conv2_1 conv2_2 pool2 conv3_1 conv3_2 conv3_3 pool3 "
        "conv4_1 conv4_2 conv4_3 pool4 conv5_1 conv5_2 conv5_3 pool5 dense6 dense7 dense8"
    )


def test_tinyvgg_step_by_step() -> None:
    network = presets.load("tinyvgg").network
    shapes = [step.output_shape for step in network.steps]
    assert shapes[:6] == [(64, 64, 3), (62, 62, 10), (62, 62, 10), (60, 60, 10), (60, 60, 10), (30, 30, 10)]
    assert shapes[-4:] == [(13, 13, 10), (1690,), (10,), (10,)]
    assert [step.path for step in network.steps] == ["", *map(str, range(13))]
    assert network.step("0").macs == 62 * 62 * 10 * 27
    assert network.step("5").window == (Window(10, 2, 0), Window(10, 2, 0)), "6 over pool1, which is 6 wide at step 2"
    assert network.step("10").window is None, "each unit of a flattened map reads one cell of its own"


@settings(max_examples=60)
@given(network=networks())
def test_steps_follow_each_other(network: Network) -> None:
    steps = network.steps
    assert steps[0].output_shape == network.input_shape
    for before, step in pairwise(steps):
        assert step.input_shape == before.output_shape
        assert step.output_shape == step.layer.output_shape(step.input_shape)
        assert network.step(step.path) is step
    assert network.output_shape == steps[-1].output_shape
    assert [step.layer for step in steps[1:]] == list(network.layers)


# -- a layer that does not fit ---------------------------------------------------------------------------------------


def refused(*stack: Layer, shape: tuple[int, int, int] = (5, 5, 3)) -> ShapeError:
    with pytest.raises(ShapeError) as caught:
        Network(stack, shape)
    return caught.value


def test_a_kernel_too_wide() -> None:
    error = refused(ReLU(), ReLU(), ReLU(), Conv2D(kernel_size=7))
    assert error.problem == (
        "Layer 3 (conv2d) cannot follow shape (5, 5, 3). A 7-tall kernel spans 7 px, but its input is only 5 px."
    )
    assert error.remedy == "Use a kernel of at most 5 or padding='same'."
    assert error.path == "3"
    assert [fix.label for fix in error.fixes] == ["kernel_size = 5", "padding = same", "remove conv1"]


def test_a_kernel_too_wide_for_a_padded_input() -> None:
    error = refused(Conv2D(kernel_size=(3, 8), padding=1), shape=(5, 5, 3))
    assert error.problem == (
        "Layer 0 (conv2d) cannot follow shape (5, 5, 3). An 8-wide kernel spans 8 px, but its padded input is only 7 px."
    )


def test_a_dilated_kernel_too_tall() -> None:
    error = refused(Conv2D(kernel_size=(4, 1), dilation_rate=(2, 1)))
    assert error.problem.endswith("A 4-tall kernel with dilation 2 spans 7 px, but its input is only 5 px.")
    assert error.remedy.startswith("Use a kernel of at most 3 ")
    assert Fix("dilation_rate = 1", "0", {"dilation_rate": (1, 1)}) in error.fixes


def test_maps_after_flatten() -> None:
    error = refused(Flatten(), MaxPool2D())
    assert str(error) == (
        "Layer 1 (max_pool2d) cannot follow shape (75). It needs maps, but gets a vector of 75 numbers. "
        "Move it above the flatten layer."
    )
    assert [fix.label for fix in error.fixes] == ["remove pool1"]


def test_groups_that_do_not_divide() -> None:
    error = refused(Conv2D(filters=9, groups=2))
    assert error.problem.endswith("3 input channels cannot be split into 2 equal groups.")
    assert [fix.changes for fix in error.fixes] == [{"groups": 1}, None]
    error = refused(Conv2D(filters=8, groups=3))
    assert error.problem.endswith("8 filters cannot be split into 3 equal groups.")


def test_a_pooling_layer_above_is_offered_only_if_that_helps() -> None:
    helps = refused(MaxPool2D(), Conv2D(kernel_size=3), shape=(4, 4, 3))
    assert helps.remedy.endswith(", or remove pool1.")
    assert "remove pool1" in [fix.label for fix in helps.fixes]
    vain = refused(MaxPool2D(), Conv2D(kernel_size=9), shape=(4, 4, 3))
    assert "remove pool1" not in [fix.label for fix in vain.fixes]
    assert "remove" not in vain.remedy


def applied(stack: tuple[Layer, ...], fix: Fix) -> tuple[Layer, ...]:
    changed = () if fix.changes is None else (layer_at(stack, fix.path).with_settings(**fix.changes),)
    return replaced(stack, fix.path, *changed)


def error_of(stack: tuple[Layer, ...], shape: tuple[int, int, int]) -> ShapeError | None:
    try:
        Network(stack, shape)
    except ShapeError as error:
        return error
    return None


@settings(max_examples=250)
@given(stack=st.lists(st.sampled_from(KINDS).flatmap(layers), min_size=1, max_size=7), shape=map_shapes)
def test_every_fix_repairs_its_layer(stack: list[Layer], shape: tuple[int, int, int]) -> None:
    layers = tuple(stack)
    error = error_of(layers, shape)
    if error is None:
        return
    assert error.problem.startswith(f"Layer {error.path} ({layer_at(layers, error.path).kind}) cannot follow shape (")
    assert error.remedy
    assert error.fixes, "at least the layer can be removed"
    for fix in error.fixes:
        assert fix.label
        if "." in error.path:  # what follows may not fit yet, but no longer for that reason
            left = error_of(applied(layers, fix), shape)
            assert left is None or fix.changes is None or left.path != error.path, fix
            continue
        upto = int(error.path) + (fix.changes is not None)
        assert error_of(applied(layers, fix)[:upto], shape) is None, fix


# -- refused at once --------------------------------------------------------------------------------------------------


def test_10000_layers_are_refused_in_a_sentence() -> None:
    with pytest.raises(SettingError) as caught:
        Network((ReLU(),) * 10_000, (8, 8, 3))
    assert str(caught.value) == f"The network has 10,000 layers. Use at most {MAX_LAYERS} layers."
    assert len(Network((ReLU(),) * MAX_LAYERS, (8, 8, 3)).steps) == MAX_LAYERS + 1


BAD_SHAPES = [(8, 8), (8, 8, 3, 1), (0, 8, 3), (8, -1, 3), (8, 8, 5000), (8.0, 8, 3), (True, 8, 3), "abc", None, 7]


@pytest.mark.parametrize("shape", BAD_SHAPES, ids=str)
def test_bad_input_shapes(shape: object) -> None:
    with pytest.raises(SettingError, match="The input"):
        Network((), shape)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [np.int64, np.uint8, np.int16])
def test_whole_numbers_of_numpy_are_a_shape(kind: type) -> None:
    network = Network((Conv2D(filters=kind(4)),), (kind(8), kind(9), kind(3)))
    assert network == Network((Conv2D(filters=4),), (8, 9, 3))
    assert network.digest == Network((Conv2D(filters=4),), (8, 9, 3)).digest
    assert {type(n) for step in network.steps for n in step.output_shape} == {int}


@pytest.mark.parametrize(
    ("layers", "problem", "remedy"),
    [
        (
            ("conv",),
            "Layer 0 is 'conv', which is not a layer.",
            "Use a list of layers such as [Conv2D(filters=8), ReLU()].",
        ),
        ((ReLU(), None), "Layer 1 is None, which is not a layer.", "Use a list of layers such as"),
        ((ReLU(), ["relu", {}]), "Layer 1 is ['relu', {}], which is not a layer.", "Use a list of layers such as"),
        ((Layer(),), "Layer 0 is Layer(), which is not a layer.", "Use a list of layers such as"),
        ((ReLU, ReLU()), "Layer 0 is the kind ReLU itself.", "Make a layer of it: ReLU()."),
        ("conv", "A string was given for the layers.", "Use a list of layers such as"),
        (None, "None was given for the layers.", "Use a list of layers such as"),
        (ReLU(), "A ReLU was given for the layers.", "Use a list of layers such as"),
        ({"0": ReLU()}, "A dictionary was given for the layers.", "Use a list of layers such as"),
        ({ReLU()}, "A set was given for the layers.", "Use a list of layers such as"),
    ],
    ids=str,
)
def test_what_is_no_layer_is_refused(layers: Any, problem: str, remedy: str) -> None:
    with pytest.raises(SettingError) as caught:
        Network(layers, (8, 8, 3))
    assert caught.value.problem == problem
    assert caught.value.remedy.startswith(remedy)


def test_layers_may_come_one_by_one() -> None:
    assert Network((layer for layer in [ReLU(), Flatten()]), (8, 8, 3)) == Network((ReLU(), Flatten()), (8, 8, 3))  # type: ignore[arg-type]


@pytest.mark.parametrize("path", [None, 0, [], "conv1", "-1", np.zeros(2)], ids=str)
def test_paths_that_are_not_there(path: Any) -> None:
    with pytest.raises(SettingError, match=r"There is no layer at path .*\. Paths run from '0' to '12'\."):
        presets.load("tinyvgg").network.step(path)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (Cell("0", 62, 0, 0), "There is no row 62. Rows run from 0 to 61."),
        (Cell("0", 0, -1, 0), "There is no column -1. Columns run from 0 to 61."),
        (Cell("12", 0, 0, 10), "There is no channel 10. Channels run from 0 to 9."),
        (Cell("12", 1, 0, 0), "There is no row 1. Rows run from 0 to 0."),
        (Cell("13", 0, 0, 0), "There is no layer at path '13'. Paths run from '0' to '12'."),
    ],
)
def test_cells_that_are_not_there(cell: Cell, problem: str) -> None:
    with pytest.raises(SettingError) as caught:
        presets.load("tinyvgg").network.check_cell(cell)
    assert str(caught.value) == problem


# -- equality, digests, names -----------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(one=networks(), other=networks())
def test_digests_are_equal_exactly_when_networks_are(one: Network, other: Network) -> None:
    assert (one.digest == other.digest) == (one == other)
    twin = Network(tuple(layer.with_settings() for layer in one.layers), one.input_shape)
    assert twin == one
    assert twin.digest == one.digest


def test_max_and_average_pooling_with_equal_settings_are_not_equal() -> None:
    # Regression: st.cache_data hashed fields without class names, and returned the one's result for the other.
    one, other = (Network((kind(),), (8, 8, 3)) for kind in (MaxPool2D, AveragePool2D))
    assert one != other
    assert one.digest != other.digest


def test_input_shape_takes_part_in_the_digest() -> None:
    assert Network((), (8, 8, 3)).digest != Network((), (8, 3, 8)).digest


def test_names_take_no_part_in_equality_or_digests(monkeypatch: pytest.MonkeyPatch) -> None:
    before = presets.load("tinyvgg").network
    monkeypatch.setattr(
        "explorer.network.planning.names_by_path", lambda layers: {f"{i}": f"name{i}" for i in range(13)}
    )
    renamed = Network(before.layers, before.input_shape)  # a preset is made once, and would keep its names
    assert renamed.steps[1].name == "name0"
    assert renamed == before
    assert renamed.digest == before.digest


def test_networks_cannot_change() -> None:
    network = presets.load("tinyvgg").network
    with pytest.raises(dataclasses.FrozenInstanceError):
        network.layers = ()  # type: ignore[misc]
    assert hash(network) == hash(presets.load("tinyvgg").network)


@settings(max_examples=200)
@given(stack=st.lists(st.sampled_from([kind() for kind in KINDS]), max_size=40))
def test_names_are_unique(stack: list[Layer]) -> None:
    names = names_of(tuple(stack))
    assert len(set(names)) == len(names) == len(stack)
    assert all(name.startswith(layer.short) for name, layer in zip(names, stack, strict=True))


def test_names_of_a_long_monotonous_stack_are_unique() -> None:
    assert len(set(names_of((ReLU(),) * MAX_LAYERS))) == MAX_LAYERS
    assert len(set(names_of((Conv2D(), ReLU(), ReLU(), MaxPool2D(), Softmax(), Dense()) * 40))) == 240
