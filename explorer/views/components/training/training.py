"""A component: plays the training of a network in the overview, from pictures that the server has prepared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explorer.views.components import register

_component = register.register("training")
_CONTROL = "training_control"


def mount_training(data: Mapping[str, Any], on_epoch: Callable[[], None], on_prepare: Callable[[], None]) -> None:
    """Show the control. `data` has `words` on the weights: the same from long to short; the longest that fits is shown.

    Of a training that can be played it also has the `key` of its pictures, its `epochs`, the index `at` of the one on the
    screen, what is `said` of each (wordings as in `words`), its `curves`, `alt` in words for them, and a `note`. A curve has as
    `line` "unseen", "learned" or "loss", which sets its dashes, a `name`, a number per epoch as `values`, what is `said` of
    each, and the values `low` and `high` at the bottom and the top.

    The browser sends "prepare" (the key) when it needs the pictures, and "epoch" when another one is to be shown for good.
    """
    _component(
        key=_CONTROL,
        data={"role": "control", **data},
        on_epoch_change=on_epoch,
        on_prepare_change=on_prepare,
    )


def mount_frames(data: Mapping[str, Any]) -> None:
    """Send the pictures: `frames`, one per epoch, of the training with this `key`, with the rails of this `cell`."""
    _component(key="training_frames", data={"role": "frames", **data})


def message(name: str) -> Any:
    """The last value of trigger `name` from the browser, or None."""
    return register.message(_CONTROL, name)
