"""The overview's records: places, scales, pictures, legends and look-up tables."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
from plotly.graph_objects import Figure

import explorer
from explorer import Conv2D, MaxPool2D, Network, ReLU
from explorer.figures import cell as cell_figures
from explorer.figures.maps import indices, limit, map_png
from explorer.figures.overview import figure as overview
from explorer.figures.overview import linking
from explorer.figures.overview.layout import lay_out, lay_out_phone, scale_groups
from explorer.figures.overview.places import HEIGHT, STAGED, WIDTH, View
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import DARK, LIGHT, number
from explorer.images import samples
from explorer.layers.base import as_map
from explorer.presets import NAMES

LIGHT_ENOUGH = 10_000_000  # parameters: the ImageNet classifiers would draw hundreds of megabytes of random weights
PRESETS = {name: p for name in NAMES if (p := explorer.presets.load(name)).network.param_count < LIGHT_ENOUGH}


def computed(name: str):  # type: ignore[no-untyped-def]
    preset = PRESETS[name]
    network = preset.network
    pixels = explorer.images.fit(
        samples.load(preset.image), *network.input_shape[:2], channels=network.input_shape[2]
    ).pixels
    return network, explorer.run(network, preset.weights.params(network), pixels[None])


@pytest.mark.parametrize("name", NAMES)
def test_nothing_overlaps_and_everything_is_inside(name: str) -> None:
    layout = lay_out(explorer.presets.load(name).network)
    ends = [-1.0] * (max(column.rank for column in layout.shown) + 2)
    for column in layout.shown:
        assert min(slot.x for slot in column.slots) > ends[column.rank]
        ends[column.rank + 1] = max(ends[column.rank + 1], *(slot.x + slot.w for slot in column.slots))
        bottoms = [slot.y + slot.h for slot in column.slots]
        tops = [slot.y for slot in column.slots]
        assert all(bottom <= top for bottom, top in zip(bottoms, tops[1:], strict=False))
        assert tops[0] >= 0
        assert bottoms[-1] <= HEIGHT
    assert max(ends) <= layout.width


@pytest.mark.parametrize("name", ["vgg16", "vgg11", "alexnet", "zfnet"])
def test_large_networks_fit_whatever_is_selected(name: str) -> None:
    network = explorer.presets.load(name).network
    for step in network.steps:
        layout = lay_out(network, (), View(step.path))
        assert layout.width <= WIDTH + 8
        assert step.path in [column.path for column in layout.shown]
        for column in layout.shown:
            assert column.slots[0].y >= layout.frame.head
            assert column.slots[-1].y + column.slots[-1].h <= HEIGHT
        for before, after in itertools.pairwise(layout.cards):
            assert before.x1 + 3 <= after.x0


@pytest.mark.parametrize("name", ["fashion_tinyvgg", "fashion_lenet5", "tinyvgg", "alexnet"])
def test_a_narrow_overview_shows_all_in_its_width(name: str) -> None:
    network = explorer.presets.load(name).network
    layout = lay_out(network, tuple("abcdefghij"), View(network.steps[5].path), 560)
    assert layout.width == 560
    assert layout.frame == replace(STAGED, width=560)
    columns = {column.path: column for column in layout.shown}
    assert columns[network.steps[5].path].slots
    for card in layout.cards:
        inside = [s for path in card.steps if path in columns for s in columns[path].slots]
        assert card.x0 < min(slot.x for slot in inside)
        assert max(slot.x + slot.w for slot in inside) < card.x1 < 560


@pytest.mark.parametrize("name", PRESETS)
def test_a_phone_shows_one_step(name: str) -> None:
    network = PRESETS[name].network
    for step in network.steps:
        layout = lay_out_phone(network, step.path)
        assert [c.path for c in layout.columns if c.slots] == [step.path]
        for column in layout.columns:
            for slot in column.slots:
                assert slot.x >= 0
                assert slot.x + slot.w <= layout.width
                assert slot.y + slot.h <= layout.height


def test_a_convolution_shares_its_scale_with_its_relu_and_pooling() -> None:
    network = PRESETS["tinyvgg"].network
    groups = dict(zip((s.name for s in network.steps), scale_groups(network), strict=True))
    assert groups["conv1_2"] == groups["relu1_2"] == groups["pool1"]
    assert groups["conv2_2"] == groups["pool2"] == groups["flatten"]
    assert (
        len({groups[name] for name in ("input", "conv1_1", "conv1_2", "conv2_1", "conv2_2", "dense3", "softmax")}) == 7
    )


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_pictures_and_legends_are_the_numbers(name, theme) -> None:  # type: ignore[no-untyped-def]
    network, acts = computed(name)
    layout = lay_out(network)
    scales = Scales(network, acts)
    pictures = overview.pictures(scales, layout, theme)
    figure = overview.figure(network, layout, theme, pictures)
    assert [trace["source"] for trace in figure["data"][: len(pictures.sources)]] == pictures.sources
    Figure(figure)  # Plotly accepts every attribute
    assert len(pictures.sources) == sum(len(c.slots) for c in layout.columns)
    place = 0
    for column in layout.columns:
        values = acts[column.path][0].reshape(as_map(network.step(column.path).output_shape))
        for slot in column.slots:
            if column.form == "maps" and column.path and max(values.shape[:2]) <= 88:
                top = scales.limit(column.path)
                assert pictures.sources[place] == map_png(indices(values[:, :, slot.channel], top), theme)
            place += 1
    shown = [columns for _, columns in layout.groups if any(column.slots for column in columns)]
    for index, columns in enumerate(shown):
        text = pictures.texts[len(layout.shown) + index]
        if columns[0].path and columns[0].form != "bars" and not columns[0].name.startswith("softmax"):
            top = limit([acts[c.path] for c in columns])
            assert text == f"±{number(top)}"
    assert max(pictures.texts) < len(figure["layout"]["annotations"])


def test_shares_stand_beside_their_bars() -> None:
    network, acts = computed("tinyvgg")
    layout = lay_out(network)
    texts = overview.pictures(Scales(network, acts), layout, LIGHT).texts
    shown = [float(text.strip("<%")) for text in texts.values() if text.endswith("%")]
    np.testing.assert_allclose(shown, acts["12"][0] * 100, atol=0.101)


def test_the_version_changes_with_the_pictures() -> None:
    network, acts = computed("edges")
    layout = lay_out(network)
    first = overview.pictures(Scales(network, acts), layout, LIGHT)
    other = dict(acts) | {"5": acts["5"] * 2}
    assert first.version == overview.pictures(Scales(network, acts), layout, LIGHT).version
    assert first.version != overview.pictures(Scales(network, other), layout, LIGHT).version


def test_the_tables_are_plain_and_small() -> None:
    network = explorer.presets.load("vgg16").network
    text = json.dumps(linking.read_tables(network))
    assert len(text) < 30_000


def test_a_step_that_reads_cell_by_cell_needs_no_table() -> None:
    network = Network((ReLU(), MaxPool2D(), Conv2D(kernel_size=1), Conv2D()), (12, 10, 2))
    tables = linking.read_tables(network)
    assert [table.get("rows") is None for table in tables] == [True, True, False, True, False]
    assert tables[2]["cols"] == [[0, 2, 4, 6, 8], [1, 3, 5, 7, 9], 1]


def test_a_page_of_other_channels_keeps_the_places() -> None:
    network = explorer.presets.load("vgg16").network
    layout = lay_out(network, (), View("24"))
    group = dict(zip((s.path for s in network.steps), scale_groups(network), strict=True))["24"]
    for channel in (0, 7, 8, 301, 511):
        turned = lay_out(network, (), View("24", channels={group: channel}))
        assert turned.key == layout.key
        assert overview.figure_key(network, turned, LIGHT) == overview.figure_key(network, layout, LIGHT)
        for column, before in zip(turned.columns, layout.columns, strict=True):
            shown = [slot.channel for slot in column.slots]
            if column.form == "maps" and column.slots and column.group == group:
                assert channel in shown
                assert shown == list(range(shown[0], shown[0] + 8))
            else:
                assert column == before


def test_tables_tell_groups_and_dilation() -> None:
    network = Network((Conv2D(filters=4, groups=2, dilation_rate=3, padding="same"),), (12, 12, 4))
    (_, table) = linking.read_tables(network)
    assert table["channels"] == [[0, 1], [0, 1], [2, 3], [2, 3]]
    assert table["rows"][2] == 3


def test_the_rails_figures() -> None:
    pixels = np.random.default_rng(0).random((20, 30, 3)).astype(np.float32)
    photo = cell_figures.photo(pixels, LIGHT)
    Figure(photo)
    assert photo["layout"]["meta"] == {"rows": 20, "cols": 30}
    assert photo["layout"]["width"] > photo["layout"]["height"]
    enlarged = cell_figures.enlarged(pixels[:, :, 0], 0.5, DARK)
    Figure(enlarged)
    np.testing.assert_array_equal(enlarged["data"][0]["z"], pixels[:, :, 0])
    assert (enlarged["data"][0]["zmin"], enlarged["data"][0]["zmax"]) == (-0.5, 0.5)


@pytest.mark.parametrize("name", ["efficientnet_lite0", "flowers_vgg", "fashion_tinyvgg"])
def test_headings_grow_small_where_they_would_touch(name: str) -> None:
    network, acts = computed(name)
    layout = lay_out(network)
    made = overview.figure(network, layout, LIGHT, overview.pictures(Scales(network, acts), layout, LIGHT))
    headings = made["layout"]["annotations"][: len(layout.shown)]
    assert [heading["x"] for heading in headings] == [column.centre for column in layout.shown]
    halves = [
        0.3 * heading["font"]["size"] * len(column.header)
        for heading, column in zip(headings, layout.shown, strict=True)
    ]
    for left, right in itertools.pairwise(range(len(headings))):
        assert headings[right]["x"] - headings[left]["x"] >= halves[left] + halves[right], layout.shown[left].name
    sizes = {heading["font"]["size"] for heading in headings}
    assert max(sizes) == 12
    assert min(sizes) >= 9
