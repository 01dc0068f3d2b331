"""What an edit changed, before and after, in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from explorer import Conv2D, ReLU, presets
from explorer.layers.stack import layer_count
from explorer.views.explore.runs import quick_run
from explorer.views.explore.top.comparison import facts
from explorer.views.explore.top.edited import edit_lines, said
from explorer.views.shell.state import Moment, Session, fresh_ids
from explorer.views.sidebar import edits


def session(name: str = "fashion_tinyvgg") -> Session:
    scene = presets.load(name).scene()
    return Session(Moment(scene, fresh_ids(layer_count(scene.layers))), scene)


def lines(current: Session) -> list[str]:
    return edit_lines(current, quick_run(current.scene))


@pytest.mark.parametrize(
    ("does", "expected"),
    [
        (
            lambda s: edits.change(s, 5, padding="same"),
            ["**pool1** padding valid → same", "answer still Sneaker 98.6%", "still 12,636 parameters"],
        ),
        (
            lambda s: edits.remove(s, 2),
            ["**relu1_1** removed", "answer Sneaker 98.6% → ", "still 12,636 parameters"],
        ),
        (
            lambda s: edits.insert(s, 1, Conv2D(filters=1, padding="same")),
            [
                "**conv1_1** added",
                "gives 28 × 28 × 1",
                "answer Sneaker 98.6% → class 5 at 100.0%",
                "conv1_1 is new, so its weights are random",
                "12,636 → 12,646 parameters",
            ],
        ),
        (
            lambda s: edits.change(s, 1, filters=16),
            [
                "**conv1_1** filters 10 → 16",
                "output 28 × 28 × 10 → 28 × 28 × 16",
                "answer Sneaker 98.6% → class 8 at 99.7%",
                "conv1_1 and conv1_2 have random weights now",
                " parameters",
                "conv1_1 was trained with 10 filters and has 16",
                "conv1_2 was trained for 10 input maps and gets 16",
            ],
        ),
        (
            lambda s: edits.change(s, 5, pool_size=3),
            [
                "**pool1** pool size 2 × 2 → 3 × 3",
                "output 14 × 14 × 10 → 13 × 13 × 10",
                "answer Sneaker 98.6% → class 3 at 17.4%",
                "dense3 has random weights now: it was trained for 784 inputs and gets ",
                " parameters",
            ],
        ),
    ],
)
def test_before_and_after(does: Callable[[Session], None], expected: list[str]) -> None:
    current = session()
    does(current)
    found = lines(current)
    assert len(found) == len(expected), found
    for line, part in zip(found, expected, strict=True):
        assert part in line


def test_without_a_softmax_there_are_no_probabilities() -> None:
    current = session()
    last = len(current.scene.layers) - 1
    edits.remove(current, last)
    assert lines(current)[1:] == ["answer Sneaker 98.6% → no probabilities", "still 12,636 parameters"]


def test_back_at_named_classes_the_number_of_the_class_before_is_said() -> None:
    current = session()
    edits.change(current, 5, pool_size=3)
    edits.change(current, 5, pool_size=2)
    assert "answer class 3 at 17.4% → Sneaker 98.6%" in lines(current)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (3, "conv1_3 has the weights of its original"),
        (1, "conv1_2 starts with random weights: those of its original do not fit here"),
    ],
)
def test_of_a_copy_it_is_said_whether_it_has_the_weights(path: int, expected: str) -> None:
    current = session()
    edits.duplicate(current, path)
    assert lines(current)[3] == expected
    assert lines(current)[-1] == "12,636 → 13,546 parameters"


def test_without_maps_the_layers_are_compared_alone() -> None:
    current = session()
    edits.change(current, 5, pool_size=3)
    assert current.edited is not None
    told = [each for each in lines(current)[1:] if not each.startswith("answer")]
    assert facts(current.edited, current.now) == told


def test_only_what_became_random_is_named() -> None:
    current = session()
    edits.change(current, 1, filters=16)
    edits.insert(current, 2, ReLU())
    assert lines(current) == ["**relu1_1** added", "gives 28 × 28 × 16", lines(current)[2]]
    assert lines(current)[2].startswith("still ")


def test_of_many_random_layers_only_names_are_said() -> None:
    current = session("flowers_vgg")
    edits.insert(current, 1, Conv2D(kernel_size=63))  # does not fit, so that what follows is compared with the start
    for path in ("2", "4", "7", "9"):
        edits.change(current, path, use_bias=False)
    edits.remove(current, 1)
    assert lines(current)[-2] == "conv1_1, conv1_2, conv2_1 and one more layer have random weights now"
    current.undo_edit()
    assert current.scene == presets.load("flowers_vgg").scene()


def test_random_networks_get_no_remark_about_random_weights() -> None:
    current = session("lenet5")
    edits.insert(current, 0, Conv2D(filters=1, padding="same"))
    assert lines(current) == ["**conv1_1** added", "gives 32 × 32 × 1", "61,706 → 61,716 parameters"]


def test_filters_made_by_hand_that_no_longer_fit_are_named() -> None:
    current = session("edges")
    edits.change(current, 3, filters=20)
    assert lines(current)[-2] == "the filters made by hand no longer fit conv2"


def test_while_the_network_does_not_fit_nothing_is_compared() -> None:
    current = session()
    shown = quick_run(current.scene)
    edits.change(current, 1, kernel_size=29, padding="valid")
    assert edit_lines(current, shown) == []
    assert edit_lines(current, None) == []
    edits.change(current, 1, kernel_size=3)
    assert lines(current)[:2] == ["**conv1_1** kernel size 29 × 29 → 3 × 3", "output 28 × 28 × 10 → 26 × 26 × 10"]


def test_screen_readers_get_one_text() -> None:
    assert said(["**pool1** removed", "4 → 2 parameters"]) == "pool1 removed. 4 to 2 parameters."
    assert said([]) == ""
