"""The network as a table: every number again from another side."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable

import pytest
from hypothesis import given

from explorer import Conv2D, Dense, Flatten, MaxPool2D, Network, presets, reads
from explorer.analysis.architecture import (
    CSV_COLUMNS,
    formula,
    rows,
    setting_text,
    settings_text,
    shares_of,
    to_csv,
    to_latex,
    to_markdown,
    totals,
)
from explorer.layers import Composite
from explorer.layers.stack import walk
from explorer.network import Cell
from tests.strategies import nested_networks, networks

SMALL = ("tinyvgg", "lenet5", "edges", "all_conv", "dilated", "fashion_dense", "empty")
BRANCHED = ("residual", "resnet18", "densenet", "unet")


def evaluated(text: str) -> tuple[int, int]:
    """Both sides of a formula, as Python counts them."""
    left, right = text.replace("·", "*").replace(",", "").split("=")
    return eval(left), int(right)


@pytest.mark.parametrize(
    ("layer", "shape", "text"),
    [
        (Conv2D(filters=16), (9, 9, 10), "(3·3·10 + 1) · 16 = 1,456"),
        (Conv2D(filters=16, use_bias=False), (9, 9, 10), "3·3·10 · 16 = 1,440"),
        (Conv2D(filters=16, groups=2), (9, 9, 10), "(3·3·5 + 1) · 16 = 736"),
        (Conv2D(filters=6, kernel_size=(5, 1)), (9, 9, 1), "(5·1·1 + 1) · 6 = 36"),
        (Dense(units=10), (784,), "784 · 10 + 10 = 7,850"),
        (Dense(units=4096, use_bias=False), (25088,), "25,088 · 4,096 = 102,760,448"),
        (MaxPool2D(), (9, 9, 10), ""),
    ],
)
def test_formulas(layer, shape, text) -> None:  # type: ignore[no-untyped-def]
    assert formula(layer.param_shapes(shape)) == text


def test_formulas_of_other_parameters() -> None:
    assert formula({"gamma": (16,), "beta": (16,)}) == "16 + 16 = 32"
    assert formula({"kernel": (3, 3, 16, 2), "bias": (32,)}) == "3·3·16 · 2 + 32 = 320"


@given(networks())
def test_formulas_come_out_at_the_counts(network: Network) -> None:
    for row in rows(network):
        assert (row.formula == "") == (row.parameters == 0)
        if row.formula:
            assert evaluated(row.formula) == (row.parameters, row.parameters)


@given(networks())
def test_rows_are_the_steps_and_add_up_to_the_totals(network: Network) -> None:
    check_sums(network)


@given(nested_networks())
def test_the_rows_of_blocks_add_up_too(network: Network) -> None:
    check_sums(network)


@pytest.mark.parametrize("name", BRANCHED)
def test_blocks_of_the_presets_add_up(name: str) -> None:
    check_sums(presets.load(name).network)


def check_sums(network: Network) -> None:
    table, sums = rows(network), totals(network)
    assert [row.path for row in table] == ["", *(path for path, _ in walk(network.layers))]
    assert sums.layers == len(table) - 1
    assert sums.parameters == sum(row.parameters for row in table) == network.param_count
    assert sums.macs == sum(row.macs for row in table)
    assert sums.memory == sum(4 * math.prod(row.shape) for row in table) == sum(row.memory for row in table)
    level_0 = [row.whole for row in table if row.level == 0]
    assert sums.parameters == sum(each.parameters for each in level_0)
    assert sums.macs == sum(each.macs for each in level_0)
    assert sums.memory == sum(each.memory for each in level_0)
    for row in table:
        step = network.step(row.path)
        inside = [each for each in table if each.path.startswith(f"{row.path}.")]
        assert all(each.level > row.level for each in inside)
        if isinstance(step.layer, Composite):
            assert row.sums is not None
            assert row.sums.parameters == step.layer.param_count(step.input_shape)
            assert row.sums.macs == step.layer.macs(step.input_shape)
            assert row.sums.memory == sum(each.memory for each in [row, *inside])
            if "=" in row.sums.formula:
                assert evaluated(row.sums.formula) == (row.sums.parameters, row.sums.parameters)
        else:
            assert row.sums is None
        assert row.shape == step.output_shape
        assert row.window == step.window
        assert 0 <= row.share <= 1
        if step.window is None:
            assert row.size in ("uneven", "whole image")
            assert (row.step, row.start, row.larger_than_image) == ("", "", False)


def test_windows_in_words() -> None:
    by_name = {row.name: row for row in rows(presets.load("tinyvgg").network)}
    assert (by_name["pool1"].size, by_name["pool1"].step, by_name["pool1"].start) == ("6 × 6", "2 × 2", "0, 0")
    assert by_name["pool1"].share == 36 / 64**2
    assert by_name["flatten"].size == "uneven"
    assert (by_name["dense3"].size, by_name["dense3"].share) == ("whole image", 1)
    padded = rows(Network((Conv2D(kernel_size=(3, 7), padding="same", strides=(1, 2)),), (20, 20, 1)))[1]
    assert (padded.size, padded.step, padded.start) == ("3 × 7", "1 × 2", "−1, −2")


def test_the_share_is_what_is_really_read() -> None:
    network = Network((Conv2D(dilation_rate=4, padding="same"), Conv2D(strides=2)), (17, 13, 3))
    for row in rows(network):
        high, wide = row.shape[:2]
        seen = reads.region(network, Cell(row.path, high // 2, wide // 2, 0))
        assert row.share == len(seen.rows) * len(seen.cols) / (17 * 13)


def test_windows_larger_than_the_image_are_marked() -> None:
    stack = [Conv2D(padding="same")] * 5
    marks = [row.larger_than_image for row in rows(Network(tuple(stack), (7, 20, 1)))]
    assert marks == [False, False, False, False, True, True]  # windows of 1, 3, 5, 7, 9, 11 rows
    vgg = {row.name: row for row in rows(presets.load("vgg16").network)}
    assert vgg["pool5"].size == "212 × 212"
    assert not vgg["pool5"].larger_than_image


@pytest.mark.parametrize("name", [*SMALL, *BRANCHED])
def test_csv(name: str) -> None:
    network = presets.load(name).network
    lines = list(csv.reader(io.StringIO(to_csv(network))))
    assert lines[0] == list(CSV_COLUMNS)
    assert len(lines) == len(network.steps) + 1
    for line in lines[1:]:
        named = dict(zip(CSV_COLUMNS, line, strict=True))
        step = network.step(named["path"])
        assert named["name"] == step.name
        assert int(named["parameters"]) == step.param_count
        assert int(named["macs"]) == step.macs
        assert named["output_shape"] == "x".join(map(str, step.output_shape))
        assert int(named["level"]) == named["path"].count(".") // 2
        if isinstance(step.layer, Composite):
            assert int(named["block_parameters"]) == step.layer.param_count(step.input_shape)
            assert int(named["block_macs"]) == step.layer.macs(step.input_shape)
        else:
            assert named["block_parameters"] == named["block_macs"] == named["block_activation_bytes"] == ""
        if step.window is None:
            assert named["window_rows"] == named["start_column"] == ""
        else:
            assert int(named["window_rows"]) == step.window.rows.size
            assert int(named["start_column"]) == step.window.cols.start


def test_a_block_stands_above_its_layers_with_their_sum() -> None:
    table = rows(presets.load("residual").network)
    shown = [(row.level, row.name, row.whole.parameters, row.whole.formula) for row in table if "res2" in row.name][:5]
    assert shown == [
        (0, "res2", 3632, "1,168 + 2,320 + 144 = 3,632"),
        (1, "res2.conv1", 1168, "(3·3·8 + 1) · 16 = 1,168"),
        (1, "res2.relu", 0, ""),
        (1, "res2.conv2", 2320, "(3·3·16 + 1) · 16 = 2,320"),
        (1, "res2.shortcut.conv", 144, "(1·1·8 + 1) · 16 = 144"),
    ]


def test_settings_in_words() -> None:
    assert settings_text(Conv2D()) == "filters 8, kernel_size 3, strides 1, padding valid"
    assert settings_text(Conv2D(use_bias=False, kernel_size=(3, 5))).endswith("padding valid, use_bias no")
    assert "kernel_size 3 × 5" in settings_text(Conv2D(kernel_size=(3, 5)))
    assert settings_text(Flatten()) == ""
    assert setting_text(((1, 1), (1, 1))) == "1 on each side"
    assert setting_text(((0, 1), (2, 3))) == "top 0, bottom 1, left 2, right 3"
    assert setting_text(4096) == "4,096"


@pytest.mark.parametrize("name", [*SMALL, *BRANCHED])
def test_the_shares_add_up_to_one(name: str) -> None:
    network = presets.load(name).network
    whole = totals(network)
    shares = [shares_of(row, whole) for row in rows(network)]
    for place, total in enumerate((whole.parameters, whole.macs, whole.memory)):
        assert sum(each[place] for each in shares) == pytest.approx(1.0 if total else 0.0, abs=1e-12)


@pytest.mark.parametrize("write", [to_markdown, to_latex])
@pytest.mark.parametrize("name", [*SMALL, *BRANCHED])
def test_the_tables_for_papers_have_a_line_for_each_row_and_the_totals(
    name: str, write: Callable[[Network], str]
) -> None:
    network = presets.load(name).network
    text, table = write(network), rows(network)
    body = [line for line in text.split("\n") if re.match(r"\| |\S.* & ", line)]
    assert len(body) == len(table) + 2 + (write is to_markdown)
    assert f"{network.param_count:,}" in body[-1]
    for row, line in zip(table, body[1 + (write is to_markdown) : -1], strict=True):
        assert f"{row.parameters:,}" in line
        assert f"{row.macs:,}" in line


def test_what_is_too_late_is_marked() -> None:
    layers = presets.load("vgg16").network.layers[:30]
    network = Network(layers, (32, 32, 3))
    marked = [row.name for row in rows(network) if row.unproductive]
    assert marked == ["conv4_1", "conv4_2", "conv4_3", "conv5_1", "conv5_2", "conv5_3"]
    lines = list(csv.DictReader(io.StringIO(to_csv(network))))
    assert [line["name"] for line in lines if line["unproductive"] == "yes"] == marked
    assert to_latex(network).count("(unproductive)") == len(marked)
