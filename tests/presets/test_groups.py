"""The groups of presets."""

from __future__ import annotations

from explorer import presets
from explorer.presets import deep
from explorer.presets.groups import GROUPS


def test_every_preset_is_in_one_group_and_has_a_sentence() -> None:
    names = [name for sentences in GROUPS.values() for name in sentences]
    assert set(presets.NAMES) <= set(names)
    assert len(names) == len(set(names))
    assert set(names) - set(presets.NAMES) <= set(deep.LAYERS), "those that the limits may leave out"
    for sentences in GROUPS.values():
        assert all(sentence.endswith(".") and len(sentence) < 110 for sentence in sentences.values())


def test_the_trained_are_those_with_a_card() -> None:
    assert set(GROUPS["Trained"]) == {name for name in presets.NAMES if presets.load(name).weights.card}
