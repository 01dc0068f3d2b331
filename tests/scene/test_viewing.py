"""What an author may let viewers do, and what is no option."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.errors import SettingError
from explorer.scene.viewing import LOOKS, MAY, MIN_SIDE, Viewing, from_plain, to_plain


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"may": "delete"}, "Viewers may 'delete', which is not known"),
        ({"look": "pink"}, "The look 'pink' is not known"),
        ({"panels": ("layer", "secrets")}, "There is no tab 'secrets'"),
        ({"size": (100, 600)}, "The size of the frame is"),
        ({"size": (800,)}, "The size of the frame is"),
        ({"size": (800.0, 600)}, "The size of the frame is"),
        ({"size": (True, 600)}, "The size of the frame is"),
    ],
)
def test_what_is_no_option_is_told(options: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingError, match=words):
        Viewing(**options)


@pytest.mark.parametrize("may", MAY)
def test_who_may_more_may_what_comes_before(may: str) -> None:
    viewing = Viewing(may)  # type: ignore[arg-type]
    assert [each for each in MAY if viewing.allows(each)] == list(MAY[: MAY.index(viewing.may) + 1])


def test_options_come_back_and_what_is_missing_has_its_default() -> None:
    for look in LOOKS:
        viewing = Viewing("cells", ("layer",), (MIN_SIDE, 900), look)
        assert from_plain(to_plain(viewing)) == viewing
    assert from_plain({}) == Viewing()
