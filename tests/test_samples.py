from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer import samples
from explorer.errors import ImageError
from explorer.images import digest, fit
from explorer.samples import SAMPLES, load

FOLDER = Path(samples.__file__).parent
PHOTOS = [sample for sample in SAMPLES if sample.kind == "photo"]
NAMES = [sample.name for sample in SAMPLES]


def plane(name: str) -> np.ndarray:
    pixels = load(name).pixels
    np.testing.assert_array_equal(pixels[..., 0], pixels[..., 1])
    np.testing.assert_array_equal(pixels[..., 0], pixels[..., 2])
    return pixels[..., 0]


@pytest.mark.parametrize("name", NAMES)
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
    assert len(set(NAMES)) == len(NAMES)
    assert all(name.replace("-", "").isalpha() and name.islower() for name in NAMES)
    assert len({digest(load(name).pixels) for name in NAMES}) == len(NAMES)
    assert all(sample.title and sample.credit for sample in SAMPLES)


def test_there_are_at_least_six_photographs() -> None:
    assert len(PHOTOS) >= 6


@pytest.mark.parametrize("sample", PHOTOS, ids=lambda sample: sample.name)
def test_photographs_are_small_square_and_credited(sample: samples.Sample) -> None:
    file = FOLDER / f"{sample.name}.jpg"
    assert file.stat().st_size < 80_000
    height, width, _ = load(sample.name).pixels.shape
    assert height == width
    assert 300 <= width <= 480
    with Image.open(file) as image:
        assert not image.getexif()
        assert "icc_profile" not in image.info
    row = next(line for line in (FOLDER / "LICENCES.md").read_text().splitlines() if f"`{file.name}`" in line)
    author = sample.credit.split(" (")[0].split(",")[0]
    assert author in row


def test_every_file_has_a_sample() -> None:
    assert {file.stem for file in FOLDER.glob("*.jpg")} == {sample.name for sample in PHOTOS}


@pytest.mark.parametrize("sample", PHOTOS, ids=lambda sample: sample.name)
def test_photographs_fit_any_network(sample: samples.Sample) -> None:
    assert fit(load(sample.name), 32, 32).pixels.shape == (32, 32, 3)
    assert fit(load(sample.name), 28, 28, channels=1).pixels.shape == (28, 28, 1)


def test_unknown_name_lists_the_names() -> None:
    with pytest.raises(ImageError) as caught:
        load("dog")
    assert caught.value.problem == "There is no sample image called 'dog'."
    assert caught.value.remedy == f"Use one of {', '.join(NAMES)}."


@pytest.mark.parametrize("name", ["../../secret", "", "cat.jpg", "LICENCES.md", "cat\0"])
def test_names_never_reach_the_file_system(name: str) -> None:
    with pytest.raises(ImageError, match="There is no sample image called"):
        load(name)


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
