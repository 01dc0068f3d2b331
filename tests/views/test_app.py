"""What app.py sends before the pages' modules are imported."""

from __future__ import annotations

import re
from pathlib import Path

import streamlit
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def test_the_script_that_is_fetched_ahead_is_one_that_streamlit_has() -> None:
    """Its name changes with Streamlit's version; the app works without, its first picture then comes later."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    assert not app.exception
    ahead = [element.proto.body for element in app.get("html") if "import(" in element.proto.body]
    assert len(ahead) == 1
    script = re.search(r"static/js/PlotlyChart\.[\w-]+\.js", ahead[0])
    assert script
    assert (Path(streamlit.__file__).parent / "static" / script[0]).is_file()
