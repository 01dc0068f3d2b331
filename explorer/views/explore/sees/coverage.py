"""Coverage: how often each cell of the input and each pixel of the image is read, and what padding does to it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.analysis.advice import Advice, advise_on
from explorer.analysis.architecture import setting_text
from explorer.errors import Fix
from explorer.figures.cone import coverage as figures
from explorer.figures.theme import size_text
from explorer.layers.sliding import Sliding
from explorer.network import Cell, Network, Step
from explorer.network.producer import maker
from explorer.reads import coverage
from explorer.reads.coverage import Coverage, PaddingOption, padding_options
from explorer.views.explore.screen import Screen
from explorer.views.shell.charts import CHART
from explorer.views.shell.state import session
from explorer.views.sidebar import edits
from explorer.windows import span
from explorer.words.glossary import tips

SIDE, SIDE_PHONE = 232, 152
COUNTED = (
    "A number says by how many positions of the window a cell is read. Filters are not counted: all of them stand at the "
    "same positions."
)
UNREAD = ("between", "end")
"""The topics of advice about cells that are never read."""


def coverage_part(screen: Screen, cell: Cell) -> None:
    """The coverage of the layer behind the selected map: of its input under three paddings, and of the image."""
    network = screen.run.network
    step = _sliding(network, cell)
    if step is None:
        st.markdown(
            "Select a map of a convolution or a pooling, or of a layer above one, to see how often it reads what."
        )
        return
    side = SIDE_PHONE if screen.narrow else SIDE
    choices = _with_own(network, step)
    most = max(choice.coverage.most for choice in choices if choice.coverage)
    (below,) = network.sources(step.path)
    st.markdown(_heading(network, step), help=tips("coverage", "position"))
    gap: Any = "small" if screen.narrow else "medium"
    with st.container(horizontal=True, gap=gap, key="coverage_own"):
        for padded in choices:
            _panel(padded, screen, step, below, side, most)
    st.caption(f"{COUNTED} {_scale(most)}")
    with st.container(horizontal=True, gap=gap, key="coverage_whole"):
        if below.path:
            _whole(screen, step, _own(network, step), f"All of **{below.name}**", below.name, side)
        _whole(screen, step, _of_image(network, step), "**The image**, through all layers", "pixel", side)
    _remedies(network, step)


def _own(network: Network, step: Step) -> Coverage:
    return _counted(network.digest, step.path, network)[0]


def _of_image(network: Network, step: Step) -> Coverage:
    return _counted(network.digest, step.path, network)[1]


@st.cache_resource(max_entries=128, show_spinner=False)
def _counted(digest: str, path: str, _network: Network) -> tuple[Coverage, Coverage]:
    """How often the layer at `path` reads its input, and the image: counted once, told in several places."""
    return coverage.of_input(_network, path), coverage.of_image(_network, path)


def _sliding(network: Network, cell: Cell) -> Step | None:
    """The layer with a window that made the selected map: the cell's own, or the nearest one below it."""
    found = maker(
        network, cell.path, cell.channel, lambda step: isinstance(step.layer, Sliding) and len(step.input_shape) == 3
    )
    return found[0] if found else None


def _heading(network: Network, step: Step) -> str:
    layer, found = step.layer, _own(network, step)
    assert isinstance(layer, Sliding)
    settings = f"window {size_text(*layer.taps)}, stride {setting_text(layer.step)}"
    if max(layer.dilation) > 1:
        settings += f", dilation {setting_text(layer.dilation)}"
    said = f"reads every cell of its input {_times(found.most)}."
    if not found.even:
        said = f"does not read every cell of its input equally often: {figures.three(found)}."
    return f"**{step.name}** ({settings}) {said} {figures.never(found, 'cells')}".strip()


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _scale(most: int) -> str:
    return f"The palest colour is 0, the strongest {most:,}; hatched is never read."


def _with_own(network: Network, step: Step) -> list[PaddingOption]:
    """Valid, same and full, and the layer's own padding if it is none of these."""
    assert isinstance(step.layer, Sliding)
    found = list(padding_options(step.layer, step.input_shape))
    if not any(padded.chosen for padded in found):
        found.append(PaddingOption("as it is", step.layer.pad, _own(network, step), "", True))
    return found


def _panel(padded: PaddingOption, screen: Screen, step: Step, below: Step, side: int, most: int) -> None:
    """One padding: its name, its three numbers, the map, what comes out, and a button that takes it."""
    with st.container(width=side + 8, gap="small"):
        mark = " (now)" if padded.chosen else ""
        st.markdown(f"**{padded.name}**{mark}")
        if padded.coverage is None:
            st.caption(padded.problem)
            return
        assert isinstance(step.layer, Sliding)
        chart = figures.ends(padded.coverage, screen.theme, side, below.name, _ends(step.layer, screen.narrow), most)
        key = f"coverage_{padded.name.replace(' ', '_')}"
        st.plotly_chart(chart, theme=None, width="content", config=CHART, key=key, alt=_alt(padded.coverage))
        st.markdown(_numbers(padded.coverage))
        if not padded.chosen:
            fix = Fix(f"Use {padded.name}", step.path, {"padding": padded.padding})
            st.button(fix.label, key=f"{key}_use", on_click=_apply, args=(fix,))


def _numbers(found: Coverage) -> str:
    never = f"; {found.never:,} never" if found.never else ""
    return f"{figures.three(found)}{never}  \nmakes {size_text(*found.positions)}"


def _alt(found: Coverage) -> str:
    return f"How often cells are read: {figures.three(found)}."


def _ends(layer: Sliding, narrow: bool) -> int:
    """How many rows and columns are shown from each end: as far as a border usually reaches, if they fit."""
    spans = [span(layer.taps[axis], layer.dilation[axis]) for axis in (0, 1)]
    return 3 if narrow else 4 if max(spans) <= 5 else 6


def _whole(screen: Screen, step: Step, found: Coverage, title: str, what: str, side: int) -> None:
    """How often each cell is read, as one map."""
    rows, cols = found.positions
    with st.container(width=side + 8, gap="small"):
        st.markdown(title)
        chart = figures.whole(found, screen.theme, side, what)
        key = f"coverage_{'image' if what == 'pixel' else 'input'}"
        st.plotly_chart(chart, theme=None, width="content", config=CHART, key=key, alt=_alt(found))
        st.markdown(f"{figures.three(found)}  \nof {rows * cols:,} positions of {step.name}")


def _remedies(network: Network, step: Step) -> None:
    """What is never read of the image, on which layers it depends, and what reads it."""
    found = _of_image(network, step)
    said = figures.never(found, "pixels")
    st.markdown(said or "Every pixel of the image is read.")
    for remark in _lost(network, step):
        st.markdown(f"**{remark.name}**: {remark.sentence}")
        with st.container(horizontal=True, gap="small"):
            for at, fix in enumerate(remark.fixes):
                key = f"coverage_fix_{remark.path}_{remark.topic}_{at}"
                st.button(fix.label, key=key, on_click=_apply, args=(fix,), help="Apply this to the network.")


def _lost(network: Network, step: Step) -> list[Advice]:
    """Advice about cells that are never read, for this layer and those below it."""
    paths = [each.path for each in network.lane(step.path)[1:]]
    return [remark for path in paths for remark in advise_on(network, path) if remark.topic in UNREAD]


def _apply(fix: Fix) -> None:
    edits.apply(session(), fix)
    st.session_state["whole_page"] = True  # the tab is a fragment: the network must follow too
