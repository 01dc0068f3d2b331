"""The part "Coverage": how often each cell of a layer's input and each pixel is read, and how padding changes it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.analysis.advice import Advice, Grade, advise_on
from explorer.analysis.architecture import setting_text
from explorer.errors import Fix
from explorer.figures.cone import coverage as figures
from explorer.figures.theme import size_text
from explorer.layers.sliding import Sliding
from explorer.network import Cell, Network, Step
from explorer.network.producing_step import producing_step
from explorer.reads import coverage
from explorer.reads.coverage import Coverage, PaddingOption, padding_options
from explorer.views.explore.screen import Screen
from explorer.views.shell.charts import CHART
from explorer.views.shell.state import session
from explorer.views.sidebar import edits
from explorer.windows import span
from explorer.words.glossary import tips

SIDE, SIDE_PHONE = 232, 152
"""Side of each map in px."""
COUNT_NOTE = (
    "Each number says how many positions of the window read that cell. Filters are not counted: all of them use the same "
    "positions."
)
UNREAD_TOPICS = ("between", "end")
"""The topics of advice about cells that are never read."""


def coverage_part(screen: Screen, cell: Cell) -> None:
    """The coverage by the layer behind the selected map: of its input with three paddings, and of the image."""
    network = screen.run.network
    step = _windowed_step(network, cell)
    if step is None:
        st.markdown(
            "Select a map of a convolution or a pooling, or of a layer above one, to see how often each of its inputs is read."
        )
        return
    side = SIDE_PHONE if screen.narrow else SIDE
    choices = _paddings(network, step)
    most = max(choice.coverage.most for choice in choices if choice.coverage)
    (below,) = network.sources(step.path)
    st.markdown(_heading(network, step), help=tips("coverage", "position"))
    gap: Any = "small" if screen.narrow else "medium"
    with st.container(horizontal=True, gap=gap, key="coverage_own"):
        for choice in choices:
            _panel(choice, screen, step, below, side, most)
    st.caption(f"{COUNT_NOTE} {_scale(most)}")
    with st.container(horizontal=True, gap=gap, key="coverage_whole"):
        if below.path:
            _whole_map(screen, step, _input_coverage(network, step), f"All of **{below.name}**", below.name, side)
        _whole_map(screen, step, _image_coverage(network, step), "**The image**, through all layers", "pixel", side)
    _remedies(network, step)


def _input_coverage(network: Network, step: Step) -> Coverage:
    return _coverages(network.digest, step.path, network)[0]


def _image_coverage(network: Network, step: Step) -> Coverage:
    return _coverages(network.digest, step.path, network)[1]


@st.cache_resource(max_entries=128, show_spinner=False)
def _coverages(digest: str, path: str, _network: Network) -> tuple[Coverage, Coverage]:
    """The coverage of the layer's own input and of the image by the layer at `path`."""
    return coverage.of_input(_network, path), coverage.of_image(_network, path)


def _windowed_step(network: Network, cell: Cell) -> Step | None:
    """The layer with a sliding window behind the selected map: the cell's own, or the nearest one below it."""
    producer = producing_step(
        network, cell.path, cell.channel, lambda step: isinstance(step.layer, Sliding) and len(step.input_shape) == 3
    )
    return producer[0] if producer else None


def _heading(network: Network, step: Step) -> str:
    layer, coverage_of_input = step.layer, _input_coverage(network, step)
    assert isinstance(layer, Sliding)
    settings = f"window {size_text(*layer.taps)}, stride {setting_text(layer.step)}"
    if max(layer.dilation) > 1:
        settings += f", dilation {setting_text(layer.dilation)}"
    sentence = f"reads every cell of its input {_times(coverage_of_input.most)}."
    if not coverage_of_input.even:
        sentence = f"does not read every cell of its input equally often: {figures.counts_words(coverage_of_input)}."
    return f"**{step.name}** ({settings}) {sentence} {figures.never_words(coverage_of_input, 'cells')}".strip()


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _scale(most: int) -> str:
    return f"The palest colour is 0, the strongest {most:,}; hatched is never read."


def _paddings(network: Network, step: Step) -> list[PaddingOption]:
    """Valid, same and full, and the layer's own padding if it is none of these."""
    assert isinstance(step.layer, Sliding)
    choices = list(padding_options(step.layer, step.input_shape))
    if not any(padded.chosen for padded in choices):
        choices.append(PaddingOption("as it is", step.layer.pad, _input_coverage(network, step), "", True))
    return choices


def _panel(padded: PaddingOption, screen: Screen, step: Step, below: Step, side: int, most: int) -> None:
    """One padding: its name, the map of counts, their range, the output size, and a button that applies the padding."""
    with st.container(width=side + 8, gap="small"):
        mark = " (now)" if padded.chosen else ""
        st.markdown(f"**{padded.name}**{mark}")
        if padded.coverage is None:
            st.caption(padded.problem)
            return
        assert isinstance(step.layer, Sliding)
        chart = figures.ends_figure(
            padded.coverage, screen.theme, side, below.name, _rows_per_end(step.layer, screen.narrow), most
        )
        key = f"coverage_{padded.name.replace(' ', '_')}"
        st.plotly_chart(chart, theme=None, width="content", config=CHART, key=key, alt=_alt(padded.coverage))
        st.markdown(_numbers(padded.coverage))
        if not padded.chosen:
            fix = Fix(f"Use {padded.name}", step.path, {"padding": padded.padding})
            st.button(fix.label, key=f"{key}_use", on_click=_apply, args=(fix,))


def _numbers(counts: Coverage) -> str:
    never = f"; {counts.never:,} never" if counts.never else ""
    return f"{figures.counts_words(counts)}{never}  \nmakes {size_text(*counts.positions)}"


def _alt(counts: Coverage) -> str:
    return f"How often cells are read: {figures.counts_words(counts)}."


def _rows_per_end(layer: Sliding, narrow: bool) -> int:
    """How many rows and columns are shown from each end of the input: as far as borders usually reach, if they fit."""
    spans = [span(layer.taps[axis], layer.dilation[axis]) for axis in (0, 1)]
    return 3 if narrow else 4 if max(spans) <= 5 else 6


def _whole_map(screen: Screen, step: Step, counts: Coverage, title: str, what: str, side: int) -> None:
    """One map of how often each cell is read, under `title`; `what` names one of its cells."""
    rows, cols = counts.positions
    with st.container(width=side + 8, gap="small"):
        st.markdown(title)
        chart = figures.whole_figure(counts, screen.theme, side, what)
        key = f"coverage_{'image' if what == 'pixel' else 'input'}"
        st.plotly_chart(chart, theme=None, width="content", config=CHART, key=key, alt=_alt(counts))
        st.markdown(f"{figures.counts_words(counts)}  \nof {rows * cols:,} positions of {step.name}")


def _remedies(network: Network, step: Step) -> None:
    """What is never read of the image, the layers that are the cause, and fixes for them."""
    coverage_of_image = _image_coverage(network, step)
    unread = figures.never_words(coverage_of_image, "pixels")
    st.markdown(unread or "Every pixel of the image is read.")
    for remark in _advice_on_unread(network, step):
        usual = " Many published networks do so." if remark.grade is Grade.USUAL else ""
        st.markdown(f"**{remark.name}**: {remark.sentence}{usual}")
        with st.container(horizontal=True, gap="small"):
            for index, fix in enumerate(remark.fixes):
                key = f"coverage_fix_{remark.path}_{remark.topic}_{index}"
                st.button(fix.label, key=key, on_click=_apply, args=(fix,), help="Apply this to the network.")


def _advice_on_unread(network: Network, step: Step) -> list[Advice]:
    """Advice about cells that are never read, for this layer and those below it."""
    paths = [below.path for below in network.lane(step.path)[1:]]
    return [remark for path in paths for remark in advise_on(network, path) if remark.topic in UNREAD_TOPICS]


def _apply(fix: Fix) -> None:
    edits.apply(session(), fix)
    st.session_state["whole_page"] = True  # the tab is a fragment: the network must follow too
