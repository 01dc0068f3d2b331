"""The Architecture page: the network as a table, to scale, with advice and with questions asked backwards."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer import presets
from explorer.analysis import advice, architecture, goals
from explorer.errors import ExplorerError, Fix
from explorer.figures import architecture as figures
from explorer.figures.alternatives import shape_words
from explorer.figures.theme import Theme, compact, number
from explorer.layers.stack import total
from explorer.network import Network
from explorer.network.main_path import trunk
from explorer.scene import Scene
from explorer.views.shell.charts import CHART
from explorer.views.shell.look import look
from explorer.views.shell.state import Session, fresh_ids, session, write_address
from explorer.views.sidebar import edits, tree
from explorer.words.glossary import tip

QUESTIONS = {
    goals.SIZE: "Output size: rows of the last map",
    goals.FIELD: "Receptive field: rows of its window, px",
    goals.PARAMETERS: "Parameters, at most",
    goals.MACS: "MACs, at most",
}
UNITS = {goals.SIZE: "row", goals.FIELD: "px", goals.PARAMETERS: "parameter", goals.MACS: "MAC"}


STYLE = """<style>
.st-key-architecture h2 { font-size: 26px; padding: 8px 0 0; }
.st-key-architecture h3 { font-size: 20px; padding: 12px 0 0; }
.st-key-silhouette { overflow-x: auto; overflow-y: hidden; }
.st-key-silhouette > *, .st-key-silhouette_frame { flex-shrink: 0; max-width: none; }
.st-key-totals { row-gap: 8px; }
.st-key-totals p, .st-key-advice p, .st-key-backwards p { line-height: 1.45; }
</style>"""
"""A picture that is wider than the window scrolls in its own frame."""


def page() -> None:
    """The whole page, but for the sidebar, which is the same on every page."""
    current = session()
    scene, trouble = _scene(current)
    network = scene.network
    theme = look()
    st.html(STYLE)
    with st.container(key="architecture", gap="medium"):
        _title(scene, network)
        for text in (current.notice, trouble):
            if text:
                st.error(text)
        _table(network, scene.preset)
        _silhouette(network, theme)
        _growth(network, theme, current.narrow)
        _advice(current, network, bool(trouble))
        _backwards(current, network, bool(trouble))
    write_address(current)


def _scene(current: Session) -> tuple[Scene, str]:
    """The present scene if its layers fit together, else the last good one and what is wrong."""
    try:
        _ = current.scene.network
        return current.scene, ""
    except ExplorerError as error:
        return current.shown, f"{error} Below is the last network that fitted together."


def _title(scene: Scene, network: Network) -> None:
    sums = architecture.totals(network)
    if scene.preset in presets.NAMES:
        preset = presets.load(scene.preset)
        name, source = preset.title, preset.source
    else:
        name, source = "Your own network", ""
    st.markdown(f"## {name}")
    if source:
        st.caption(source)
    with st.container(horizontal=True, gap="large", key="totals"):
        for label, text, words in (
            ("Layers", f"{sums.layers:,}", f"{tip('layer')} The input is not counted."),
            ("Parameters", f"{sums.parameters:,}", tip("parameter")),
            ("MACs", _short(sums.macs), f"{sums.macs:,} for one image. {tip('MAC')}"),
            ("Activations", _bytes(sums.memory), f"{sums.memory:,} bytes. {tip('memory')}"),
        ):
            st.markdown(f":gray[{label}]  \n**{text}**", help=words, width="content")


def _short(count: int) -> str:
    return compact(count) if count >= 10**6 else f"{count:,}"


def _bytes(count: int) -> str:
    for size, unit in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if count >= size:
            return f"{number(count / size)} {unit}"
    return f"{count} bytes"


WITHIN = "A block counts all that is inside it."
COLUMNS: dict[str, tuple[str, str]] = {
    "Name": (
        "text",
        f"{tip('layer name')} Layers inside a residual block or parallel branches are indented beneath it.",
    ),
    "Kind": ("text", tip("kind")),
    "Output": ("text", tip("output shape")),
    "Parameters": ("count", f"{tip('parameter')} {WITHIN}"),
    "MACs": ("count", f"For one image. {tip('MAC')} {WITHIN}"),
    "Memory, bytes": ("count", f"{tip('memory')} {WITHIN}"),
    "Window": (
        "text",
        f"{tip('receptive field')} ▫ marks those larger than the image: padding is always part of them. 'uneven' means that "
        "it differs from cell to cell.",
    ),
    "Step": ("text", tip("step on the image")),
    "Start": ("text", tip("start")),
    "Read": ("share", f"{tip('pixels read')} In percent."),
    "Parameters, counted": ("text", f"{tip('parameter count')} A block adds up what is right inside it."),
    "Settings": ("text", tip("setting")),
}


def _table(network: Network, preset: str) -> None:
    rows, text = _rows(network.digest, network)
    with st.container(key="table", gap="small"):
        if any(row.level for row in rows):
            rows = _folded(rows)
        _drawn(rows)
        st.download_button(
            "Download CSV",
            text,
            file_name=f"{preset or 'network'}.csv",
            mime="text/csv",
            icon=":material/download:",
            key="download_csv",
            on_click="ignore",
        )


def _folded(rows: tuple[architecture.Row, ...]) -> tuple[architecture.Row, ...]:
    """All rows, or without those inside blocks, as the visitor chooses; and how the numbers of blocks are meant."""
    inside = st.toggle("Show the layers inside blocks", value=True, key="rows_inside")
    st.caption(
        "A block's parameters, MACs and memory are the sums of what is inside it, its own output counted too. The totals "
        "above are the sums of the rows that are not indented."
    )
    return rows if inside else tuple(row for row in rows if not row.level)


INDENT = 2 * "\N{EN SPACE}"


def _drawn(rows: tuple[architecture.Row, ...]) -> None:
    sums = [row.whole for row in rows]
    cells: dict[str, list[Any]] = {
        "Name": [f"{INDENT * row.level}{row.name}" for row in rows],
        "Kind": [row.kind for row in rows],
        "Output": [architecture.shape_text(row.shape) for row in rows],
        "Parameters": [each.parameters for each in sums],
        "MACs": [each.macs for each in sums],
        "Memory, bytes": [each.memory for each in sums],
        "Window": [f"{row.size} ▫" if row.larger_than_image else row.size for row in rows],
        "Step": [row.step for row in rows],
        "Start": [row.start for row in rows],
        "Read": [100 * row.share for row in rows],
        "Parameters, counted": [each.formula for each in sums],
        "Settings": [row.settings for row in rows],
    }
    st.dataframe(
        cells,
        hide_index=True,
        height="content",
        column_config={name: _column(name, *COLUMNS[name], values) for name, values in cells.items()},
        key="rows_table",
    )


LETTER, AIR = 7.8, 26
"""Width of a letter in the table, rounded up, and the space around a text, in px."""


def _column(name: str, form: str, words: str, values: list[Any]) -> Any:
    """A column as wide as its longest text: the table itself looks at the first rows only, and cuts numbers off."""
    written = {"text": "{}", "count": "{:,}", "share": "{:.3g}%"}[form]
    longest = max(len(name), *(len(written.format(value)) for value in values))
    width = round(LETTER * longest) + AIR
    if form == "count":
        return st.column_config.NumberColumn(name, help=words, format="localized", width=width)
    if form == "share":
        return st.column_config.NumberColumn(name, help=words, format="%.3g%%", width=width)
    return st.column_config.TextColumn(name, help=words, pinned=name == "Name", width=width)


@st.cache_data(max_entries=64, show_spinner=False)
def _rows(digest: str, _network: Network) -> tuple[tuple[architecture.Row, ...], str]:
    return architecture.rows(_network), architecture.to_csv(_network)


def _silhouette(network: Network, theme: Theme) -> None:
    st.markdown("### To scale")
    with st.container(key="silhouette", gap="small"):
        chart = figures.silhouette(network, theme)
        first, last = network.steps[0], network.steps[-1]
        words = (
            f"The outputs of {len(network.steps):,} steps side by side and to scale, from {first.name}, "
            f"{shape_words(first.output_shape)}, to {last.name}, {shape_words(last.output_shape)}."
        )
        with st.container(width=chart["layout"]["width"], key="silhouette_frame"):
            st.plotly_chart(chart, theme=None, width="content", config=CHART, key="silhouette_chart", alt=words)
    st.caption(figures.caption(network))


def _growth(network: Network, theme: Theme, narrow: bool) -> None:
    st.markdown("### What a cell reads grows with depth")
    with st.container(key="growth", gap="small"):
        points = figures.window_sizes(network)
        if len(points) < 2:
            st.caption("No layer here has a window that slides over the image.")
            return
        chart = figures.growth(network, theme, 4 if narrow else 8)
        words = f"Rows of the window by layer: {', '.join(f'{p.name} {p.size:,}' for p in points)}."
        st.plotly_chart(chart, theme=None, width="stretch", config=CHART, key="growth_chart", alt=words)
        image, last = network.input_shape[0], points[-1]
        passed = next((point.name for point in points if point.size >= image), None)
        said = [f"A cell of {last.name} has a window of {last.size:,} rows; the image has {image:,}."]
        if passed:
            said.append(f"From {passed} on, the window is as large as the image.")
        if len(trunk(network)) < len(network.steps):
            said.append("Of branches, the one with the largest window is drawn.")
        st.caption(" ".join(said))


@st.cache_data(max_entries=64, show_spinner=False)
def _advised(digest: str, _network: Network) -> tuple[advice.Advice, ...]:
    return advice.advise(_network)


def _advice(current: Session, network: Network, broken: bool) -> None:
    st.markdown("### Advice")
    with st.container(key="advice", gap="small"):
        remarks = _advised(network.digest, network)
        if not remarks:
            st.caption("Every pixel that reaches a layer is read, and no padding is wasted.")
        for place, remark in enumerate(remarks):
            with st.container(key=f"remark_{place}", gap="small"):
                st.markdown(f"**{remark.name}.** {remark.sentence}")
                with st.container(horizontal=True, gap="small"):
                    for fix_place, fix in enumerate(remark.fixes):
                        st.button(
                            fix.label,
                            key=f"advice_{place}_{fix_place}",
                            disabled=broken,
                            on_click=_fix,
                            args=(current, network, fix),
                        )


def _fix(current: Session, network: Network, fix: Fix) -> None:
    """Carry out a piece of advice, if the network is still the one that it was given for."""
    if current.scene.layers == network.layers:
        edits.apply(current, fix)


@st.cache_data(max_entries=64, show_spinner=False)
def _proposed(digest: str, goal: str, target: int, _network: Network) -> tuple[goals.Proposal, ...]:
    return goals.smallest_edits(_network, goal, target)


def _backwards(current: Session, network: Network, broken: bool) -> None:
    st.markdown("### Ask backwards")
    with st.container(key="backwards", gap="small"):
        st.caption("Say what you want; these are the smallest changes that lead there.")
        goal, target = _question(network)
        now = goals.measure(network, goal)
        if now is None:
            st.markdown("The windows of this network are uneven: they have no one size to ask for.")
            return
        if goals.meets(goal, now, target):
            st.markdown(f"The network is there already: it has {counted(now, goal)}.")
            return
        found = _proposed(network.digest, goal, target, network)
        st.markdown(_answer(found, now, goal))
        for place, proposal in enumerate(found):
            with st.container(key=f"proposal_{place}", horizontal=True, gap="small", vertical_alignment="center"):
                st.button(
                    "Apply",
                    key=f"apply_{place}",
                    disabled=broken,
                    on_click=_take,
                    args=(current, network, proposal),
                )
                st.markdown(f"**{proposal.label}**: {counted(proposal.value, goal)}", width="stretch")


def _question(network: Network) -> tuple[str, int]:
    """The goal and the target; a new goal starts at half (or for windows at twice) of what the network has."""
    kept = st.session_state.setdefault("asked", {"goal": goals.SIZE, "targets": {}})
    st.session_state["goal"] = kept["goal"]
    left, right = st.columns(2)
    left.selectbox("Goal", goals.GOALS, key="goal", format_func=QUESTIONS.__getitem__, on_change=_asked)
    goal = str(kept["goal"])
    now = goals.measure(network, goal) or 1
    start = 2 * now if goal == goals.FIELD else max(now // 2, 1)
    target = int(kept["targets"].get(goal, start))
    st.session_state["target"] = target
    right.number_input(
        "Target", key="target", min_value=1, max_value=10**13, step=1, on_change=_asked, help=f"Now it is {now:,}."
    )
    return goal, target


def _asked() -> None:
    """Keep what was chosen; the target belongs to its goal."""
    kept = st.session_state["asked"]
    if st.session_state["goal"] == kept["goal"] and st.session_state["target"] is not None:
        kept["targets"][kept["goal"]] = int(st.session_state["target"])
    kept["goal"] = st.session_state["goal"]


def counted(value: int, goal: str) -> str:
    """A value of a goal with its unit: "1 row", "19,920 parameters", "16 px"."""
    plural = "" if goal == goals.FIELD or value == 1 else "s"
    return f"{value:,} {UNITS[goal]}{plural}"


def _answer(found: tuple[goals.Proposal, ...], now: int, goal: str) -> str:
    if not found:
        return f"Now it has {counted(now, goal)}. No one or two changes that were tried come closer."
    if not found[0].reached:
        return f"Now it has {counted(now, goal)}. No one or two changes that were tried lead there. These come closest:"
    return f"Now it has {counted(now, goal)}."


def _take(current: Session, network: Network, proposal: goals.Proposal) -> None:
    kept = st.session_state["asked"]
    kept["targets"][kept["goal"]] = int(st.session_state["target"])  # the question stays, and is seen to be answered
    apply(current, network, proposal)


def apply(current: Session, network: Network, proposal: goals.Proposal) -> None:
    """Make the proposed stack the present one, as one step of undo; ids and hand-made kernels stay with their layers."""
    if current.scene.layers != network.layers:
        return
    changed = tree.grown(current.scene.layers, current.now.ids)
    nodes: tree.Stack = []
    for layer, old in zip(proposal.layers, proposal.origin, strict=True):
        if old is None:
            nodes += tree.grown((layer,), fresh_ids(total((layer,))))
        else:
            changed[old].layer = layer
            nodes.append(changed[old])
    edits.rearrange(current, nodes)
