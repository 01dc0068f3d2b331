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


ANSWER = """
import http.server, os, signal, sys
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *words): pass
stubborn, port = sys.argv[1] == "stubborn", int(sys.argv[2])
if stubborn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
server = http.server.HTTPServer(("127.0.0.1", port), Health)
print("It listens.", flush=True)
server.handle_request()
while stubborn:
    server.handle_request()
sys.exit(3)
"""
"""A server that answers once and ends; a stubborn one answers until it is killed."""


def answering(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(server, "start_command", lambda port, host: [sys.executable, "-c", ANSWER, how, str(port)])


def test_a_server_that_does_not_end_when_it_is_told_to_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "stubborn")
    monkeypatch.setattr(server, "STOP_TIMEOUT", 0.2)
    closed: list[bool] = []
    opened = Server(on_close=lambda: closed.append(True))
    assert responds(f"{opened.address}/_stcore/health")
    opened.close()
    assert not responds(f"{opened.address}/_stcore/health")
    assert repr(opened).endswith(", closed>")
    assert closed == [True]


def test_a_server_that_is_not_quiet_is_heard_and_waited_for(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, "once")
    opened = Server(quiet=False)
    assert opened.wait() == 3
    opened.close()
    assert "It listens." in capfd.readouterr().out


def test_a_loud_server_that_does_not_start_has_said_why_itself(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(server, "start_command", lambda *_: [sys.executable, "-c", "raise SystemExit('no such app')"])
    with pytest.raises(ServerError, match=r"did not start\. Run `cnn-explorer run` to see what its server prints\.$"):
        Server(quiet=False)
    assert "no such app" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("package", "found"), [("clone/explorer", "clone"), ("lib/site-packages/explorer", "nothing of it")]
)
def test_a_clone_is_put_on_the_servers_path_and_what_is_installed_is_found_without(
    package: str, found: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    say = "import os; raise SystemExit(os.path.basename(os.environ.get('PYTHONPATH', 'nothing of it')))"
    monkeypatch.setattr(server, "start_command", lambda *_: [sys.executable, "-c", say])
    monkeypatch.setattr(server, "PACKAGE", tmp_path / package)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    with pytest.raises(ServerError, match=rf"did not start\. {found}$"):
        Server()
