"""The profiles: limits that differ between a machine of one's own and a small host, each refusal with number and remedy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from explorer import limits
from explorer.errors import SettingError
from explorer.serving.config import flags

ROOT = Path(__file__).parents[2]
ASKED = """
import io, json
import numpy as np
from PIL import Image
from explorer import Conv2D, Dense, Flatten, Network, ReLU, images, limits, presets
from explorer.errors import ExplorerError
from explorer.views.explore.runs import BUDGET, shared_runner
from explorer.views.image.photos import Uploads
from explorer.views.shell.remembered import Store as Results

def refusal(ask):
    try:
        ask()
    except ExplorerError as error:
        return [error.problem, error.remedy]
    return []

def file_of(width, height):
    data = io.BytesIO()
    Image.new("1", (width, height)).save(data, "PNG")
    return data.getvalue()

def planned(*layers, shape=(256, 256, 3)):
    return lambda: BUDGET.check(Network(layers, shape))

print(json.dumps({
    "numbers": {name: value for name, value in vars(limits).items() if name.isupper() and isinstance(value, int)},
    "kept": [shared_runner().memo_bytes, Results().max_bytes, Uploads().limit],
    "seconds": BUDGET.seconds,
    "telephone": refusal(lambda: images.decode(file_of(4096, 3072))),
    "photo": refusal(lambda: images.decode(file_of(4001, 4000))),
    "side": refusal(lambda: Network((), (5000, 10, 3))),
    "layers": refusal(lambda: Network((ReLU(),) * 600, (8, 8, 3))),
    "maps": refusal(planned(*[Conv2D(filters=256, kernel_size=1)] * 8)),
    "weights": refusal(planned(Flatten(), Dense(units=4000))),
    "work": refusal(planned(*[Conv2D(filters=400, kernel_size=7)] * 4, shape=(64, 64, 3))),
    "presets": [name for name in presets.NAMES if refusal(lambda: BUDGET.check(presets.load(name).network))],
}))
"""


@cache
def answers(profile: str, **more: str) -> dict[str, Any]:
    """What a process with this profile says."""
    environment = {**os.environ, limits.PROFILE_VARIABLE: profile, **more}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASKED],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def test_a_machine_of_ones_own_has_the_limits_that_it_had() -> None:
    desktop = answers("desktop")
    assert desktop["numbers"] == answers("")["numbers"]
    assert desktop["numbers"]["IMAGE_SIDE"] == 4096
    assert desktop["numbers"]["RUN_MACS"] == 20_000_000_000
    assert desktop["presets"] == []
    assert desktop["telephone"] == []


def test_on_a_small_host_no_limit_is_higher() -> None:
    desktop, hosted = answers("desktop")["numbers"], answers("hosted")["numbers"]
    lower = {name for name, value in hosted.items() if value < desktop[name]}
    assert hosted.pop("NICENESS") > desktop["NICENESS"]  # the only one by which others have more
    assert all(hosted[name] <= desktop[name] for name in hosted)
    assert lower >= {
        *("IMAGE_SIDE", "FILE_PIXELS", "UPLOADS_BYTES", "LAYERS", "ACTIVATION_BYTES", "MEMO_BYTES", "LAYER_BYTES"),
        *(
            "REMEMBERED_BYTES",
            "VISITOR_UPLOADS_BYTES",
            "RUN_MACS",
            "RUN_SECONDS",
            "STORE_BYTES",
            "KEPT_BYTES",
            "WEIGHTS_BYTES",
            "KEPT_WEIGHTS_BYTES",
        ),
    }


def test_what_is_kept_for_all_visitors_follows_the_profile() -> None:
    numbers = answers("hosted")["numbers"]
    names = "MEMO_BYTES", "REMEMBERED_BYTES", "UPLOADS_BYTES"
    assert answers("hosted")["kept"] == [numbers[name] for name in names]
    assert answers("hosted")["seconds"] == numbers["RUN_SECONDS"]


def test_what_can_be_held_at_once_fits_690_mb() -> None:
    """Python with all its packages and ten visitors 175 MB, a run or a photo being read (16 bytes a pixel), what is kept."""
    numbers = answers("hosted")["numbers"]
    run = numbers["LAYER_BYTES"] + max(numbers["ACTIVATION_BYTES"], numbers["MEMO_BYTES"])
    kept = sum(numbers[name] for name in ("REMEMBERED_BYTES", "UPLOADS_BYTES", "KEPT_RUN_BYTES", "WEIGHTS_BYTES"))
    photo = 16 * numbers["FILE_PIXELS"]
    assert numbers["COMPUTE_SLOTS"] == 1
    assert 175_000_000 + max(photo, run) + kept < 690_000_000


@pytest.mark.parametrize(
    ("asked", "limit"),
    [
        ("photo", "at most 12.6 can be read. Resize it to at most 3549 × 3549 px."),
        ("side", "The input has 5000 rows. Use a whole number, 1 to 1,024."),
        ("layers", "at most 256"),
        ("maps", "the limit is 72 MB. Use a smaller image, fewer filters, or pooling earlier."),
        ("weights", "the limit is 152 MB. Use fewer units or filters, or pooling before it."),
        ("work", "the limit is 4 billion. Use a smaller image, fewer filters, or a stride of 2 early."),
    ],
)
def test_every_refusal_of_a_small_host_names_its_limit_and_the_way_below(asked: str, limit: str) -> None:
    said = answers("hosted")[asked]
    assert limit in " ".join(said)
    assert all(said), "a problem and a remedy"


def test_a_small_host_takes_the_photos_of_telephones_and_nearly_all_networks_of_the_gallery() -> None:
    hosted = answers("hosted")
    assert hosted["telephone"] == []
    too_large = ["vgg16", "vgg11", "unet_2015", "resnet50", "mobilenet_v2", "efficientnet_b0", "convnext_tiny"]
    assert hosted["presets"] == too_large


def test_the_days_and_the_room_of_demos_can_be_set() -> None:
    numbers = answers("hosted", CNN_EXPLORER_DEMO_DAYS="30", CNN_EXPLORER_STORE_MB="2000")["numbers"]
    assert (numbers["DEMO_DAYS"], numbers["STORE_BYTES"]) == (30, 2_000_000_000)


@pytest.mark.parametrize("text", ["0", "-1", "1e3", "²", "9" * 5000, "many"])
def test_a_number_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="is not a whole number from 1"):
        limits.whole_of({"DAYS": text}, "DAYS", 365)


def test_a_profile_that_does_not_exist_is_refused() -> None:
    assert limits.profile_of({}) == limits.profile_of({limits.PROFILE_VARIABLE: " "}) == "desktop"
    with pytest.raises(SettingError) as caught:
        limits.profile_of({limits.PROFILE_VARIABLE: "Hosted"})
    assert str(caught.value) == "CNN_EXPLORER_PROFILE is 'Hosted', which is not a profile. Use desktop or hosted."


def test_the_server_takes_files_of_the_size_that_the_app_reads() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["maxUploadSize"] == answers("hosted")["numbers"]["UPLOAD_MEGABYTES"]
    assert f"--server.maxUploadSize={limits.UPLOAD_MEGABYTES}" in flags()


def test_the_secrets_of_streamlits_cloud_are_read_before_the_limits_are(tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(f'{limits.PROFILE_VARIABLE} = "hosted"\n')
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "import app; from explorer import limits; print(limits.PROFILE)"],
        env={name: value for name, value in os.environ.items() if name != limits.PROFILE_VARIABLE}
        | {"PYTHONPATH": str(ROOT)},
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1:] == ["hosted"], done.stderr
