"""Keeps in the visitor's browser which lessons are done, and starts every lesson at its top."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from explorer.views.components.register import message, register

_component = register("course")
_KEY = "course_keeper"


def mount_course(
    done: Sequence[str],
    slugs: Sequence[str],
    slug: str,
    clear: int,
    narrow: bool,
    on_done: Callable[[list[object]], None],
    on_narrow: Callable[[bool], None],
) -> None:
    """Keep `done`, of the lessons `slugs`, while the lesson `slug` is on the screen; a greater `clear` forgets all.

    `on_done` hears what the browser kept before, whatever it may be; `on_narrow` when the window becomes a phone's or a
    desk's.
    """

    def told() -> None:
        kept = message(_KEY, "done")
        on_done(kept if isinstance(kept, list) else [])

    _component(
        key=_KEY,
        data={"done": list(done), "slugs": list(slugs), "slug": slug, "clear": clear, "narrow": narrow},
        on_done_change=told,
        on_narrow_change=lambda: on_narrow(bool(message(_KEY, "narrow"))),
    )
