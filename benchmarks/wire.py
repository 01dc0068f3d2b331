"""Wire: the bytes that a page receives, by kind."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

STATIC = {"Script", "Stylesheet", "Font", "Image", "Manifest"}


@dataclass
class Wire:
    """Counts the bytes that a page receives: "static" files, other "http" answers, and "socket" messages."""

    page: Page
    counts: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        cdp = self.page.context.new_cdp_session(self.page)
        cdp.on("Network.responseReceived", self._response)
        cdp.on("Network.loadingFinished", self._finished)
        cdp.on("Network.webSocketFrameReceived", self._frame)
        cdp.send("Network.enable")

    def _add(self, kind: str, size: float) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + int(size)

    def _response(self, event: dict[str, Any]) -> None:
        if event["response"]["url"].startswith("http"):
            self.kinds[event["requestId"]] = "static" if event["type"] in STATIC else "http"

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.kinds:
            self._add(self.kinds[event["requestId"]], event["encodedDataLength"])

    def _frame(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        data = frame["payloadData"]
        self._add("socket", len(data.encode() if frame["opcode"] == 1 else base64.b64decode(data)))

    def of(self, do: Callable[[], object], quiet: int = 0) -> dict[str, int]:
        """The bytes received by kind while `do` runs and for `quiet` ms more."""
        self.counts = {}
        do()
        self.page.wait_for_timeout(quiet)
        return self.counts
