"""Checkpoints: going on from one gives the bits of a training that never stopped; other bytes are refused."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer import SGD, AdamW, Augmentation, Checkpoint, Recipe
from explorer.errors import SettingError, WeightsError
from explorer.learning import Cosine
from tests.learning.test_fitting import NETWORK, bars, same

RECIPE = Recipe(
    AdamW(), 0.01, Cosine(warmup_steps=3), 8, 3, weight_decay=0.01, augmentation=Augmentation(1, True, 0.1), seed=5
)


@pytest.mark.parametrize("after", [0, 5, 8, 13, 24])
@pytest.mark.parametrize("recipe", [RECIPE, replace(RECIPE, optimizer=SGD(momentum=0.9))])
def test_going_on_gives_the_same_bits(recipe: Recipe, after: int) -> None:
    whole, part = explorer.fit(NETWORK, bars(), recipe), explorer.fit(NETWORK, bars(), recipe)
    losses = [step.loss for step in whole]
    for _ in range(after):
        next(part)
    kept = Checkpoint.from_bytes(part.checkpoint().to_bytes())
    rest = explorer.fit(NETWORK, bars(), resume=kept)
    assert (rest.step, rest.recipe) == (after, recipe)
    assert [step.loss for step in rest] == losses[after:]
    same(whole, rest)
    for one, other in zip(whole.state.kept, rest.state.kept, strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_bytes_are_the_same_and_numpy_reads_them() -> None:
    fitting = explorer.fit(NETWORK, bars(), RECIPE, dtype=np.float64)
    next(fitting)
    kept = fitting.checkpoint()
    data = kept.to_bytes()
    assert Checkpoint.from_bytes(data).to_bytes() == data
    with np.load(io.BytesIO(data)) as file:
        np.testing.assert_array_equal(file["learned"], kept.state.learned)
        assert file["learned"].dtype == np.float64
    np.testing.assert_array_equal(kept.params(NETWORK)["1"]["gamma"], fitting.params["1"]["gamma"])


def test_another_network_other_data_and_another_optimizer_are_refused() -> None:
    kept = explorer.fit(NETWORK, bars(), RECIPE).checkpoint()
    other = explorer.Network((*NETWORK.layers[:-1], explorer.Sigmoid()), NETWORK.input_shape)
    with pytest.raises(WeightsError, match="another network"):
        explorer.fit(other, bars(), resume=kept)
    with pytest.raises(WeightsError, match="other data"):
        explorer.fit(NETWORK, bars(seed=1), resume=kept)
    with pytest.raises(SettingError, match="SGD"):
        explorer.fit(NETWORK, bars(), replace(RECIPE, optimizer=SGD()), resume=kept)
    assert explorer.fit(NETWORK, bars(), replace(RECIPE, epochs=9), resume=kept).steps == 72


DATA = explorer.fit(NETWORK, bars(), RECIPE).checkpoint().to_bytes()


@given(st.data())
def test_damaged_bytes_are_refused_or_read(data: st.DataObject) -> None:
    damaged = bytearray(DATA)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(DATA) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(damaged[: data.draw(st.integers(0, len(DATA)))])
    for each in (bytes(damaged), cut, b"", data.draw(st.binary(max_size=40))):
        try:
            Checkpoint.from_bytes(each)
        except WeightsError:
            continue


def changed(**values: object) -> bytes:
    """The checkpoint with other things said about it, or other entries (None: without)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DATA)) as file, zipfile.ZipFile(out, "w") as new:
        about = {**json.loads(file.read("about.json")), **{k: v for k, v in values.items() if k in ("step", "version")}}
        new.writestr("about.json", json.dumps(about))
        for name in ("learned", "measured", "mean", "square"):
            entry = io.BytesIO()
            np.save(entry, values[name]) if name in values else entry.write(file.read(f"{name}.npy"))
            new.writestr(f"{name}.npy", entry.getvalue())
    return out.getvalue()


@pytest.mark.parametrize(
    "values",
    [
        {"step": -1},
        {"step": 1.5},
        {"version": 2},
        {"learned": np.zeros(3)},
        {"mean": np.zeros(3, np.float32)},
        {"learned": np.full(len(explorer.fit(NETWORK, bars(), RECIPE).state.learned), np.nan, np.float32)},
        {"square": np.array(["a"])},
        {"square": np.zeros((2, 2), np.float32)},
    ],
    ids=lambda values: next(iter(values)),
)
def test_what_no_training_made_is_refused(values: dict[str, object]) -> None:
    Checkpoint.from_bytes(changed())
    with pytest.raises(WeightsError):
        Checkpoint.from_bytes(changed(**values))


def test_packed_entries_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DATA)) as file, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in file.infolist():
            new.writestr(info.filename, file.read(info))
    with pytest.raises(WeightsError, match="damaged"):
        Checkpoint.from_bytes(out.getvalue())
