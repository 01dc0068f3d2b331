"""The room that a browser's window leaves for the overview."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.figures.overview import room


@pytest.mark.parametrize(("window", "rail"), [(1024, 288), (1280, 288), (1366, 288), (1440, 336), (2560, 336)])
def test_the_rail_is_narrower_in_narrow_windows(window: int, rail: int) -> None:
    assert room.rail_width(window) == rail


def test_beside_an_open_sidebar_a_narrow_window_keeps_a_strip_of_the_rail() -> None:
    assert room.rail_width(1279, sidebar_open=True) == room.FOLDED_RAIL
    assert room.rail_width(1280, sidebar_open=True) == room.NARROW_RAIL


@given(st.integers(1024, 4000), st.integers(600, 3000), st.booleans())
def test_all_parts_of_the_page_fit_beside_each_other(width: int, height: int, sidebar_open: bool) -> None:
    inside = room.room_in(width, height, sidebar_open)
    beside = room.OPEN_SIDEBAR if sidebar_open else room.FOLDED_SIDEBAR
    parts = beside + inside.width + room.rail_width(width, sidebar_open) + 2 * room.EDGE + room.BETWEEN
    if inside.width > room.LEAST_WIDTH:
        assert parts == width
    above_and_below = room.NAVIGATION + room.TOOLBAR + room.TRAINING_STRIP + room.BELOW
    assert inside.height <= max(height - above_and_below, room.LEAST_HEIGHT)
