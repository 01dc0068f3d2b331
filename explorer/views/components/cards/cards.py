"""A component: cards in groups, with a field that searches them; each card is a button."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explorer.views.components.register import message, register

_component = register("cards")


def mount_cards(groups: Sequence[Mapping[str, Any]], chosen: str, on_pick: Callable[[str], None]) -> None:
    """Show `groups` (title, cards with name, title, words, badge, trained, facts, picture); `on_pick` gets a card's name.

    The name is unchecked: a client can send anything. The card named `chosen` is marked.
    """
    _component(
        key="cards",
        data={"groups": list(groups), "chosen": chosen},
        on_pick_change=lambda: on_pick(str(message("cards", "pick") or "")),
    )
