"""What the hints for first-time visitors ask for."""

from __future__ import annotations

from dataclasses import replace

from explorer import Conv2D, Dense, Flatten, presets
from explorer.scene import Scene
from explorer.views.explore.top.guide import first_convolution, strides


def test_it_names_the_first_convolution_of_the_opening_network() -> None:
    scene = presets.load(presets.OPENING).scene()
    index = first_convolution(scene)
    assert index is not None
    assert strides(scene) == (scene.network.steps[index + 1].name, False)


def test_it_is_done_when_the_step_is_larger_in_a_network_of_ones_own() -> None:
    assert strides(Scene((Conv2D(strides=(2, 2)),))) == ("conv1", True)
    assert strides(Scene((Conv2D(),))) == ("conv1", False)


def test_it_is_left_out_where_it_makes_no_sense() -> None:
    assert strides(presets.load("alexnet").scene()) is None  # its first convolution has stride 4 to begin with
    assert strides(replace(Scene(), layers=(Flatten(), Dense(units=3)))) is None
