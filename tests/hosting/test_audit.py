from __future__ import annotations

from tests.hosting.audit import verdict

GOOD = {"name": "numpy", "version": "2.4.6", "vulns": []}
WEAK = {"name": "pillow", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "scipy", "skip_reason": "Dependency not found"}


def test_weak_packages_fail_and_those_that_were_skipped_are_told() -> None:
    assert verdict([GOOD]) == (["pip-audit: 1 packages checked, 0 known weaknesses"], 0)
    lines, code = verdict([GOOD, WEAK, SKIPPED])
    assert code == 1
    assert lines[0] == "pip-audit: pillow 1.0 has CVE-1, mended in ['1.1']"
    assert lines[1] == "pip-audit: 2 packages checked, 1 known weaknesses"
    assert lines[2].endswith("NOT CHECKED, their data cannot be reached: scipy")
