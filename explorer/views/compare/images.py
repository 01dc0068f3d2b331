"""A row of images to choose one for the right side: the samples of the toolbar, and the visitor's own ones."""

from __future__ import annotations

from collections.abc import Callable

from explorer.scene import ImageChoice
from explorer.views.components.gallery.gallery import mount_gallery
from explorer.views.explore.top.samples import offered_samples, sample_title
from explorer.views.image.gallery import own_item
from explorer.views.image.sample_pictures import address
from explorer.views.image.visitor_images import key_of, visitor_images
from explorer.views.shell.state import Session

MOST = 12
"""Samples that are offered."""


def image_row(current: Session, key: str, shown: ImageChoice, choose: Callable[[ImageChoice], None]) -> None:
    """The row; `shown` is the image that is marked."""
    offered, own = offered_samples(current)[:MOST], visitor_images()

    def picked(name: str) -> None:
        mine = own.image_of(name)
        if mine is not None:
            choose(mine)
        elif name in {sample.name for sample in offered}:
            choose(ImageChoice(name, "", shown.fit))

    items = [{"name": s.name, "title": sample_title(s), "source": address(s.name)} for s in offered]
    mount_gallery(
        key, [*items, *map(own_item, own.kept)], shown.sample or key_of(shown), picked, label="Images to compare with"
    )
