"""A line between browser and server that can be cut: browsers on the same machine never lose a connection by themselves."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

LOCAL = "127.0.0.1"
CHUNK = 1 << 16


class Line:
    """Listens at `address` and passes everything on to the port `target` of this machine, unless it is cut."""

    def __init__(self, target: int) -> None:
        self.target = target
        self._cut = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server((LOCAL, 0))
        self.address = f"http://{LOCAL}:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """End all connections, and refuse new ones until `mend`."""
        self._cut.set()
        with self._lock:
            for each in self._open:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let connections through again."""
        self._cut.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            if self._cut.is_set():
                browser.close()
                continue
            threading.Thread(target=self._join, args=(browser,), daemon=True).start()

    def _join(self, browser: socket.socket) -> None:
        try:
            server = socket.create_connection((LOCAL, self.target), timeout=10)
        except OSError:
            browser.close()
            return
        server.settimeout(None)
        with self._lock:
            self._open |= {browser, server}
        back = threading.Thread(target=_pass_on, args=(server, browser), daemon=True)
        back.start()
        _pass_on(browser, server)
        back.join()
        with self._lock:
            self._open -= {browser, server}
        browser.close()
        server.close()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    """Pass bytes on until `source` ends; then end both directions of both."""
    with contextlib.suppress(OSError):
        while data := source.recv(CHUNK):
            target.sendall(data)
    for each in (source, target):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
