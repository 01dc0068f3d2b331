"""EfficientNet-Lite0 and its first stage, against what is published."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import images, presets, run
from explorer.images import samples
from explorer.layers import DepthwiseConv2D, Residual
from explorer.presets.imagenet import lite0
from explorer.weights import Trained

NAMES = ("efficientnet_lite0", "efficientnet_stem")


def test_lite0_has_the_sizes_of_its_paper() -> None:
    # Tan and Le 2019, table 1: resolution and channels after the first convolution, each of seven stages, and the head.
    # The paper's resolutions are those that a stage reads, here are those that it makes.
    paths = ("2", "5", "11", "17", "24", "31", "39", "44", "46")
    sizes = [lite0().step(path).output_shape for path in paths]
    assert [rows for rows, _, _ in sizes] == [112, 112, 56, 28, 14, 14, 7, 7, 7]
    assert [channels for _, _, channels in sizes] == [32, 16, 24, 40, 80, 112, 192, 320, 1280]


def test_lite0_has_the_parameters_that_are_published_without_its_normalisations() -> None:
    # 4,652,008 are learned by EfficientNet-Lite0 ("4.7M"); of gamma and beta of 21,008 channels one number, the bias, is left.
    network = lite0()
    normalised = sum(step.param_shapes["bias"][0] for step in network.steps if step.param_shapes) - 1000
    assert normalised == 21_008
    assert network.param_count == 4_652_008 - normalised == 4_631_000
    assert f"{network.param_count:,}" in presets.load("efficientnet_lite0").source
    assert sum(bool(step.param_shapes) for step in network.steps) == 49 + 1
    assert round(network.macs / 1e6) == 385


def test_shortcuts_lead_around_blocks_that_keep_stride_and_channels() -> None:
    network = lite0()
    blocks = [layer for layer in network.layers if isinstance(layer, Residual)]
    assert len(blocks) == 16 - 7
    assert all(block.shortcut == () for block in blocks)
    kernels = [step.layer.kernel_size[0] for step in network.steps if isinstance(step.layer, DepthwiseConv2D)]
    assert kernels == [3, 3, 3, 5, 5, 3, 3, 3, 5, 5, 5, 5, 5, 5, 5, 3]


def test_the_stem_is_the_start_of_the_whole_with_the_same_weights() -> None:
    whole, stem = (presets.load(name) for name in NAMES)
    assert stem.network.layers == whole.network.layers[: len(stem.network.layers)]
    assert stem.weights == whole.weights
    for preset in (whole, stem):
        assert isinstance(preset.weights.base, Trained)
        assert preset.weights.untrained(preset.network) == ()
    of_whole, of_stem = (preset.weights.params(preset.network) for preset in (whole, stem))
    for path in of_stem:
        for name, array in of_stem[path].items():
            np.testing.assert_array_equal(array, of_whole[path][name])
    assert stem.network.param_count == 1744
    assert "1,744" in stem.source


@pytest.mark.parametrize("name", NAMES)
def test_they_open_on_a_cell_that_answers(name: str) -> None:
    preset = presets.load(name)
    rows, cols, channels = preset.network.input_shape
    x = images.fit(samples.load(preset.image), rows, cols, channels=channels).pixels[None]
    maps = run(preset.network, preset.weights.params(preset.network), x)[preset.cell.path]
    value = maps[0, preset.cell.row, preset.cell.col, preset.cell.channel]
    assert 2 < value < 6  # neither off nor cut off
