from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer import presets, run
from explorer.errors import ImageError
from explorer.images import FITS, digest, fit, samples
from explorer.images.samples import FASHION, SAMPLES, load, pattern_at
from explorer.weights import cards

FOLDER = Path(samples.__file__).parent
PHOTOS = tuple(sample for sample in samples.SAMPLES if sample.kind in ("photo", "flower"))
PATTERNS = [sample.name for sample in SAMPLES if sample.kind == "pattern"]
NAMES = [sample.name for sample in SAMPLES]
GARMENTS = [sample.name for sample in FASHION]
ALL = NAMES + GARMENTS
GALLERY = dict(np.load(FOLDER / "fashion_gallery.npz", allow_pickle=False))


def plane(name: str, size: tuple[int, int] | None = None) -> np.ndarray:
    picture = pattern_at(name, *size) if size else load(name)
    assert picture is not None
    pixels = picture.pixels
    np.testing.assert_array_equal(pixels[..., 0], pixels[..., 1])
    np.testing.assert_array_equal(pixels[..., 0], pixels[..., 2])
    return pixels[..., 0]


@pytest.mark.parametrize("name", ALL)
def test_every_sample_is_a_picture(name: str) -> None:
    picture = load(name)
    assert picture.pixels.dtype == np.float32
    assert picture.pixels.ndim == 3
    assert picture.pixels.shape[2] == 3
    assert picture.pixels.min() >= 0
    assert picture.pixels.max() <= 1
    assert picture.pixels.std() > 0
    assert picture.notes == ()
    assert load(name) is picture
    with pytest.raises(ValueError, match="read-only"):
        picture.pixels[0, 0, 0] = 0.5


def test_names_are_unique_and_fit_into_a_link() -> None:
    assert len(set(ALL)) == len(ALL)
    assert all(name.replace("-", "").isalpha() and name.islower() for name in NAMES)
    assert len({digest(load(name).pixels) for name in ALL}) == len(ALL)
    assert all(sample.title and sample.credit for sample in (*SAMPLES, *FASHION))


def test_there_are_at_least_six_photographs() -> None:
    assert len(PHOTOS) >= 6


@pytest.mark.parametrize("sample", PHOTOS, ids=lambda sample: sample.name)
def test_photographs_are_small_square_and_credited(sample: samples.Sample) -> None:
    file = FOLDER / "photographs" / f"{sample.name}.jpg"
    assert file.stat().st_size < 80_000
    height, width, _ = load(sample.name).pixels.shape
    assert height == width
    assert 300 <= width <= 600
    with Image.open(file) as image:
        assert not image.getexif()
        assert "icc_profile" not in image.info
    row = next(line for line in (FOLDER / "LICENCES.md").read_text().splitlines() if f"`{file.name}`" in line)
    author = sample.credit.split(" (")[0].split(",")[0]
    assert author in row


def test_every_file_has_a_sample() -> None:
    assert {file.stem for file in (FOLDER / "photographs").glob("*.jpg")} == {sample.name for sample in PHOTOS}


@pytest.mark.parametrize("sample", PHOTOS, ids=lambda sample: sample.name)
def test_photographs_fit_any_network(sample: samples.Sample) -> None:
    assert fit(load(sample.name), 32, 32).pixels.shape == (32, 32, 3)
    assert fit(load(sample.name), 28, 28, channels=1).pixels.shape == (28, 28, 1)


def test_unknown_name_lists_the_names() -> None:
    with pytest.raises(ImageError) as caught:
        load("dog")
    assert caught.value.problem == "There is no sample image called 'dog'."
    assert caught.value.remedy == f"Use one of {', '.join(NAMES)}, or clothing such as {GARMENTS[0]}."


@pytest.mark.parametrize("name", ["../../secret", "", "cat.jpg", "LICENCES.md", "cat\0"])
def test_names_never_reach_the_file_system(name: str) -> None:
    with pytest.raises(ImageError, match="There is no sample image called"):
        load(name)
    with pytest.raises(ImageError, match="There is no sample image called"):
        pattern_at(name, 8, 8)


def test_impulse() -> None:
    values = plane("impulse")
    assert values.shape == (256, 256)
    np.testing.assert_array_equal(np.argwhere(values), [[128, 128]])
    assert values[128, 128] == 1


def test_edges_step_once_in_the_middle() -> None:
    vertical, horizontal = plane("vertical-edge"), plane("horizontal-edge")
    np.testing.assert_array_equal(vertical, horizontal.T)
    assert np.all(vertical[:, :128] == 0)
    assert np.all(vertical[:, 128:] == 1)


def test_checkerboard_squares_are_8_px() -> None:
    values = plane("checkerboard")
    np.testing.assert_array_equal(values[:8, :8], 0)
    np.testing.assert_array_equal(values[:8, 8:16], 1)
    np.testing.assert_array_equal(values[8:], 1 - values[:-8])
    np.testing.assert_array_equal(values[:, 8:], 1 - values[:, :-8])


def test_zone_plate_is_symmetric_and_reaches_nyquist_at_the_border() -> None:
    values = plane("zone-plate")
    np.testing.assert_array_equal(values, values[::-1])
    np.testing.assert_array_equal(values, values.T)
    assert values[127:129, 127:129].min() > 0.999
    np.testing.assert_array_equal(values[:8, :8], 0.5)
    row = values[128].astype(np.float64) - 0.5
    near_border, near_middle = np.sign(row[240:]), np.sign(row[128:136])
    assert np.all(near_border[1:] == -near_border[:-1]), "alternates each px: 0.5 cycles per px"
    assert np.all(near_middle == 1)


def test_zone_plate_frequency_grows_as_r_over_256() -> None:
    row = plane("zone-plate")[128, 128:].astype(np.float64) - 0.5
    changes_of_sign = np.count_nonzero(np.diff(np.sign(row[:65])))
    assert changes_of_sign == 16, "phase pi r²/256 is 16 pi at r = 64"


def test_ramp_has_every_8_bit_grey() -> None:
    values = plane("ramp")
    np.testing.assert_allclose(values, np.broadcast_to(np.arange(256) / 255, (256, 256)), atol=1e-7)


# -- clothing -------------------------------------------------------------------------------------------------------------


def test_clothing_is_that_of_the_gallery_with_its_classes() -> None:
    classes = cards.load("fashion_tinyvgg").classes
    assert [f"fashion-{index}" for index in GALLERY["indices"]] == GARMENTS
    assert [sample.label for sample in FASHION] == [classes[label] for label in GALLERY["labels"]]
    assert [sample.predicted for sample in FASHION] == [classes[label] for label in GALLERY["predicted"]]
    assert {(sample.kind, sample.credit) for sample in FASHION} == {("fashion", "Zalando, MIT")}
    assert all(sample.title == sample.label for sample in FASHION)
    assert Counter(sample.label for sample in FASHION) == dict.fromkeys(classes, 4)
    assert sum(sample.label != sample.predicted for sample in FASHION) == 8
    assert {(sample.label, sample.predicted) for sample in SAMPLES} == {("", "")}


@pytest.mark.parametrize(("name", "image"), [*zip(GARMENTS, GALLERY["images"], strict=True)])
def test_clothing_reaches_the_network_as_it_was_in_training(name: str, image: np.ndarray) -> None:
    exact = image.astype(np.float32) / np.float32(255)
    np.testing.assert_array_equal(plane(name), exact)
    for how in FITS:
        fitted = fit(load(name), 28, 28, how, channels=1)
        np.testing.assert_array_equal(fitted.pixels[..., 0], exact)
        assert fitted.notes == ()


def test_what_the_gallery_says_is_what_the_network_says() -> None:
    preset = presets.load("fashion_tinyvgg")
    x = np.stack([fit(load(name), 28, 28, channels=1).pixels for name in GARMENTS])
    chances = run(preset.network, preset.weights.params(preset.network), x)[preset.network.steps[-1].path]
    np.testing.assert_array_equal(chances.argmax(axis=1), GALLERY["predicted"])
    np.testing.assert_allclose(chances.max(axis=1), GALLERY["probability"], atol=1e-5)


# -- patterns at the size of the network --------------------------------------------------------------------------------------

SIZES = [(28, 28), (32, 48), (64, 64), (224, 224), (7, 5), (1, 1), (96, 40), (256, 256)]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", PATTERNS)
def test_patterns_have_any_size(name: str, size: tuple[int, int]) -> None:
    picture = pattern_at(name, *size)
    assert picture is not None
    assert picture.pixels.shape == (*size, 3)
    assert picture.pixels.dtype == np.float32
    assert not picture.pixels.flags.writeable
    assert picture.pixels.min() >= 0
    assert picture.pixels.max() <= 1
    assert fit(picture, *size) is picture
    if size == (256, 256):
        np.testing.assert_array_equal(picture.pixels, load(name).pixels)


@pytest.mark.parametrize("sample", [*PHOTOS, FASHION[0]], ids=lambda sample: sample.name)
def test_only_patterns_are_made(sample: samples.Sample) -> None:
    assert pattern_at(sample.name, 28, 28) is None


@pytest.mark.parametrize("size", [(0, 8), (8, -1), (10**6, 1)])
def test_patterns_of_impossible_sizes_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ImageError, match=r"The input has (0|-1|1000000) (rows|columns)"):
        pattern_at("ramp", *size)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_impulse_is_one_white_pixel_in_the_middle(size: tuple[int, int]) -> None:
    values = plane("impulse", size)
    np.testing.assert_array_equal(np.argwhere(values), [[size[0] // 2, size[1] // 2]])
    assert values.max() == 1


@pytest.mark.parametrize("size", [(28, 28), (32, 48), (7, 5)], ids=str)
def test_edges_step_in_the_middle_of_any_size(size: tuple[int, int]) -> None:
    vertical, horizontal = plane("vertical-edge", size), plane("horizontal-edge", size)
    assert np.all(vertical[:, : size[1] // 2] == 0)
    assert np.all(vertical[:, size[1] // 2 :] == 1)
    assert np.all(horizontal[: size[0] // 2] == 0)
    assert np.all(horizontal[size[0] // 2 :] == 1)


@pytest.mark.parametrize(("size", "side"), [((28, 28), 4), ((47, 96), 4), ((48, 48), 8), ((64, 96), 8)], ids=str)
def test_squares_are_smaller_on_small_images(size: tuple[int, int], side: int) -> None:
    values = plane("checkerboard", size)
    np.testing.assert_array_equal(values[:side, :side], 0)
    np.testing.assert_array_equal(values[side:], 1 - values[:-side])
    np.testing.assert_array_equal(values[:, side:], 1 - values[:, :-side])


@pytest.mark.parametrize("size", [(28, 28), (64, 64), (32, 48)], ids=str)
def test_the_zone_plate_reaches_nyquist_at_the_border_of_any_size(size: tuple[int, int]) -> None:
    values = plane("zone-plate", size).astype(np.float64)
    np.testing.assert_array_equal(values, values[::-1])
    np.testing.assert_array_equal(values, values[:, ::-1])
    np.testing.assert_array_equal(values[0, 0], 0.5)
    for line, length in ((values[:, size[1] // 2], size[0]), (values[size[0] // 2], size[1])):
        # The phase pi r² / N grows by pi between the last two px of an axis: it alternates there, and not earlier.
        signs = np.sign(line[length // 2 :] - 0.5)
        assert signs[-1] == -signs[-2]
        changes = np.count_nonzero(np.diff(signs))
        assert abs(changes - length / 4) <= 1


def test_ramps_run_from_black_to_white() -> None:
    np.testing.assert_allclose(plane("ramp", (3, 5)), np.broadcast_to([0, 0.25, 0.5, 0.75, 1], (3, 5)), atol=1e-7)
