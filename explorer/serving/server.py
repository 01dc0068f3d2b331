"""Server: the app in a process of its own."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from explorer.errors import MissingExtraError, ServerError
from explorer.serving.config import flags

PACKAGE = Path(__file__).parents[1]
SCRIPT = PACKAGE / "views" / "serve.py"
DEFAULT_PORT = 8501
LOCAL = "127.0.0.1"
STARTS_WITHIN = 90
"""Seconds in which the server must answer."""


class Server:
    """A running app. `address` is where a browser finds it; `close` stops it, as the end of this process does.

    `quiet`: what the server prints is kept back, and told when it cannot start. `environment` is added to its own.
    `on_close` is called when it was closed. Raises MissingExtraError without streamlit or plotly, ServerError if the port
    is taken or the server does not start.
    """

    def __init__(
        self,
        port: int | None = None,
        host: str = LOCAL,
        *,
        quiet: bool = True,
        environment: Mapping[str, str] | None = None,
        on_close: Callable[[], None] = lambda: None,
    ) -> None:
        check_extra()
        self._on_close = on_close
        port = free_port() if port is None else port
        check_port(port, host)
        self.address = f"http://{_shown(host)}:{port}"
        self._log: IO[bytes] | None = tempfile.TemporaryFile() if quiet else None  # noqa: SIM115
        self._process = subprocess.Popen(
            command(port, host),
            env={**os.environ, **_importable(), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT if quiet else None,
        )
        atexit.register(self.close)
        self._await()

    def close(self) -> None:
        """Stop the server; once is enough, and more do no harm."""
        atexit.unregister(self.close)
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._log is not None:
            self._log.close()
        self._on_close()

    def wait(self) -> int:
        """Until the server ends; its exit code."""
        return self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<CNN Explorer at {self.address}{'' if self._process.poll() is None else ', closed'}>"

    def _repr_html_(self) -> str:
        """A link for notebooks."""
        return f'<a href="{self.address}" target="_blank">CNN Explorer at {self.address}</a>'

    def _await(self) -> None:
        """Until the server answers. Raises ServerError, with the last line that it printed."""
        deadline = time.monotonic() + STARTS_WITHIN
        while self._process.poll() is None and time.monotonic() < deadline:
            if answers(f"{self.address}/_stcore/health"):
                return
            time.sleep(0.1)
        last = self._last_line()
        self.close()
        raise ServerError("The app did not start.", last or "Run `cnn-explorer run` to see what its server prints.")

    def _last_line(self) -> str:
        if self._log is None:
            return ""
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""


def command(port: int, host: str) -> list[str]:
    """The command that serves the app at `port` of `host`, with every key of its configuration."""
    place = [f"--server.port={port}", f"--server.address={host}"]
    return [sys.executable, "-m", "streamlit", "run", str(SCRIPT), *flags(), *place]


def check_extra() -> None:
    """Raises MissingExtraError if streamlit or plotly is not installed."""
    missing = [name for name in ("streamlit", "plotly") if find_spec(name) is None]
    if missing:
        raise MissingExtraError("The app needs", missing, "app")


def check_port(port: int, host: str) -> None:
    """Raises ServerError if nothing can listen at `port` of `host`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else None
            raise ServerError(
                f"The app cannot listen at port {port} of {host}: {reason or error}.", "Choose another port."
            ) from None


def free_port() -> int:
    """A port of this machine at which nothing listens."""
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    """Whether `address` answers with success."""
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except OSError:
        return False


def _shown(host: str) -> str:
    return LOCAL if host == "0.0.0.0" else host


def _importable() -> dict[str, str]:
    """What lets the server import this package where it is not installed, as in a clone of the repository."""
    root = PACKAGE.parent
    if root.name in ("site-packages", "dist-packages"):
        return {}
    return {"PYTHONPATH": os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH", "")]))}
