"""The package as somebody gets it who has nothing but a new environment: `make package` runs this, outside the repository.

The environment is first bare, then has the extra [app]; so these tests are run in their order, and apart from the others.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from explorer.serving.server import free_port, responds
from explorer.version import __version__

ROOT = Path(__file__).parents[2]
MAX_WHEEL_BYTES = 12_000_000


class Environment:
    """A virtual environment and an empty directory to work in, both outside the repository."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work"
        self.work.mkdir()
        self._bin = folder / "venv" / "bin"
        _checked([sys.executable, "-m", "venv", str(folder / "venv")], folder)

    def install(self, what: str) -> None:
        options = ["--quiet", "--no-compile", "--disable-pip-version-check"]
        _checked([str(self._bin / "python"), "-m", "pip", "install", *options, what], self.work)

    def python(self, code: str) -> str:
        """What `code` prints."""
        return _checked([str(self._bin / "python"), "-c", code], self.work)

    def command(self, *arguments: str) -> list[str]:
        return [str(self._bin / "cnn-explorer"), *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments), cwd=self.work, capture_output=True, text=True, check=False, env=_clean()
        )


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "STREAMLIT"))}


def _checked(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=_clean())
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tracked(folder: str = ".") -> set[str]:
    """The files that git knows, below `folder`."""
    listed = _checked(["git", "ls-files", "-z", folder], ROOT).split("\0")
    return {name for name in listed if name and (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a new wheel and a new sdist."""
    folder = tmp_path_factory.mktemp("built")
    _checked([sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)], folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (file,) = built.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The wheel without extras."""
    environment = Environment(tmp_path_factory.mktemp("environment"))
    environment.install(str(wheel))
    return environment


@pytest.fixture(scope="module")
def full(bare: Environment, wheel: Path) -> Environment:
    """The same environment, from then on with the extra [app]."""
    bare.install(f"{wheel}[app]")
    return bare


def test_the_wheel_holds_every_file_of_the_package_and_no_other(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        names = {name for name in file.namelist() if ".dist-info/" not in name}
    assert names == tracked("explorer")


def test_the_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < MAX_WHEEL_BYTES


def test_the_wheel_brings_its_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        licences = {name.partition(".dist-info/licenses/")[2] for name in file.namelist()}
    trained = {f"explorer/weights/trained/{name}" for name in ("LICENCES.md", "LICENSE-Apache-2.0.txt")}
    data = {"explorer/images/samples/LICENCES.md", "explorer/learning/data/LICENCE-fashion-mnist.md"}
    assert {"LICENSE", *data, *trained} <= licences


def test_the_sdist_holds_what_is_needed_to_build_test_and_run(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as file:
        names = {name.partition("/")[2] for name in file.getnames()}
    wanted = tracked() - tracked(".ci")
    assert wanted - names == set()
    assert names - wanted == {"PKG-INFO"}


def test_the_version_is_that_of_the_package(wheel: Path, bare: Environment) -> None:
    assert wheel.name.startswith(f"cnn_explorer-{__version__}-")
    assert bare.run("--version").stdout.strip() == f"cnn-explorer {__version__}"


def test_the_bare_package_brings_three_packages_and_imports_no_others(bare: Environment) -> None:
    code = """
import sys, explorer
from importlib.metadata import distributions
print(sorted(d.name.lower() for d in distributions() if d.name.lower() not in ("pip", "setuptools")))
print(sorted({"plotly", "streamlit"} & set(sys.modules)))
"""
    assert bare.python(code).splitlines() == ["['cnn-explorer', 'numpy', 'pillow', 'scipy']", "[]"]


def test_the_lines_of_the_readme_run_without_extras(bare: Environment) -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## As a library")[2].partition("\n## ")[0]
    blocks = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert blocks
    bare.python("\n".join(blocks))


def test_a_star_import_works_without_extras(bare: Environment) -> None:
    assert bare.python("from explorer import *; print(Network((ReLU(),), (4, 4, 1)).output_shape)") == "(4, 4, 1)\n"


def test_figures_say_which_extra_is_missing(bare: Environment) -> None:
    code = """
import explorer
try:
    explorer.figures
except ImportError as error:
    print(error)
"""
    wanted = 'Figures need plotly, which is not installed. Install it with: pip install "cnn-explorer[figures]"'
    assert bare.python(code).strip() == wanted
    done = bare.run("figure", "lenet5", "-o", "x.html")
    assert (done.returncode, done.stderr.strip()) == (2, f"cnn-explorer: {wanted}")


def test_the_app_says_which_extra_is_missing(bare: Environment) -> None:
    done = bare.run("run", "--no-browser")
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "cnn-explorer: The app needs streamlit and plotly, which are not installed. "
        'Install them with: pip install "cnn-explorer[app]"'
    )


def test_commands_that_need_no_extra_run_without(bare: Environment) -> None:
    assert "conv1_2" in bare.run("summary", "tinyvgg").stdout
    learned = bare.run(
        "train", "fashion_lenet5", "--data", "fashion", "--classes", "Bag,Trouser", "--fit-classes", "--epochs", "1"
    )
    assert "trained.npz has the weights" in learned.stdout, learned.stderr
    assert bare.run("reads", "tinyvgg", "conv1_2", "3", "4", "5").stdout.splitlines()[-1].split() == [
        *("input", "rows", "3-7", "columns", "4-8", "channels", "0-2")
    ]


def test_a_figure_is_drawn_with_the_extra(full: Environment) -> None:
    assert full.run("figure", "lenet5", "-o", "overview.html").returncode == 0
    assert "plotly" in (full.work / "overview.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def address(full: Environment) -> Iterator[str]:
    """Where the installed app answers."""
    port = free_port()
    command = full.command("run", "--no-browser", "--port", str(port))
    process = subprocess.Popen(command, cwd=full.work, stdout=subprocess.PIPE, text=True, env=_clean())
    assert process.stdout is not None
    for line in process.stdout:
        if "CNN Explorer is at" in line:
            break
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.communicate(timeout=15)
    assert not responds(f"http://127.0.0.1:{port}/_stcore/health")


def test_the_installed_app_answers_and_serves_its_page(address: str) -> None:
    with urlopen(f"{address}/_stcore/health") as answer:
        assert answer.status == 200
    with urlopen(address) as answer:
        assert b'<div id="root">' in answer.read()


def test_the_installed_app_shows_its_first_screen_without_an_error(full: Environment) -> None:
    code = """
from streamlit.testing.v1 import AppTest
script = "from explorer.views.main import show; show()"
app = AppTest.from_string(script, default_timeout=120).run()
print(len(app.exception), len(app.get("plotly_chart")) > 0)
"""
    assert full.python(code).strip() == "0 True"
