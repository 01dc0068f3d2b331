"""The files for hosts, as far as they can be checked without the hosts: what they name exists, and they agree with the app."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from explorer import limits
from explorer.cli.main import parser
from explorer.store import place
from explorer.views.headers import FRAME_ANCESTORS
from tests.hosting.nginx import configured, programs

ROOT = Path(__file__).parents[2]
COMPOSE, KUBERNETES, UNIT = (
    ROOT / "compose.yaml",
    ROOT / "deploy" / "kubernetes.yaml",
    ROOT / "deploy" / "cnn-explorer.service",
)
OURS = {
    place.DATABASE,
    place.FOLDER,
    limits.PROFILE_VARIABLE,
    FRAME_ANCESTORS,
    "CNN_EXPLORER_STORE_MB",
    "CNN_EXPLORER_DEMO_DAYS",
    "CNN_EXPLORER_WEIGHTS_MB",
}
"""The environment variables that the app reads and a host sets."""
PLATFORMS = {"PORT", "STREAMLIT_SERVER_COOKIE_SECRET", "STREAMLIT_SERVER_XSRF_COOKIE_SAME_SITE"}


def text(path: Path | str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def compose() -> dict[str, Any]:
    return yaml.safe_load(text(COMPOSE))  # type: ignore[no-any-return]


def kubernetes() -> dict[str, Any]:
    return {each["kind"]: each for each in yaml.safe_load_all(text(KUBERNETES))}


def test_what_the_dockerfile_copies_is_there_and_is_not_ignored() -> None:
    copied = [
        part
        for line in re.findall(r"^COPY (?!--from)(.+)$", text("Dockerfile"), re.MULTILINE)
        for part in shlex.split(line)[:-1]
    ]
    assert {"explorer", "app.py", ".streamlit", "requirements.txt"} <= set(copied)
    kept = {line.removeprefix("!") for line in text(".dockerignore").splitlines() if line.startswith("!")}
    assert kept == set(copied)
    assert all((ROOT / each).exists() for each in copied)


def test_the_image_runs_as_nobody_in_particular_and_tells_its_health() -> None:
    file = text("Dockerfile")
    assert re.search(r"^USER cnn$", file, re.MULTILINE)
    assert "/_stcore/health" in file
    assert file.index("USER cnn") > file.index("RUN useradd")
    assert not re.search(r"^ENV[^\n]*CNN_EXPLORER_DATA", file, re.MULTILINE), "without a volume it forgets, and says so"
    [python] = re.findall(r"^ARG PYTHON=(.+)$", file, re.MULTILINE)
    assert tuple(map(int, python.split("."))) >= (3, 11)


def test_the_images_packages_are_those_of_the_requirements_and_of_the_extra() -> None:
    [named] = re.findall(r"-r requirements.txt (.+?) \\$", text("Dockerfile"), re.MULTILINE)
    extra = tomllib.loads(text("pyproject.toml"))["project"]["optional-dependencies"]["hosted"]
    assert shlex.split(named) == [each.partition(";")[0] for each in extra]


def test_three_replicas_share_one_database_and_one_secret() -> None:
    services = compose()["services"]
    replicas = [each for name, each in services.items() if name.startswith("app")]
    assert len(replicas) == 3
    assert all(each == replicas[0] and each["read_only"] and each["tmpfs"] == ["/tmp"] for each in replicas)
    environment = replicas[0]["environment"]
    assert environment[place.DATABASE].startswith("postgresql://")
    assert "STREAMLIT_SERVER_COOKIE_SECRET" in environment
    assert replicas[0]["networks"] == services["database"]["networks"] == ["inside"]
    assert compose()["networks"]["inside"]["internal"] is True
    for volume in services["nginx"]["volumes"]:
        assert (ROOT / volume.split(":")[0]).is_file()


def test_nginx_knows_the_replicas_of_the_composition() -> None:
    named = re.findall(r"^server (\w+):8501", text("deploy/nginx/replicas.conf"), re.MULTILINE)
    assert named == [name for name in compose()["services"] if name.startswith("app")]


def test_the_parts_for_kubernetes_find_each_other() -> None:
    parts = kubernetes()
    pod = parts["Deployment"]["spec"]["template"]
    assert parts["Deployment"]["spec"]["replicas"] == 3
    assert parts["Deployment"]["spec"]["selector"]["matchLabels"] == pod["metadata"]["labels"]
    assert parts["Service"]["spec"]["selector"] == pod["metadata"]["labels"]
    assert parts["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == pod["metadata"]["labels"]
    [rule] = parts["Ingress"]["spec"]["rules"]
    backend = rule["http"]["paths"][0]["backend"]["service"]
    assert backend["name"] == parts["Service"]["metadata"]["name"]
    assert parts["Ingress"]["metadata"]["annotations"]["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    [container] = pod["spec"]["containers"]
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert pod["spec"]["securityContext"]["runAsNonRoot"]


def test_every_variable_is_one_that_the_app_reads() -> None:
    [container] = kubernetes()["Deployment"]["spec"]["template"]["spec"]["containers"]
    named = {
        *compose()["services"]["app1"]["environment"],
        *(each["name"] for each in container["env"]),
        *re.findall(r"^Environment=(\w+)=", text(UNIT), re.MULTILINE),
        *re.findall(r"\b(CNN_EXPLORER_[A-Z]+(?:_[A-Z]+)*)\b", text("docs/hosting.md") + text("Dockerfile")),
    }
    assert named <= OURS | PLATFORMS
    table = set(re.findall(r"^\| `(\w+)` \|", text("docs/hosting.md"), re.MULTILINE))
    assert table == OURS | PLATFORMS, "the table of docs/hosting.md has every variable"


def test_the_unit_starts_a_command_that_there_is() -> None:
    [command] = re.findall(r"^ExecStart=\S+/cnn-explorer (.+)$", text(UNIT), re.MULTILINE)
    assert parser().parse_args(command.split()).port == 8501
    verify = shutil.which("systemd-analyze")
    if verify is None:
        return
    done = subprocess.run([verify, "verify", UNIT], capture_output=True, text=True, timeout=60, check=False)
    complaints = [line for line in done.stderr.splitlines() if UNIT.name in line and "is not executable" not in line]
    assert not complaints


def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    program = programs()
    if program is None:
        pytest.skip("there is no nginx on this machine, and none can be installed")
    file = configured(tmp_path, port=8080, replicas=[8501, 8502, 8503])
    done = subprocess.run([program, "-t", "-c", file], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr.replace('the "user" directive', ""), done.stderr
