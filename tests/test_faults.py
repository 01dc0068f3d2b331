"""The table of planted faults stays true to the code, and planting works; the checks themselves are `make soak`."""

from __future__ import annotations

import pytest

from tests.faults import FAULTS, Fault
from tests.soak import ROOT, TESTS_FAILED, planted, run


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_fault_can_be_planted(fault: Fault) -> None:
    compile(planted(fault), fault.file, "exec")
    file, test = fault.check.split("::")
    assert f"def {test.split('[')[0]}(" in (ROOT / file).read_text()


def test_there_are_thirty_of_them() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 30


def test_a_planted_fault_is_caught() -> None:
    names = [fault.name for fault in FAULTS]
    assert run(names.index("kernel flipped")) == TESTS_FAILED
