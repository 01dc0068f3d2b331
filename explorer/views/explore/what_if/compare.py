"""The part "Before and after": the selected map with its original and its edited filter, and the difference."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from explorer.analysis.answer import unit_names
from explorer.figures.ledger.figure import NARROW, WIDTH
from explorer.figures.overview.figure import percent
from explorer.figures.theme import number
from explorer.figures.tiles import Tile, largest, rows_of_tiles
from explorer.running import what_if
from explorer.views.explore.runs import run_of
from explorer.views.explore.screen import Screen
from explorer.views.explore.what_if.filter import ChosenFilter, filter_parameters, map_of, put_filter, reset_filter
from explorer.views.share.notes import plain
from explorer.views.shell.charts import CHART
from explorer.weights import Weights
from explorer.words.class_names import short_class
from explorer.words.glossary import tips

TILE_SIDE = 238
"""Side of each map in px."""


def compare_part(screen: Screen, chosen: ChosenFilter) -> None:
    """Both maps and their difference; of an unedited filter a button that switches it off."""
    step, channel = chosen.step, chosen.channel
    if not chosen.edited:
        st.markdown(
            f"**Filter {channel} of {step.name}** is unchanged. Edit it under *Kernel*, or switch it off here, and see "
            "what changes.",
            help=tips("filter"),
        )
        st.button(
            "Switch it off",
            key="whatif_off",
            help="Sets all its weights to 0: the map shows its bias alone.",
            on_click=put_filter,
            args=(step.path, channel, chosen.kernel * 0),
            kwargs={"done": "switched off"},
        )
        return
    weights = screen.run.scene.weights.with_filter(step.path, channel, None)
    original = filter_parameters(screen.run.network, weights, step, channel)
    pair = what_if.MapPair(map_of(screen, chosen, *original), map_of(screen, chosen, chosen.kernel))
    st.markdown(_words(chosen, pair))
    limit = largest(pair.before, pair.after)
    tiles = [
        Tile("before the edit", pair.before, limit),
        Tile("after it", pair.after, limit),
        Tile("after − before", pair.difference, largest(pair.difference), mark=pair.largest if pair.changed else None),
    ]
    figure = rows_of_tiles([tiles], screen.theme, NARROW if screen.narrow else WIDTH, TILE_SIDE)
    st.plotly_chart(figure, theme=None, width="content", config=CHART, key="whatif_compare", alt=_words(chosen, pair))
    st.caption(
        f"Orange is below zero, blue above. The first two share one scale, up to ±{number(limit)}; that of the difference "
        f"ends at ±{number(largest(pair.difference))}. The outlined cell differs most."
    )
    _class_changes(screen, weights)
    st.button("Undo the edit", key="whatif_back", on_click=reset_filter, args=(step.path, channel))


def _class_changes(screen: Screen, before: Weights) -> None:
    """The softmax's probabilities without and with the edit, if the network ends in one."""
    run = screen.run
    last = run.network.steps[-1]
    if not last.layer.gives_probabilities or len(last.output_shape) != 1:
        return
    old = run_of(replace(run.scene, weights=before), run.network, run.picture).acts[last.path][0]
    names = [plain(short_class(name)) for name in unit_names(run.network, before, run.scene.classes)]
    answers = what_if.top_classes(old, run.acts[last.path][0])
    first = int(old.argmax())
    says = "It still says" if answers[0].unit == first else f"It said **{names[first]}**; now it says"
    st.markdown(f"**The answer.** {says} **{names[answers[0].unit]}**.")
    lines = [f"| {names[answer.unit]} | {percent(answer.before)} | {percent(answer.after)} |" for answer in answers]
    st.markdown("\n".join(["| class | before | after |", "| :-- | --: | --: |", *lines]), width="content")


def _words(chosen: ChosenFilter, pair: what_if.MapPair) -> str:
    name = f"**Map {chosen.channel} of {chosen.step.name}**"
    if not pair.changed:
        return f"{name}: the edit changes no number of this map on this image."
    row, col = pair.largest
    return (
        f"{name}: {pair.changed:,} of {pair.before.size:,} numbers differ. The largest difference is "
        f"{number(pair.most)}, at row {row}, column {col}: {number(float(pair.before[row, col]))} before, "
        f"{number(float(pair.after[row, col]))} after."
    )
