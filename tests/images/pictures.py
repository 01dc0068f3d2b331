"""Images to test with, and files of them."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from explorer.images import FORMATS, Picture

LOSSLESS = {"PNG": {}, "WEBP": {"lossless": True}, "BMP": {}}


def save(image: Image.Image, format: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def noise(height: int = 30, width: int = 40, channels: int = 3) -> np.ndarray:
    return np.random.default_rng(7).integers(0, 256, (height, width, channels), dtype=np.uint8)


def smooth(height: int = 48, width: int = 64) -> np.ndarray:
    """A gradient with a different slope in each channel: no turn of it equals another."""
    row, col = np.mgrid[0:height, 0:width]
    planes = [row * 255 / height, col * 255 / width, (row + 2 * col) * 255 / (height + 2 * width)]
    return np.stack(planes, axis=2).astype(np.uint8)


def picture(pixels: np.ndarray) -> Picture:
    return Picture(pixels.astype(np.float32))


def unit(pixels: np.ndarray) -> np.ndarray:
    return pixels.astype(np.float32) / np.float32(255)


VALID = {format: save(Image.fromarray(noise(12, 16)), format) for format in FORMATS}
