"""QR codes, read back by an independent decoder (zxing-cpp)."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import presets
from explorer.errors import LinkError
from explorer.figures.links.qr import QUIET, svg
from explorer.figures.svg import svg_address
from explorer.scene import link, qr
from explorer.scene.qr.bits import VERSIONS, capacity, correction, fitting, multiplied, total_codewords
from explorer.scene.qr.penalty import penalty

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/?=&"


def text_of(length: int) -> str:
    return "".join(LETTERS[(7 * i + length) % len(LETTERS)] for i in range(length))


def picture(modules: np.ndarray, scale: int = 3) -> np.ndarray:
    light = np.pad(~modules, QUIET, constant_values=True)
    return np.kron(light, np.ones((scale, scale), bool)).astype(np.uint8) * 255


def read(modules: np.ndarray) -> tuple[str, str]:
    (found,) = zxingcpp.read_barcodes(picture(modules), formats=zxingcpp.BarcodeFormat.QRCode)
    return found.text, found.ec_level


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_read_back_when_it_is_full(version: int) -> None:
    longest = text_of(capacity(version, "L"))
    modules = qr.encode(longest)
    assert qr.version_of(modules) == version
    assert read(modules) == (longest, "L")


@pytest.mark.parametrize("version", VERSIONS)
def test_the_stronger_level_is_used_where_it_costs_no_version(version: int) -> None:
    below = capacity(version - 1, "L") if version > 1 else 0
    length = capacity(version, "M")
    if length <= below:
        assert fitting(length) != (version, "M")
        return
    text = text_of(length)
    assert read(qr.encode(text)) == (text, "M")
    assert fitting(length + 1) == (version, "L")


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=60))
def test_any_text_is_read_back(text: str) -> None:
    (found,) = zxingcpp.read_barcodes(picture(qr.encode(text)), formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.bytes == text.encode()


def test_the_mask_has_the_least_penalty() -> None:
    """The penalties again, counted module by module."""
    modules = qr.encode("https://example.org/?m=" + link.encode(presets.load("edges").scene()))
    expected = 0
    for grid in (modules, modules.T):
        for line in grid.tolist():
            run = 1
            for before, now in [*itertools.pairwise(line), (line[-1], None)]:
                if before == now:
                    run += 1
                else:
                    expected += run - 2 if run >= 5 else 0
                    run = 1
            word = "".join("01"[each] for each in line)
            expected += 40 * sum(
                word.startswith(p, i) for p in ("10111010000", "00001011101") for i in range(len(word))
            )
    for i in range(len(modules) - 1):
        for j in range(len(modules) - 1):
            expected += 3 * (len(set(modules[i : i + 2, j : j + 2].ravel().tolist())) == 1)
    share = 100 * modules.mean()
    expected += 10 * int(abs(share - 50) / 5)
    assert penalty(modules) == expected


def test_the_sizes_are_those_of_the_standard() -> None:
    """ISO/IEC 18004, tables 1 and 7."""
    assert [total_codewords(v) for v in (1, 2, 6, 7, 14, 21, 32, 40)] == [26, 44, 172, 196, 581, 1156, 2465, 3706]
    assert [capacity(v, "L") for v in (1, 9, 10, 26, 27, 40)] == [17, 230, 271, 1367, 1465, 2953]
    assert [capacity(v, "M") for v in (1, 9, 10, 26, 27, 40)] == [14, 180, 213, 1059, 1125, 2331]


@given(st.binary(min_size=1, max_size=60), st.sampled_from([7, 10, 18, 30]))
def test_the_correction_makes_every_root_a_zero(data: bytes, size: int) -> None:
    """A Reed-Solomon word is a polynomial that vanishes at 1, 2, 4 ... in GF(256)."""
    root = 1
    for _ in range(size):
        value = 0
        for byte in data + correction(data, size):
            value = multiplied(value, root) ^ byte
        assert value == 0
        root = multiplied(root, 2)


def test_what_is_too_long_is_refused_in_words() -> None:
    with pytest.raises(LinkError, match=r"at most 2,953 characters; this link has 2,954\."):
        qr.encode("a" * 2954)


def test_the_drawing_has_every_dark_module_and_no_other() -> None:
    modules = qr.encode("hello")
    drawn = svg(modules)
    assert f'viewBox="0 0 {len(modules) + 8} {len(modules) + 8}"' in drawn
    found = np.zeros((len(modules) + 8, len(modules) + 8), bool)
    for piece in drawn.split('fill="#000000" d="')[1].split('"')[0].split("M")[1:]:
        at, width = piece.split("h")[:2]
        x, y = map(int, at.split(","))
        assert not found[y, x : x + int(width.split("v")[0])].any()
        found[y, x : x + int(width.split("v")[0])] = True
    np.testing.assert_array_equal(found, np.pad(modules, 4))
    assert svg_address(drawn).startswith("data:image/svg+xml;base64,")
