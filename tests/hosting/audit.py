"""Whether the packages of the app have known weaknesses: `pip-audit`, and aloud when its data cannot be reached.

`python -m tests.hosting.audit`; `make soak` runs it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "pip_audit", "--progress-spinner=off", "--timeout=15", "--format=json", "-r"]


def main() -> int:
    """Exit code 1 for known weaknesses; 0 if there are none, or if nobody can tell, which is printed."""
    try:
        done = subprocess.run(
            [*COMMAND, ROOT / "requirements.txt"], capture_output=True, text=True, timeout=300, check=False
        )
        packages = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError) as error:
        print(f"pip-audit: NOT CHECKED, its data cannot be reached ({type(error).__name__})")
        return 0
    lines, code = verdict(packages)
    print("\n".join(lines))
    return code


def verdict(packages: list[dict[str, Any]]) -> tuple[list[str], int]:
    """What to print of pip-audit's findings, and the exit code. A package that it skips is one that nobody checked."""
    unchecked = [each["name"] for each in packages if "skip_reason" in each]
    weak = [
        f"pip-audit: {each['name']} {each['version']} has {weakness['id']}, mended in {weakness['fix_versions'] or 'none'}"
        for each in packages
        for weakness in each.get("vulns", [])
    ]
    lines = [*weak, f"pip-audit: {len(packages) - len(unchecked)} packages checked, {len(weak)} known weaknesses"]
    if unchecked:
        lines.append(f"pip-audit: NOT CHECKED, their data cannot be reached: {', '.join(unchecked)}")
    return lines, int(bool(weak))


if __name__ == "__main__":
    sys.exit(main())
