"""The contributions to a dense unit, as maps: each where its input was before it was flattened."""

from __future__ import annotations

import streamlit as st

from explorer.figures.ledger import dense_maps
from explorer.figures.ledger.figure import NARROW, WIDTH
from explorer.figures.theme import Theme
from explorer.ledger import Ledger
from explorer.ledger.kinds.dense import DenseLedger
from explorer.ledger.readings.dense_maps import contribution_maps
from explorer.network import Network
from explorer.views.components.payload import MAX_LISTED_VALUES
from explorer.views.components.picture.picture import picture
from explorer.views.shell.charts import CHART


def contributions(network: Network, ledger: Ledger, theme: Theme, narrow: bool) -> None:
    """Maps of what each place adds to the sum of a dense unit; nothing for other ledgers, or if it reads no maps."""
    maps = contribution_maps(ledger) if isinstance(ledger, DenseLedger) else None
    if maps is None:
        return
    sentence = dense_maps.contribution_words(maps, network.step(maps.origin).name)
    st.markdown(sentence)
    figure = dense_maps.contributions(maps, theme, NARROW if narrow else WIDTH)
    alt = sentence.replace("**", "")
    if 2 * maps.total.size <= MAX_LISTED_VALUES:  # each cell comes with its row and column
        picture(figure, "explain_contributions", alt)
    else:
        st.plotly_chart(figure, theme=None, width="content", config=CHART, key="explain_contributions", alt=alt)
    st.caption(dense_maps.contribution_legend(maps))
