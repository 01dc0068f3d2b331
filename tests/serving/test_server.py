"""The app in a process of its own, over HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

import explorer
from explorer.errors import MissingExtraError, ServerError
from explorer.serving import handover, server
from explorer.serving.server import Server, check_extra, free_port, responds

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def app() -> Iterator[Server]:
    preset = explorer.presets.load("edges")
    with explorer.open(preset.network, preset.weights, preset.image, browser=False) as opened:
        yield opened


def test_the_app_answers_at_its_address(app: Server) -> None:
    with urlopen(f"{app.address}/_stcore/health") as answer:
        assert answer.read() == b"ok"
    with urlopen(app.address) as answer:
        assert b'<div id="root">' in answer.read()
    assert repr(app) == f"<CNN Explorer at {app.address}>"
    assert f'href="{app.address}"' in app._repr_html_()


def test_it_listens_to_this_machine_only(app: Server) -> None:
    """127.0.0.2 is this machine too, but another address: a server that listens at all addresses answers there."""
    assert app.address.startswith("http://127.0.0.1:")
    assert not responds(app.address.replace("127.0.0.1", "127.0.0.2"))


def test_its_port_is_taken(app: Server) -> None:
    port = int(app.address.rpartition(":")[2])
    with pytest.raises(ServerError, match=f"cannot listen at port {port}"):
        Server(port)


@pytest.mark.thorough
def test_closing_stops_it_removes_the_file_and_can_be_done_twice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(handover.tempfile, "tempdir", str(tmp_path))
    preset = explorer.presets.load("edges")
    opened = explorer.open(preset.network, preset.weights, preset.image, browser=False)
    assert responds(f"{opened.address}/_stcore/health")
    opened.close()
    opened.close()
    assert not responds(f"{opened.address}/_stcore/health")
    assert repr(opened).endswith(", closed>")
    assert list(tmp_path.glob("cnn-explorer-*")) == []


@pytest.mark.thorough
def test_the_browser_is_shown_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr("webbrowser.open", shown.append)
    network = explorer.presets.load("edges").network
    with explorer.open(network) as opened:
        assert shown == [opened.address]


def test_a_server_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(
        server, "start_command", lambda port, host: [sys.executable, "-c", "raise SystemExit('no such app')"]
    )
    monkeypatch.setattr(handover.tempfile, "tempdir", str(tmp_path))
    with pytest.raises(ServerError, match=r"The app did not start\. no such app"):
        explorer.open(explorer.presets.load("edges").network, browser=False)
    assert list(tmp_path.glob("cnn-explorer-*")) == []


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "find_spec", lambda name: None if name == "streamlit" else name)
    with pytest.raises(MissingExtraError) as error:
        check_extra()
    assert str(error.value) == (
        'The app needs streamlit, which is not installed. Install it with: pip install "cnn-explorer[app]"'
    )
    assert isinstance(error.value, ImportError)


def test_run_serves_until_it_is_told_to_end() -> None:
    port = free_port()
    command = [sys.executable, "-m", "explorer", "run", "--no-browser", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert any("CNN Explorer is at" in line for line in process.stdout)
        assert responds(f"http://127.0.0.1:{port}/_stcore/health")
        process.terminate()
        process.communicate(timeout=15)
    assert not responds(f"http://127.0.0.1:{port}/_stcore/health")
