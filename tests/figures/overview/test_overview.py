"""The overview's records: places, scales, pictures, legends and look-up tables."""

from __future__ import annotations

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image
from plotly.graph_objects import Figure

import explorer
from explorer import Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, Softmax
from explorer.figures import cell as cell_figures
from explorer.figures.maps import indices, limit, map_png
from explorer.figures.overview import figure as overview
from explorer.figures.overview import linking
from explorer.figures.overview.drawing.pictures import legend_groups, picture_slots
from explorer.figures.overview.geometry.groups import scale_groups
from explorer.figures.overview.layout import lay_out
from explorer.figures.overview.phone import lay_out_phone, phone_steps
from explorer.figures.overview.places import View
from explorer.figures.overview.room import Room
from explorer.figures.overview.scales import Scales
from explorer.figures.overview.zones import answer_zones
from explorer.figures.theme import DARK, LIGHT, number
from explorer.images import samples
from explorer.layers.activation.activation import Activation
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


@pytest.mark.parametrize("name", ["vgg16", "vgg11", "alexnet", "zfnet"])
def test_large_networks_fit_whatever_is_selected(name: str) -> None:
    network = explorer.presets.load(name).network
    for step in network.steps:
        layout = lay_out(network, (), View(step.path), Room(640, 560))
        assert layout.width == 640
        assert any(step.path in column.steps for column in layout.shown)


def test_a_convolution_is_marked_on_the_column_that_it_shares_with_its_activation() -> None:
    network = PRESETS["tinyvgg"].network
    layout = lay_out(network, (), View("0"))
    slots = linking.slot_rectangles(layout)
    convolution, relu = network.index("0"), network.index("1")
    assert slots[convolution] == slots[relu] != []
    assert linking.folded_places(network, layout) == [i for i, s in enumerate(network.steps) if s.layer.short == "relu"]


@pytest.mark.parametrize("name", ["tinyvgg", "flowers_vgg", "residual"])
def test_the_face_before_the_activation_shows_what_enters_it(name: str) -> None:
    network, acts = computed(name)
    after, before = (lay_out(network, (), View("1", face=face)) for face in ("after", "before"))
    assert after.key == before.key
    assert after.content != before.content
    for column in before.shown:
        follows = [path for path in column.steps if isinstance(network.step(path).layer, Activation)]
        if follows and follows[0] != column.steps[0]:
            assert column.steps.index(column.drawn) == column.steps.index(follows[0]) - 1
        else:
            assert column.drawn == next(c.drawn for c in after.shown if c.path == column.path)
    pictures = [overview.pictures(Scales(network, acts), layout, LIGHT) for layout in (after, before)]
    assert pictures[0].sources != pictures[1].sources
    assert overview.figure_key(network, after, LIGHT) == overview.figure_key(network, before, LIGHT)


def test_the_likeliest_classes_of_many_are_bars() -> None:
    network = Network((Flatten(), Dense(units=40), Softmax()), (6, 6, 1))
    classes = tuple(f"class of name {n}" for n in range(40))
    layout = lay_out(network, classes)
    column = layout.shown[-1]
    assert (column.form, column.bars) == ("strip", 5)
    shares = np.random.default_rng(1).dirichlet(np.ones(40))
    acts = {step.path: np.zeros((1, *step.output_shape), np.float32) for step in network.steps}
    acts["2"] = shares[None].astype(np.float32)
    pictures = overview.pictures(Scales(network, acts), layout, LIGHT)
    best = np.argsort(-shares)[:5]
    assert [bar.unit for bar in pictures.answer] == best.tolist()
    assert [bar.percent for bar in pictures.answer] == [overview.percent(share) for share in shares[best]]
    places = answer_zones(layout, pictures.answer)
    assert [(zone.path, zone.channel) for zone in places] == [("2", unit) for unit in best]
    assert lay_out(network).shown[-1].bars == 0  # classes without names are not ranked


def test_an_image_in_colour_stands_above_its_planes() -> None:
    network, acts = computed("edges")
    layout = lay_out(network)
    photo = layout.shown[0]
    assert photo.photo is not None
    assert [note.text for note in layout.notes if note.text in ("red", "green", "blue")] == ["red", "green", "blue"]
    made = overview.pictures(Scales(network, acts), layout, LIGHT)
    planes = [decoded(source) for source in made.sources[1:4]]
    for plane, picture in enumerate(planes):
        others = [each for each in range(3) if each != plane]
        assert picture[..., plane].max() > 100
        np.testing.assert_array_equal(picture[..., others], 0)
    grey = lay_out(PRESETS["lenet5"].network).shown[0]
    assert grey.photo is None
    assert len(grey.slots) == 1


def decoded(source: str) -> np.ndarray:  # type: ignore[type-arg]
    data = base64.b64decode(source.partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


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


def test_a_phone_offers_columns_and_shows_what_the_next_layer_reads() -> None:
    network = PRESETS["tinyvgg"].network
    offered = phone_steps(network)
    assert [network.step(path).name for path in offered][:4] == ["input", "conv1_1", "conv1_2", "pool1"]
    assert sorted(path for steps in offered.values() for path in steps) == sorted(step.path for step in network.steps)
    path = next(path for path in offered if network.step(path).name == "conv1_1")
    for face, name in (("after", "relu1_1"), ("before", "conv1_1")):
        layout = lay_out_phone(network, path, view=View(path, face=face))
        assert [network.step(column.drawn).name for column in layout.columns if column.slots] == [name]


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
    groups = dict(zip((step.path for step in network.steps), scale_groups(network), strict=True))
    pictures = overview.pictures(scales, layout, theme)
    figure = overview.figure(network, layout, theme, pictures)
    assert [trace["source"] for trace in figure["data"][: len(pictures.sources)]] == pictures.sources
    Figure(figure)  # Plotly accepts every attribute
    for each, source in zip(picture_slots(layout), pictures.sources, strict=True):
        column, values = each.column, acts[each.column.drawn][0].reshape(each.column.shape)
        if each.what == "map" and column.form == "maps" and column.drawn and max(values.shape[:2]) <= 88:
            top = scales.limit(column.drawn)
            assert source == map_png(indices(values[:, :, each.slot.channel], top), theme)
    for index, columns in enumerate(legend_groups(layout)):
        if columns[0].drawn and not columns[0].name.startswith("softmax"):
            group = [path for path, each in groups.items() if each == columns[0].group]
            top = limit([acts[path] for path in group])
            assert pictures.texts[index] in {
                f"±{number(top, digits)}" for digits in (3, 2, 1)
            }  # narrow places have fewer
    assert max(pictures.texts, default=0) < len(figure["layout"]["annotations"])


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
                assert shown == list(range(shown[0], shown[0] + len(column.slots)))
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
