"""What keeps a network from learning: said in one sentence, and mended by each of its buttons in one step of undo."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer import Dense, Flatten, MaxPool2D, ReLU, presets
from explorer.learning import DataSet
from explorer.learning.data import fashion, generated
from explorer.scene import Scene
from explorer.views.shell.state import Session
from explorer.views.train.obstacles import Obstacle, network_for, obstacle
from explorer.views.train.setup import Setup
from tests.views.compare.test_acts import session_of

FASHION = fashion()


def found(scene: Scene, data: DataSet = FASHION) -> tuple[Session, Obstacle | None]:
    current = session_of(scene)
    return current, obstacle(current, Setup(), data)


def test_nothing_is_in_the_way_of_the_networks_for_this_data() -> None:
    for name in ("fashion_lenet5", "fashion_tinyvgg", "fashion_dense"):
        assert found(presets.load(name).scene())[1] is None


@pytest.mark.parametrize(
    ("scene", "data", "words", "labels"),
    [
        (
            presets.load("lenet5").scene(),
            FASHION,
            "The network reads pictures of 32 × 32 px in grey; those of this data are 28 × 28 px in grey.",
            ["Set the input to 28 × 28 px in grey", "Make a network for this data"],
        ),
        (
            presets.load("flowers_vgg").scene(),
            FASHION,
            "The network reads pictures of 64 × 64 px in colour; those of this data are 28 × 28 px in grey.",
            ["Make a network for this data"],
        ),
        (
            presets.load("fashion_lenet5").scene(),
            generated("bars"),
            "The network gives 10 numbers; this data has 3 classes.",
            ["Set the last layer to 3 units", "Make a network for this data"],
        ),
        (
            Scene((Dense(units=5), ReLU(), Dense(units=4)), (28, 28, 1)),
            FASHION,
            "The network gives 4 maps of 28 × 28 cells; this data has 10 classes.",
            ["Make a network for this data"],
        ),
        (
            Scene((Flatten(),), (1, 10, 1)),
            FASHION,
            "The network reads pictures of 1 × 10 px in grey; those of this data are 28 × 28 px in grey.",
            ["Make a network for this data"],
        ),
    ],
)
def test_each_obstacle_is_named_and_each_remedy_mends_it(
    scene: Scene, data: DataSet, words: str, labels: list[str]
) -> None:
    _, stopper = found(scene, data)
    assert stopper is not None
    assert stopper.problem == words
    assert [label for label, _ in stopper.remedies] == labels
    for number in range(len(stopper.remedies)):
        current = session_of(scene)
        again = obstacle(current, Setup(), data)
        assert again is not None
        again.remedies[number][1](current)
        assert obstacle(current, Setup(), data) is None, again.remedies[number][0]
        assert len(current.past) == 1
        current.undo()
        assert current.scene == scene


def test_a_network_without_weights_and_a_stack_that_does_not_fit_get_one_that_learns() -> None:
    for layers in ((Flatten(),), (MaxPool2D(pool_size=30), Flatten(), Dense(units=10))):
        current, stopper = found(Scene(layers, (28, 28, 1)))
        assert stopper is not None
        stopper.remedies[-1][1](current)
        assert obstacle(current, Setup(), FASHION) is None


def test_the_network_that_is_made_knows_the_classes_of_the_data() -> None:
    data = generated("dot", rows=40, cols=32)
    made = network_for(replace(presets.load("vgg16").scene(), scope="map"), Setup(), data)
    assert (made.network.input_shape, made.network.output_shape) == ((40, 32, 1), (4,))
    assert (made.classes, made.scope) == (data.classes, "map")
