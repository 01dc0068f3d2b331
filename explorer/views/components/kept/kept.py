"""A component without a picture: the tab remembers the token under which the server keeps this visitor's photos.

It is in the tab's sessionStorage, never in an address or a cookie: it ends with the tab, and goes nowhere by itself.
"""

from __future__ import annotations

import re

from explorer.views.components.register import message, register

_component = register("kept")
_KEY = "kept"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,80}")


def mount_kept(ask: str, token: str = "", wanted: bool = False, later: float = 0) -> None:
    """Remember `token` in this tab, if it is not "".

    `ask` is new for each session: the browser answers it once with the token that it has; with none it answers only if
    the answer is `wanted`, because an answer reruns the page. `later` reruns the page after so many seconds.
    """
    _component(
        key=_KEY,
        data={"ask": ask, "token": token, "wanted": wanted, "later": round(1000 * later)},
        on_token_change=lambda: None,
        on_again_change=lambda: None,
    )


def answered() -> str | None:
    """The token that the browser had when this session began, "" if it has none; None as long as it has not answered."""
    said = message(_KEY, "token")
    if said is None:
        return None
    return said if isinstance(said, str) and _TOKEN.fullmatch(said) else ""
