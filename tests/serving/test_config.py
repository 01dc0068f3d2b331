"""The packaged configuration, and what is written down twice elsewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from streamlit import config as streamlit_config

from explorer import limits
from explorer.serving.config import CONFIG, flags, flattened
from explorer.version import __version__

ROOT = Path(__file__).parents[2]


def test_the_packaged_configuration_is_that_of_the_repository() -> None:
    assert CONFIG.read_text(encoding="utf-8") == (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")


def test_every_key_becomes_a_flag_that_streamlit_knows() -> None:
    keys = dict(flattened(tomllib.loads(CONFIG.read_text(encoding="utf-8"))))
    assert len(keys) == len(flags()) >= 15
    keys["server.maxUploadSize"] = limits.UPLOAD_MEGABYTES  # the profile's
    option_names = set(streamlit_config._config_options_template)
    for flag, (name, value) in zip(flags(), keys.items(), strict=True):
        assert name in option_names
        told, _, text = flag.removeprefix("--").partition("=")
        assert told == name
        assert text.lower() == str(value).lower()


def test_nested_sections_keep_their_full_names() -> None:
    table = {"theme": {"light": {"textColor": "#123456"}, "baseRadius": "6px"}, "server": {"headless": True}}
    assert list(flattened(table)) == [
        ("theme.light.textColor", "#123456"),
        ("theme.baseRadius", "6px"),
        ("server.headless", True),
    ]


def test_the_versions_that_are_written_down_agree() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^version: (.+)$", citation, re.MULTILINE) == [__version__]
    assert __version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_package_asks_for_what_the_repository_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = set((ROOT / "requirements.txt").read_text().split())
    assert len(wanted) == 5
    assert set(project["dependencies"]) | set(extras["app"]) == wanted
    assert {re.match(r"\w+", each)[0] for each in project["dependencies"]} == {"numpy", "scipy", "pillow"}
    assert set(extras["figures"]) < set(extras["app"])
