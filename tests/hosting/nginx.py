"""The nginx of Debian's package with the configuration of `deploy/nginx`, on loopback, before replicas on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "deploy" / "nginx"


@cache
def programs() -> str | None:
    """The program; Debian's package is installed if this is root on Debian."""
    if (found := _installed()) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], check=False, timeout=300, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "nginx-light"], check=False, timeout=600, **quiet)
        return _installed()
    return found


def _installed() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def configured(folder: Path, port: int, replicas: Sequence[int]) -> Path:
    """The shipped configuration with other addresses and folders, and not a line more; returns its path in `folder`."""
    text = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    for shipped, here in (
        ("/tmp/nginx", f"{folder}/nginx"),
        ("listen 8080;", f"listen 127.0.0.1:{port};"),
        ("access_log /dev/stdout plain;", f"access_log {folder}/access.log plain;"),
    ):
        assert shipped in text
        text = text.replace(shipped, here)
    servers = (FOLDER / "replicas.conf").read_text(encoding="utf-8")
    for at, replica in enumerate(replicas, 1):
        assert f"app{at}:8501" in servers
        servers = servers.replace(f"app{at}:8501", f"127.0.0.1:{replica}")
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    (folder / "replicas.conf").write_text(servers, encoding="utf-8")
    return folder / "nginx.conf"


@contextmanager
def running(folder: Path, port: int, replicas: Sequence[int]) -> Iterator[str]:
    """The address of an nginx before the replicas at these ports. `folder` gets its configuration and its logs."""
    program = programs()
    assert program is not None
    file = configured(folder, port, replicas)
    with (folder / "error.log").open("w") as log:
        process = subprocess.Popen([program, "-c", file, "-g", "daemon off;"], stderr=log)
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(f"{address}/_stcore/health")
            yield address
        finally:
            process.terminate()
            process.wait(20)


def _wait(address: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{address} does not answer")
