"""Before and after: the selected map with its filter as it came and as it is now, and the difference."""

from __future__ import annotations

import streamlit as st

from explorer.figures.ledger.figure import NARROW, WIDTH
from explorer.figures.overview.figure import percent
from explorer.figures.theme import number
from explorer.figures.tiles import Tile, largest, rows_of_tiles
from explorer.running import what_if
from explorer.views.explore.runs import BUDGET, shared_runner
from explorer.views.explore.screen import Screen
from explorer.views.explore.what_if.filter import Chosen, map_of, parameters, put, reset
from explorer.views.shell.charts import CHART
from explorer.weights import Weights

SIDE = 238


def compare_part(screen: Screen, chosen: Chosen) -> None:
    """Two maps and what lies between them."""
    step, channel = chosen.step, chosen.channel
    if not chosen.edited:
        st.markdown(
            f"**Filter {channel} of {step.name}** is as it came. Edit it under *Kernel*, or switch it off here, and see "
            "what changes."
        )
        st.button(
            "Switch it off",
            key="whatif_off",
            help="Sets all its weights to 0: the map shows its bias alone.",
            on_click=put,
            args=(step.path, channel, chosen.one * 0),
        )
        return
    weights = screen.run.scene.weights.with_filter(step.path, channel, None)
    old = parameters(screen.run.network, weights, step, channel)
    pair = what_if.MapPair(map_of(screen, chosen, *old), map_of(screen, chosen, chosen.one))
    st.markdown(_words(chosen, pair))
    top = largest(pair.before, pair.after)
    tiles = [
        Tile("before the edit", pair.before, top),
        Tile("after it", pair.after, top),
        Tile("after − before", pair.difference, largest(pair.difference), mark=pair.largest if pair.changed else None),
    ]
    figure = rows_of_tiles([tiles], screen.theme, NARROW if screen.narrow else WIDTH, SIDE)
    st.plotly_chart(figure, theme=None, width="content", config=CHART, key="whatif_compare", alt=_words(chosen, pair))
    st.caption(
        f"Orange is below zero, blue above. The first two share one scale, up to ±{number(top)}; that of the difference "
        f"ends at ±{number(largest(pair.difference))}. The outlined cell differs most."
    )
    _answers(screen, weights)
    st.button("Take the edit back", key="whatif_back", on_click=reset, args=(step.path, channel))


def _answers(screen: Screen, before: Weights) -> None:
    """What the network says with and without the edit, where it says anything."""
    run = screen.run
    last = run.network.steps[-1]
    if last.layer is None or last.layer.short != "softmax" or len(last.output_shape) != 1:
        return
    old = shared_runner().run(run.network, before, run.picture.pixels, BUDGET)[last.path][0]
    card = before.card
    named = card.classes if card and len(card.classes) == len(old) else [f"class {unit}" for unit in range(len(old))]
    found = what_if.answers(old, run.acts[last.path][0])
    first = int(old.argmax())
    says = "It still says" if found[0].unit == first else f"It said **{named[first]}**; now it says"
    st.markdown(f"**The answer.** {says} **{named[found[0].unit]}**.")
    lines = [f"| {named[each.unit]} | {percent(each.before)} | {percent(each.after)} |" for each in found]
    st.markdown("\n".join(["| class | before | after |", "| :-- | --: | --: |", *lines]), width="content")


def _words(chosen: Chosen, pair: what_if.MapPair) -> str:
    name = f"**Map {chosen.channel} of {chosen.step.name}**"
    if not pair.changed:
        return f"{name}: the edit changes no number of this map on this image."
    row, col = pair.largest
    return (
        f"{name}: {pair.changed:,} of {pair.before.size:,} numbers differ. The largest difference is "
        f"{number(pair.most)}, at row {row}, column {col}: {number(float(pair.before[row, col]))} before, "
        f"{number(float(pair.after[row, col]))} after."
    )
