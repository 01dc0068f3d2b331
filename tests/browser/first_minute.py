"""The moving picture at the top of the README: the first minute, played in the real app.

    python -m tests.browser.first_minute

writes docs/first_minute.webp. Every frame is a screenshot; only the pointer is drawn on it, because a screenshot has none.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw

from explorer.network import Cell
from tests.browser.app import App
from tests.browser.serving import ROOT, browsing, new_context, serving

OUT = ROOT / "docs" / "first_minute.webp"
WINDOW, SHOWN = (1280, 720), (960, 540)
"""Size of the browser's window and of the picture, in px."""
GLIDE_FRAMES, GLIDE_MS = 8, 60
"""How many frames the pointer takes from one place to the next, and how long each of them stands."""
POINTER = ((0, 0), (0, 17), (4, 13), (7, 19), (10, 18), (7, 12), (12, 12))
"""The outline of an arrow, in px from its tip."""


@dataclass
class Film:
    """Frames with the time that each stands, in ms, and where the pointer is, in px of the window."""

    app: App
    frames: list[Image.Image] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    pointer: tuple[float, float] = (700.0, 690.0)

    def take(self, ms: int) -> None:
        """A screenshot that stands for `ms`."""
        shot = Image.open(io.BytesIO(self.app.page.screenshot())).convert("RGB")
        drawn = ImageDraw.Draw(shot)
        drawn.polygon(
            [(self.pointer[0] + x, self.pointer[1] + y) for x, y in POINTER], fill="#ffffff", outline="#000000"
        )
        self.frames.append(shot.resize(SHOWN, Image.Resampling.LANCZOS))
        self.times.append(ms)

    def glide(self, to: tuple[float, float]) -> None:
        """Move the pointer there; the page sees every step of it."""
        for x, y in between(self.pointer, to):
            self.pointer = (x, y)
            self.app.page.mouse.move(x, y)
            self.take(GLIDE_MS)

    def glide_to(self, selector: str) -> None:
        """Move the pointer to the middle of the first element that matches."""
        box = self.app.page.locator(selector).first.bounding_box()
        assert box is not None, selector
        self.glide((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))

    def watch(self, frames: int, ms: int) -> None:
        """What moves by itself: a frame every `ms`."""
        for _ in range(frames):
            self.app.page.wait_for_timeout(ms)
            self.take(ms)


def between(start: tuple[float, float], end: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """The places of the pointer on its way: slow at first and at last."""
    for step in range(1, GLIDE_FRAMES + 1):
        share = step / GLIDE_FRAMES
        eased = share * share * (3 - 2 * share)
        yield start[0] + (end[0] - start[0]) * eased, start[1] + (end[1] - start[1]) * eased


def first_minute(film: Film) -> None:
    """Point at a map, click a cell, open it up, slide its window, go back, play the training."""
    app = film.app
    film.take(1500)
    film.glide(app.place(Cell("1", 20, 24, 0)))
    film.take(1200)
    film.glide(app.place(Cell("1", 45, 27, 9)))
    app.page.mouse.down()
    app.page.mouse.up()
    app.settled()
    film.take(1800)
    film.glide_to(".st-key-cell [data-ask=slide]")
    app.page.mouse.down()
    app.page.mouse.up()
    film.watch(24, 120)
    app.page.keyboard.press("Escape")
    film.watch(4, 150)
    film.glide_to(".cnn-training .play")
    app.page.mouse.down()
    app.page.mouse.up()
    film.watch(24, 150)
    film.take(1500)


def main() -> int:
    """Play the first minute and write the picture."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "log.txt") as address, browsing() as browser:
        context = new_context(browser, *WINDOW, "light")
        app = App(context.new_page(), address)
        app.open()
        app.settled()
        app.page.wait_for_timeout(1500)
        film = Film(app)
        first_minute(film)
        context.close()
    first, *rest = film.frames
    first.save(
        OUT, save_all=True, append_images=rest, duration=film.times, loop=0, quality=52, method=6, minimize_size=True
    )
    print(
        f"{OUT.relative_to(ROOT)}: {len(film.frames)} frames, {sum(film.times) / 1000:.0f} s, {OUT.stat().st_size:,} bytes"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
