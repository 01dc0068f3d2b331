"""A component: cards in groups, with a field that searches them; each card is a button."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explorer.views.components.register import message, register

_component = register("cards")


def mount_cards(
    groups: Sequence[Mapping[str, Any]],
    chosen: str,
    on_pick: Callable[[str], None],
    what: str = "networks",
    heading: int = 3,
    search: bool = True,
) -> None:
    """Show `groups` (title, cards with name, title, words, badge, trained, facts, picture); `on_pick` gets a card's name.

    The name is unchecked: a client can send anything. The card named `chosen` is marked. `what` the cards stand for, in the
    plural, is said in the search field, which is there if `search` is set; `heading` is the level of the groups' titles. Cards
    without words are smaller.
    """
    key = "cards" if what == "networks" else f"cards_{what}"
    _component(
        key=key,
        data={"groups": list(groups), "chosen": chosen, "what": what, "heading": heading, "search": search},
        on_pick_change=lambda: on_pick(str(message(key, "pick") or "")),
    )
