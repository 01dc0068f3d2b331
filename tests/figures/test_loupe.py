"""The numbers that travel for the loupe are the activations, to every digit that is shown."""

from __future__ import annotations

import base64
import io
import json
import math
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

import explorer
from explorer import presets
from explorer.analysis.answer import class_names
from explorer.figures.loupe import INFINITE, LOWEST, MANTISSAS, NOT_A_NUMBER, TINY, WHOLE, codes, packed_numbers
from explorer.figures.maps import grey_png, plane_png
from explorer.figures.overview.layout import lay_out
from explorer.figures.overview.places import Layout
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import LIGHT, number
from explorer.images import fit, samples
from explorer.layers.base import Array, as_map

MOST_BYTES = 400_000


def text(code: int) -> str:
    """A code as the browser writes it: numberText of the number that it decodes."""
    size, sign = abs(code), "−" if code < 0 else ""
    if size in (TINY, INFINITE, NOT_A_NUMBER):
        return {TINY: "almost 0", INFINITE: f"{sign}∞", NOT_A_NUMBER: "not a number"}[size]
    if not size:
        return "0"
    if size >= WHOLE:
        return number(math.copysign(size - WHOLE, code))
    power, mantissa = divmod(size - 1, MANTISSAS)
    return number(math.copysign(float(f"{mantissa + 100}e{power + LOWEST - 2}"), code))


@given(value=st.floats(width=32, allow_nan=True, allow_infinity=True))
@example(value=0.0)
@example(value=999.5)
@example(value=1.125)
@example(value=1.375)
@example(value=-0.99949997663497925)
def test_every_number_is_written_as_python_writes_it(value: float) -> None:
    (code,) = codes(np.array([value], np.float32)).tolist()
    if value and abs(value) < 10.0 ** (LOWEST + 1):
        assert text(code) in ("almost 0", number(value))
    elif np.isfinite(value) and abs(value) >= 1e15:
        assert text(code) in (number(value), "∞", "−∞")
    else:
        assert text(code) == number(value)


@given(digits=st.integers(1000, 9999), power=st.integers(-6, 6))
def test_ties_go_where_python_sends_them(digits: int, power: int) -> None:
    value = float(f"{digits // 10}5e{power}")
    assert text(int(codes(np.array([value]))[0])) == number(value)


def unpacked(packed: bytes) -> tuple[dict[str, Any], list[Array]]:
    """The head, and the codes of each picture."""
    length = int.from_bytes(packed[:4], "little")
    head = json.loads(packed[4 : 4 + length])
    planes = np.frombuffer(zlib.decompress(packed[4 + length :]), np.uint8).reshape(head["bytes"], -1)
    flat, maps, at = np.ascontiguousarray(planes.T).view(f"<i{head['bytes']}").ravel(), [], 0
    for each in head["maps"]:
        count = each["rows"] * each["cols"]
        maps.append(flat[at : at + count].reshape(each["rows"], each["cols"]))
        at += count
    assert at == len(flat)
    return head, maps


def sent(name: str) -> tuple[Layout, Scales, bytes]:
    """The numbers of a preset as they are sent."""
    preset = presets.load(name)
    rows, cols, channels = preset.network.input_shape
    pixels = fit(samples.load(preset.image), rows, cols, channels=channels).pixels.astype(np.float32)
    acts = explorer.run(preset.network, preset.weights.params(preset.network), pixels[None])
    layout, scales = lay_out(preset.network, class_names(preset.network, preset.weights)), Scales(preset.network, acts)
    return layout, scales, packed_numbers(layout, scales, LIGHT, "v1")


@pytest.mark.parametrize("name", [presets.OPENING, "fashion_lenet5"])
def test_every_number_of_a_network_is_the_activation(name: str) -> None:
    layout, scales, packed = sent(name)
    head, maps = unpacked(packed)
    assert (head["version"], head["colors"]) == ("v1", list(LIGHT.diverging))
    pictures = [(column, slot) for column in layout.shown for slot in column.slots]
    assert len(pictures) == len(maps)
    for (column, slot), each, drawn in zip(pictures, head["maps"], maps, strict=True):
        path = column.drawn
        values = scales.acts[path][0].reshape(as_map(scales.network.step(path).output_shape))
        one = values[:, :, slot.channel] if column.form == "maps" else values.reshape(-1, 1)
        assert each["slot"] == [slot.x, slot.y, slot.w, slot.h]
        assert [text(code) for code in drawn.ravel().tolist()] == [number(float(value)) for value in one.ravel()]


def test_the_opening_network_costs_little_on_the_wire() -> None:
    assert len(sent(presets.OPENING)[2]) <= MOST_BYTES


def test_the_answer_is_named() -> None:
    head, _ = unpacked(sent(presets.OPENING)[2])
    assert "dandelion 99.7%" in head["maps"][-1]["texts"]


@pytest.mark.parametrize("name", ["flowers_vgg", "fashion_tinyvgg"])
def test_a_plane_of_the_photo_is_tinted_as_in_the_overview(name: str) -> None:
    layout, _, packed = sent(name)
    planes = [map_["full"] for map_ in unpacked(packed)[0]["maps"]]
    column = layout.shown[0]
    assert set(planes[len(column.slots) :]) == {""}
    for slot, full in zip(column.slots, planes, strict=False):
        one = np.ones((1, 1), np.float32)
        tile = plane_png(one, slot.channel) if column.photo is not None else grey_png(one)
        image = Image.open(io.BytesIO(base64.b64decode(tile.partition(",")[2]))).convert("RGB")
        assert "#{:02x}{:02x}{:02x}".format(*image.tobytes()) == full
