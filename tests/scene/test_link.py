from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import (
    KINDS,
    AveragePool2D,
    BatchNormalization,
    Cell,
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    ReLU,
    Rescaling,
    Softmax,
    presets,
)
from explorer.errors import LinkError
from explorer.formats.classes import given_classes
from explorer.images import FITS, MAX_SIDE
from explorer.images.crop import Crop
from explorer.network import MAX_LAYERS
from explorer.scene import FACES, SCOPES, ImageChoice, Scene
from explorer.scene.link import (
    DICTIONARY,
    MAX_BYTES,
    MAX_CHARS,
    decode,
    encode,
    fitting,
    from_plain,
    to_plain,
    version_of,
)
from explorer.weights import Edited, EditedFilter, EditedNumber, FromBank, Seeded, Trained, Uploaded, Weights
from explorer.weights.own.base import MAX_NAME, shown_name
from explorer.weights.seeded import MAX_SEED
from explorer.weights.streams import MAX_STREAM, kernel_paths, plain_paths
from tests.strategies import KEPT, bases, layers, map_shapes

# -- there and back -------------------------------------------------------------------------------------------------------

numbers = st.floats(-1e6, 1e6)
short = st.text(max_size=40)
names = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=9)
overrides = st.one_of(
    st.lists(short, max_size=4).map(lambda names: FromBank(tuple(names))),
    st.lists(numbers, max_size=9).map(lambda values: Edited(tuple(values))),
)
plain_scenes = st.builds(
    Scene,
    layers=st.lists(st.sampled_from(KINDS).flatmap(layers), max_size=8).map(tuple),
    input_shape=map_shapes,
    weights=st.builds(
        Weights,
        bases,
        st.dictionaries(short, overrides, max_size=3).map(lambda found: tuple(sorted(found.items()))),
        st.lists(
            st.builds(EditedFilter, short, st.integers(0, 99), st.lists(numbers, max_size=9).map(tuple)), max_size=3
        ).map(tuple),
    ),
    image=st.builds(
        ImageChoice,
        short,
        st.text("0123456789abcdef", max_size=64),
        st.sampled_from(FITS),
        st.one_of(st.none(), st.builds(Crop, *[st.integers(0, MAX_SIDE)] * 2, *[st.integers(1, MAX_SIDE)] * 2)),
        st.one_of(st.just(""), st.text("0123456789abcdef", min_size=784, max_size=784)),
    ),
    cell=st.one_of(st.none(), st.builds(Cell, short, *[st.integers(-(10**9), 10**9)] * 3)),
    preset=short,
    scope=st.sampled_from(SCOPES),
    face=st.sampled_from(FACES),
    tool=short,
    classes=st.lists(names, max_size=3).map(given_classes),
)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Scenes of which some have layers that keep their weights by numbers of their own, edited numbers, uploaded weights."""
    scene = draw(plain_scenes)
    weights = replace(
        scene.weights,
        streams=draw(_streams(kernel_paths(scene.layers))),
        plain_streams=draw(_streams(plain_paths(scene.layers))),
        numbers=draw(st.lists(edited_numbers, max_size=3).map(lambda found: tuple(sorted(found)))),
    )
    if draw(st.booleans()):
        weights = replace(weights, base=draw(uploads))
    return replace(scene, weights=weights)


def _streams(paths: tuple[str, ...]) -> st.SearchStrategy[tuple[int, ...]]:
    """As many numbers as layers, or none."""
    count = len(paths)
    return st.lists(st.integers(0, MAX_STREAM), min_size=count, max_size=count).map(tuple) | st.just(())


edited_numbers = st.builds(EditedNumber, short, short, st.integers(0, 10**9), st.floats(0, 1e6))
uploads = st.builds(
    Uploaded,
    st.text("0123456789abcdef", min_size=64, max_size=64),
    st.integers(0, MAX_LAYERS),
    st.integers(0, MAX_LAYERS),
    st.text(max_size=MAX_NAME).map(shown_name),
)


@settings(max_examples=120)
@given(scene=scenes())
def test_links_bring_back_the_scene(scene: Scene) -> None:
    text = encode(scene)
    assert decode(text) == scene
    assert encode(decode(text)) == text
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@pytest.mark.parametrize("name", presets.NAMES)
def test_links_to_presets(name: str) -> None:
    scene = presets.load(name).scene()
    text = encode(scene)
    assert decode(text) == scene
    assert decode(text).network == presets.load(name).network
    assert len(text) < 600


def test_vgg16_with_a_cell_and_an_upload_is_short() -> None:
    preset = presets.load("vgg16")
    upload = ImageChoice("", "0123456789abcdef" * 4, "pad")
    scene = Scene(preset.network.layers, (224, 224, 3), Weights(Seeded(seed=MAX_SEED)), upload, Cell("30", 6, 6, 511))
    assert scene.cell
    assert len(encode(scene)) < 600


def test_the_longest_stack_of_the_app_fits_into_a_link() -> None:
    scene = Scene((Conv2D(filters=7, kernel_size=5, padding="same"), ReLU()) * (MAX_LAYERS // 2), (64, 64, 3))
    assert decode(encode(scene)) == scene


@pytest.mark.parametrize("base", KEPT, ids=str)
def test_links_name_trained_weights_and_epoch(base: Trained) -> None:
    scene = Scene(weights=Weights(base, (("1", FromBank(("grey",) * 10)),)))
    assert decode(encode(scene)) == scene


def test_only_a_scene_that_needs_version_2_is_written_in_it() -> None:
    scene = presets.load("fashion_tinyvgg").scene()
    edited = replace(scene, weights=replace(scene.weights, streams=(1, 0, 2, 3, 4)))
    assert encode(scene)[:2] == "1."
    assert encode(edited)[:2] == "2."
    assert decode(encode(edited)) == edited
    assert len(encode(edited)) < len(encode(scene)) + 20


NORMED = Scene((Conv2D(filters=2), BatchNormalization(), BatchNormalization()), (8, 8, 3))


@pytest.mark.parametrize(
    "weights",
    [
        Weights(plain_streams=(1, 0)),
        Weights().with_number("1", "moving_variance", 1, 0.25),
        Weights(Uploaded("0123456789abcdef" * 4, 1, 2, "model.npz")),
    ],
    ids=["plain streams", "an edited number", "uploaded"],
)
def test_only_a_scene_that_needs_version_3_is_written_in_it(weights: Weights) -> None:
    scene = replace(NORMED, weights=weights)
    assert encode(NORMED)[:2] == "1."
    assert encode(scene)[:2] == "3."
    assert decode(encode(scene)) == scene
    assert len(encode(scene)) < len(encode(NORMED)) + 90


def test_a_link_has_uploaded_weights_without_their_arrays() -> None:
    network = NORMED.network
    uploaded = Uploaded.of(network, Weights().params(network), "model.npz")
    opened = decode(encode(replace(NORMED, weights=Weights(uploaded)))).weights
    assert opened == Weights(uploaded.absent)
    assert opened.asked_for == uploaded.absent


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"number": [["1", "moving_variance", 0, -1]]},
            "This link has -1 for a moving_variance, which cannot be below 0.",
        ),
        ({"number": [["1", "gamma", -1, 1]]}, "This link holds an impossible setting."),
        ({"number": [["1", "gamma", 0, float("nan")]]}, "This link holds an impossible setting."),
        ({"number": [["1", "gamma", 0]]}, "This link is damaged."),
        ({"number": 7}, "This link is damaged."),
        ({"plain": [0]}, "This link does not say which weights each layer has."),
        ({"plain": [0, -1]}, "This link holds an impossible setting."),
        ({"w": ["uploaded", "0" * 63, 1, 2, ""]}, "This link holds an impossible setting."),
        ({"w": ["uploaded", "0" * 64, -1, 2, ""]}, "This link holds an impossible setting."),
        ({"w": ["uploaded", "0" * 64, 1, 2, "a" * 81]}, "This link holds an impossible setting."),
        ({"w": ["uploaded", "0" * 64, 1]}, "This link is damaged."),
        ({"w": ["seeded", "he_uniform", 1, 2]}, "This link asks for an unknown kind of weights, 'seeded'."),
    ],
    ids=str,
)
def test_weights_that_a_link_may_not_hold(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(LinkError) as caught:
        from_plain({**to_plain(NORMED), **changes})
    assert caught.value.problem.startswith(problem)


@pytest.mark.parametrize(
    "streams", [[0], [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, -1], [0, 1, 2, 3, "4"], [0, 1, 2, 3, 2.5], 7]
)
def test_streams_that_cannot_be_are_refused(streams: Any) -> None:
    plain = to_plain(presets.load("fashion_tinyvgg").scene())
    with pytest.raises(LinkError):
        from_plain({**plain, "k": streams})


# Made on the day of the first version. They must open for ever, and mean these scenes.
PINNED: dict[str, Scene] = {
    "1.qwanCaCfzBApAmqpElkGAgA": Scene(
        (), (64, 64, 3), Weights(Seeded("he_uniform", 0), ()), ImageChoice("cat", "", "crop"), None, ""
    ),
    "1.q8aRSoC-NENOI1hcD40oAn7EooqoYKai6WjpFJayMJI0NLBLMvMqgQGuhCs8gZlDKbWiICcxM0-_OCcTHHkEQhkA": replace(
        presets.load("tinyvgg").scene(), tool="explain/sliding"
    ),
    "1.q8aRSoC-NENOI1hcD40oAn7EooqoYKai6WjpFJayMJI0NLBLMvMqgQGuRFZ4AgA": Scene(
        (Conv2D(filters=10), ReLU(), Conv2D(filters=10), ReLU(), MaxPool2D()) * 2
        + (Flatten(), Dense(units=10), Softmax()),
        (64, 64, 3),
        Weights(Seeded("he_uniform", 0)),
        ImageChoice("cat", "", "crop"),
        Cell("4", 12, 12, 0),
        "tinyvgg",
    ),
    (
        "3.qwanCQsdC6T0gMWlRmBnJSWWJGfE5wH1ApNLFTjsYb7DJQX1ANDivNLcpNQisAWGQG5ufhnQ1_FliUWZiXnJwJg21DHQMzLF7Y2CnMTMPHAsG8A8"
        "VVqQk58I8ZaBoZGxiamZuYVlYlJySmoaqXyQ_UYgV6Wk5ujlFVQpxdYCAA"
    ): Scene(
        (Conv2D(filters=2), BatchNormalization(), BatchNormalization()),
        (8, 8, 3),
        Weights(Uploaded("0123456789abcdef" * 4, 1, 2, "model.npz"), plain_streams=(1, 0)).with_number(
            "1", "moving_variance", 1, 0.25
        ),
    ),
    (
        "1.jdPbbgIhEAbgd_EazTAwu_AsG9NwtCbWTRSvmr57YWv3IGvtLRnIMP83n6MSwWiYXzEiFZPwSsiWz4jgnchf6ZQIpjFOSYl6oG"
        "I-0O7nblc6ejDE_5Fq7dL1t3N6G99Pl1uocmALveJX64LIvEUoveRGYQhiAV_snwHAx58Xwmu7VS0Jrv97vqF3O6dwDolGPHwFD9"
        "uED9tfr1lRPi21wR9T4dLBjlgOGrONsIWWiR1M1HKhjqrxoLhS0rW-IW0wBmPAERkPnIywUUZu0YJViM5z8o3jZCECGFCbIc-Q3H"
        "tN9XDqL32auErUUjctatp_fQM"
    ): Scene(
        (
            Rescaling(scale=2.0, offset=-1.0),
            Conv2D(
                filters=6,
                kernel_size=(5, 3),
                strides=(2, 1),
                padding=((1, 2), (0, 3)),
                dilation_rate=(1, 2),
                groups=3,
                use_bias=False,
            ),
            ReLU(),
            AveragePool2D(pool_size=(3, 2), strides=(2, 2), padding="same", count_padding=True),
            MaxPool2D(pool_size=(2, 3), padding=((0, 1), (1, 0))),
            Conv2D(filters=2, kernel_size=(1, 1)),
            Flatten(),
            Dense(units=12, use_bias=False),
            Softmax(),
        ),
        (48, 40, 3),
        Weights(
            Seeded("glorot_uniform", 4294967295),
            (("1", FromBank(("sobel_x", "emboss"))), ("5", Edited((0.5, -1.25, 1e-07, 3.0)))),
        ),
        ImageChoice("", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "stretch"),
        Cell("4", 3, 5, 1),
        "lenet5",
    ),
    (
        "1.q4akElMlHXMdIx1zWBqx0AEiQ_wpRNdAz8LQwAieSoz0LIyNLHH51dCArCAiRhtR0WZoRp79ZuTYj5YzYGkZIxNBozctsTgDlI"
        "5LMvMqgVGtBI1JqLCuibGpJZYoLSlKzMwDxymGfiOT2FoA"
    ): Scene(
        presets.load("fashion_tinyvgg").network.layers,
        (28, 28, 1),
        Weights(Trained("fashion_tinyvgg", 24)),
        ImageChoice("fashion-4359", "", "crop"),
        Cell("5", 7, 2, 7),
        "fashion_tinyvgg",
    ),
}


@pytest.mark.parametrize("text", PINNED)
def test_links_of_the_first_day_still_open(text: str) -> None:
    assert decode(text) == PINNED[text]


# -- whatever a stranger sends ----------------------------------------------------------------------------------------------


def packed(data: bytes) -> str:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=DICTIONARY)
    return "1." + base64.urlsafe_b64encode(squeezer.compress(data) + squeezer.flush()).decode().rstrip("=")


def refused(text: str) -> LinkError:
    with pytest.raises(LinkError) as caught:
        decode(text)
    assert caught.value.problem.endswith(".")
    assert caught.value.remedy.startswith("Ask the sender to copy the whole link again.")
    assert len(str(caught.value)) < 400
    return caught.value


def only_link_errors(text: str) -> None:
    try:
        scene = decode(text)
    except LinkError:
        return
    assert encode(scene)


@settings(max_examples=150)
@given(
    text=st.one_of(st.text(), st.text("ABCabc019-_"), st.binary().map(lambda b: base64.urlsafe_b64encode(b).decode()))
)
def test_random_text(text: str) -> None:
    only_link_errors(text)
    only_link_errors(f"1.{text}")


@settings(max_examples=150)
@given(data=st.data())
def test_changed_links(data: st.DataObject) -> None:
    text = encode(presets.load(data.draw(st.sampled_from(presets.NAMES))).scene())
    at = data.draw(st.integers(0, len(text)))
    until = data.draw(st.integers(at, min(at + 3, len(text))))
    only_link_errors(text[:at] + data.draw(st.text("AQz09-_.", max_size=3)) + text[until:])


@pytest.mark.parametrize("name", presets.NAMES)
def test_links_that_are_cut_off(name: str) -> None:
    text = encode(presets.load(name).scene())
    for length in range(len(text)):
        refused(text[:length])


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
GOOD: dict[str, Any] = {
    "c": ["0", 1, 2, 0],
    "i": [8, 8, 3],
    "l": [["conv2d", {"filters": 2}], ["rescaling", {"scale": 2.0}]],
    "n": "mine",
    "o": [["0", "edited", [0.5] * 54]],
    "p": ["cat", "", "crop"],
    "w": ["seeded", "he_uniform", 7],
    "part": [1, 2, 3, 4],
    "drawing": "7" * 784,
}


def linked(**changes: Any) -> str:
    return packed(json.dumps({**GOOD, **changes}).encode())


def test_the_base_of_the_following_links_is_good() -> None:
    scene = decode(linked())
    assert scene.layers == (Conv2D(filters=2), Rescaling(scale=2))
    assert scene.weights == Weights(Seeded(seed=7), (("0", Edited((0.5,) * 54)),))
    assert scene.image == ImageChoice("cat", "", "crop", Crop(1, 2, 3, 4), "7" * 784)


@settings(max_examples=150)
@given(key=st.sampled_from(sorted(GOOD)), value=json_values)
def test_other_data_in_each_part(key: str, value: Any) -> None:
    only_link_errors(linked(**{key: value}))


@settings(max_examples=120)
@given(value=json_values)
def test_other_data_as_a_whole_or_as_a_layer(value: Any) -> None:
    only_link_errors(packed(json.dumps(value).encode()))
    only_link_errors(linked(l=[value]))
    only_link_errors(linked(l=[["conv2d", {"padding": value}], ["max_pool2d", {"strides": value}]]))


def nested(depth: int) -> list[Any]:
    """A residual block with `depth` others inside each other."""
    spec: list[Any] = ["residual", {}]
    for _ in range(depth):
        spec = ["residual", {"layers": [spec]}]
    return spec


NOT_ALLOWED: list[tuple[dict[str, Any], str]] = [
    ({"l": [["conv9d", {}]]}, "This link asks for an unknown kind of layer, 'conv9d'."),
    (
        {"l": [["relu", {"slope": 1}]]},
        "This link holds an impossible setting. relu has no setting 'slope'.",
    ),
    (
        {"l": [["conv2d", {"filters": 1e9}]]},
        "This link holds an impossible setting. Filters: 1,000,000,000 is more than 4,096.",
    ),
    (
        {"l": [["rescaling", {"scale": float("nan")}]]},
        "This link holds an impossible setting. Scale: nan is not a finite number.",
    ),
    (
        {"l": [["conv2d", {"strides": [1, float("inf")]}]]},
        "This link holds an impossible setting. Strides for columns: inf is not a number.",
    ),
    (
        {"o": [["0", "edited", [float("nan")]]]},
        "This link holds an impossible setting. A weight is not a finite",
    ),
    ({"o": [["0", "trained", []]]}, "This link asks for an unknown kind of weights, 'trained'."),
    ({"w": ["borrowed", "x", 0]}, "This link asks for an unknown kind of weights, 'borrowed'."),
    (
        {"w": ["trained", "resnet", 1]},
        "This link holds an impossible setting. There are no trained weights called 'resnet'.",
    ),
    (
        {"w": ["trained", "fashion_dense", 3]},
        "This link holds an impossible setting. fashion_dense has no weights of epoch 3.",
    ),
    (
        {"w": ["trained", "fashion_lenet5", True]},
        "This link holds an impossible setting. fashion_lenet5 has no weights of epoch True.",
    ),
    ({"w": ["trained", "x" * 41, 0]}, "This link is damaged."),
    ({"w": ["trained", ["fashion_dense"], 20]}, "This link is damaged."),
    ({"w": ["trained", "fashion_dense"]}, "This link is damaged."),
    ({"w": ["seeded", "he_uniform", -1]}, "This link holds an impossible setting. The seed is -1."),
    ({"w": ["seeded", "none", 1]}, "This link holds an impossible setting. There is no scheme 'none'."),
    ({"i": [8, 8, 10**9]}, "This link holds an impossible setting. The input has 1000000000 channels."),
    ({"l": [["relu", {}]] * 10_000}, f"This link has 10,000 layers; at most {MAX_LAYERS} can be shown."),
    (
        {
            "l": [
                ["residual", {"layers": [["relu", {}]] * 300}],
                ["concatenate", {"stacks": [[["relu", {}]] * 300, []]}],
            ]
        },
        f"This link has 602 layers; at most {MAX_LAYERS} can be shown.",
    ),
    ({"o": [["0", "bank", []]] * (MAX_LAYERS + 1)}, "This link has more hand-made kernels than layers."),
    ({"l": [nested(6)]}, "This link nests blocks more than 6 deep."),
    ({"l": [nested(200)]}, "This link nests blocks more than 6 deep."),
    (
        {"l": [["residual", {"layers": [["conv9d", {}]]}]]},
        "This link holds an impossible setting. Layers: something in it is not a layer.",
    ),
    (
        {"l": [["concatenate", {"stacks": [[]]}]]},
        "This link holds an impossible setting. Parallel branches: 1 is too few.",
    ),
    ({"l": [["residual", {"layers": 3}]]}, "This link is damaged."),
    ({"p": ["cat", "", "bend"]}, "This link asks for an unknown way to fit images, 'bend'."),
    (
        {"part": [0, 0, 0, 4]},
        "This link holds an impossible setting. No part of an image has top, left, height, width 0, 0, 0, 4.",
    ),
    ({"part": [0, 0, 4]}, "This link is damaged."),
    ({"part": None}, "This link is damaged."),
    ({"part": [0, 0, 1, "x" * 9_999]}, "This link holds an impossible setting. No part of an image has"),
    ({"drawing": "0" * 100}, "This link holds an impossible setting. This drawing cannot be read:"),
    ({"drawing": "0" * 5_000}, "This link is damaged."),
    ({"drawing": 7}, "This link is damaged."),
    ({"c": ["0", 1, 2, 10**10]}, "This link points to a cell that cannot exist."),
    ({"c": ["0", 1, 2, True]}, "This link points to a cell that cannot exist."),
    ({"c": ["0", 1, 2]}, "This link is damaged."),
    ({"n": "x" * 41}, "This link is damaged."),
    ({"s": "world"}, "This link asks for an unknown colour scale, 'world'."),
    ({"t": "x" * 41}, "This link is damaged."),
    ({"t": ["layer"]}, "This link is damaged."),
    ({"s": {}}, "This link asks for an unknown colour scale, {}."),
]


@pytest.mark.parametrize(("changes", "problem"), NOT_ALLOWED, ids=str)
def test_what_a_link_may_not_hold(changes: dict[str, Any], problem: str) -> None:
    assert refused(linked(**changes)).problem.startswith(problem)


@pytest.mark.parametrize("key", ["i", "l", "n", "p", "w"])
def test_links_with_a_part_missing(key: str) -> None:
    assert refused(packed(json.dumps({k: v for k, v in GOOD.items() if k != key}).encode())).problem


@pytest.mark.parametrize("given", [None, 7, b"1.abc", ["1.abc"], Scene()], ids=str)
def test_what_is_no_text_is_no_link(given: Any) -> None:
    with pytest.raises(LinkError, match=r"was given for a link\. Give its text, which begins with '1\.'\.$"):
        decode(given)


@pytest.mark.parametrize("given", [None, presets.load("lenet5"), "1.abc"], ids=["nothing", "a preset", "a link"])
def test_what_is_no_scene_has_no_link(given: Any) -> None:
    with pytest.raises(LinkError, match=r"was given for the scene\. Use a Scene, such as that of preset\.scene\(\)\.$"):
        encode(given)


OTHER_KINDS = ("", "1", "5.abc", "m=1.abc", "１.abc", "x" * 100_000)


@pytest.mark.parametrize("text", OTHER_KINDS)
def test_links_of_another_kind(text: str) -> None:
    assert refused(text).problem == "This version of CNN Explorer does not know this kind of link."


def test_links_that_are_too_long() -> None:
    problem = refused("1." + "A" * MAX_CHARS).problem
    assert problem == f"This link has {MAX_CHARS + 2:,} characters; at most {MAX_CHARS:,} can be read."


def test_bombs_are_not_unpacked() -> None:
    bomb = packed(b" " * (12 * MAX_BYTES))
    assert len(bomb) < MAX_CHARS
    assert refused(bomb).problem == "This link is cut off or too large."


HOSTILE_JSON = (b"[" * 200_000, b'{"l":' * 9_999, b"1" * 900_000, b"\xff\xfe", b"", b"nul")


@pytest.mark.parametrize("data", HOSTILE_JSON)
def test_hostile_json(data: bytes) -> None:
    refused(packed(data))


def test_deeply_nested_settings() -> None:
    depth = 900
    text = json.dumps({**GOOD, "l": "LAYERS"}).replace(
        '"LAYERS"', '[["conv2d", {"padding": ' + "[" * depth + "]" * depth + "}]]"
    )
    refused(packed(text.encode()))


STRANGE_CHARACTERS = ("1.a b", "1.ä", "1.a+b/", "1.abc\n", "1.a=b", "1.a.b")


@pytest.mark.parametrize("text", STRANGE_CHARACTERS)
def test_characters_that_no_link_has(text: str) -> None:
    assert refused(text).problem == "This link has characters that do not belong in a link."


def test_max_and_average_pooling_have_different_links() -> None:
    assert encode(Scene((MaxPool2D(),))) != encode(Scene((AveragePool2D(),)))


def test_a_face_that_is_not_known_is_refused_and_the_usual_one_is_not_written() -> None:
    scene = presets.load("lenet5").scene()
    plain = to_plain(scene)
    assert "face" not in plain
    assert from_plain({**plain, "face": "before"}).face == "before"
    with pytest.raises(LinkError, match="an unknown view of the layers"):
        from_plain({**plain, "face": "behind"})


NAMED = Scene((Conv2D(), ReLU(), MaxPool2D()), (32, 32, 3), names=(("0", "stem"), ("2", "halve")))


def test_given_names_are_in_the_link_and_a_link_without_them_is_as_before() -> None:
    assert decode(encode(NAMED)) == NAMED
    assert decode(encode(NAMED)).network["halve"].path == "2"
    assert "names" not in to_plain(replace(NAMED, names=()))


@pytest.mark.parametrize(
    "names",
    [[["0", "<b>"]], [["0", "a"], ["1", "a"]], [["7", "a"]], [["0", "a" * 99]], "ab", [0], {"0": "a"}, 3, [[[], "a"]]],
)
def test_names_that_cannot_be_make_no_scene(names: object) -> None:
    with pytest.raises(LinkError):
        from_plain({**to_plain(NAMED), "names": names})


CLASSES = replace(NAMED, classes=("cat", "T-shirt/top", "<b>Katze</b> 猫"))


def test_names_of_classes_are_in_the_link_and_one_without_them_is_as_before() -> None:
    assert decode(encode(CLASSES)) == CLASSES
    assert version_of(CLASSES) == "1", "who does not know the names shows the same numbers"
    assert "classes" not in to_plain(NAMED)


@pytest.mark.parametrize(
    ("classes", "kept"), [(["a\nb", " c\u202e d "], ("a b", "c d")), (["e\u0301"], ("\u00e9",)), ([], ())]
)
def test_names_of_classes_in_a_link_become_plain_text(classes: list[str], kept: tuple[str, ...]) -> None:
    assert from_plain({**to_plain(NAMED), "classes": classes}).classes == kept


@pytest.mark.parametrize(
    "classes",
    [["a" * 201], [""], ["\u202e"], ["a"] * 10_001, "ab", [0], [["a"]], {"0": "a"}, 3, None],
    ids=["long", "empty", "invisible", "many", "text", "number", "list", "dictionary", "no list", "none"],
)
def test_names_of_classes_that_cannot_be_make_no_scene(classes: object) -> None:
    with pytest.raises(LinkError):
        from_plain({**to_plain(NAMED), "classes": classes})


def test_a_link_that_would_be_too_long_goes_without_the_names_of_classes() -> None:
    names = tuple(sha256(bytes([n % 256, n // 256])).hexdigest() for n in range(1000))
    many = replace(NAMED, classes=names)
    assert len(encode(many)) > MAX_CHARS
    assert fitting(many) == NAMED
    assert fitting(CLASSES) is CLASSES
