"""Demos for tests."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
from PIL import Image

from explorer import presets
from explorer.scene import ImageChoice, Scene
from explorer.scene.viewing import Viewing
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store.bundle import Bundle, digest_of


def photo(seed: int = 0, side: int = 24) -> bytes:
    """A PNG of random px."""
    pixels = np.random.default_rng(seed).integers(0, 256, (side, side, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def scene_with(data: bytes) -> Scene:
    return replace(presets.load("lenet5").scene(), image=ImageChoice("", digest_of(data)[:24]))


def demo(seed: int = 0, title: str = "Edges", note: str = "Look at the whiskers.") -> Bundle:
    """Two stops, the first with a photo of its own."""
    data = photo(seed)
    stops = (
        Stop(scene_with(data), note),
        Stop(presets.load("edges").scene(), "Then this.", True, "What comes?", "Edges"),
    )
    return Bundle(
        Walkthrough(stops, title), {digest_of(data)[:24]: data}, "A teacher", "For the first lesson.", Viewing("cells")
    )
