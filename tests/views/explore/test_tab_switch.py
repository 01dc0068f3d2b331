"""The tabs that a link names, also by the names that they had before."""

from __future__ import annotations

import pytest

from explorer.scene import Scene
from explorer.views.explore.selection import TABS
from explorer.views.explore.tab_switch import FORMER_NAMES, opened, slug
from explorer.views.shell.state import Moment, Session


@pytest.mark.parametrize(
    ("tool", "tab", "part"),
    [
        ("explain/sliding", "arithmetic", "sliding"),
        ("sees/coverage", "receptive-field", "coverage"),
        ("sees", "receptive-field", ""),
        ("arithmetic/size", "arithmetic", "size"),
        ("", "", ""),
    ],
)
def test_old_links_open_the_tab_by_its_new_name(tool: str, tab: str, part: str) -> None:
    scene = Scene(tool=tool)
    assert opened(Session(Moment(scene, ()), scene)) == (tab, part)


def test_every_former_name_leads_to_a_tab() -> None:
    assert set(FORMER_NAMES.values()) <= {slug(name) for name in TABS}
    assert not set(FORMER_NAMES) & {slug(name) for name in TABS}
