"""A component that keeps in the browser which lessons are done, and scrolls to the place where a lesson is read."""

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
    on_done: Callable[[list[object]], None],
) -> None:
    """Keep the marks `done`, out of `slugs`, in the browser; `slug` is the lesson on the screen.

    A greater `clear` than before deletes what the browser keeps. `on_done` gets what the browser had kept, unchecked.
    """

    def done_received() -> None:
        stored = message(_KEY, "done")
        on_done(stored if isinstance(stored, list) else [])

    _component(
        key=_KEY,
        data={"done": list(done), "slugs": list(slugs), "slug": slug, "clear": clear},
        on_done_change=done_received,
    )
