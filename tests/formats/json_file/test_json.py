"""Networks as JSON: what is written is read back equal, and what is wrong is told with its place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import KINDS
from explorer.errors import FormatError, SettingError
from explorer.formats.json_file import is_json, schema, schema_text
from explorer.formats.json_file.layers import CLASSES
from explorer.formats.json_file.schema import values
from explorer.formats.json_file.words import KIND, NAME
from explorer.formats.preparing import SIGNED, prepared
from explorer.layers.base import Layer
from explorer.network import Network
from explorer.settings import Type, settings_of
from tests.formats.json_file.malformed import GOOD, MALFORMED
from tests.strategies import fitting, nested_networks, networks, random_params, seeded

DOCS = Path(__file__).parents[3] / "docs"
VALID = jsonschema.Draft202012Validator(schema())
LONGEST_VALIDATED = 8_000
"""Characters: the validator tries every kind on every layer."""
SMALL = explorer.from_text("input 8x8x1; conv 2 3x3 as stem; batch_normalization; relu; flatten; dense 3")


def round_trip(network: Network, weights: explorer.Weights | None = None, classes: tuple[str, ...] = ()) -> str:
    text = explorer.to_json(network, weights, classes)
    model = explorer.from_json(text)
    assert model.network == network
    assert model.weights == (weights or explorer.Weights())
    assert model.classes == classes
    assert explorer.to_json(model.network, model.weights, model.classes) == text
    if len(text) < LONGEST_VALIDATED:
        VALID.validate(json.loads(text))
    return text


@pytest.mark.parametrize("name", explorer.presets.NAMES)
def test_every_preset_comes_back(name: str) -> None:
    scene = explorer.presets.load(name).scene()
    round_trip(scene.network, scene.weights, scene.classes)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=8)
@given(data=st.data())
def test_every_kind_comes_back(kind: type[Layer], data: st.DataObject) -> None:
    layer, shape = data.draw(fitting(kind))
    if len(shape) == 3:
        round_trip(Network((layer,), shape))


@given(st.one_of(networks(), nested_networks()), seeded)
def test_random_networks_come_back(network: Network, base: explorer.Seeded) -> None:
    round_trip(network, explorer.Weights(base))


@pytest.mark.thorough
@settings(max_examples=1000)
@given(st.one_of(networks(), nested_networks()), seeded)
def test_a_thousand_random_networks_come_back(network: Network, base: explorer.Seeded) -> None:
    round_trip(network, explorer.Weights(base))


def test_names_edits_and_classes_come_back() -> None:
    weights = (
        explorer.Weights(explorer.Seeded("glorot_uniform", 7), streams=(3, 5))
        .with_override("0", explorer.FromBank(("sobel_x", "sobel_y")))
        .with_filter("0", 1, tuple(float(n) / 3 for n in range(10)))
        .with_number("1", "gamma", 1, -0.1)
    )
    text = round_trip(SMALL, weights, ("cat", "“dog”\u00e9", "日本"))
    assert '{"kind": "Conv2D", "name": "stem", "filters": 2, "kernel_size": [3, 3]},' in text
    uploaded = explorer.Uploaded.of(SMALL, random_params(SMALL), "mine.npz")
    found = explorer.from_json(explorer.to_json(SMALL, explorer.Weights(uploaded)))
    assert found.weights.base == uploaded.absent
    block = explorer.from_text("input 8x8x4; residual { conv 4 3x3 same as one | conv 4 1x1 as two } as block")
    assert len(block.names) == 3
    round_trip(block)


def test_a_network_without_layers_comes_back() -> None:
    round_trip(Network((), (5, 7, 3)))


def test_a_byte_order_mark_and_the_address_of_the_schema_do_no_harm() -> None:
    text = explorer.to_json(SMALL)
    marked = b"\xef\xbb\xbf" + text.replace('"format"', '"$schema": "cnn.schema.json", "format"', 1).encode()
    assert is_json(marked)
    assert explorer.read(marked).network == SMALL == explorer.from_json(text.replace("\n", "\r\n")).network


def test_the_reader_of_files_takes_it_by_its_ending_and_by_its_content(tmp_path: Path) -> None:
    for name in ("net.cnn.json", "net.json", "net.onnx", "net"):
        path = tmp_path / name
        path.write_text(explorer.to_json(SMALL))
        assert explorer.read(path).network == SMALL
    (tmp_path / "net.json").write_bytes(b"\x08\x07")
    with pytest.raises(FormatError, match="the JSON is broken"):
        explorer.read(tmp_path / "net.json")


def test_layers_in_front_move_names_and_weights() -> None:
    weights = explorer.Weights(explorer.Seeded("he_uniform", 3)).with_number("1", "gamma", 1, 2.0)
    model = prepared(explorer.from_json(explorer.to_json(SMALL, weights)), SIGNED)
    assert model.network["stem"].path == "1"
    params, before = model.weights.params(model.network), weights.params(SMALL)
    assert (params["1"]["kernel"] == before["0"]["kernel"]).all()
    assert params["2"]["gamma"][1] == 2.0


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_wrong_is_told_with_its_place(name: str) -> None:
    text, words = MALFORMED[name]
    with pytest.raises(FormatError) as told:
        explorer.from_json(text)
    message = str(told.value)
    assert words in message
    assert len(message) < 400
    assert "\n" not in message
    assert told.value.remedy.endswith((".", "?"))


def test_there_is_enough_that_is_wrong() -> None:
    assert len(MALFORMED) >= 60
    explorer.from_json(GOOD)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "layers", "a"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.data())
def test_anything_at_any_place_is_refused_or_read(data: st.DataObject) -> None:
    """One value of a good file becomes something else: a network comes of it, or a FormatError."""
    weights = explorer.Weights().with_number("1", "gamma", 0, 2.0)
    plain = json.loads(explorer.to_json(SMALL, weights, ("a", "b", "c")))
    holder: Any = plain
    while True:
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        key = data.draw(st.sampled_from(list(keys)))
        inside = holder[key]
        if not isinstance(inside, dict | list) or not inside or data.draw(st.booleans()):
            break
        holder = inside
    holder[key] = data.draw(JUNK)
    told = ""
    try:
        explorer.from_json(json.dumps(plain))
    except FormatError as error:
        told = str(error)
    assert len(told) < 600


@given(st.text() | st.binary())
def test_any_text_is_refused(text: str | bytes) -> None:
    with pytest.raises(FormatError):
        explorer.from_json(text)


def test_what_is_no_text_and_no_network_is_refused() -> None:
    with pytest.raises(FormatError, match="None was given"):
        explorer.from_json(None)  # type: ignore[arg-type]
    with pytest.raises(SettingError):
        explorer.to_json("lenet5")  # type: ignore[arg-type]
    with pytest.raises(FormatError, match="at most 4,000,000 can be read"):
        explorer.to_json(SMALL, classes=tuple(f"{n:05} {'日' * 194}" for n in range(10_000)))


# -- the schema -------------------------------------------------------------------------------------------------------


def test_the_schema_in_the_documents_is_the_one_of_the_kinds() -> None:
    assert (DOCS / "cnn.schema.json").read_text(encoding="utf-8") == schema_text(), (
        "Write it again: python -c 'from explorer.formats.json_file import schema_text; print(schema_text(), end=str())' "
        "> docs/cnn.schema.json"
    )
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_document_lists_every_kind() -> None:
    page = (DOCS / "json.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", page, re.MULTILINE))
    assert {name: re.findall(r"`(\w+)`", settings) for name, settings in rows.items()} == {
        name: [each.name for each in settings_of(kind)] for name, kind in CLASSES.items()
    }
    example = page.partition("```json\n")[2].partition("```")[0]
    model = explorer.from_json(example)
    assert explorer.to_json(model.network, model.weights, model.classes) == example


def test_no_setting_is_called_as_a_word_of_the_format() -> None:
    for kind in KINDS:
        assert not {each.name for each in settings_of(kind)} & {KIND, NAME}
    with pytest.raises(NotImplementedError, match="no row for Type"):
        values(Type())


STRUCTURAL = (
    *("a layer as text", "an empty layer", "a kind that is none", "no filters", "an unknown setting", "zero filters"),
    *("too many filters", "filters as text", "filters true", "a kernel of three", "a padding of words", "one branch"),
    *(
        "an unknown field",
        "no shape",
        "a flat shape",
        "weights as a list",
        "an unknown scheme",
        "a choice that is none",
    ),
)


@pytest.mark.parametrize("name", STRUCTURAL)
def test_the_schema_refuses_what_the_reader_refuses(name: str) -> None:
    assert not VALID.is_valid(json.loads(MALFORMED[name][0]))
    assert VALID.is_valid(json.loads(GOOD))
