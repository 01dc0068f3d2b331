"""`cnn-explorer export`: every form holds the network, and what makes no sense is a sentence and code 2."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

import explorer
from explorer.analysis import architecture
from explorer.cli.exporting import FORMS, OPTIONS
from explorer.cli.main import main
from explorer.cli.naming import scene_of
from explorer.formats.weights import read_arrays
from tests.strategies import random_params

PRESET = explorer.presets.load("fashion_lenet5")
SMALL = explorer.from_text("input 6x6x1; conv 4 3x3 as stem; relu; flatten; dense 3")
UPLOADED = explorer.Uploaded.of(SMALL, random_params(SMALL), "mine.npz")


def exported(folder: Path, name: str, *options: str, network: str = "fashion_lenet5") -> bytes:
    path = folder / name
    assert main(["export", network, "-o", str(path), *options]) == 0
    return path.read_bytes()


@pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
def test_weights(tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = exported(tmp_path, f"net{suffix}")
    assert f"net{suffix} holds its arrays, " in capsys.readouterr().out
    read = explorer.read_weights(data, PRESET.network).params(PRESET.network)
    for path, arrays in PRESET.weights.params(PRESET.network).items():
        for name, array in arrays.items():
            np.testing.assert_array_equal(read[path][name], array, strict=True)


@pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
def test_activations_of_one_layer(tmp_path: Path, suffix: str) -> None:
    options = ("--what", "activations", "--layer", "conv1", "--numbers", "float16")
    read = read_arrays(exported(tmp_path, f"net{suffix}", *options))
    network = PRESET.network
    image = explorer.images.picture_for(PRESET.image, network.input_shape).pixels
    acts = explorer.run(network, PRESET.weights.params(network), image[None])
    assert list(read) == ["conv1"]
    np.testing.assert_array_equal(read["conv1"], acts[network["conv1"].path].astype(np.float16), strict=True)


def test_activations_of_a_picture_of_ones_own(tmp_path: Path) -> None:
    Image.new("RGB", (40, 40)).save(tmp_path / "black.png")
    options = ("--what", "activations", "--image", str(tmp_path / "black.png"))
    read = read_arrays(exported(tmp_path, "net.npz", *options))
    assert not read["input"].any()
    assert list(read) == [step.name for step in PRESET.network.steps]


def test_the_network_in_its_forms(tmp_path: Path) -> None:
    scene = PRESET.scene()
    model = explorer.from_json(exported(tmp_path, "net.cnn.json"))
    assert (model.network, model.weights) == (scene.network, scene.weights)
    assert explorer.from_text(exported(tmp_path, "net.txt").decode()) == scene.network
    assert exported(tmp_path, "net.csv").decode() == architecture.to_csv(scene.network)
    assert exported(tmp_path, "net.md").decode() == architecture.to_markdown(scene.network)
    assert exported(tmp_path, "net.tex").decode() == architecture.to_latex(scene.network)


def test_onnx_and_code_are_those_of_the_library(tmp_path: Path) -> None:
    scene = PRESET.scene()
    data = exported(tmp_path, "net.onnx")
    model = explorer.read(data)
    assert model.network == scene.network
    for path, arrays in scene.weights.params(scene.network).items():
        for name, array in arrays.items():
            np.testing.assert_array_equal(model.params[path][name], array, strict=True)
    assert exported(tmp_path, "net.py").decode() == explorer.to_keras(scene.network)
    assert exported(tmp_path, "net.py", "--framework", "pytorch").decode() == explorer.to_pytorch(scene.network)
    with zipfile.ZipFile(io.BytesIO(exported(tmp_path, "net.zip", "--framework", "pytorch"))) as archive:
        assert archive.read("model.py").decode() == explorer.to_pytorch(scene.network)
        names = set(archive.namelist())
    assert names == {"model.py", "weights.npz", "check.py", "image.npy", "expected.npz", "README.txt"}


def test_pictures_diagrams_and_reports(tmp_path: Path) -> None:
    for figure in ("overview", "diagram", "ledger"):
        svg = ElementTree.fromstring(exported(tmp_path, "net.svg", "--figure", figure).decode())
        assert [text for text in svg.itertext() if text.strip()]
        with Image.open(io.BytesIO(exported(tmp_path, "net.png", "--figure", figure))) as picture:
            assert picture.size[0] > 300
    report = exported(tmp_path, "net.html", "--figure", "report").decode()
    assert report.startswith("<!doctype html>")
    assert "LeNet-5" in report


def test_what_was_exported_is_a_network_for_every_command(tmp_path: Path) -> None:
    exported(tmp_path, "net.cnn.json")
    scene = PRESET.scene()
    found = scene_of(str(tmp_path / "net.cnn.json"))
    assert (found.network, found.weights) == (scene.network, scene.weights)
    onnx = scene_of("tests/fixtures/models/script/lenet.onnx")
    assert onnx.weights.asked_for is None
    assert onnx.network.param_count == 1100


def test_a_picture_needs_no_server(tmp_path: Path) -> None:
    page = exported(tmp_path, "net.html", "--figure", "growth", "--theme", "dark").decode()
    assert "<html>" in page
    assert "#14171c" in page


def test_uploaded_weights_of_a_link_are_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = explorer.Weights(UPLOADED).with_number("0", "bias", 1, 2.5)
    explorer.save_weights(tmp_path / "mine.npz", SMALL, explorer.Weights(UPLOADED))
    scene = explorer.Scene(SMALL.layers, SMALL.input_shape, weights, names=SMALL.names)
    link = explorer.link.encode(scene)
    target = tmp_path / "out.npz"
    for what in ("weights", "activations"):
        assert main(["export", link, "-o", str(target), "--what", what]) == 2
        told = capsys.readouterr().err
        assert "mine.npz" in told
        assert "are not" in told
    assert not target.exists()
    data = exported(tmp_path, "out.npz", "--weights", str(tmp_path / "mine.npz"), network=link)
    assert read_arrays(data)["0/bias"][1] == 2.5
    np.testing.assert_array_equal(read_arrays(data)["0/kernel"], weights.params(SMALL)["0"]["kernel"])
    other = replace(scene, weights=explorer.Weights(explorer.Uploaded.of(SMALL, random_params(SMALL, 1)).absent))
    arguments = ["export", explorer.link.encode(other), "-o", str(target), "--weights", str(tmp_path / "mine.npz")]
    assert main(arguments) == 2
    assert "weights of another file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["lenet5", "-o", "net.gif"], "A network cannot be written as '.gif'. Use one of .npz"),
        (["lenet5", "-o", "net.json"], "Use .cnn.json."),
        (["lenet5", "-o", "net.cnn.zip"], "A .cnn.zip holds a demo, which the app writes."),
        (["lenet5", "-o", "net.svg", "--figure", "report"], "A report cannot be written as .svg. Use .html."),
        (
            ["lenet5", "-o", "net.html", "--figure", "diagram"],
            "A diagram cannot be written as .html. Use .svg or .png.",
        ),
        (["lenet5", "-o", "net"], "A network cannot be written as 'net'"),
        (["nobody", "-o", "net.npz"], "There is no preset 'nobody'"),
        (["lenet5", "-o", "none/net.npz"], "cannot be written: No such file"),
        (
            ["lenet5", "-o", "net.txt", "--layer", "conv1"],
            "--layer says nothing of a file that ends in .txt. It is for .npz",
        ),
        (["lenet5", "-o", "net.npz", "--layer", "conv9"], "There is no layer 'conv9'"),
        (["lenet5", "-o", "net.npz", "--image", "a.png"], "--image says nothing of weights"),
        (
            ["lenet5", "-o", "net.npz", "--what", "activations", "--image", "a.png"],
            "a.png cannot be read: No such file",
        ),
        (["lenet5", "-o", "net.npz", "--weights", "a.npz"], "“a.npz” cannot be opened"),
        (["none.cnn.json", "-o", "net.npz"], "cannot be opened"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", *arguments]) == 2
    assert sentence in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_every_option_is_known_and_of_use() -> None:
    used = {name for form in FORMS.values() for name in form.options}
    assert used <= set(OPTIONS)
    assert set(OPTIONS) - used == set()
