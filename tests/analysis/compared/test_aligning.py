"""Which layers of two networks correspond: what holds for all pairs of networks, and what a person would say of some."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import Concatenate, Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, Residual, presets
from explorer.analysis.compared.aligning import LayerPair, align
from explorer.layers.base import Layer
from explorer.layers.stack import split_path, walk
from tests.strategies import nested_networks, networks

ANY = st.one_of(networks(), nested_networks())


def names(left: Network, right: Network) -> list[tuple[str, str]]:
    """The pairs by the names of their layers, "" for none; without the input."""
    return [
        ("" if pair.left is None else left[pair.left].name, "" if pair.right is None else right[pair.right].name)
        for pair in align(left, right)[1:]
    ]


def stack(*layers: Layer, shape: tuple[int, int, int] = (32, 32, 3)) -> Network:
    return Network(layers, shape)


@settings(max_examples=60, deadline=None)
@given(network=ANY)
def test_a_network_corresponds_to_itself_layer_by_layer(network: Network) -> None:
    paths = ["", *(path for path, _ in walk(network.layers))]
    assert align(network, network) == tuple(LayerPair(path, path) for path in paths)


@settings(max_examples=60, deadline=None)
@given(left=ANY, right=ANY)
def test_every_layer_is_in_one_pair_and_pairs_keep_order_and_kind(left: Network, right: Network) -> None:
    pairs = align(left, right)
    for network, paths in ((left, [p.left for p in pairs]), (right, [p.right for p in pairs])):
        assert Counter(path for path in paths if path is not None) == Counter(step.path for step in network.steps)
        order = [path for path in paths if path is not None]
        assert order == ["", *(path for path, _ in walk(network.layers))]
    assert all(left[p.left].layer.kind == right[p.right].layer.kind for p in pairs[1:] if p.matched)  # type: ignore[index]


@settings(max_examples=60, deadline=None)
@given(left=ANY, right=ANY)
def test_exchanging_the_sides_mirrors_the_pairs(left: Network, right: Network) -> None:
    assert {pair.swapped for pair in align(left, right)} == set(align(right, left))


@settings(max_examples=60, deadline=None)
@given(left=ANY, right=ANY)
def test_layers_correspond_only_where_the_blocks_around_them_do(left: Network, right: Network) -> None:
    pairs = align(left, right)
    matched = {(pair.left, pair.right) for pair in pairs if pair.matched}
    for one, other in matched:
        assert one is not None
        assert other is not None
        outer = [split_path(path)[0].rpartition(".b")[0] if path else "" for path in (one, other)]
        assert not any(outer) or tuple(outer) in matched


def test_an_added_layer_stays_alone() -> None:
    before = stack(Conv2D(filters=4), ReLU(), MaxPool2D(), Flatten(), Dense(units=3))
    after = stack(Conv2D(filters=4), ReLU(), Conv2D(filters=4), ReLU(), MaxPool2D(), Flatten(), Dense(units=3))
    assert names(before, after) == [
        ("conv1", "conv1_1"),
        ("relu1", "relu1_1"),
        ("", "conv1_2"),
        ("", "relu1_2"),
        ("pool1", "pool1"),
        ("flatten", "flatten"),
        ("dense2", "dense2"),
    ]


def test_other_settings_at_the_same_place_correspond() -> None:
    before, after = (stack(Conv2D(filters=n), ReLU(), Conv2D(filters=9), ReLU()) for n in (4, 8))
    assert all(pair.matched and pair.left == pair.right for pair in align(before, after))


def test_the_same_layer_counts_more_than_one_of_its_kind() -> None:
    few = stack(Conv2D(filters=5))
    many = stack(Conv2D(filters=4), MaxPool2D(), Conv2D(filters=5, padding="same"), MaxPool2D(), Conv2D(filters=5))
    assert names(stack(Conv2D(filters=4)), many)[0] == ("conv1", "conv1")
    # conv3 has the settings, but reads 5 maps instead of 3; of layers that are not the same the first one is taken.
    assert names(few, many)[0] == ("conv1", "conv1")


def test_a_relu_goes_with_its_convolution() -> None:
    vgg = presets.load("vgg16").network, presets.load("vgg11").network
    found = dict(names(*vgg))
    assert (found["conv1_1"], found["relu1_1"], found["conv1_2"], found["relu1_2"]) == ("conv1", "relu1", "", "")
    assert found["pool1"] == "pool1"
    assert found["dense8"] == "dense8"


def test_inside_blocks_branch_goes_with_branch() -> None:
    conv = Conv2D(filters=3, padding="same")
    before = stack(Residual(layers=(conv, ReLU())), Concatenate(stacks=((conv,), (ReLU(),))))
    after = stack(Residual(layers=(conv,)), Concatenate(stacks=((conv,), (ReLU(), conv))))
    assert [(p.left, p.right) for p in align(before, after) if not p.matched] == [("0.b0.1", None), (None, "1.b1.1")]
    assert [p.level for p in align(before, after)] == [0, 0, 1, 1, 0, 1, 1, 1]


def test_a_block_without_counterpart_is_alone_with_all_that_is_in_it() -> None:
    before = stack(ReLU(), Residual(layers=(Conv2D(filters=3, padding="same"), ReLU())), ReLU())
    after = stack(ReLU(), ReLU())
    assert [(p.left, p.right) for p in align(before, after) if not p.matched] == [
        ("1", None),
        ("1.b0.0", None),
        ("1.b0.1", None),
    ]


@pytest.mark.parametrize("name", presets.NAMES)
def test_every_preset_corresponds_to_itself_and_to_itself_with_one_layer_less(name: str) -> None:
    network = presets.load(name).network
    assert all(pair.left == pair.right for pair in align(network, network))
    if network.layers:
        shorter = Network(network.layers[:-1], network.input_shape)
        pairs = align(network, shorter)
        gone = {path for path, _ in walk(network.layers) if int(path.partition(".")[0]) == len(network.layers) - 1}
        assert {pair.left for pair in pairs if not pair.matched} == gone
        assert all(pair.left == pair.right for pair in pairs if pair.matched)
