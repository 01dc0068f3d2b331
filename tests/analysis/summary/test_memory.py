"""Memory of a run and of training: the bytes of a schedule that is played out array by array."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer.analysis.summary import OPTIMIZERS, forward, training
from explorer.network import Network
from tests.strategies import nested_networks, networks


class Heap:
    """Arrays that are made and freed by name, and the most bytes that were there at once."""

    def __init__(self) -> None:
        self.arrays: dict[str, int] = {}
        self.peak = 0

    def make(self, name: str, shape: tuple[int, ...]) -> None:
        self.arrays.setdefault(name, 4 * math.prod(shape))
        self.peak = max(self.peak, sum(self.arrays.values()))

    def free(self, name: str) -> None:
        del self.arrays[name]


def run_freed(network: Network) -> int:
    """A run that frees each array as soon as no step that is still to come reads it, found anew after every step."""
    heap, steps = Heap(), list(network.steps)
    for index, step in enumerate(steps):
        heap.make(step.path, step.output_shape)
        wanted = {source for later in steps[index + 1 :] for source in later.sources} | {steps[-1].path}
        for path in set(heap.arrays) - wanted:
            heap.free(path)
    assert set(heap.arrays) == {steps[-1].path}
    return heap.peak


def train(network: Network) -> int:
    """A run that keeps everything, then the way back, with a gradient for each array but the image."""
    heap, shapes = Heap(), {step.path: step.output_shape for step in network.steps}
    for step in network.steps:
        heap.make(step.path, step.output_shape)
    last = network.steps[-1].path
    if last:
        heap.make(f"gradient of {last}", shapes[last])
    for step in reversed(network.steps[1:]):
        for source in step.sources:
            if source:
                heap.make(f"gradient of {source}", shapes[source])
        heap.free(f"gradient of {step.path}")
        heap.free(step.path)
    assert set(heap.arrays) == {""}
    return heap.peak


@given(st.one_of(networks(), nested_networks()))
def test_the_peaks_are_those_of_a_schedule_that_is_played_out(network: Network) -> None:
    found = forward(network)
    assert found.peak == run_freed(network)
    assert found.kept == 4 * network.activation_count >= found.peak
    assert training(network).maps == train(network) >= found.kept


@pytest.mark.parametrize("name", explorer.presets.NAMES)
def test_every_preset(name: str) -> None:
    network = explorer.presets.load(name).network
    assert forward(network).peak == run_freed(network)
    assert training(network).maps == train(network)
    assert forward(network).peak <= forward(network).kept


def test_vgg16_by_hand() -> None:
    """The two arrays of 224 x 224 x 64 around the first ReLU are the peak; the weights are 138,357,544 numbers."""
    network = explorer.presets.load("vgg16").network
    found = forward(network)
    assert found.peak == 2 * 224 * 224 * 64 * 4
    assert network.step(found.path).name == "relu1_1"
    assert found.weights == 4 * 138_357_544
    adam, sgd = training(network, "Adam"), training(network, "SGD")
    assert (adam.state, sgd.state, training(network, "SGD with momentum").state) == (
        2 * found.weights,
        0,
        found.weights,
    )
    assert adam.total(images=10) - adam.total(images=9) == adam.maps
    assert sgd.total() == sgd.maps + 2 * found.weights


def test_statistics_are_weights_that_nobody_learns() -> None:
    network = explorer.from_text("input 4x4x2; batch_normalization")
    found = training(network, "SGD")
    assert (found.weights, found.gradients) == (4 * 4 * 2, 4 * 2 * 2)
    assert set(OPTIMIZERS) == {"SGD", "SGD with momentum", "Adam"}
    with pytest.raises(KeyError):
        training(network, "Lion")


def test_a_network_without_layers_holds_the_image() -> None:
    network = Network((), (3, 5, 1))
    assert (forward(network).peak, forward(network).kept, training(network).maps) == (60, 60, 60)
