"""Running axe-core in the page: its findings without those in parts that Streamlit makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

SOURCE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
GRAVE = ("serious", "critical")

NOT_OURS: tuple[tuple[str, str], ...] = ()
"""Rule and selector of what Streamlit draws and we cannot change, each with its reason in a comment above it."""


def findings(page: Page) -> list[str]:
    """All serious and critical findings, as "rule at selector: what is wrong"."""
    page.evaluate(SOURCE)
    found: dict[str, Any] = page.evaluate(
        "axe.run(document, { resultTypes: ['violations'] }).then((r) => ({ violations: r.violations }))"
    )
    out = []
    for rule in found["violations"]:
        for node in rule["nodes"]:
            at = " ".join(map(str, node["target"]))
            if rule["impact"] in GRAVE and not _excluded(page, rule["id"], at):
                out.append(f"{rule['id']} at {at}: {node['failureSummary']} {node['html'][:200]}")
    return out


def _excluded(page: Page, rule: str, at: str) -> bool:
    return any(
        rule == known and page.evaluate("([at, s]) => Boolean(document.querySelector(at)?.closest(s))", [at, selector])
        for known, selector in NOT_OURS
    )


def nameless(page: Page) -> list[str]:
    """The keys of the containers of charts that have no alternative text."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('.js-plotly-plot')].filter((gd) => {
            const named = gd.closest('[role=img], [role=application], [role=figure]');
            return !(named && (named.getAttribute('aria-label') || '').length > 20);
        }).map((gd) => gd.closest('[class*=st-key-]')?.className || '?')"""
    )
    return found
