"""The view "Size": the formula for the rows and columns of a map, with its numbers and what it leaves unread."""

from __future__ import annotations

import streamlit as st

from explorer.figures.theme import size_text
from explorer.layers.sliding import Sliding
from explorer.ledger import OutputSize, output_size
from explorer.network import Step
from explorer.words.glossary import tips

FORMULA = (
    r"\text{size} = 1 + \left\lfloor \frac{W + P_{\text{before}} + P_{\text{after}} - D\,(F - 1) - 1}{S} \right\rfloor"
)

DOWN = "rounding down (the floor) says how often it still fits."
UP = "rounding up (the ceiling) keeps a last window that reaches beyond the edge."


def output_sizes(step: Step) -> None:
    """The formula and its numbers for the layer at `step`, along rows and columns."""
    if not isinstance(step.layer, Sliding):
        st.markdown(f"**{step.name}** has no sliding window. Select a map of a convolution or a pooling.")
        return
    rows, cols = (output_size(step.layer, step.input_shape, axis) for axis in (0, 1))
    st.markdown(
        f"**Why is a map of {step.name} {size_text(rows.result, cols.result)}?**",
        help=tips("kernel size", "padding", "dilation", "stride"),
    )
    up = bool(rows.beyond or cols.beyond)
    st.latex(FORMULA.replace("floor", "ceil") if up else FORMULA)
    st.caption(
        "W: length of the input; P: padding before and after; D: dilation; F: length of the kernel or window; S: stride. "
        f"D·(F − 1) + 1 is how far a window spans; {UP if up else DOWN}"
    )
    if rows.text.replace("row", "column") == cols.text:
        _axis("Rows and columns alike", rows, f"{rows.text.replace('row', 'row or column')}.")
    else:
        _axis("Rows", rows, f"{rows.text}.")
        _axis("Columns", cols, f"{cols.text}.")


def _axis(title: str, size: OutputSize, text: str) -> None:
    st.markdown(f"**{title}**: {text}")
    last = (size.result - 1) * size.stride - size.before
    end = last + size.dilation * (size.kernel - 1)
    st.markdown(
        f"The first window starts at {_signed(-size.before)}, the last at {_signed(last)}, and it ends at {_signed(end)}; the "
        f"input ends at {size.length - 1}, with its padding at {size.length - 1 + size.after}."
    )


def _signed(value: int) -> str:
    return f"{value:,}".replace("-", "−")
