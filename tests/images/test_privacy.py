"""Photos that are published: nothing that the camera wrote is in them, and every pixel is."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from explorer.errors import ImageError
from explorer.images import FORMATS, decode
from explorer.images.privacy import without_metadata
from tests.images.pictures import VALID, noise, save, smooth

SECRETS = (b"SERIAL-4711", b"Erika Muster", b"48 deg 51")
ORIENTATION, MAKE, SERIAL, GPS = 0x0112, 0x010F, 0xA431, 0x8825


def exif(turned: int = 1) -> Image.Exif:
    made = Image.Exif()
    made[ORIENTATION] = turned
    made[MAKE] = "Erika Muster"
    made.get_ifd(0x8769)[SERIAL] = "SERIAL-4711"
    made.get_ifd(GPS)[1], made.get_ifd(GPS)[2] = "N", (48.0, 51.0, 29.6)
    made.get_ifd(GPS)[29] = "48 deg 51"
    return made


XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Erika Muster 48 deg 51 SERIAL-4711</x:xmpmeta>"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def photo(kind: str, turned: int = 1, pixels: np.ndarray | None = None) -> bytes:
    image = Image.fromarray(smooth() if pixels is None else pixels)
    if kind == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Author", "Erika Muster")
        texts.add_itxt("Comment", "SERIAL-4711", zip=True)
        texts.add_text("XML:com.adobe.xmp", XMP.decode())
        return save(image, "PNG", exif=exif(turned), pnginfo=texts, icc_profile=PROFILE, dpi=(300, 300))
    if kind == "GIF":
        return save(image, "GIF", comment=b"SERIAL-4711 Erika Muster 48 deg 51")
    more = {"comment": b"Erika Muster"} if kind == "JPEG" else {"lossless": True}
    return save(image, kind, exif=exif(turned), xmp=XMP, icc_profile=PROFILE, **more)


def pixels_of(data: bytes) -> np.ndarray:
    return decode(data).pixels


def assert_same(clean: bytes, data: bytes) -> None:
    after, before = decode(clean), decode(data)
    np.testing.assert_array_equal(after.pixels, before.pixels)
    assert after.notes == before.notes


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_nothing_that_the_camera_wrote_stays_and_every_pixel_does(kind: str) -> None:
    data = photo(kind)
    assert any(secret in data for secret in SECRETS)
    clean = without_metadata(data)
    assert not any(secret in clean for secret in SECRETS)
    np.testing.assert_array_equal(pixels_of(clean), pixels_of(data))
    with Image.open(io.BytesIO(clean)) as image:
        image.load()
        assert dict(image.getexif()) == {}
        assert not {"exif", "xmp", "comment", "Author", "Comment", "XML:com.adobe.xmp"} & set(image.info)
        if kind != "GIF":
            assert image.info["icc_profile"] == PROFILE
    assert without_metadata(clean) == clean


@pytest.mark.parametrize("turned", range(2, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_side_that_is_up_stays_up(kind: str, turned: int) -> None:
    data = photo(kind, turned)
    clean = without_metadata(data)
    assert_same(clean, data)
    assert "turned by EXIF" in decode(clean).notes
    with Image.open(io.BytesIO(clean)) as image:
        assert dict(image.getexif()) == {ORIENTATION: turned}
    assert without_metadata(clean) == clean


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_without_metadata_stays_as_it_is(kind: str) -> None:
    assert without_metadata(VALID[kind]) == VALID[kind]


JPEGS = {
    "progressive": {"progressive": True},
    "with restart markers": {"restart_marker_rows": 1},
    "of whole colours": {"subsampling": 0, "quality": 100},
}


@pytest.mark.parametrize("options", JPEGS.values(), ids=list(JPEGS))
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_jpegs_of_every_make(options: dict[str, object], mode: str) -> None:
    data = save(Image.fromarray(noise(70, 90)).convert(mode), "JPEG", exif=exif(), comment=b"SERIAL-4711", **options)
    clean = without_metadata(data)
    assert not any(secret in clean for secret in SECRETS)
    assert_same(clean, data)


def test_what_follows_the_picture_goes_and_so_does_a_small_copy_of_it() -> None:
    small = b"JFIF\0\x01\x01\0\0\x01\0\x01\x02\x01" + b"SERIAL"  # a thumbnail of two px
    head = b"\xff\xe0" + struct.pack(">H", len(small) + 2) + small
    plain = VALID["JPEG"]
    assert plain[2:4] == b"\xff\xe0"
    data = plain[:2] + head + plain[20:] + VALID["JPEG"] + b"SERIAL-4711"
    clean = without_metadata(data)
    assert b"SERIAL" not in clean
    assert clean.count(b"\xff\xd9") == plain.count(b"\xff\xd9")
    assert_same(clean, data)
    for kind in ("PNG", "GIF", "WEBP"):
        assert without_metadata(VALID[kind] + b"SERIAL-4711") == VALID[kind]


def test_a_jpeg_with_fill_bytes_a_marker_that_stands_alone_and_another_small_copy() -> None:
    plain, restart = VALID["JPEG"], b"\xff\xd0"
    extension = b"JFXX\0\x10SERIAL-4711"
    small_copy = b"\xff\xe0" + struct.pack(">H", len(extension) + 2) + extension
    data = plain[:20] + small_copy + restart + b"\xff\xff" + plain[20:]
    clean = without_metadata(data)
    assert b"SERIAL" not in clean
    assert b"JFXX" not in clean
    assert_same(clean, data)
    assert_same(clean, plain)


def test_two_pictures_in_one_file_become_one() -> None:
    first, second = (Image.fromarray(noise()) for _ in range(2))
    file = io.BytesIO()
    first.save(file, "MPO", save_all=True, append_images=[second], exif=exif())
    clean = without_metadata(file.getvalue())
    np.testing.assert_array_equal(pixels_of(clean), pixels_of(file.getvalue()))
    assert not any(secret in clean for secret in SECRETS)
    assert len(clean) < len(file.getvalue()) / 1.5


def test_films_stay_films() -> None:
    frames = [Image.fromarray(noise(20 + seed, 20)).resize((20, 20)) for seed in range(3)]
    for kind, more in (("GIF", {"comment": b"SERIAL-4711"}), ("WEBP", {"exif": exif(), "lossless": True}), ("PNG", {})):
        data = save(frames[0], kind, save_all=True, append_images=frames[1:], duration=100, loop=0, **more)
        clean = without_metadata(data)
        assert b"SERIAL-4711" not in clean
        assert_same(clean, data)
        with Image.open(io.BytesIO(clean)) as film:
            assert film.n_frames == 3  # type: ignore[attr-defined]


def test_a_gif_with_what_an_application_wrote() -> None:
    data = VALID["GIF"]
    xmp = b"\x21\xff\x0bXMP DataXMP" + b"\x05Erika\x00"
    words = b"\x21\x01\x0c" + bytes(12) + b"\x06Muster\x00"
    at = 13 + (3 << ((data[10] & 7) + 1))
    clean = without_metadata(data[:at] + xmp + words + data[at:])
    assert clean == data


def test_deep_grey_stays_deep() -> None:
    deep = Image.fromarray((np.arange(64 * 64, dtype=np.uint16) * 16).reshape(64, 64))
    data = save(deep, "PNG", exif=exif())
    clean = without_metadata(data)
    assert_same(clean, data)
    assert b"Erika" not in clean


@pytest.mark.parametrize("data", [b"", b"words", VALID["PNG"][:60], VALID["JPEG"][:200]])
def test_what_is_no_image_is_refused(data: bytes) -> None:
    with pytest.raises(ImageError):
        without_metadata(data)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


ODD = {
    "a PNG without an end": VALID["PNG"][:-12],
    "a GIF without an end": VALID["GIF"][:-1],
    "a GIF with an odd block": VALID["GIF"][:-1] + b"\x99\x01\x01\x00;",
    "a JPEG with more behind a scan": VALID["JPEG"][:-2] + b"\xff\xe5\x00\x40abc",
    "a JPEG with words between segments": VALID["JPEG"][:20] + b"SERIAL-4711" + VALID["JPEG"][20:],
}


@pytest.mark.parametrize("name", ODD)
def test_a_photo_that_is_oddly_built_is_cleaned_or_refused_and_never_passed_on(name: str) -> None:
    try:
        decode(ODD[name])
    except ImageError:
        return
    try:
        clean = without_metadata(ODD[name])
    except ImageError:
        return
    assert_same(clean, ODD[name])
    assert b"SERIAL-4711" not in clean


def test_every_byte_that_may_be_wrong_raises_an_image_error_or_nothing() -> None:
    random = np.random.default_rng(3)
    for kind in FORMATS:
        data = photo(kind) if kind != "BMP" else VALID["BMP"]
        for _ in range(60):
            broken = bytearray(data)
            for at in random.integers(0, len(data), 3):
                broken[at] = random.integers(0, 256)
            try:
                clean = without_metadata(bytes(broken))
            except ImageError:
                continue
            np.testing.assert_array_equal(pixels_of(clean), pixels_of(bytes(broken)))
