"""Applying proposals of inverse design, without a browser."""

from __future__ import annotations

import pytest

from explorer import presets
from explorer.analysis.goals import FIELD, GOALS, MACS, PARAMETERS, SIZE, Proposal, smallest_edits
from explorer.layers.stack import layer_count
from explorer.views.architecture.inverse_design import QUESTIONS, apply_proposal, with_unit
from explorer.views.shell.state import Moment, Session, fresh_ids


def session(name: str) -> Session:
    scene = presets.load(name).scene()
    return Session(Moment(scene, fresh_ids(len(scene.layers))), scene)


def inserting(current: Session, kind: str) -> Proposal:
    proposals = smallest_edits(current.scene.network, SIZE, 12, most=50)
    return next(proposal for proposal in proposals if kind in proposal.label)


def test_a_proposal_is_one_step_of_undo_and_keeps_ids_cell_and_kernels() -> None:
    current = session("edges")
    before = current.now
    proposal = inserting(current, "insert max pooling before conv2")
    apply_proposal(current, before.scene.network, proposal)
    assert current.scene.layers == proposal.layers
    assert current.scene.preset == ""
    place = proposal.origin.index(None)
    assert current.now.ids[:place] + current.now.ids[place + 1 :] == before.ids
    assert current.now.ids[place] not in before.ids
    assert [path for path, _ in current.scene.weights.overrides] == ["0", "4"]
    assert current.scene.cell == before.scene.cell
    current.undo()
    assert current.now == before
    assert current.past == []


def test_a_change_inside_a_block_keeps_the_ids_of_all_layers_and_is_told() -> None:
    scene = presets.load("residual").scene()
    current = Session(Moment(scene, fresh_ids(layer_count(scene.layers))), scene)
    ids = current.now.ids
    proposals = smallest_edits(scene.network, PARAMETERS, 4674)
    proposal = next(each for each in proposals if each.label == "res1.conv1: filters 8 → 4")
    apply_proposal(current, scene.network, proposal)
    assert current.scene.layers == proposal.layers
    assert current.scene.network.param_count == proposal.value
    assert current.now.ids == ids
    assert current.edited is not None
    assert current.edited.words == "**res1.conv1: filters 8 → 4**, as proposed"


def test_a_proposal_for_another_network_is_not_applied() -> None:
    current = session("edges")
    proposal = inserting(current, "max pooling")
    other = session("tinyvgg")
    before = other.now
    apply_proposal(other, current.scene.network, proposal)
    assert other.now == before


@pytest.mark.parametrize(
    ("value", "goal", "text"),
    [(1, SIZE, "1 row"), (13, SIZE, "13 rows"), (16, FIELD, "16 px"), (19920, PARAMETERS, "19,920 parameters")],
)
def test_values_with_their_units(value: int, goal: str, text: str) -> None:
    assert with_unit(value, goal) == text
    assert with_unit(2_000_000, MACS) == "2,000,000 MACs"


def test_every_goal_has_a_question() -> None:
    assert set(QUESTIONS) == set(GOALS)
