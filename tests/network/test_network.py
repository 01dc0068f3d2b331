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
from explorer.network import MAX_LAYERS
from explorer.network.naming import names_by_path, names_of
from explorer.network.repairs import repaired, unreached
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
    assert str(error) == "conv1 needs 7 rows, but gets 5. Use a window of at most 5 rows, or the padding “same”."
    assert error.path == "3"
    assert [fix.label for fix in error.fixes] == ["Make the kernel 5 × 5", "Set the padding to “same”", "Remove conv1"]


def test_a_pooling_too_large() -> None:
    error = refused(MaxPool2D(pool_size=5), shape=(2, 2, 3))
    assert error.problem == "pool1 needs 5 rows, but gets 2."
    assert error.fixes[0] == Fix("Make the window 2 × 2", "0", {"pool_size": (2, 2)})


def test_a_kernel_too_wide_for_a_padded_input() -> None:
    error = refused(Conv2D(kernel_size=(3, 8), padding=1), shape=(5, 5, 3))
    assert error.problem == "conv1 needs 8 columns, but gets 7 with its padding."


def test_a_dilated_kernel_too_tall() -> None:
    error = refused(Conv2D(kernel_size=(4, 1), dilation_rate=(2, 1)))
    assert error.problem == "conv1 needs 7 rows (it reads 4 of them, 2 apart), but gets 5."
    assert error.remedy.startswith("Use a window of at most 3 ")
    assert Fix("Make the dilation 1", "0", {"dilation_rate": (1, 1)}) in error.fixes


def test_maps_after_flatten() -> None:
    error = refused(Flatten(), MaxPool2D())
    assert str(error) == (
        "pool1 needs maps, with rows and columns, but gets one row of 75 numbers. "
        "Move it up, to where there are still maps, or move flatten after pool1."
    )
    assert [fix.label for fix in error.fixes] == ["Move flatten after pool1", "Remove flatten", "Remove pool1"]


def test_groups_that_do_not_divide() -> None:
    error = refused(Conv2D(filters=9, groups=2))
    assert error.problem == "conv1 needs input maps that split into 2 equal groups, but gets 3."
    assert [fix.changes for fix in error.fixes] == [{"groups": 1}, None]
    error = refused(Conv2D(filters=8, groups=3))
    assert error.problem == "conv1 needs filters that split into 3 equal groups, but has 8."
    assert [fix.label for fix in error.fixes] == ["Use 9 filters", "Use 1 group", "Remove conv1"]


def test_a_pooling_layer_above_is_offered_only_if_that_helps() -> None:
    helps = refused(MaxPool2D(), Conv2D(kernel_size=3), shape=(4, 4, 3))
    assert helps.remedy.endswith(", or remove pool1.")
    assert "Remove pool1" in [fix.label for fix in helps.fixes]
    vain = refused(MaxPool2D(), Conv2D(kernel_size=9), shape=(4, 4, 3))
    assert "Remove pool1" not in [fix.label for fix in vain.fixes]
    assert "remove" not in vain.remedy


def error_of(stack: tuple[Layer, ...], shape: tuple[int, int, int]) -> ShapeError | None:
    try:
        Network(stack, shape)
    except ShapeError as error:
        return error
    return None


SETTINGS_IN_CODE = {name for kind in KINDS for name in kind().settings() if "_" in name}


@settings(max_examples=120)
@given(stack=st.lists(st.sampled_from(KINDS).flatmap(layers), min_size=1, max_size=7), shape=map_shapes)
def test_every_fix_repairs_its_layer(stack: list[Layer], shape: tuple[int, int, int]) -> None:
    layers = tuple(stack)
    error = error_of(layers, shape)
    if error is None:
        return
    assert error.problem.startswith(f"{names_by_path(layers)[error.path]} ")
    assert error.problem.count("but ") == 1, "what it needs, and what it gets"
    assert error.remedy
    *helpful, removal = error.fixes
    assert removal.label.startswith("Remove ")
    assert len({fix.label for fix in error.fixes}) == len(error.fixes)
    for fix in error.fixes:
        assert fix.label[0].isupper()
        assert not any(setting in fix.label for setting in SETTINGS_IN_CODE), "words, not the names of settings"
        changed = repaired(layers, fix)
        left = error_of(changed, shape)
        assert (left is None) == (unreached(changed, shape) == 0)
        assert unreached(changed, shape) < unreached(layers, shape), fix
    works = [error_of(repaired(layers, fix), shape) is None for fix in helpful]
    assert works == sorted(works, reverse=True), "those that make the whole network fit come first"


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


def test_names_take_no_part_in_the_digest_but_tell_pictures_with_names_apart() -> None:
    before = presets.load("tinyvgg").network
    renamed = Network(before.layers, before.input_shape, (("0", "edges"),))
    assert renamed.steps[1].name == "edges"
    assert renamed.steps[2].name == before.steps[2].name
    assert renamed.digest == before.digest == before.named_digest
    assert renamed != before  # what is kept by network, such as a layout with headings, is another one
    assert renamed.named_digest != before.named_digest


def test_networks_cannot_change() -> None:
    network = presets.load("tinyvgg").network
    with pytest.raises(dataclasses.FrozenInstanceError):
        network.layers = ()  # type: ignore[misc]
    assert hash(network) == hash(presets.load("tinyvgg").network)


@settings(max_examples=120)
@given(stack=st.lists(st.sampled_from([kind() for kind in KINDS]), max_size=40))
def test_names_are_unique(stack: list[Layer]) -> None:
    names = names_of(tuple(stack))
    assert len(set(names)) == len(names) == len(stack)
    assert all(name.startswith(layer.short) for name, layer in zip(names, stack, strict=True))


def test_names_of_a_long_monotonous_stack_are_unique() -> None:
    assert len(set(names_of((ReLU(),) * MAX_LAYERS))) == MAX_LAYERS
    assert len(set(names_of((Conv2D(), ReLU(), ReLU(), MaxPool2D(), Softmax(), Dense()) * 40))) == 240
