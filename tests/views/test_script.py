"""What the script does before the pages' modules are there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit
from streamlit.testing.v1 import AppTest

from explorer.views.components import modules
from explorer.views.shell.server import SCRIPT


@cache
def ahead() -> str:
    """The element that lets the browser begin."""
    app = AppTest.from_file(str(SCRIPT), default_timeout=120).run()
    assert not app.exception
    (only,) = [element.proto.body for element in app.get("html") if "import(" in element.proto.body]
    return str(only)


def test_the_script_that_is_fetched_ahead_is_one_that_streamlit_has() -> None:
    """Its name changes with Streamlit's version; the app works without, its first picture then comes later."""
    charts = re.search(r"static/js/PlotlyChart\.[\w-]+\.js", ahead())
    assert charts
    assert (Path(streamlit.__file__).parent / "static" / charts[0]).is_file()


def test_all_modules_of_the_first_screen_are_fetched_at_once() -> None:
    """A browser would find out one after the other what they import."""
    fetched = re.findall(rf"{modules.PREFIX}/{modules.digest()}/([\w/]+\.js)", ahead())
    assert tuple(fetched) == modules.reachable("linker", "picture", "gallery", "paste_and_drop", "guide")
    assert all(below in fetched for path in fetched for below in modules.imports(path))
