"""The databases that the store is tested on: SQLite always, PostgreSQL where the machine has it or lets us install it.

A test that needs a PostgreSQL that is not there is counted as skipped, and pytest says why.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

LOCAL = "127.0.0.1"


@cache
def programs() -> Path | None:
    """The folder with `initdb` and `postgres`; Debian's package is installed if this is root on Debian."""
    if found := _installed():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], check=False, timeout=300, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "postgresql"], check=False, timeout=600, **quiet)
    return _installed()


def _installed() -> Path | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []
    on_path = shutil.which("initdb")
    return folders[-1] if folders else Path(on_path).parent if on_path else None


class PostgresServer:
    """A PostgreSQL of its own, which listens on loopback only, with its files in a temporary folder."""

    def __init__(self, bin_folder: Path) -> None:
        self._bin = bin_folder
        self.folder = Path(tempfile.mkdtemp(prefix="cnn-postgres-"))
        self.port = _free_port()
        if os.geteuid() == 0:  # PostgreSQL refuses to be run by root; the package made the user "postgres"
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-D", str(self.folder), "-A", "trust", "-U", "cnn", "--no-sync", "-E", "UTF8")
        self.start()

    def address(self) -> str:
        return f"postgresql://cnn@{LOCAL}:{self.port}/postgres"

    def start(self) -> None:
        # Without fsync: a start after a crash would first sync every file, for minutes on a busy disk.
        settings = f"listen_addresses={LOCAL}", "unix_socket_directories=''", "shared_buffers=16MB", "fsync=off"
        options = " ".join([f"-p {self.port}", *(f"-c {setting}" for setting in settings)])
        self._run("pg_ctl", "-D", str(self.folder), "-o", options, "-w", "-l", str(self.folder / "log"), "start")

    def stop(self, how: str = "immediate") -> None:
        self._run("pg_ctl", "-D", str(self.folder), "-m", how, "-w", "stop")

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*user, str(self._bin / program), *arguments]
        done = subprocess.run(
            command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server for the length of the block; skips the test, aloud, where there is none."""
    import pytest

    pytest.importorskip("psycopg", reason="psycopg is not installed")
    folder = programs()
    if folder is None:
        pytest.skip("there is no PostgreSQL on this machine, and none can be installed")
    server = PostgresServer(folder)
    try:
        yield server
    finally:
        server.close()


def empty_database(server: PostgresServer) -> str:
    """The address of a new schema: made in a moment, where a new database takes a second."""
    import psycopg

    name = f"t{time.monotonic_ns()}"
    with psycopg.connect(server.address(), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{server.address()}?options=-csearch_path%3D{name}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        return int(probe.getsockname()[1])
