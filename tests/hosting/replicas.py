"""Replicas of the app: real processes on loopback, which can be killed and started again at the same port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECRET = "the-same-for-all-replicas"


class Replica:
    """One process of the app, in the hosted profile, on the database at `database`; its output goes to `log`."""

    def __init__(self, database: str, log: Path) -> None:
        self.port = free_port()
        self.log = log
        self.address = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": database,
            "CNN_EXPLORER_PROFILE": "hosted",
            "STREAMLIT_SERVER_COOKIE_SECRET": SECRET,
        }
        self.begin()

    def begin(self) -> None:
        """Start the process; `wait` says when it answers."""
        options = ["--server.port", str(self.port), "--server.address", "127.0.0.1"]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", *options],
                cwd=ROOT, env=self._environment, stdout=out, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def wait(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"The replica did not start: {self.log.read_text()[-2000:]}")

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


@contextmanager
def replicas(database: str, folder: Path, number: int = 3) -> Iterator[list[Replica]]:
    """Replicas that answer. At the end their logs must have no traceback."""
    found = [Replica(database, folder / f"replica{at}.log") for at in range(number)]
    try:
        for each in found:
            each.wait()
        yield found
    finally:
        for each in found:
            each.kill()
    for each in found:
        assert "Traceback" not in each.log.read_text(), each.log.read_text()[-4000:]


def free_port() -> int:
    """A port of this machine that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
