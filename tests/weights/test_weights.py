from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import explorer
from explorer import (
    BatchNormalization,
    Cell,
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    Network,
    PReLU,
    ReLU,
    Residual,
    backprop,
    presets,
    run,
)
from explorer.errors import ExplorerError, SettingError, WeightsError
from explorer.layers.base import Layer
from explorer.weights import (
    Edited,
    EditedFilter,
    EditedNumber,
    FromBank,
    LargeParams,
    LazyParams,
    Seeded,
    Trained,
    Weights,
    cards,
    filter_of,
)
from explorer.weights.seeded import MAX_SEED
from tests.strategies import bases, nested_networks, networks

NETWORK = Network((Conv2D(filters=2), ReLU(), Conv2D(filters=2, kernel_size=1), Flatten(), Dense(units=3)), (5, 5, 1))
BLURS = FromBank(("box_blur", "gaussian_blur"))
TYPED = Edited((1.0, 2.0, 3.0, 4.0))


@settings(max_examples=60)
@given(network=networks(), base=bases)
def test_parameters_have_the_shapes_that_the_network_plans(network: Network, base: Seeded | Trained) -> None:
    params = Weights(base).params(network)
    planned = {step.path: step.param_shapes for step in network.steps if step.param_shapes}
    assert {path: {name: array.shape for name, array in own.items()} for path, own in params.items()} == planned
    assert len(params) == len(planned)
    for own in params.values():
        assert {array.dtype for array in own.values()} == {np.dtype(np.float32)}
        assert not any(array.flags.writeable for array in own.values())
        if "bias" in own and isinstance(base, Seeded):
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
    monkeypatch.setattr(LazyParams, "KEEP_BYTES", 0)
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
    before = (Conv2D(filters=2), ReLU(), Conv2D(filters=2))
    moved = weights.moved({"0": "2", "2": "0", "1": "1"}, before, before)
    assert moved.overrides == (("0", TYPED), ("2", BLURS))
    assert moved.base == weights.base
    alone = weights.moved({"0": "0"}, before, before[:1])
    assert alone.overrides == (("0", BLURS),), "a removed layer takes its override along"


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


# -- single numbers -------------------------------------------------------------------------------------------------------

MIXED = Network(
    (
        Conv2D(filters=2),
        BatchNormalization(),
        PReLU(),
        Residual(layers=(BatchNormalization(),)),
        Flatten(),
        Dense(units=3),
    ),
    (5, 5, 1),
)


@settings(max_examples=40)
@given(network=st.one_of(networks(), nested_networks()), base=bases, data=st.data())
def test_any_number_of_any_parameter_can_be_edited(
    network: Network, base: Seeded | Trained, data: st.DataObject
) -> None:
    weighted = [step for step in network.steps if step.param_shapes]
    assume(weighted)
    step = data.draw(st.sampled_from(weighted))
    name, shape = data.draw(st.sampled_from(sorted(step.param_shapes.items())))
    index, value = data.draw(st.integers(0, int(np.prod(shape)) - 1)), data.draw(st.floats(0, 9, width=32))
    plain = Weights(base)
    edited = plain.with_number(step.path, name, index, value)
    before, now = plain.params(network), edited.params(network)
    expected = before[step.path][name].copy()
    expected.reshape(-1)[index] = value
    np.testing.assert_array_equal(now[step.path][name], expected)
    assert not now[step.path][name].flags.writeable
    for path in before:
        for other in before[path]:
            if (path, other) != (step.path, name):
                np.testing.assert_array_equal(now[path][other], before[path][other])
    changed = {path for path, key in edited.provenance(network).items() if key != plain.provenance(network)[path]}
    assert changed == {step.path}
    assert edited.with_number(step.path, name, index, None) == plain


def test_an_edited_number_is_written_over_an_edited_filter() -> None:
    weights = Weights(filters=(EditedFilter("0", 1, (*(1.0,) * 9, 5.0)),)).with_number("0", "bias", 1, 7.0)
    params = weights.with_number("0", "kernel", 1, 4.0).params(MIXED)["0"]
    assert params["bias"].tolist() == [0, 7]
    assert params["kernel"][..., 1].ravel().tolist() == [4, *[1] * 8]


def test_edited_numbers_follow_their_layers_and_their_copies() -> None:
    weights = Weights().with_number("1", "gamma", 0, 2.0).with_number("2", "alpha", 1, 3.0)
    before = MIXED.layers[:3]
    moved = weights.moved({"0": "0", "2": "1"}, before, (before[0], before[2], before[2]), {"2": "2"})
    assert moved.numbers == (EditedNumber("1", "alpha", 1, 3.0), EditedNumber("2", "alpha", 1, 3.0))


@pytest.mark.parametrize("number", [("1", "gamma", 2, 1.0), ("1", "kernel", 0, 1.0), ("9", "gamma", 0, 1.0)], ids=str)
def test_a_number_that_no_parameter_has_changes_nothing(number: tuple[str, str, int, float]) -> None:
    weights = Weights().with_number(*number)
    assert weights.provenance(MIXED) == Weights().provenance(MIXED)
    assert all(same(own, Weights().params(MIXED)[path]) for path, own in weights.params(MIXED).items())


def test_a_negative_variance_is_refused_by_the_run() -> None:
    params = Weights().with_number("3.b0.0", "moving_variance", 1, -1.0).params(MIXED)
    with pytest.raises(WeightsError, match=r"The moving_variance of .* is -1 at channel 1; it cannot be below 0"):
        run(MIXED, params, np.zeros((1, 5, 5, 1)))


@pytest.mark.parametrize(
    "wrong", [(-1, 0.0), (True, 0.0), (1.5, 0.0), (0, np.nan), (0, np.inf), (0, "1"), (0, 1e39)], ids=str
)
def test_numbers_that_cannot_be_are_refused(wrong: Any) -> None:
    with pytest.raises(WeightsError):
        EditedNumber("0", "gamma", *wrong)
    with pytest.raises(SettingError, match="not a tuple of EditedNumber"):
        Weights(numbers=(("0", "gamma", 0, 1.0),))  # type: ignore[arg-type]


def test_a_large_layer_with_an_edited_number_computes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LazyParams, "KEEP_BYTES", 160_000)
    network, x = Network((Dense(units=500),), (1, 1, 90)), np.ones((1, 90))
    own = Weights().with_number("0", "bias", 3, 2.0).with_number("0", "kernel", 7, 100.0).params(network)["0"]
    assert isinstance(own, LargeParams)
    assert own["bias"][3] == 2
    assert own["kernel"][0, 7] == 100 == filter_of(own, 7)[0]
    np.testing.assert_allclose(own.times(x), x @ own["kernel"], rtol=1e-5, atol=1e-5)


def test_gradients_and_explanations_take_edited_numbers() -> None:
    weights = Weights().with_number("1", "gamma", 0, 3.0).with_number("2", "alpha", 0, -2.0)
    x = np.random.default_rng(0).normal(size=(1, 5, 5, 1))
    params = weights.params(MIXED)
    acts = run(MIXED, params, x)
    ledger = explorer.explain(MIXED, params, acts, Cell("1", 1, 1, 0))
    np.testing.assert_allclose(ledger.result, acts["1"][0, 1, 1, 0], rtol=1e-12)
    gradients = backprop(MIXED, params, acts, np.ones((1, 3)))
    step = 1e-6
    for path, name in (("1", "gamma"), ("2", "alpha")):
        value = {("1", "gamma"): 3.0, ("2", "alpha"): -2.0}[path, name]
        high, low = (run(MIXED, _with(params, path, name, value + change), x)["5"].sum() for change in (step, -step))
        np.testing.assert_allclose(gradients.params[path][name][0], (high - low) / (2 * step), rtol=1e-4)


def _with(params: Any, path: str, name: str, value: float) -> Any:
    """The parameters in float64 with the first number of one of them replaced."""
    doubles = {each: {k: np.array(v, np.float64) for k, v in own.items()} for each, own in params.items()}
    doubles[path][name][0] = value
    return doubles


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


# -- trained --------------------------------------------------------------------------------------------------------------

TRAINED = Weights(Trained("fashion_tinyvgg", 24))
FASHION = presets.load("fashion_tinyvgg").network


def edited(change: dict[int, Layer | None], insert: dict[int, Layer] | None = None) -> Network:
    """fashion_tinyvgg with layers changed (None: removed), and others put in before an index."""
    stack: list[Layer] = []
    for index, layer in enumerate(FASHION.layers):
        stack += [insert[index]] if insert and index in insert else []
        kept = change.get(index, layer)
        stack += [] if kept is None else [kept]
    return Network(tuple(stack), (28, 28, 1))


def random(network: Network, path: str) -> Any:
    return Weights(Seeded("he_uniform", 0)).params(network)[path]


def same(one: Any, other: Any) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


def test_trained_parameters_come_from_the_file_biases_included() -> None:
    params = TRAINED.params(FASHION)
    assert TRAINED.untrained(FASHION) == ()
    with np.load(cards.FOLDER / "fashion_tinyvgg.npz", allow_pickle=False) as file:
        for path, own in params.items():
            for name, array in own.items():
                np.testing.assert_array_equal(array, file[f"e24/{path}/{name}"].astype(np.float32))
                assert array.dtype == np.float32
                assert not array.flags.writeable
    assert all(own["bias"].any() for own in params.values())


def test_layers_without_weights_leave_trained_ones_in_place() -> None:
    network = edited({}, {1: ReLU(), 5: MaxPool2D(pool_size=2, strides=1, padding="same")})
    ours, whole = TRAINED.params(network), TRAINED.params(FASHION)
    assert TRAINED.untrained(network) == ()
    assert list(ours) == ["2", "4", "8", "10", "14"]
    assert all(same(ours[a], whole[b]) for a, b in zip(ours, whole, strict=True))


def test_the_untrained_layers_are_named_and_random() -> None:
    network = edited({6: Conv2D(filters=12, padding="same")})
    params, whole = TRAINED.params(network), TRAINED.params(FASHION)
    assert TRAINED.untrained(network) == ("6", "8"), "the changed layer, and the one that reads its maps"
    for path in params:
        assert same(params[path], random(network, path) if path in ("6", "8") else whole[path])
    assert run(network, params, np.zeros((1, 28, 28, 1), np.float32))


def test_a_bias_that_was_not_trained_or_is_missing_makes_a_layer_random() -> None:
    network = edited({3: Conv2D(filters=10, padding="same", use_bias=False)})
    assert TRAINED.untrained(network) == ("3",)
    assert same(TRAINED.params(network)["3"], random(network, "3"))


def test_more_weighted_layers_than_were_trained() -> None:
    network = Network((*FASHION.layers[:-1], ReLU(), Dense(units=10)), (28, 28, 1))
    assert TRAINED.untrained(network) == ("14",)


def test_random_weights_are_never_called_untrained() -> None:
    assert Weights().untrained(FASHION) == ()
    assert Weights().card is None


def test_the_card_belongs_to_the_base() -> None:
    assert TRAINED.card == cards.load("fashion_tinyvgg")
    assert TRAINED.with_override("1", FromBank(("grey",) * 10)).card == TRAINED.card


@pytest.mark.parametrize("override", [FromBank(("box_blur",) * 10), Edited((0.5,) * 90)])
def test_overrides_replace_trained_kernels_and_leave_the_biases(override: Any) -> None:
    weights = TRAINED.with_override("1", override)
    ours, whole = weights.params(FASHION), TRAINED.params(FASHION)
    assert not np.array_equal(ours["1"]["kernel"], whole["1"]["kernel"])
    np.testing.assert_array_equal(ours["1"]["bias"], whole["1"]["bias"])
    assert same(ours["3"], whole["3"])
    assert weights.untrained(FASHION) == ()


def test_an_overridden_layer_is_not_called_untrained_while_the_override_fits() -> None:
    network = edited({1: Conv2D(filters=8, padding="same")})
    assert TRAINED.untrained(network) == ("1", "3")
    assert TRAINED.with_override("1", FromBank(("grey",) * 8)).untrained(network) == ("3",)
    assert TRAINED.with_override("1", FromBank(("grey",) * 9)).untrained(network) == ("1", "3")


def test_provenance_tells_trained_from_random_and_epochs_apart() -> None:
    changed = edited({6: Conv2D(filters=12, padding="same")})
    whole, other = TRAINED.provenance(FASHION), Weights(Trained("fashion_tinyvgg", 10)).provenance(FASHION)
    mixed, noise = TRAINED.provenance(changed), Weights(Seeded("he_uniform", 0)).provenance(changed)
    assert not set(whole.values()) & set(other.values())
    assert {path for path in mixed if mixed[path] == noise[path]} == {"6", "8"}
    assert {path for path in mixed if mixed[path] == whole[path]} == {"1", "3", "12"}


def test_provenance_of_an_override_tells_biases_apart() -> None:
    grey = FromBank(("grey",) * 10)
    bases = [Seeded(), Seeded(seed=1), Trained("fashion_tinyvgg", 24), Trained("fashion_tinyvgg", 10)]
    texts = [Weights(base).with_override("1", grey).provenance(FASHION)["1"] for base in bases]
    assert texts[0] == texts[1], "seeded biases are zero"
    assert len(set(texts)) == 3


def test_a_large_layer_is_drawn_when_asked_and_its_filters_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LazyParams, "KEEP_BYTES", 160_000)
    network = Network((Dense(units=500), Dense(units=2)), (1, 1, 90))
    for weights in (Weights(), Weights(overrides=(("0", Edited((0.5,) * 45_000)),))):
        own = weights.params(network)["0"]
        assert isinstance(own, LargeParams)
        assert set(own) == {"kernel", "bias"}
        one = filter_of(own, 432)
        np.testing.assert_array_equal(one, own["kernel"][:, 432])
        np.testing.assert_array_equal(own["bias"], np.zeros(500))
        x = np.random.default_rng(0).normal(size=(1, 90))
        np.testing.assert_allclose(own.times(x), x @ own["kernel"], rtol=1e-5, atol=1e-5)
        assert own.shapes == {name: array.shape for name, array in own.items()}
        small = weights.params(network)["1"]
        np.testing.assert_array_equal(filter_of(small, 1), small["kernel"][:, 1])
