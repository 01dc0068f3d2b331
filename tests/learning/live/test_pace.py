from __future__ import annotations

import pytest

from explorer.learning.live.pace import Pace


def test_the_time_left_is_that_of_steps_and_measurements() -> None:
    pace = Pace()
    assert pace.left(10, 1) is None
    pace.step(0.5)
    pace.measurement(2.0)
    assert pace.left(10, 3) == 11.0
    for _ in range(100):
        pace.step(1.0)
    assert pace.left(10, 0) == pytest.approx(10, rel=1e-3)
