from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import WeightsError
from explorer.weights.own.card import MOST_BYTES, read_card
from tests.weights.own.cards import EPOCHS, card


def test_a_card_comes_back_whole() -> None:
    for made in (card(), card(course=None, confusion=(), mistakes=(), classes=())):
        assert read_card(made.to_json()) == made
    assert card().mistakes[0].picture.tolist() == np.arange(16).reshape(4, 4, 1).tolist()


def test_what_a_later_version_adds_is_kept() -> None:
    plain = {**json.loads(card().to_json()), "weather": ["fine"]}
    read = read_card(json.dumps(plain))
    assert read.rest == {"weather": ["fine"]}
    assert json.loads(read.to_json()) == plain


def test_a_version_that_cannot_be_shown_says_so() -> None:
    plain = {**json.loads(card().to_json()), "version": 2}
    with pytest.raises(WeightsError, match="a later version"):
        read_card(json.dumps(plain))


def test_the_screens_get_what_they_show_of_other_cards() -> None:
    shown = card().shown
    assert shown.epochs == EPOCHS
    assert shown.accuracy_at(1.5) == 50.0
    assert shown.tested is not None
    assert (shown.tested.images, round(shown.tested.accuracy, 1)) == (6, 83.3)
    assert shown.tested.accuracy_per_class == (100.0, 50.0, 100.0)
    assert shown.bad_at == "It takes cross for bar most often."
    assert shown.knows == "the 3 classes of its data"
    assert card(course=None, confusion=()).shown.tested is None


def named() -> Any:
    course = json.loads(card().to_json())["course"]
    course["unseen"]["part"] = "[free](https://example.org)"
    return course


WRONG: list[tuple[str, Any]] = [
    *[("version", "1"), ("version", None), ("data", []), ("data", {"name": "x"}), ("classes", "abc"), ("classes", [1])],
    *[
        ("classes", ["a\nb", "b", "c"]),
        ("epochs", []),
        ("epochs", [2, 1]),
        ("epochs", [1, 1]),
        ("epochs", [float("nan")]),
    ],
    *[
        ("epochs", [-1]),
        ("course", {}),
        ("course", {"learned": {}, "unseen": {}}),
        ("course", named()),
        ("spec", []),
        ("seed", -1),
    ],
    *[("seed", 1.5), ("seconds", float("inf")), ("confusion", [[1]]), ("confusion", [[1, 2, 3]] * 2), ("confusion", 3)],
    *[("confusion", [[-1, 0, 0]] * 3), ("mistakes", [{}]), ("mistakes", [None]), ("param_count", 10**13)],
    *[("recipe", "a" * 5_000), ("architecture", [["conv"]]), ("input", None)],
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_what_is_no_card_is_refused_in_a_sentence(name: str, value: Any) -> None:
    plain = {**json.loads(card().to_json()), name: value}
    with pytest.raises(WeightsError, match=r"^The card of these weights cannot be read"):
        read_card(json.dumps(plain))


@pytest.mark.parametrize(
    "changes",
    [
        {"shape": [4, 4, 2]},
        {"shape": [0, 4, 1]},
        {"shape": [10**9, 10**9, 3]},
        {"pixels": "%%%"},
        {"pixels": ""},
        {"true": 3},
        {"answer": -1},
        {"share": 1.5},
    ],
)
def test_a_mistake_that_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    plain = json.loads(card().to_json())
    plain["mistakes"][0].update(changes)
    with pytest.raises(WeightsError):
        read_card(json.dumps(plain))


def test_a_card_that_is_too_large_is_not_read() -> None:
    with pytest.raises(WeightsError, match="at most 1,000,000"):
        read_card(" " * (MOST_BYTES + 1))


@settings(max_examples=30)
@given(
    st.one_of(st.text(), st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps))
)
def test_no_other_error_comes_out(text: str) -> None:
    with pytest.raises(WeightsError):
        read_card(text)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(WeightsError):
        read_card("[" * 100_000)
