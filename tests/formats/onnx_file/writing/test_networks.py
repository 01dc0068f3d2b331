"""Whole networks: every preset and random ones, written, checked, run, and read again as the same network."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer import Network, presets
from explorer.formats.onnx_file.writing.losses import substituted
from tests import strategies
from tests.conftest import DEEP
from tests.formats.onnx_file.writing.helpers import (
    check_comes_back,
    check_computes_the_same,
    check_each_layer,
    check_file,
    drawn,
    written,
)

MANY = 20_000_000
"""Parameters of the presets that are left to the thorough tests."""
RUN = 300_000_000
"""Multiply-accumulates of those that are computed by both engines in the quick tests."""


def sizes() -> dict[str, int]:
    return {name: presets.load(name).network.param_count for name in presets.NAMES}


SIZES = sizes()
QUICK = [name for name, size in SIZES.items() if size < MANY and name not in DEEP]


def check_preset(name: str, most_macs: int) -> None:
    preset = presets.load(name)
    network, params = preset.network, preset.weights.params(preset.network)
    data = written(network, params)
    check_file(data)
    check_comes_back(network, params, data)
    if network.layers and network.macs < most_macs:
        check_each_layer(network, params, data)


@pytest.mark.parametrize("name", QUICK)
def test_a_preset_goes_out_and_comes_back(name: str) -> None:
    check_preset(name, RUN)


@pytest.mark.thorough
@pytest.mark.parametrize("name", [name for name in SIZES if name not in QUICK])
def test_a_large_preset_goes_out_and_comes_back(name: str) -> None:
    check_preset(name, 20_000_000_000)


def check_random(network: Network) -> None:
    params = drawn(network)
    data = written(network, params)
    check_file(data)
    if substituted(network):
        check_computes_the_same(network, params, data)
    else:
        check_comes_back(network, params, data)


TOLERANT = [HealthCheck.too_slow, HealthCheck.filter_too_much]


@given(strategies.networks())
@settings(max_examples=240, suppress_health_check=TOLERANT)
def test_random_networks_come_back(network: Network) -> None:
    check_random(network)


@given(strategies.nested_networks())
@settings(max_examples=60, suppress_health_check=TOLERANT)
def test_random_networks_with_blocks_come_back(network: Network) -> None:
    check_random(network)


@pytest.mark.thorough
@given(st.one_of(strategies.networks(most=12), strategies.nested_networks(most=5, deep=3)))
@settings(max_examples=1000, suppress_health_check=TOLERANT)
def test_a_thousand_random_networks_come_back(network: Network) -> None:
    check_random(network)
