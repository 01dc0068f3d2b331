"""Offers: what a session may download, each at an address that nobody can guess, as long as the session lasts."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO
from urllib.parse import quote

from explorer import limits, presets
from explorer.errors import BudgetError
from explorer.plain import megabytes
from explorer.scene import Scene, link
from explorer.views.shared.standing import Register, Standing
from explorer.views.shell.head import base_path

PATH = "download"
"""First part of the route's path, below the app's own."""
MOST = 8
"""Offers of one session; the oldest goes when there is one more."""
_KEY = "downloads_offered"
_LONGEST_NAME = 120
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]')
"""What no system takes in the name of a file, and what turns the order of letters round: "exe.png"."""

Produce = Callable[[BinaryIO], None]
"""Writes a file to a stream that cannot be gone back in."""


class TooLarge(BudgetError):
    """A file is larger than this server sends; its remedy ends with the command that makes it at home, where that is known."""


@dataclass(eq=False)
class Offer(Standing):
    """A file that can be downloaded: `name` and `media_type`, what makes it, and its bytes if they are known before."""

    name: str
    media_type: str
    produce: Produce
    size: int | None = None

    @property
    def address(self) -> str:
        """The path of its route."""
        return f"{base_path()}{PATH}/{self.token}"

    @property
    def disposition(self) -> str:
        """The header by which a browser saves it, under its name (RFC 6266, RFC 8187)."""
        plain = self.name.encode("ascii", "replace").decode().replace("?", "_").replace("%", "_")
        return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(self.name, safe='')}"


@cache
def offers() -> Register[Offer]:
    """The offers of this server."""
    return Register()


def offer(key: str, name: str, media_type: str, produce: Produce, size: int | None = None) -> str:
    """The address at which this session can download a file; what has the same `key` as before has the same address.

    `key` stands for everything that the file depends on. `produce` is called when somebody asks for the address, in a thread
    of its own; what it refers to is held as long as the session. `size` are the file's bytes, where they are known before.
    Raises BudgetError for one of more than limits.DOWNLOAD_BYTES.
    """
    if size is not None and size > limits.DOWNLOAD_BYTES:
        raise TooLarge(*too_large(name, size))
    return offers().put(_KEY, key, lambda: Offer(safe_name(name), media_type, produce, size), MOST).address


def safe_name(name: str) -> str:
    """The name of a file as every system takes it: without folders, signs of control and dots at its ends, not too long.

    >>> safe_name("../../a: b.npz")
    'a_ b.npz'
    """
    clean = _UNSAFE.sub("_", "".join(each for each in name if not "\ud800" <= each <= "\udfff")).strip(". _")
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[: _LONGEST_NAME - len(ending) - 1]}{dot}{ending[:20]}" if dot else clean[:_LONGEST_NAME] or "file"


def too_large(name: str, size: int, scene: Scene | None = None, *options: str) -> tuple[str, str]:
    """Problem and remedy for a file that this server does not send, with the command that makes it at home."""
    command = f": {at_home(scene, name, *options)}" if scene is not None else " with cnn-explorer export."
    return (
        f"{name} would have {megabytes(size)}; this server sends at most {megabytes(limits.DOWNLOAD_BYTES)}.",
        f"Write it on a computer of your own{command}",
    )


def at_home(scene: Scene, name: str, *options: str) -> str:
    """The command that writes the file on the visitor's own computer; `options` are its further words."""
    return shlex.join(["cnn-explorer", "export", _typed(scene), "-o", safe_name(name), *options])


def _typed(scene: Scene) -> str:
    """The network as it is typed: the name of a preset if it is as it came, else the link."""
    if scene.preset in presets.NAMES:
        known = presets.load(scene.preset).scene()
        same = (scene.layers, scene.input_shape, scene.weights, scene.names, scene.image)
        if same == (known.layers, known.input_shape, known.weights, known.names, known.image):
            return scene.preset
    return link.encode(link.fitting(scene))
