"""What Streamlit runs for each visitor: first what the browser can begin with, then the pages.

On a fresh server the pages' modules take half a second to import; meanwhile the browser fetches the modules of the
first screen's components and the script that draws charts, which is most of what it has to fetch.
"""

from pathlib import Path

import streamlit as st

from explorer.serving.handover import received
from explorer.views.components.first import CHARTS, FIRST
from explorer.views.components.modules import address, reachable

AHEAD = """<script type="module">
const at = (path) => new URL(path, document.baseURI).href;
for (const path of {charts}) import(at(path)).catch(() => {{}});
const preload = (href) => Object.assign(document.createElement("link"), {{ rel: "modulepreload", href }});
document.head.append(...{modules}.map((path) => preload(at(path))));
</script>"""

received()
st.set_page_config(
    page_title="CNN Explorer",
    page_icon=str(Path(__file__).parent / "shell" / "icon.png"),
    layout="wide",
    initial_sidebar_state="collapsed",
)
with st.container(key="ahead"):
    st.html(
        AHEAD.format(
            modules=[address(path) for path in reachable(*FIRST)],
            charts=list(CHARTS),
        ),
        unsafe_allow_javascript=True,
    )

from explorer.views.main import show  # noqa: E402
from explorer.views.race import again_after_race  # noqa: E402

again_after_race(show)
