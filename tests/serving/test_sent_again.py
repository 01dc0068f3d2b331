"""What the browser has already is not sent again, over the app's own websocket."""

from __future__ import annotations

import asyncio
import tomllib
from pathlib import Path

import pytest

from benchmarks.visitor import CACHED_RUNS, visiting
from explorer import presets
from explorer.scene import link
from explorer.serving.config import CONFIG
from tests.browser.serving import started

OPENED = ("edges", "lenet5", "fashion_tinyvgg", "edges", "lenet5")


def test_the_client_of_the_measurements_keeps_messages_as_long_as_the_page() -> None:
    config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    assert config["global"]["maxCachedMessageAge"] == CACHED_RUNS
    assert 1_000 <= config["global"]["minCachedMessageSize"] < 10_000


@pytest.mark.thorough
def test_pictures_that_were_there_are_not_sent_again(tmp_path: Path) -> None:
    """Neither to whoever returns to a network within eight runs, nor after the connection was lost."""

    async def sizes(address: str) -> list[int]:
        links = [link.encode(presets.load(name).scene()) for name in OPENED]
        async with visiting(address) as visitor:
            turns = [await visitor.open(each) for each in links]
            held = visitor._cached
        async with visiting(address) as visitor:
            visitor._cached = held
            turns.append(await visitor.open(links[-1]))
        assert [turn.problem for turn in turns] == [""] * len(turns)
        assert turns[4].said == turns[1].said == turns[5].said
        return [turn.bytes for turn in turns]

    with started(tmp_path / "log.txt") as address:
        first, _, _, again, lenet, reconnected = asyncio.run(sizes(address))
    assert max(again, lenet) < first / 6
    assert reconnected < first / 4
