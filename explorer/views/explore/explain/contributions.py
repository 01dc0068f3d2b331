"""The contributions of a dense unit, drawn on the maps that were flattened for it."""

from __future__ import annotations

import streamlit as st

from explorer.figures.ledger import dense_maps
from explorer.figures.ledger.figure import NARROW, WIDTH
from explorer.figures.theme import Theme
from explorer.ledger import Ledger
from explorer.ledger.kinds.dense import DenseLedger
from explorer.ledger.readings.dense_maps import contribution_maps
from explorer.network import Network
from explorer.views.components.picture.picture import MOST_LISTED, picture
from explorer.views.shell.charts import CHART


def contributions(network: Network, ledger: Ledger, theme: Theme, narrow: bool) -> None:
    """Maps of what each place adds to a dense unit's sum; nothing where it reads no maps."""
    found = contribution_maps(ledger) if isinstance(ledger, DenseLedger) else None
    if found is None:
        return
    said = dense_maps.contribution_words(found, network.step(found.origin).name)
    st.markdown(said)
    figure = dense_maps.contributions(found, theme, NARROW if narrow else WIDTH)
    alt = said.replace("**", "")
    if 2 * found.total.size <= MOST_LISTED:  # each cell comes with its row and column
        picture(figure, "explain_contributions", alt)
    else:
        st.plotly_chart(figure, theme=None, width="content", config=CHART, key="explain_contributions", alt=alt)
    st.caption(dense_maps.contribution_legend(found))
