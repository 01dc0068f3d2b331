"""The cases of the package `onnx` through the importer. `outcomes.txt` lists what came of each; no outcome may change unseen.

To write the list anew, after looking at what changed: `python -m tests.formats.onnx_file.test_conformance`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.formats.onnx_file.cases import SLOW, cases
from tests.formats.onnx_file.conformance import outcome_of_case

LIST = Path(__file__).with_name("outcomes.txt")
LEAST = 240
"""Cases that pass, of all."""


def listed() -> dict[str, str]:
    """The outcomes as they were when the list was written, by case."""
    rows = [line.partition(" | ") for line in LIST.read_text("utf-8").splitlines() if " | " in line]
    return {name: outcome for name, _, outcome in rows}


def found(quick: bool) -> dict[str, str]:
    return {case.name: outcome_of_case(case) for case in cases(quick)}


def is_slow(name: str) -> bool:
    return name.startswith(tuple(f"node/test_{operator}" for operator in SLOW))


def test_the_quick_cases_come_out_as_listed() -> None:
    assert found(quick=True) == {name: outcome for name, outcome in listed().items() if not is_slow(name)}


@pytest.mark.thorough
def test_all_cases_come_out_as_listed() -> None:
    assert found(quick=False) == listed()


def test_none_computes_something_else_and_most_pass() -> None:
    first_words = Counter(outcome.split(":")[0] for outcome in listed().values())
    assert set(first_words) == {"pass", "refused"}
    assert first_words["pass"] >= LEAST


if __name__ == "__main__":
    outcomes = found(quick=False)
    passed = sum(outcome.startswith("pass") for outcome in outcomes.values())
    head = f"{passed} of {len(outcomes)} pass (onnx 1.23.2; counted as cases.py says)"
    LIST.write_text("\n".join([head, *(f"{name} | {outcome}" for name, outcome in outcomes.items())]) + "\n", "utf-8")
