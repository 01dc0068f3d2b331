"""The rest of the page waits for the chart: not longer than it must, and never for what a client makes up."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from starlette.requests import Request

from explorer.views.still.arrivals import Arrivals, arrivals, drawn

VISIT = "0123456789abcdef"


def report(visit: str) -> int:
    request = Request({"type": "http", "method": "POST", "headers": [], "path_params": {"visit": visit}})
    return asyncio.run(drawn(request)).status_code


def seconds(own: Arrivals, visit: object, longest: float = 5.0) -> float:
    began = time.monotonic()
    own.wait(visit, lambda: None, longest)
    return time.monotonic() - began


def test_waits_until_the_chart_is_drawn() -> None:
    own = Arrivals()
    threading.Timer(0.2, own.note, [VISIT]).start()
    assert 0.15 < seconds(own, VISIT) < 4


def test_does_not_wait_for_a_chart_that_is_drawn() -> None:
    own = Arrivals()
    own.note(VISIT)
    assert seconds(own, VISIT) < 1


def test_goes_on_without_a_report() -> None:
    assert 0.2 <= seconds(Arrivals(), VISIT, 0.2) < 4


@pytest.mark.parametrize("visit", [None, "", 7, "x", VISIT.upper(), VISIT + "0", "../" + VISIT])
def test_does_not_wait_without_a_visit(visit: object) -> None:
    assert seconds(Arrivals(), visit) < 1


def test_what_the_visitor_does_ends_the_wait() -> None:
    def interrupt() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        Arrivals().wait(VISIT, interrupt)


def test_only_the_last_visits_are_kept() -> None:
    own = Arrivals(kept=2)
    for visit in ("a", "b", "c"):
        own.note(visit)
    assert [own.is_drawn(visit) for visit in ("a", "b", "c")] == [False, True, True]


def test_the_route_notes_visits_and_nothing_else() -> None:
    assert report(VISIT) == 204
    assert arrivals.is_drawn(VISIT)
    assert report("<script>") == 204
    assert not arrivals.is_drawn("<script>")
