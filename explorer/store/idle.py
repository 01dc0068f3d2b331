"""Connections that wait for the next transaction: opening one takes longer than most transactions."""

from __future__ import annotations

import threading
from typing import Generic, Protocol, TypeVar

MOST = 4
"""Connections that are kept."""


class Closes(Protocol):
    """What can be closed."""

    def close(self) -> None:
        """Give it back."""
        ...


Connection = TypeVar("Connection", bound=Closes)


class Idle(Generic[Connection]):
    """The connections that wait. Any thread may use it."""

    def __init__(self) -> None:
        self._waiting: list[Connection] = []
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._waiting)

    def take(self) -> Connection | None:
        """One that waits, if there is one."""
        with self._lock:
            return self._waiting.pop() if self._waiting else None

    def put(self, connection: Connection) -> None:
        """Let a connection wait, whose transaction has ended well; one too many is closed."""
        with self._lock:
            if len(self._waiting) < MOST:
                self._waiting.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close all that wait."""
        while (connection := self.take()) is not None:
            connection.close()
