"""Views: random pieces of a photograph, mirrored or not, which the teacher has looked at before the student trains."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from training.flowers.data import INPUT_SIDE, Photographs

TEACHER_SIDE = 224
AREA = (0.35, 1.0)
ASPECT = (3 / 4, 4 / 3)
TRIES = 10


@dataclass(frozen=True)
class Views:
    """Views of n photographs: `pixels` uint8 (n, views, 64, 64, 3), and the teacher's `logits` float32 (n, views, 5)."""

    pixels: np.ndarray
    logits: np.ndarray


def random_box(width: int, height: int, rng: np.random.Generator) -> tuple[int, int, int, int]:
    """A piece (left, top, right, bottom) with 35-100% of the area and a side ratio of 3:4 to 4:3.

    After Szegedy et al. 2015, arXiv:1409.4842, with a larger smallest piece: a flower must still be in it.
    """
    for _ in range(TRIES):
        area = width * height * rng.uniform(*AREA)
        ratio = math.exp(rng.uniform(math.log(ASPECT[0]), math.log(ASPECT[1])))
        wide, high = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        if 0 < wide <= width and 0 < high <= height:
            left, top = rng.integers(0, width - wide + 1), rng.integers(0, height - high + 1)
            return int(left), int(top), int(left + wide), int(top + high)
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    return left, top, left + side, top + side


def random_view(image: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """One random piece as the student sees it, uint8 (64, 64, 3), and as the teacher does, uint8 (224, 224, 3)."""
    piece = Image.fromarray(image).crop(random_box(image.shape[1], image.shape[0], rng))
    if rng.random() < 0.5:
        piece = piece.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return np.asarray(resized(piece, INPUT_SIDE)), np.asarray(resized(piece, TEACHER_SIDE))


def resized(piece: Image.Image, side: int) -> Image.Image:
    """A square of `side` px, with the same filters as `explorer.images.fit`: Lanczos when it shrinks, else bicubic."""
    shrinks = side < min(piece.size)
    return piece.resize((side, side), Image.Resampling.LANCZOS if shrinks else Image.Resampling.BICUBIC)


def middle(photographs: Photographs, side: int) -> np.ndarray:
    """The largest centred squares, uint8 (n, side, side, 3)."""
    result = np.empty((len(photographs), side, side, 3), np.uint8)
    for row, image in zip(result, photographs.images, strict=True):
        height, width = image.shape[:2]
        edge = min(height, width)
        left, top = (width - edge) // 2, (height - edge) // 2
        row[...] = np.asarray(resized(Image.fromarray(image).crop((left, top, left + edge, top + edge)), side))
    return result
