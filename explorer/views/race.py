"""A race of Streamlit's: a run that a newer one replaces may fail, or make that one fail, and the page would stay blank.

With its fast reruns (`runner.fastReruns`) Streamlit begins a new run in a thread of its own while the old one still ends.
Each has its own lock on the session's one state, so one may add a key while the other lists all keys. The answer to that is
to run again: nothing of ours was wrong.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import streamlit as st

MOST = 3
"""How many runs in a row may fail so until the error is shown: then it is something else."""
TIMES = "raced"
"""Under this key the session keeps how many have."""
_SAYS = "changed size during iteration"
_log = logging.getLogger(__name__)


def again_after_race(show: Callable[[], None]) -> None:
    """Run `show`, and the script again if it fails by this race."""
    try:
        show()
    except RuntimeError as error:
        if _SAYS not in str(error) or st.session_state.get(TIMES, 0) >= MOST:
            raise
        _log.warning("A run met another one in the session's state, and is repeated.", exc_info=error)
    else:
        st.session_state.pop(TIMES, None)
        return
    st.session_state[TIMES] = st.session_state.get(TIMES, 0) + 1
    st.rerun()
