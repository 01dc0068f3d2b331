"""`cnn-explorer train`: what it prints and writes is what the library computes, stopped and gone on with or not."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import explorer
from explorer.cli import training
from explorer.cli.main import main, parser
from explorer.cli.training import with_outputs
from explorer.errors import SettingError
from explorer.learning import Checkpoint, Recipe, fit
from explorer.learning.data import fashion, generated
from tests.learning.data.test_uploads import png, written, zipped

ROOT = Path(__file__).parents[2]
TEXT = "input 16x16x1; maxpool 2; flatten; dense 3; softmax"
NETWORK = explorer.from_text(TEXT)
RECIPE = Recipe(learning_rate=0.01, batch_size=60, epochs=3, seed=5)
SQUARED = ("--loss", "squared_error", "--weight-decay", "10")
OPTIONS = ("--learning-rate", "0.01", "--batch-size", "60", "--epochs", "3", "--seed", "5")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own with the network in it. The command's handler of signals goes with the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    (tmp_path / "net.txt").write_text(TEXT)
    return tmp_path


def arrays(name: str = "trained.npz") -> dict[str, np.ndarray]:
    with np.load(name) as file:
        return {key: file[key] for key in file}


def fitted_by_the_library(recipe: Recipe = RECIPE, numbers: type = np.float32) -> dict[str, np.ndarray]:
    fitting = fit(NETWORK, generated("bars", rows=16, cols=16), recipe, dtype=numbers)
    for _ in fitting:
        pass
    return {f"{path}/{name}": array for path, own in fitting.params.items() for name, array in own.items()}


def check_equal(found: dict[str, np.ndarray], wanted: dict[str, np.ndarray]) -> None:
    assert set(found) == set(wanted)
    for name, array in wanted.items():
        np.testing.assert_array_equal(found[name], array.astype(np.float32), strict=True)


def test_it_learns_what_the_library_learns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "net.txt", "--data", "bars", "--random", *OPTIONS]) == 0
    check_equal(arrays(), fitted_by_the_library())
    printed = capsys.readouterr().out
    lines = [line for line in printed.splitlines() if line.startswith("epoch")]
    assert [line.split()[1] for line in lines] == ["1/3", "2/3", "3/3"]
    losses = [float(found) for found in re.findall(r"training loss ([\d.]+)", printed)]
    assert losses[0] > losses[2]
    assert "validation loss" in lines[0]
    assert re.search(r"\d+ s, 0 s left$", lines[2])
    assert "t training, v validation" in printed
    weights = explorer.read_weights("trained.npz", NETWORK)
    assert weights.untrained(NETWORK) == ()


def test_the_printed_numbers_are_those_of_the_library(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "net.txt", "--data", "bars", "--random", *OPTIONS, "--numbers", "float64"])
    data = generated("bars", rows=16, cols=16)
    fitting = fit(NETWORK, data, RECIPE, dtype=np.float64)
    steps = list(fitting)
    measured = fitting.measure(data.validation)
    last = [step for step in steps if step.epoch == 3]
    wanted = f"training loss {np.mean([step.loss for step in last]):.4f}"
    assert wanted in capsys.readouterr().out.splitlines()[5]
    assert f"validation loss {measured.loss:.4f}  accuracy {measured.accuracy:6.1%}"
    check_equal(arrays(), fitted_by_the_library(numbers=np.float64))


def test_going_on_is_as_if_it_had_never_stopped(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "net.txt", "--data", "bars", "--random", *OPTIONS, "--epochs", "1"]) == 0
    go_on = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("For more epochs: "))
    words = go_on.removeprefix("For more epochs: cnn-explorer ").split()
    assert main([*words[:-1], "3"]) == 0
    printed = capsys.readouterr().out
    assert "It begins with trained.checkpoint.npz, after step 15." in printed
    assert [line.split()[1] for line in printed.splitlines() if line.startswith("epoch")] == ["2/3", "3/3"]
    check_equal(arrays(), fitted_by_the_library())
    assert main([*words[:-1], "3"]) == 2
    assert "has done all 3 epochs already. Give more: --epochs 6" in capsys.readouterr().err


def test_stopping_keeps_what_was_learned(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stop(text: str) -> None:
        if text.startswith("epoch 2, step 4 "):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(training, "_show", stop)
        assert main(["train", "net.txt", "--data", "bars", "--random", *OPTIONS]) == 130
    printed = capsys.readouterr().out
    assert "Stopped at step 19 of 45. Go on with:" in printed
    assert Checkpoint.from_bytes(Path("trained.checkpoint.npz").read_bytes()).step == 19
    assert arrays()
    assert main(printed.splitlines()[-1].split()[1:]) == 0
    check_equal(arrays(), fitted_by_the_library())


@pytest.mark.parametrize("sent", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.thorough)])
def test_a_signal_stops_it(sent: signal.Signals, folder: Path) -> None:
    command = [sys.executable, "-m", "explorer", "train", "net.txt", "--data", "bars", *OPTIONS, "--epochs", "5000"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("epoch") and len(lines) < 6:
                process.send_signal(sent)
        assert process.wait(timeout=30) == 130
    assert lines[-1].strip().startswith("cnn-explorer train net.txt --data bars --resume trained.checkpoint.npz")
    assert {"trained.npz", "trained.checkpoint.npz"} <= {path.name for path in folder.iterdir()}


def test_pictures_of_ones_own_and_outputs_that_follow(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        f"{name}/{place}.png": png(value + place) for name, value in (("dark", 9), ("light", 200)) for place in range(9)
    }
    (folder / "mine.zip").write_bytes(zipped(files | {"dark/words.txt": b"words"}))
    written(folder / "mine", files)
    assert main(["train", "net.txt", "--data", "mine.zip", *OPTIONS]) == 2
    assert "ends in 3 numbers, and the data have 2 classes. --fit-classes gives dense3 2 units" in (
        said := capsys.readouterr()
    ).err.replace("dense1", "dense3")
    assert "1 file was left out, which is no picture: “dark/words.txt”." in said.out
    for data, out in (("mine.zip", "a.npz"), ("mine", "b.safetensors")):
        assert main(["train", "net.txt", "--data", data, *OPTIONS, "--fit-classes", "--out", out]) == 0
    read = explorer.read("a.cnn.json")
    assert (read.network.output_shape, read.classes) == ((2,), ("dark", "light"))
    assert explorer.read_weights("a.npz", read.network) is not None
    for own in (explorer.read_weights(name, read.network).params(read.network) for name in ("a.npz", "b.safetensors")):
        np.testing.assert_array_equal(own["2"]["kernel"], arrays("a.npz")["2/kernel"])


def test_data_are_named_fitted_and_chosen() -> None:
    def data(*options: str) -> explorer.learning.DataSet:
        arguments = parser().parse_args(["train", "net.txt", *options])
        return training.data_of(arguments, explorer.from_text("input 32x32x1; relu"))

    assert data("--data", "fashion") is fashion()
    assert data("--data", "fashion", "--classes", "Bag, Trouser").classes == ("Bag", "Trouser")
    assert data("--data", "dot", "--split-seed", "4").digest == generated("dot", 4, 32, 32).digest


def test_only_the_last_dense_layer_begins_anew() -> None:
    preset = explorer.presets.load("fashion_lenet5")
    network, weights = with_outputs(preset.network, preset.weights, 4)
    assert weights is not None
    before, after = preset.weights.params(preset.network), weights.params(network)
    changed = [path for path in after if after[path]["kernel"].shape != before[path]["kernel"].shape]
    assert [network[path].name for path in changed] == ["dense5"]
    for path in after:
        if path not in changed:
            np.testing.assert_array_equal(after[path]["kernel"], before[path]["kernel"])
    assert with_outputs(preset.network, preset.weights, 10) == (preset.network, preset.weights)
    with pytest.raises(SettingError, match="no dense layer"):
        with_outputs(explorer.from_text("input 8x8x1; conv 2 3x3"), None, 2)


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (("--data", "nothing"), "There are no data 'nothing'. Use a folder or a zip file"),
        (("--data", "bars", "--out", "x.h5"), "Weights cannot be written as '.h5'"),
        (("--data", "bars", "--resume", "net.txt"), "checkpoint is damaged"),
        (("--data", "bars", "--resume", "nothing.npz"), "nothing.npz cannot be read"),
        (("--data", "bars", "--classes", "Cross,Star"), "There is no class 'Star'"),
        (("--data", "net.txt"), "cut short or damaged"),
        (("--data", "bars", "--momentum", "0.5"), "--momentum says nothing of the optimizer adam"),
        (("--data", "fashion"), "ends in 3 numbers, and the data have 10 classes"),
        (("--data", "bars", "--learning-rate", "1000", "--optimizer", "sgd", *SQUARED), "smaller learning rate"),
    ],
)
def test_what_makes_no_sense_is_a_sentence_and_code_2(
    options: tuple[str, ...], wanted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "net.txt", *options]) == 2
    assert wanted in capsys.readouterr().err
