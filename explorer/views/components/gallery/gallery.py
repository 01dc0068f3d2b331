"""A component: a row of pictures to choose from, each a button."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from explorer.views.components.register import message, register

_component = register("gallery")


def mount_gallery(
    key: str,
    items: Sequence[Mapping[str, str]],
    chosen: str,
    on_pick: Callable[[str], None],
    label: str = "Images",
) -> None:
    """Show `items` (name, title, source), the one named `chosen` marked; `on_pick` gets the name that is clicked.

    `label` is what the row is called for those who do not see it.
    """
    _component(
        key=key,
        data={"items": list(items), "chosen": chosen, "label": label},
        on_pick_change=lambda: on_pick(str(message(key, "pick") or "")),
    )
