"""What the Explore page computes for a photo that the visitor may not see."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
import streamlit as st

from explorer import presets
from explorer.scene import ImageChoice
from explorer.views.explore.runs import run_or_last_good
from explorer.views.image.photos import ASKED, add_photo
from explorer.views.shell.state import Moment, Session, fresh_ids
from tests.store.demos import photo


@pytest.mark.parametrize("preset", ["lenet5", "edges"])
def test_a_sample_stands_in_for_the_photo_of_somebody_else(preset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    mine = ImageChoice("", add_photo(photo(5)))
    scene = replace(presets.load(preset).scene(), image=mine)
    current = Session(Moment(scene, fresh_ids(len(scene.layers))), scene)
    shown, words = run_or_last_good(current) or (None, "")
    assert shown is not None
    assert shown.scene.image == mine
    assert words == ""

    state.clear()
    state[ASKED] = time.monotonic() + 60
    stand_in, words = run_or_last_good(current) or (None, "")
    assert stand_in is not None
    assert words == ""  # the browser may still bring the photo
    state.clear()
    again, words = run_or_last_good(current) or (None, "")
    assert again is not None
    assert again.scene == stand_in.scene
    assert words == (
        "The photo of this link is on its owner's computer only. Publish a demo to share it, or choose another image."
    )
    usual = presets.load(preset).scene().image
    assert stand_in.scene.image == ImageChoice(usual.sample or "cat", fit=mine.fit)
    assert current.scene.image == mine  # its owner may come back to it
