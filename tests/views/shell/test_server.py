"""The server's own route: the components' modules, by their names alone, to be kept for ever."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from streamlit import config
from streamlit.web.server.app_discovery import discover_asgi_app

from explorer.views.components import modules
from explorer.views.shell import server
from tests.views.asking import get

ROOT = Path(__file__).parents[3]
STARTERS = (ROOT / "app.py", ROOT / "explorer" / "views" / "serve.py")
HEADERS = {"content-type": "text/javascript; charset=utf-8", "cache-control": "public, max-age=31536000, immutable"}


@pytest.mark.parametrize("path", sorted(modules.sources()))
def test_every_module_is_served_as_javascript_that_may_be_kept_for_ever(path: str) -> None:
    status, headers, body = get(f"/{modules.address(path)}")
    assert status == 200
    assert headers.items() >= {**HEADERS, "x-content-type-options": "nosniff"}.items()
    assert body == (modules.FOLDER / path).read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "{digest}/linker/none.js",
        "{digest}/linker",
        "{digest}/",
        "{digest}/linker/linker.py",
        "{digest}/linker/linker.css",
        "{digest}/linker//linker.js",
        "{digest}/shared/../linker/linker.js",
        "{digest}/../register.py",
        "{digest}/../../../../app.py",
        "{digest}//etc/passwd",
        "{digest}/%2e%2e/register.py",
        "{digest}/linker/linker.js\0",
        "0123456789abcdef/linker/linker.js",
        "/linker/linker.js",
    ],
)
def test_nothing_else_is_served_and_that_is_not_kept(path: str) -> None:
    status, headers, body = get(f"/{modules.PREFIX}/{path.format(digest=modules.digest())}")
    assert status == 404
    assert b"import" not in body
    assert "max-age" not in headers.get("cache-control", "")


def test_browsers_that_take_gzip_get_it() -> None:
    path = "linker/reads.js"
    status, headers, body = get(f"/{modules.address(path)}", accept="gzip, deflate, br")
    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(body) == modules.sources()[path]
    assert "content-encoding" not in get(f"/{modules.address(path)}")[1]


def test_modules_can_only_be_read() -> None:
    assert get(f"/{modules.address('linker/linker.js')}", "POST")[0] == 405


@pytest.mark.parametrize("base", ["foo", "/foo/", "a/b"])
def test_the_route_lies_below_the_base_path(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address = modules.address("linker/linker.js")
    monkeypatch.setattr(config, "get_option", {"server.baseUrlPath": base}.__getitem__)
    assert get(f"/{base.strip('/')}/{address}")[0] == 200
    assert get(f"/{address}")[0] == 404


@pytest.mark.parametrize("path", STARTERS, ids=lambda path: path.name)
def test_streamlit_finds_the_app_in_the_few_lines_that_start_it(path: Path) -> None:
    """It reads the file for the words `st.App(`; else it would run it as a script, without our routes."""
    assert discover_asgi_app(path).app_name == "app"
    assert len(path.read_text().splitlines()) < 40


def test_both_starters_start_the_same_app() -> None:
    one, two = ([line for line in path.read_text().splitlines() if line][-3:] for path in STARTERS)
    assert one == two


def test_the_script_is_there() -> None:
    assert server.server()["script_path"] == server.SCRIPT
    assert server.SCRIPT.is_file()
