"""The states before the last edits, in words: what can be put beside the present one from the history of undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from explorer.scene import Scene
from explorer.views.compare.running import name_of
from explorer.views.shell.state import Moment, Session
from explorer.words.description import image_words, weights_words

MOST = 20
"""States that are offered, the newest first."""


def earlier(current: Session) -> dict[str, Scene]:
    """The scenes before the last changes by what they are called, the newest first; what only looked elsewhere is left out."""
    found: dict[str, Scene] = {}
    after, known = current.now, [essence(current.scene)]
    for moment in reversed(current.past):
        scene = essence(moment.scene)
        if scene not in known and len(found) < MOST:
            known.append(scene)
            found[_unused(f"Before: {change_words(moment, after)}", found)] = replace(moment.scene, compared=None)
        after = moment
    return found


def essence(scene: Scene) -> Scene:
    """A scene without what only says where one looks."""
    return replace(scene, cell=None, scope="block", face="after", tool="", training=False, compared=None)


def change_words(before: Moment, after: Moment) -> str:
    """What led from one moment to the next, without Markdown."""
    if after.words:
        return after.words.replace("**", "").replace("\\", "")
    return ", ".join(_parts(before.scene, after.scene)) or "another view"


def _parts(old: Scene, new: Scene) -> Iterator[str]:
    if old.preset != new.preset and new.preset:
        yield f"{name_of(new)} opened"
    elif old.layers != new.layers or old.input_shape != new.input_shape:
        yield "other layers"
    elif old.weights != new.weights:
        yield weights_words(new)
    if old.image != new.image:
        yield image_words(new.image)


def _unused(label: str, taken: dict[str, Scene]) -> str:
    """The label, numbered where it is taken: lists show each once."""
    if label not in taken:
        return label
    return next(each for number in range(2, MOST + 2) if (each := f"{label} ({number})") not in taken)
