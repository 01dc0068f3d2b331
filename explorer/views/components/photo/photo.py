"""A component: on a phone the photo as a small button, which opens it large with the region that the selected cell reads."""

from __future__ import annotations

from explorer.views.components.register import register

_component = register("photo")


def mount_thumbnail(source: str, rows: int, cols: int, alt: str) -> None:
    """Show the small photo, of `rows` x `cols` px. The linker marks the region in it."""
    _component(key="photo_small", data={"source": source, "rows": rows, "cols": cols, "alt": alt})


def mount_close() -> None:
    """Show the button that closes the large photo; choosing another photo closes it too."""
    _component(key="photo_close", data={"close": True})
