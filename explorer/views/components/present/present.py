"""A component: Present mode. It hides what is not the picture, enlarges the rest, and asks before it shows a number."""

from __future__ import annotations

from collections.abc import Callable

from explorer.views.components.register import message, register

_component = register("present")
_KEY = "present_bar"


def mount_present(on: bool, steps: bool, on_turn: Callable[[bool], None]) -> None:
    """Show the bar if the mode is `on`. `steps` says that a walkthrough is followed, so that there is a next step.

    The browser turns the mode on at the event "cnn-explorer:present", and off at Escape; `on_turn` gets which it was.
    """
    _component(
        key=_KEY,
        data={"on": on, "steps": steps},
        on_turn_change=lambda: on_turn(bool(message(_KEY, "turn"))),
    )
