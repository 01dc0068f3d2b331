from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.learning.live.curve import Curve, CurvePoint


def curve_of(losses: list[float], most: int, validated: frozenset[int] = frozenset()) -> Curve:
    curve = Curve(steps_per_epoch=7, most=most)
    curve.begin(CurvePoint(0, 0.0, 9.0, 0.1, 9.5, 0.2))
    for step, loss in enumerate(losses, 1):
        curve.add(step, loss, 1 / step)
        if step in validated:
            curve.validated(loss / 2, 0.5)
    return curve


@given(st.lists(st.floats(0, 10), max_size=120), st.sampled_from([4, 6, 16]), st.frozensets(st.integers(1, 120)))
def test_points_are_few_and_are_means_of_all_steps(losses: list[float], most: int, validated: frozenset[int]) -> None:
    points = curve_of(losses, most, validated).points
    assert len(points) < most
    assert points[0] == CurvePoint(0, 0.0, 9.0, 0.1, 9.5, 0.2, 0)
    end = 0
    for point in points[1:]:
        assert point.step - end == point.count
        np.testing.assert_allclose(point.loss, np.mean(losses[end : point.step]), atol=1e-12)
        assert point.epoch == point.step / 7
        end = point.step
    assert len(losses) - end < 2 ** math.ceil(math.log2(max(2, len(losses))))


@given(st.lists(st.floats(0, 10), min_size=1, max_size=60), st.integers(0, 60), st.sampled_from([4, 16]))
def test_a_curve_that_is_taken_up_again_goes_on_the_same(losses: list[float], cut: int, most: int) -> None:
    whole, before = curve_of(losses, most), curve_of(losses[:cut], most)
    after = Curve(7, most)
    after.load(json.loads(json.dumps(before.spec())))
    for step, loss in enumerate(losses[cut:], cut + 1):
        after.add(step, loss, 1 / step)
    assert after.spec() == whole.spec()


def test_validation_belongs_to_the_step_that_was_counted_last() -> None:
    points = curve_of([1.0, 2.0, 3.0], 16, frozenset({2})).points
    assert [point.validation_loss for point in points] == [9.5, None, 1.0, None]
    curve = Curve(7)
    curve.validated(1.0, 1.0)
    assert curve.points == ()


@pytest.mark.parametrize(
    "spec",
    [
        None,
        [],
        {},
        {"every": 0, "open": [0, 0, 0, 0, None, None, 0], "points": []},
        {"every": 1, "open": [0, 0], "points": []},
        {"every": 1, "open": [0, 0, 0, 0, None, None, 0], "points": [["1", 0, 0, 0, None, None, 1]]},
        {"every": 1, "open": [0, 0, 0, 0, None, None, 0], "points": [[1, 0, 0, "x", None, None, 1]]},
        {"every": 1, "open": [0, 0, 0, 0, None, None, 0], "points": [[1, 0, 0, 0, None, None, 1]] * 1_000},
    ],
)
def test_what_is_no_curve_is_refused(spec: Any) -> None:
    with pytest.raises(SettingError, match="not the curve of a training"):
        Curve(7).load(spec)
