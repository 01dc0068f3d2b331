"""Text -> network -> text: the same text and the same network, for every preset, every kind and random networks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import KINDS, Conv2D, Layer, MaxPool2D, Network, ReLU, Residual, limits, presets
from explorer.formats.text import names, read, text_of
from explorer.layers import Composite
from explorer.layers.base import Array, Params
from explorer.layers.stack import layer_count, layer_spec, split_path, walk
from explorer.settings import Choice, Setting, Sides, Type, setting
from tests.strategies import layers, nested_networks, networks

COUNT = int(os.environ.get("CNN_SOAK", "60"))


def assert_same(network: Network) -> None:
    text = explorer.to_text(network)
    again = explorer.from_text(text)
    assert (again.layers, again.input_shape, again.names) == (network.layers, network.input_shape, network.names)
    assert again.digest == network.digest, "kinds with equal fields are equal dataclasses"
    assert explorer.to_text(again) == text


@pytest.mark.parametrize("name", presets.NAMES)
def test_a_preset_is_the_same_after_its_text(name: str) -> None:
    assert_same(presets.load(name).network)


@st.composite
def named_networks(draw: st.DrawFn) -> Network:
    """Random networks, some of whose layers were given names."""
    network = draw(st.one_of(networks(KINDS), nested_networks()))
    paths = [path for path, _ in walk(network.layers)]
    taken: set[tuple[str, str]] = set()
    given_names = []
    for path in draw(st.lists(st.sampled_from(paths), unique=True, max_size=3)) if paths else []:
        name = draw(st.sampled_from(["stem", "conv", "no", "as", "repeat", "same", "Ende-1", "größe_2", "x3"]))
        if (split_path(path)[0], name) not in taken:
            taken.add((split_path(path)[0], name))
            given_names.append((path, name))
    return Network(network.layers, network.input_shape, tuple(given_names))


@settings(max_examples=COUNT)
@given(named_networks())
def test_a_random_network_is_the_same_after_its_text(network: Network) -> None:
    assert_same(network)


@pytest.mark.thorough
@settings(max_examples=1000)
@given(named_networks())
def test_a_thousand_random_networks_are_the_same_after_their_text(network: Network) -> None:
    assert_same(network)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_kind_and_setting_can_be_written(kind: type[Layer]) -> None:
    @settings(max_examples=25)
    @given(layers(kind))
    def same(layer: Layer) -> None:
        text = text_of((layer,), (9, 9, 3))
        found = read(text)
        assert [*map(layer_spec, found.layers)] == [layer_spec(layer)], text
        assert text_of(found.layers, (9, 9, 3)) == text

    same()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_setting_can_be_given_by_its_own_name(kind: type[Layer]) -> None:
    if issubclass(kind, Composite):
        return
    layer = kind()
    written = " ".join(f"{each.name}={plain(getattr(layer, each.name))}" for each in names.simple_settings(kind))
    assert repr(read(f"input 9x9x3\n{kind.kind} {written}").layers) == repr((layer,))


def plain(value: Any) -> str:
    return "yes" if value is True else "no" if value is False else str(value)


def spellings() -> Iterator[tuple[str, type[Layer]]]:
    for kind in KINDS:
        for spelling in (kind.kind, kind.__name__, kind.title, kind.kind.upper(), kind.kind.replace("_", "-")):
            yield spelling, kind


@pytest.mark.parametrize(("spelling", "kind"), list(spellings()))
def test_a_kind_has_all_its_names(spelling: str, kind: type[Layer]) -> None:
    needed = {"filters": " 8", "units": " 8"}
    given_settings = "".join(needed.get(each.name, "") for each in names.simple_settings(kind))
    block = " { relu | relu }" if issubclass(kind, Composite) else ""
    word = spelling.split(" (")[0]
    (layer,) = read(f"input 9x9x3\n{word}{given_settings}{block}").layers
    assert type(layer) is kind


def test_no_word_means_two_kinds() -> None:
    for kind in KINDS:
        assert names.kind_words()[names.plain(names.kind_word(kind))] is kind
        assert names.kind_words()[names.plain(kind.kind)] is kind
        for each in names.simple_settings(kind):
            assert names.setting_words(kind)[names.plain(names.setting_word(kind, each))] == each


# -- a kind that is made after the language ---------------------------------------------------------------------------


@dataclass(frozen=True)
class PerChannel(Type):
    """Numbers per channel: a type that the language does not know."""

    def check(self, name: str, value: Any) -> tuple[float, ...]:
        return tuple(float(each) for each in (value if isinstance(value, tuple | list) else (value,)))

    def plain(self, value: Any) -> Any:
        return list(value)


@dataclass(frozen=True)
class Late(Layer):
    """A kind with settings that no table of the language lists."""

    kind: ClassVar[str] = "late_for_text"
    title: ClassVar[str] = "Late"
    short: ClassVar[str] = "late"

    mean: tuple[float, ...] = setting((0.0,), "The mean of each channel.", PerChannel())
    rule: str = setting("half", "Where cells lie.", Choice(("half", "corner rule", "2d")))
    sides: Any = setting(((0, 0), (0, 0)), "Cells on each side.", Sides())

    def forward(self, x: Array, params: Params) -> Array:
        return x.copy()


def test_a_new_kind_needs_no_change_of_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "KINDS", (*KINDS, Late))
    names.kind_words.cache_clear()
    try:
        layer = Late(mean=(0.485, 0.456, 1e-07), rule="corner rule", sides=((0, 1), (2, 2)))
        text = text_of((layer, Late(), Late(rule="2d")), (9, 9, 3))
        assert text == (
            'input 9x9x3\nlate_for_text mean=(0.485, 0.456, 1e-07) rule="corner rule" sides=((0, 1), (2, 2))\n'
            'late_for_text\nlate_for_text rule="2d"\n'
        )
        assert read(text).layers == (layer, Late(), Late(rule="2d"))
        assert read("input 9x9x3\nLate mean 3 half sides 2").layers == (Late(mean=(3.0,), sides=((2, 2), (2, 2))),)
    finally:
        monkeypatch.undo()
        names.kind_words.cache_clear()


# -- the canonical form -------------------------------------------------------------------------------------------------


def test_equal_groups_are_written_once_where_that_is_shorter() -> None:
    pair = (Conv2D(filters=8, padding="same"), ReLU())
    assert "repeat" not in text_of(pair * 3, (9, 9, 3))
    assert text_of(pair * 4, (9, 9, 3)) == "input 9x9x3\nrepeat 4 {\n  conv 8 3x3 same\n  relu\n}\n"
    assert read(text_of(pair * 4, (9, 9, 3))).layers == pair * 4


def test_a_group_that_is_repeated_does_not_begin_with_what_ends_a_block() -> None:
    text = explorer.to_text(presets.load("vgg16").network)
    assert "repeat 2 {\n  conv 512 3x3 same\n" in text


def test_a_named_layer_is_not_hidden_in_a_repetition() -> None:
    layers_ = (Conv2D(filters=8, padding="same"), ReLU()) * 6
    network = Network(layers_, (9, 9, 3), (("4", "middle"),))
    assert "conv 8 3x3 same as middle" in explorer.to_text(network)
    assert_same(network)


def test_blocks_are_written_with_bars_between_their_parts() -> None:
    block = Residual(layers=(Conv2D(filters=3, padding=1, strides=2),), shortcut=(MaxPool2D(),))
    assert text_of((block, Residual(shortcut=(ReLU(),)), Residual()), (9, 9, 3)).splitlines() == [
        *("input 9x9x3", "residual {", "  conv 3 3x3 stride 2 pad 1", "|", "  maxpool 2", "}"),
        *("residual {", "  identity", "|", "  relu", "}", "residual {", "}"),
    ]


def test_the_largest_network_has_a_text() -> None:
    layers_ = tuple(Conv2D(filters=1 + n % 7, kernel_size=1) for n in range(limits.LAYERS))
    network = Network(layers_, (3, 3, 3))
    assert layer_count(explorer.from_text(explorer.to_text(network)).layers) == limits.LAYERS


def test_settings_are_the_declared_ones() -> None:
    assert all(isinstance(each, Setting) for kind in KINDS for each in names.simple_settings(kind))
