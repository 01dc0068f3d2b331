"""Server: the app, running in a process of its own."""

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
START_TIMEOUT = 90
"""Seconds within which the server must answer."""
STOP_TIMEOUT = 10
"""Seconds within which it must end once it is told to; then it is ended."""


class Server:
    """A running app at `address`. It ends with `close`, or with this process.

    If `quiet`, the server's output is not shown; its last line is in the error if the server cannot start. `environment`
    is added to this process's environment variables. `on_close` is called after the server was closed. Raises
    MissingExtraError without streamlit or plotly, ServerError if the port is taken or the server does not start.
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
        self.address = f"http://{_browser_host(host)}:{port}"
        self._log: IO[bytes] | None = tempfile.TemporaryFile() if quiet else None  # noqa: SIM115
        self._process = subprocess.Popen(
            start_command(port, host),
            env={**os.environ, **_python_path(), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT if quiet else None,
        )
        atexit.register(self.close)
        self._wait_until_ready()

    def close(self) -> None:
        """Stop the server; does nothing if it was stopped already."""
        atexit.unregister(self.close)
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._log is not None:
            self._log.close()
        self._on_close()

    def wait(self) -> int:
        """Wait until the server ends; returns its exit code."""
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
        """A link to the app, shown by notebooks."""
        return f'<a href="{self.address}" target="_blank">CNN Explorer at {self.address}</a>'

    def _wait_until_ready(self) -> None:
        """Wait until the server answers. Raises ServerError, with the last line that it printed, if it does not."""
        deadline = time.monotonic() + START_TIMEOUT
        while self._process.poll() is None and time.monotonic() < deadline:
            if responds(f"{self.address}/_stcore/health"):
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


def start_command(port: int, host: str) -> list[str]:
    """The command line that serves the app at `port` of `host`, with its whole configuration."""
    address = [f"--server.port={port}", f"--server.address={host}"]
    return [sys.executable, "-m", "streamlit", "run", str(SCRIPT), *flags(), *address]


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
    """A port of this machine that is free now."""
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        return int(probe.getsockname()[1])


def responds(address: str) -> bool:
    """Whether a request to `address` succeeds."""
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except OSError:
        return False


def _browser_host(host: str) -> str:
    """The host that a browser on this machine connects to."""
    return LOCAL if host == "0.0.0.0" else host


def _python_path() -> dict[str, str]:
    """PYTHONPATH for the server, so that it can import this package from a clone of the repository."""
    root = PACKAGE.parent
    if root.name in ("site-packages", "dist-packages"):
        return {}
    return {"PYTHONPATH": os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH", "")]))}
