"""A component: a training's buttons and progress, its curves, filters and histograms as they change, and the sign of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explorer.views.components import register

_component = register.register("learning")
_DESK = "learning_desk"


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
