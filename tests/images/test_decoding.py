"""Image files to pictures, and refusals in words."""

from __future__ import annotations

import contextlib
import io
import struct
import threading
import tracemalloc
import warnings
import zlib

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile, ImageOps

from explorer.errors import ImageError
from explorer.images import MAX_BYTES, MAX_PIXELS, MAX_SIDE, decode
from explorer.images.decoding import pixel_count
from tests.images.pictures import LOSSLESS, VALID, noise, save, smooth, unit

SAVE_AGAIN = "Save it as PNG or JPEG and upload it again."


def raw_png(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def png_header(width: int, height: int) -> bytes:
    """A PNG that declares a size and holds no pixels."""
    return raw_png(width, height, 8, 0, b"")


def refusal(data: bytes) -> ImageError:
    with pytest.raises(ImageError) as caught:
        decode(data)
    return caught.value


# Formats


@pytest.mark.parametrize("format", LOSSLESS)
def test_lossless_formats_are_exact(format: str) -> None:
    got = decode(save(Image.fromarray(noise()), format, **LOSSLESS[format]))
    np.testing.assert_array_equal(got.pixels, unit(noise()))
    assert got.notes == ()


def test_gif_is_exact_for_grey() -> None:
    grey = noise(channels=1)[..., 0]
    got = decode(save(Image.fromarray(grey), "GIF"))
    np.testing.assert_array_equal(got.pixels, np.repeat(unit(grey)[..., None], 3, axis=2))
    assert got.notes == ()


@pytest.mark.parametrize("format", ["JPEG", "WEBP"])
def test_lossy_formats_are_close(format: str) -> None:
    got = decode(save(Image.fromarray(smooth()), format, quality=95))
    np.testing.assert_allclose(got.pixels, unit(smooth()), atol=0.06)
    assert got.notes == ()


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_modes_of_png_without_a_note(mode: str) -> None:
    image = Image.fromarray(smooth()).convert(mode)
    got = decode(save(image, "PNG"))
    np.testing.assert_array_equal(got.pixels, unit(np.asarray(image.convert("RGB"))))
    assert got.notes == ()


def test_other_formats_are_refused() -> None:
    for format in ("TIFF", "ICO", "PPM"):
        data = save(Image.fromarray(noise()), format)
        assert refusal(data).problem == (
            f"The file ({len(data):,} bytes) is not a readable PNG, JPEG, WebP, GIF or BMP image."
        )


# EXIF


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_brings_the_same_picture(format: str, orientation: int) -> None:
    upright = Image.fromarray(smooth())
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = upright if undo is None else upright.transpose(undo)
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"JPEG": {"quality": 95, "subsampling": 0}, **LOSSLESS}[format]
    data = save(stored, format, exif=exif, **options)
    got = decode(data)
    np.testing.assert_allclose(got.pixels, unit(smooth()), atol=0.04 if format == "JPEG" else 0)
    assert got.notes == (() if orientation == 1 else ("turned by EXIF",))
    with Image.open(io.BytesIO(data)) as image:
        np.testing.assert_array_equal(got.pixels, unit(np.asarray(ImageOps.exif_transpose(image))))


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_unknown_orientations_are_ignored(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    got = decode(save(Image.fromarray(noise()), "PNG", exif=exif))
    np.testing.assert_array_equal(got.pixels, unit(noise()))
    assert got.notes == ()


def test_damaged_exif_does_not_cost_the_picture() -> None:
    got = decode(save(Image.fromarray(noise()), "PNG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff junk"))
    np.testing.assert_array_equal(got.pixels, unit(noise()))


def test_exif_that_is_none_leaves_the_picture_as_it_lies() -> None:
    got = decode(save(Image.fromarray(noise()), "PNG", exif=b"Exif\0\0nonsense"))
    np.testing.assert_array_equal(got.pixels, unit(noise()))
    assert got.notes == ()


# Transparency, depth, colour spaces, animation


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_rgba_is_composited_on_white(format: str) -> None:
    rgba = noise(channels=4)
    rgba[:10, :, 3], rgba[10:20, :, 3] = 0, 255
    got = decode(save(Image.fromarray(rgba), format, **{**LOSSLESS[format], "exact": True}))
    cover = rgba[..., 3:] / 255
    np.testing.assert_allclose(got.pixels, rgba[..., :3] / 255 * cover + 1 - cover, atol=1e-6)
    np.testing.assert_array_equal(got.pixels[:10], 1)
    assert got.pixels.max() <= 1
    assert got.notes == ("transparency composited on white",)


def test_opaque_alpha_needs_no_note() -> None:
    rgba = noise(channels=4)
    rgba[..., 3] = 255
    got = decode(save(Image.fromarray(rgba), "PNG"))
    np.testing.assert_array_equal(got.pixels, unit(rgba[..., :3]))
    assert got.notes == ()


def test_grey_with_alpha() -> None:
    la = noise(channels=2)
    image = Image.merge("LA", [Image.fromarray(la[..., 0]), Image.fromarray(la[..., 1])])
    got = decode(save(image, "PNG"))
    cover = la[..., 1:] / 255
    np.testing.assert_allclose(got.pixels, np.repeat(la[..., :1] / 255 * cover + 1 - cover, 3, 2), atol=1e-6)
    assert got.notes == ("transparency composited on white",)


@pytest.mark.parametrize("format", ["PNG", "GIF"])
def test_transparent_palette_entry_turns_white(format: str) -> None:
    index = np.arange(12, dtype=np.uint8).reshape(3, 4) % 3
    image = Image.fromarray(index).convert("P")
    image.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    got = decode(save(image, format, transparency=1))
    colours = np.array([[1, 0, 0], [1, 1, 1], [0, 0, 1]], np.float32)
    np.testing.assert_array_equal(got.pixels, colours[index])
    assert got.notes == ("transparency composited on white",)


def test_palette_with_alpha_per_entry() -> None:
    index = np.arange(6, dtype=np.uint8).reshape(2, 3) % 2
    image = Image.fromarray(index).convert("P")
    image.putpalette([255, 0, 0, 0, 0, 255])
    got = decode(save(image, "PNG", transparency=bytes([51, 255])))
    colours = np.array([[1, 0.8, 0.8], [0, 0, 1]], np.float32)
    np.testing.assert_allclose(got.pixels, colours[index], atol=1e-6)


def test_transparent_colour_of_rgb() -> None:
    rgb = np.zeros((2, 2, 3), np.uint8)
    rgb[0, 0] = (10, 20, 30)
    got = decode(save(Image.fromarray(rgb), "PNG", transparency=(10, 20, 30)))
    np.testing.assert_array_equal(got.pixels[0, 0], 1)
    np.testing.assert_array_equal(got.pixels[1], 0)


def test_16_bit_grey_is_rescaled_not_clipped() -> None:
    values = np.linspace(0, 65535, 6000).astype(np.uint16).reshape(60, 100)
    got = decode(save(Image.fromarray(values), "PNG"))
    np.testing.assert_allclose(got.pixels, np.repeat(values[..., None] / 65535, 3, 2), rtol=0, atol=1e-7)
    assert got.pixels.max() == 1
    assert got.pixels.min() == 0
    assert got.notes == ("16-bit grey rescaled to 0-1",)


def test_transparent_value_of_16_bit_grey_turns_white() -> None:
    values = np.array([[0, 500, 501], [65535, 500, 7]], np.uint16)
    got = decode(save(Image.fromarray(values), "PNG", transparency=500))
    expected = np.where(values == 500, 1, values / 65535)
    np.testing.assert_allclose(got.pixels, np.repeat(expected[..., None], 3, 2), rtol=0, atol=1e-7)
    assert got.notes == ("16-bit grey rescaled to 0-1", "transparency composited on white")
    assert decode(save(Image.fromarray(values), "PNG", transparency=8)).notes == ("16-bit grey rescaled to 0-1",)


def test_16_bit_colour_says_that_it_lost_bits() -> None:
    row = b"\0" + struct.pack(">6H", 65535, 0x8000, 0, 0, 257, 65535)
    got = decode(raw_png(2, 1, 16, 2, row))
    np.testing.assert_allclose(got.pixels, [[[1, 0.5, 0], [0, 1 / 255, 1]]], atol=1 / 255)
    assert got.notes == ("16-bit colour read as 8-bit",)


def test_cmyk_jpeg() -> None:
    image = Image.new("CMYK", (16, 8), (0, 255, 255, 0))
    got = decode(save(image, "JPEG", quality=95))
    np.testing.assert_allclose(got.pixels, np.broadcast_to(np.float32([1, 0, 0]), (8, 16, 3)), atol=0.03)
    assert got.notes == ("CMYK converted to RGB",)


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP"])
def test_animation_gives_its_first_frame(format: str) -> None:
    frames = [Image.new("RGB", (20, 10), (80 * k, 0, 255 - 80 * k)) for k in range(4)]
    options = {} if format == "GIF" else LOSSLESS[format]
    data = save(frames[0], format, save_all=True, append_images=frames[1:], duration=50, **options)
    got = decode(data)
    np.testing.assert_array_equal(got.pixels, np.broadcast_to(np.float32([0, 0, 1]), (10, 20, 3)))
    assert got.notes == ("first of 4 frames",)


def test_first_frame_survives_damage_in_a_later_one() -> None:
    frames = [Image.fromarray(noise()).convert("P"), Image.fromarray(noise()[::-1].copy()).convert("P")]
    data = save(frames[0], "GIF", save_all=True, append_images=frames[1:])
    whole, cut = decode(data), decode(data[: len(data) * 3 // 4])
    np.testing.assert_array_equal(cut.pixels, whole.pixels)


def test_where_later_frames_cannot_be_counted_it_is_said_that_there_are_some() -> None:
    frames = [Image.fromarray(noise()[::step].copy()).convert("P") for step in (1, -1)]
    data = save(frames[0], "GIF", save_all=True, append_images=frames[1:])
    second = data.rindex(b"\x21\xf9")  # the block before a frame, which says how long it is shown
    assert decode(data[:second]).notes == ()
    cut = decode(data[: second + 12])
    np.testing.assert_array_equal(cut.pixels, decode(data).pixels)
    assert cut.notes == ("first of several frames",)


# Refusals


def forbid_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object) -> None:
        raise AssertionError("pixels were decoded")

    monkeypatch.setattr(Image.Image, "load", fail)
    monkeypatch.setattr(ImageFile.ImageFile, "load", fail)


def test_88_megapixels_are_refused_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    data = save(Image.new("L", (11000, 8000)), "PNG")
    assert len(data) < MAX_BYTES
    forbid_decoding(monkeypatch)
    tracemalloc.start()
    error = refusal(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.problem == "The image is 11000 × 8000 px, 88.0 megapixels; at most 16 can be read."
    assert error.remedy == "Resize it to at most 4000 × 4000 px."
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("size", "problem"),
    [
        ((8193, 10), "The image is 8193 × 10 px; at most 8192 px a side can be read."),
        ((10, 8193), "The image is 10 × 8193 px; at most 8192 px a side can be read."),
    ],
)
def test_long_sides_are_refused(monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], problem: str) -> None:
    data = save(Image.new("L", size), "PNG")
    forbid_decoding(monkeypatch)
    error = refusal(data)
    assert error.problem == problem
    assert error.remedy == "Resize it to at most 8192 px a side."


def test_the_limits_themselves_are_allowed() -> None:
    assert decode(save(Image.new("1", (MAX_SIDE, 3)), "PNG")).pixels.shape == (3, MAX_SIDE, 3)
    assert MAX_PIXELS == 4000 * 4000
    assert decode(save(Image.new("1", (4000, 4000)), "PNG")).pixels.shape == (4000, 4000, 3)
    assert "16.1 megapixels" in refusal(save(Image.new("1", (4001, 4000)), "PNG")).problem


@pytest.mark.parametrize(
    ("width", "height", "number"),
    [(9500, 9500, "90.3 megapixels"), (13000, 13000, "169.0 megapixels"), (60000, 60000, "178 megapixels")],
)
def test_bombs_neither_warn_nor_leak_pillow_errors(width: int, height: int, number: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        error = refusal(png_header(width, height))
    assert number in error.problem
    assert "at most 16" in error.problem
    assert error.remedy == "Resize it to at most 4000 × 4000 px."


def test_webp_bomb_of_a_few_bytes() -> None:
    data = save(Image.new("RGB", (16, 16)), "WEBP", lossless=True)
    at = data.index(b"VP8L") + 9
    side = 16383 - 1
    assert refusal(data[:at] + struct.pack("<I", side | side << 14) + data[at + 4 :]).problem


def test_too_many_bytes() -> None:
    error = refusal(bytes(MAX_BYTES + 1))
    assert error.problem == "The file has 10.1 MB; at most 10 MB can be read."
    assert error.remedy == "Resize the image, or save it as JPEG, and upload it again."
    assert "not a readable" in refusal(bytes(MAX_BYTES)).problem


def test_empty_file() -> None:
    error = refusal(b"")
    assert error.problem == "The file is empty (0 bytes)."
    assert error.remedy == "Choose another file, or save it again."


def test_text_file() -> None:
    error = refusal(b"a,b\n1,2\n")
    assert error.problem == "The file (8 bytes) is not a readable PNG, JPEG, WebP, GIF or BMP image."
    assert error.remedy == SAVE_AGAIN


@pytest.mark.parametrize("format", ["PNG", "JPEG", "BMP", "GIF"])
def test_cut_off_files(format: str) -> None:
    data = save(Image.fromarray(noise(60, 80)), format)
    half = data[: len(data) // 2]
    error = refusal(half)
    assert error.problem == (
        f"The image is damaged or cut off: the {len(half):,} bytes of the file do not give all 80 × 60 px."
    )
    assert error.remedy == SAVE_AGAIN


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_cut_anywhere_gives_the_whole_picture_or_none(format: str) -> None:
    data = save(Image.fromarray(noise(12, 16)), format)
    whole = decode(data).pixels
    for length in range(len(data)):
        try:
            got = decode(data[:length])
        except ImageError:
            continue
        np.testing.assert_array_equal(got.pixels, whole)


MAGIC = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x20\0\0\0WEBPVP8 ", b"GIF89a", b"BM"]


def check_or_refuse(data: bytes) -> None:
    """Anything but a sound picture or an ImageError with both its parts fails the test."""
    refused: ImageError | None = None
    try:
        pixels = decode(data).pixels
    except ImageError as error:
        refused = error
    if refused is not None:
        assert refused.problem
        assert refused.remedy
        return
    assert pixels.dtype == np.float32
    assert pixels.shape[2] == 3
    assert pixels.min() >= 0
    assert pixels.max() <= 1


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([b"", *MAGIC]), st.binary(max_size=300))
@example(b"", b"\0")
def test_random_bytes_raise_only_image_errors(start: bytes, rest: bytes) -> None:
    check_or_refuse(start + rest)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(VALID)), st.data())
def test_damaged_files_raise_only_image_errors(format: str, data: st.DataObject) -> None:
    damaged = bytearray(VALID[format])
    for at in data.draw(st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=5)):
        damaged[at] = data.draw(st.integers(0, 255))
    check_or_refuse(bytes(damaged))


def test_pillow_and_the_warning_filters_are_left_alone() -> None:
    def state() -> tuple[object, ...]:
        return Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES, list(warnings.filters)

    before = state()
    files = [VALID["PNG"], VALID["JPEG"][:200], png_header(9500, 9500), b"no image"]

    def work() -> None:
        for data in files * 10:
            with contextlib.suppress(ImageError):
                decode(data)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert state() == before


def test_a_path_in_place_of_bytes() -> None:
    with pytest.raises(ImageError) as caught:
        decode("cat.png")  # type: ignore[arg-type]
    assert str(caught.value) == (
        "A string was given for the bytes of an image file. Read the file: pathlib.Path(name).read_bytes()."
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_pixels_are_counted_without_decoding_them(kind: str) -> None:
    data = save(Image.fromarray(noise(30, 40)), kind)
    assert pixel_count(data) == 30 * 40
    if kind != "WEBP":  # its head has the length of the file
        assert pixel_count(data[: len(data) // 2]) == 30 * 40


@pytest.mark.parametrize("data", [b"", b"words", b"\x89PNG\r\n\x1a\n"])
def test_pixels_of_what_is_no_image_are_refused_as_it_is(data: bytes) -> None:
    with pytest.raises(ImageError) as counted:
        pixel_count(data)
    with pytest.raises(ImageError) as decoded:
        decode(data)
    assert str(counted.value) == str(decoded.value)
