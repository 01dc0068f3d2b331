"""A component: a training's buttons and progress, its curves, filters and histograms as they change, and the sign of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explorer.views.components import register

_component = register.register("learning")
_DESK, _CLASSES = "learning_desk", "learning_classes"


def mount_desk(data: Mapping[str, Any], on_act: Callable[[str], None], on_settled: Callable[[], None]) -> None:
    """Show the head of the panel: its buttons and how far the training is.

    `data` has the `feed`'s address, whether it `runs`, what `first` is called before anything was learned, and `inks`. `on_act`
    gets the button that is pressed, unchecked: one of "start", "pause", "step", "epoch", "stop", "reset", "close".
    `on_settled` is called when the training has come to rest, or an epoch is over.
    """
    _component(
        key=_DESK,
        data={"role": "desk", **data},
        on_act_change=lambda: on_act(str(register.message(_DESK, "act") or "")),
        on_settled_change=on_settled,
    )


def mount_part(part: str, data: Mapping[str, Any]) -> None:
    """Show one live part of the panel, "curve", "filter" or "layers", in the colours `inks`."""
    _component(key=f"learning_{part}", data={"role": part, **data})


def mount_sign(data: Mapping[str, Any]) -> None:
    """Beside the button in the strip: how far the training is that goes on behind the closed panel. `data` has its `feed`."""
    _component(key="learning_sign", data={"role": "sign", **data})


def mount_classes(
    data: Mapping[str, Any],
    on_choose: Callable[[Any], None],
    on_remove: Callable[[Any], None],
    on_more: Callable[[], None],
) -> None:
    """Show classes of one's own as rows of pictures. `data` has the `classes` (name, pictures with their source and whether
    they are `held` back to check with), the number of the `chosen` one, and whether all is `fixed`.

    `on_choose` gets the number of a class, `on_remove` [class, picture], both unchecked; `on_more` is called for a new class.
    """
    _component(
        key=_CLASSES,
        data={"role": "classes", **data},
        on_choose_change=lambda: on_choose(register.message(_CLASSES, "choose")),
        on_remove_change=lambda: on_remove(register.message(_CLASSES, "remove")),
        on_more_change=on_more,
    )
