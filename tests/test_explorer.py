"""The face of the library, which users and other tests rely on."""

from __future__ import annotations

import numpy as np

import explorer


def test_the_library_in_three_lines() -> None:
    x = np.random.default_rng(0).random((1, 64, 64, 3), np.float32)

    preset = explorer.presets.load("tinyvgg")
    params = preset.weights.params(preset.network)
    acts = explorer.run(preset.network, params, x)

    assert list(acts) == ["", *(str(n) for n in range(13))]
    np.testing.assert_array_equal(acts[""], x)
    assert acts["0"].shape == (1, 62, 62, 10)
    assert acts["12"].shape == (1, 10)
    np.testing.assert_allclose(acts["12"].sum(), 1, rtol=1e-5)
    assert params["0"]["kernel"].shape == (3, 3, 3, 10)
    assert preset.image
    assert preset.source


def test_a_batch_runs_as_its_images_do() -> None:
    preset = explorer.presets.load("lenet5")
    params = preset.weights.params(preset.network)
    x = np.random.default_rng(0).random((3, 32, 32, 1))
    together = explorer.run(preset.network, params, x)
    for index in range(3):
        for path, act in explorer.run(preset.network, params, x[index : index + 1]).items():
            np.testing.assert_allclose(act[0], together[path][index], rtol=0, atol=1e-12)


def test_the_steps_of_a_network() -> None:
    step = explorer.presets.load("tinyvgg").network.steps[5]
    assert (step.path, step.name) == ("4", "pool1")
    assert step.layer == explorer.MaxPool2D()
    assert (step.input_shape, step.output_shape) == ((60, 60, 10), (30, 30, 10))
    assert step.window is not None
    assert (step.window.rows.size, step.window.rows.jump, step.window.rows.start) == (6, 2, 0)
    assert (step.param_count, step.macs) == (0, 0)


def test_the_region_of_a_cell() -> None:
    preset = explorer.presets.load("tinyvgg")
    cell = explorer.Cell("4", row=12, col=3, channel=0)
    region = explorer.reads.region(preset.network, cell, seen_from="")
    assert region.rows == tuple(range(24, 30))
    assert region.cols == tuple(range(6, 12))
    assert region.hull == region.box == (24, 29, 6, 11)
    assert not region.holes
    assert explorer.reads.region(preset.network, cell, seen_from="3").hull == (24, 25, 6, 7)


def test_a_network_of_ones_own() -> None:
    network = explorer.Network((explorer.Conv2D(filters=4, padding="same"), explorer.AveragePool2D()), (8, 8, 1))
    params = {"0": {"kernel": np.ones((3, 3, 1, 4)), "bias": np.arange(4.0)}}
    acts = explorer.run(network, params, np.ones((1, 8, 8, 1)))
    np.testing.assert_array_equal(acts["1"][0, 1, 1], 9 + np.arange(4))


def test_everything_that_is_promised_is_there() -> None:
    assert all(hasattr(explorer, name) for name in explorer.__all__)
    assert {kind.__name__ for kind in explorer.KINDS} <= set(explorer.__all__)
