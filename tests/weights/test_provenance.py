from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from explorer import Conv2D, Dense, Flatten, Network, ReLU, presets
from explorer.errors import ExplorerError, SettingError, WeightsError
from explorer.weights import Edited, FromBank, Seeded, Weights, provenance
from explorer.weights.seeded import MAX_SEED
from tests.strategies import networks

NETWORK = Network((Conv2D(filters=2), ReLU(), Conv2D(filters=2, kernel_size=1), Flatten(), Dense(units=3)), (5, 5, 1))
BLURS = FromBank(("box_blur", "gaussian_blur"))
TYPED = Edited((1.0, 2.0, 3.0, 4.0))


@settings(max_examples=60)
@given(network=networks())
def test_parameters_have_the_shapes_that_the_network_plans(network: Network) -> None:
    params = Weights(Seeded(seed=8)).params(network)
    planned = {step.path: step.param_shapes for step in network.steps if step.param_shapes}
    assert {path: {name: array.shape for name, array in own.items()} for path, own in params.items()} == planned
    assert len(params) == len(planned)
    for own in params.values():
        assert {array.dtype for array in own.values()} == {np.dtype(np.float32)}
        assert not own["kernel"].flags.writeable
        if "bias" in own:
            np.testing.assert_array_equal(own["bias"], 0)


def test_paths_without_parameters_are_no_keys() -> None:
    params = Weights().params(NETWORK)
    assert list(params) == ["0", "2", "4"]
    assert "0" in params
    assert "1" not in params
    with pytest.raises(KeyError):
        params["1"]


def test_each_weighted_layer_has_its_own_stream() -> None:
    twins = Network((Conv2D(filters=3, padding="same"),) * 3, (5, 5, 3))
    kernels = [own["kernel"].ravel() for own in Weights().params(twins).values()]
    assert len({tuple(kernel) for kernel in kernels}) == 3


def test_layers_without_weights_take_no_stream() -> None:
    bare = Network(tuple(layer for layer in NETWORK.layers if layer != ReLU()), (5, 5, 1))
    ours, others = Weights().params(NETWORK), Weights().params(bare)
    np.testing.assert_array_equal(ours["4"]["kernel"], others["3"]["kernel"])


def test_parameters_are_drawn_once_if_small(monkeypatch: pytest.MonkeyPatch) -> None:
    params = Weights().params(NETWORK)
    assert params["0"] is params["0"]
    monkeypatch.setattr(provenance.LazyParams, "KEEP_BYTES", 0)
    params = Weights().params(NETWORK)
    assert params["0"] is not params["0"]
    np.testing.assert_array_equal(params["0"]["kernel"], params["0"]["kernel"])


def test_asking_whether_a_layer_has_parameters_draws_none(monkeypatch: pytest.MonkeyPatch) -> None:
    # Regression: a layer too large to be kept (VGG-16's first dense layer: 1.8 s) was drawn twice in each run.
    monkeypatch.setattr(Seeded, "draw", lambda *_: pytest.fail("drawn"))
    assert "32" in presets.load("vgg16").weights.params(presets.load("vgg16").network)


# -- overrides ------------------------------------------------------------------------------------------------------------


def test_overrides_replace_single_kernels() -> None:
    weights = Weights().with_override("2", TYPED).with_override("0", BLURS)
    assert weights.overrides == (("0", BLURS), ("2", TYPED)), "sorted by path, whatever the order of edits"
    params, plain = weights.params(NETWORK), Weights().params(NETWORK)
    np.testing.assert_allclose(params["0"]["kernel"][..., 0, 0], 1 / 9)
    np.testing.assert_array_equal(params["2"]["kernel"], [[[[1, 2], [3, 4]]]])
    np.testing.assert_array_equal(params["4"]["kernel"], plain["4"]["kernel"])
    assert weights.override("2") == TYPED
    assert weights.override("4") is None


def test_an_override_can_be_replaced_and_given_back() -> None:
    weights = Weights().with_override("0", BLURS).with_override("0", FromBank(("grey", "grey")))
    assert weights.overrides == (("0", FromBank(("grey", "grey"))),)
    assert weights.with_override("0", None) == Weights()
    assert Weights().with_override("7", None) == Weights()


def test_overrides_move_with_their_layers() -> None:
    weights = Weights(Seeded(seed=4)).with_override("0", BLURS).with_override("2", TYPED)
    moved = weights.moved({"0": "2", "2": "0", "1": "1"})
    assert moved.overrides == (("0", TYPED), ("2", BLURS))
    assert moved.base == weights.base
    assert weights.moved({"0": "0"}).overrides == (("0", BLURS),), "a removed layer takes its override along"


@pytest.mark.parametrize("override", [FromBank(("grey",)), FromBank(("grey",) * 3), Edited((1.0,) * 5)])
def test_an_override_that_no_longer_fits_gives_way_to_the_base(override: Any) -> None:
    weights = Weights().with_override("2", override)
    np.testing.assert_array_equal(weights.params(NETWORK)["2"]["kernel"], Weights().params(NETWORK)["2"]["kernel"])
    assert weights.provenance(NETWORK) == Weights().provenance(NETWORK)


def test_a_bank_cannot_fill_a_dense_layer() -> None:
    weights = Weights().with_override("4", FromBank(("grey",) * 3))
    np.testing.assert_array_equal(weights.params(NETWORK)["4"]["kernel"], Weights().params(NETWORK)["4"]["kernel"])


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e39])
def test_edited_values_must_be_finite_float32(value: float) -> None:
    with pytest.raises(WeightsError) as caught:
        Edited((1.0, value))
    assert str(caught.value) == "A weight is not a finite number. Use numbers such as 0.5 or -2."


@pytest.mark.parametrize("seed", [-1, MAX_SEED + 1, 1.5, True, "x", None, float("nan")])
def test_bad_seeds_are_refused(seed: Any) -> None:
    with pytest.raises(SettingError, match="The seed is"):
        Seeded(seed=seed)


def test_unknown_schemes_are_refused_with_those_that_exist() -> None:
    with pytest.raises(ExplorerError) as caught:
        Seeded("orthogonal")
    assert str(caught.value) == (
        "There is no scheme 'orthogonal'. Use one of he_uniform, glorot_uniform, lecun_uniform."
    )


# -- provenance -------------------------------------------------------------------------------------------------------------

DIFFERENT = [
    Weights(),
    Weights(Seeded(seed=1)),
    Weights(Seeded("glorot_uniform")),
    Weights().with_override("2", FromBank(("grey", "grey"))),
    Weights().with_override("2", FromBank(("grey", "identity"))),
    Weights().with_override("2", TYPED),
    Weights().with_override("2", Edited((1.0, 2.0, 3.0, 4.0000001))),
]


def test_provenance_tells_parameters_apart() -> None:
    texts = [weights.provenance(NETWORK) for weights in DIFFERENT]
    assert all(set(text) == {"0", "2", "4"} for text in texts)
    assert len({text["2"] for text in texts}) == len(DIFFERENT)
    assert [text["0"] == texts[0]["0"] for text in texts] == [True, False, False, True, True, True, True]
    assert len(set(texts[0].values())) == 3, "streams differ"


def test_provenance_tells_streams_apart() -> None:
    network = Network((Conv2D(filters=3, padding="same"),) * 3, (5, 5, 3))
    assert len(set(Weights().provenance(network).values())) == 3


def test_provenance_is_short_and_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Seeded, "draw", lambda *_: pytest.fail("drawn"))
    preset = presets.load("vgg16")
    texts = preset.weights.provenance(preset.network)
    assert len(texts) == 16
    assert max(map(len, texts.values())) < 100
