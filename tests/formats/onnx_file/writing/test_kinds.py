"""Every kind in all its settings: checked by `onnx`, computed by onnxruntime, and read again as the same layer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import KINDS
from explorer.formats.onnx_file.writing.losses import kept_by_runtimes, substituted
from explorer.layers import Composite, Dropout, LocalResponseNormalization
from explorer.layers.base import Layer
from explorer.network import Network
from tests import strategies
from tests.formats.onnx_file.writing.helpers import (
    CLOSE,
    alone,
    check_comes_back,
    check_computes_the_same,
    check_file,
    check_numbers,
    drawn,
    written,
)


def check(data: st.DataObject, kind: type[Layer]) -> None:
    layer, shape = data.draw(strategies.fitting(kind))
    network = alone(layer, shape)
    params = drawn(network)
    model = written(network, params)
    check_file(model)
    if substituted(network):
        check_computes_the_same(network, params, model)
    else:
        check_comes_back(network, params, model)
    if kept_by_runtimes(layer, shape):
        return
    for batch in (1, 3):
        check_numbers(network, params, model, batch, closeness(layer))


def closeness(layer: Layer) -> float:
    """The error that is allowed. Where next to nothing is added to a variance, or to a sum of squares, float32 loses digits:
    onnxruntime computes x / s - mean / s, and takes squares out of its sums again.
    """
    if isinstance(layer, LocalResponseNormalization) and layer.bias < 0.01:
        return 1e-3
    epsilon = float(getattr(layer, "epsilon", 1))
    return CLOSE if epsilon >= 1e-4 else 1e-6 / epsilon**0.5


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
@settings(max_examples=8)
def test_a_kind_goes_out_and_comes_back(kind: type[Layer], data: st.DataObject) -> None:
    check(data, kind)


@pytest.mark.parametrize("rate", [1.0, 1 - 2**-24, 0.99999994, 0.9999999, 1 - 1e-12])
def test_a_rate_of_dropout_comes_back_though_files_have_none_of_1(rate: float) -> None:
    network = Network((Dropout(rate=rate),), (2, 2, 1))
    check_comes_back(network, {}, written(network, {}))


@pytest.mark.thorough
@pytest.mark.parametrize("kind", [kind for kind in KINDS if not issubclass(kind, Composite)])
@given(st.data())
@settings(max_examples=300)
def test_a_kind_goes_out_and_comes_back_in_many_settings(kind: type[Layer], data: st.DataObject) -> None:
    check(data, kind)
