"""The command line: what it prints, what it writes, and how it says that something is wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer import Cell, link, presets, to_text
from explorer.cli import commands
from explorer.cli.main import main, parser
from explorer.cli.naming import cell_of, scene_of
from explorer.errors import SettingError
from explorer.version import __version__

ROOT = Path(__file__).parents[2]
Read = Callable[[], tuple[str, str]]


@pytest.fixture
def output(capsys: pytest.CaptureFixture[str]) -> Read:
    """What was printed: to the output, and to the errors."""
    return lambda: tuple(capsys.readouterr())  # type: ignore[return-value]


def test_summary_prints_the_table_of_a_preset(output: Read) -> None:
    assert main(["summary", "vgg16"]) == 0
    printed, errors = output()
    assert printed == presets.load("vgg16").network.summary() + "\n"
    assert errors == ""


@pytest.mark.parametrize("form", ["{}", "m={}", "http://localhost:8501/?m={}", "https://a.b/c?embed=true&m={}"])
def test_a_link_is_a_network_too(form: str) -> None:
    scene = presets.load("residual").scene()
    assert scene_of(form.format(link.encode(scene))) == scene


def test_reads_prints_the_way_down_to_the_image(output: Read) -> None:
    assert main(["reads", "tinyvgg", "conv1_2", "3", "4", "5"]) == 0
    assert output()[0].splitlines() == [
        "conv1_2      rows 3  columns 4  channels 5",
        "relu1_1      rows 3-5  columns 4-6  channels 0-9",
        "conv1_1      rows 3-5  columns 4-6  channels 0-9",
        "input        rows 3-7  columns 4-8  channels 0-2",
    ]


@pytest.mark.parametrize("words", [["2:3,4,5"], ["conv1_2 3 4 5"], ["conv1_2:3,4,5"], ["2", "3", "4", "5"]])
def test_a_cell_can_be_written_in_several_ways(words: list[str]) -> None:
    assert cell_of(presets.load("tinyvgg").network, " ".join(words)) == Cell("2", 3, 4, 5)


def test_of_a_vector_the_unit_is_enough(output: Read) -> None:
    network = presets.load("lenet5").network
    assert cell_of(network, "dense3 7") == cell_of(network, "7:0,0,7") == Cell("7", 0, 0, 7)
    assert main(["reads", "lenet5", "dense3", "7"]) == 0
    assert output()[0].splitlines()[0] == "dense3       units 7"


def test_padding_holes_and_branches_are_told(output: Read) -> None:
    main(["reads", "edges", "conv1", "0", "0", "0"])
    assert output()[0].splitlines()[-1].endswith("(its window reaches into the padding)")
    main(["reads", "dilated", "conv1_4", "10", "10", "0"])
    assert re.search(r"rows \d+, \d+, \d+", output()[0])
    main(["reads", "inception", "concat1", "5", "5", "70"])
    assert "nothing" in output()[0]


@pytest.mark.parametrize("kind", commands.FIGURE_KINDS)
def test_every_kind_of_figure_can_be_written(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "figure.json"
    assert main(["figure", "edges", "--kind", kind, "-o", str(file), "--theme", "dark"]) == 0
    figure = json.loads(file.read_text())
    assert figure["data"] or figure["layout"]["shapes"]
    assert figure["layout"]["paper_bgcolor"] == "#14171c"


def test_a_figure_is_of_the_cell_and_of_the_layer_that_are_named(tmp_path: Path) -> None:
    file = tmp_path / "figure.json"
    main(["figure", "tinyvgg", "--kind", "cone", "--cell", "pool1 12 12 0", "-o", str(file)])
    texts = [note["text"] for note in json.loads(file.read_text())["layout"]["annotations"]]
    assert "6 of 64 rows" in texts
    main(["figure", "edges", "--kind", "maps", "--layer", "conv2", "-o", str(file)])
    assert json.loads(file.read_text())["layout"]["meta"]["path"] == "3"


def test_a_page_stands_on_its_own(tmp_path: Path) -> None:
    file = tmp_path / "figure.html"
    assert main(["figure", "lenet5", "--kind", "growth", "-o", str(file)]) == 0
    page = file.read_text(encoding="utf-8")
    assert "<html>" in page
    assert not re.search(r'<script[^>]+src="http', page)


def test_a_page_in_which_every_cell_explains_itself(tmp_path: Path, output: Read) -> None:
    file = tmp_path / "page.html"
    assert main(["figure", "edges", "--kind", "page", "--cell", "conv2 3 4 0", "-o", str(file)]) == 0
    page = file.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert 'data-look="auto"' in page
    assert main(["figure", "edges", "--kind", "page", "-o", str(tmp_path / "page.json")]) == 2
    assert "A page cannot be written as .json. Use .html." in output()[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["summary", "nope"],
            "There is no preset 'nope', and it is not a link either. "
            "Use a link of the app, a file that ends in .txt, .cnn.json, .onnx, or one of flowers_",
        ),
        (
            ["summary", "1.@@"],
            "This link has characters that do not belong in a link. Ask the sender to copy the whole link again.",
        ),
        (["summary", "m=5.abc"], "This version of CNN Explorer does not know this kind of link."),
        (["reads", "tinyvgg", "conv1", "1", "1", "1"], "There is no layer 'conv1'. Did you mean"),
        (
            ["reads", "tinyvgg", "conv1_1", "1", "1"],
            "'conv1_1 1 1' is not a cell of conv1_1. Write it as 'conv1_1 3 4 5'",
        ),
        (["reads", "tinyvgg", "conv1_1", "1", "x", "1"], "'conv1_1 1 x 1' is not a cell of conv1_1."),
        (["reads", "tinyvgg", "conv1_1", "99", "1", "1"], "There is no row 99. Rows run from 0 to 61."),
        (["reads", "tinyvgg", "conv1_1", "-1", "1", "1"], "There is no row -1. Rows run from 0 to 61."),
        (["figure", "tinyvgg", "-o", "a.png"], "A figure cannot be written as '.png'. Use .html or .json."),
        (["figure", "tinyvgg", "-o", "figure"], "A figure cannot be written as 'figure'. Use .html or .json."),
        (
            ["figure", "tinyvgg", "-o", "/nowhere/a.json"],
            "/nowhere/a.json cannot be written: No such file or directory.",
        ),
        (["figure", "fashion_dense", "--kind", "growth", "-o", "a.json"], "No layer of this network has a window"),
        (["run", "--port", "-5", "--no-browser"], "The app cannot listen at port -5 of 127.0.0.1"),
    ],
)
def test_errors_are_one_line_and_exit_code_2(arguments: list[str], told: str, output: Read) -> None:
    assert main(arguments) == 2
    printed, errors = output()
    assert printed == ""
    assert errors.startswith(f"cnn-explorer: {told}")
    assert errors.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["nope"], ["summary"], ["run", "--port", "x"], ["figure", "edges"]])
def test_what_the_parser_does_not_understand_is_told_likewise(arguments: list[str], output: Read) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(arguments)
    assert leaving.value.code == 2
    assert output()[1].count("\n") == 1


@pytest.mark.parametrize("command", ["run", "summary", "reads", "figure"])
def test_every_command_has_help_with_examples(command: str, output: Read) -> None:
    with pytest.raises(SystemExit) as leaving:
        main([command, "--help"])
    assert leaving.value.code == 0
    examples = re.findall(rf"^  cnn-explorer {command}.*$", output()[0], re.MULTILINE)
    assert len(examples) >= 2
    for example in examples:
        assert parser().parse_args(_words(example)).command


def _words(example: str) -> list[str]:
    return [word.strip("'") for word in re.findall(r"'[^']*'|\S+", example.removeprefix("  cnn-explorer "))]


def test_stretches_read_back_as_the_numbers() -> None:
    numbers = (0, 1, 2, 5, 7, 8)
    assert commands.index_ranges(numbers) == "0-2, 5, 7-8"


def test_a_reader_that_closes_early_is_no_error() -> None:
    command = f"{sys.executable} -m explorer summary vgg16 | head -1"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("path")
    assert done.stderr == ""


def test_it_can_be_run_as_a_module() -> None:
    command = [sys.executable, "-m", "explorer", "--version"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"cnn-explorer {__version__}"


def test_a_cell_of_a_vector_says_how_to_write_it() -> None:
    with pytest.raises(SettingError) as error:
        cell_of(presets.load("lenet5").network, "dense3 7 8")
    assert error.value.remedy == "Write it as 'dense3 7', with the unit."


def test_a_network_is_printed_as_text_and_read_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["text", "lenet5"]) == 0
    text = capsys.readouterr().out
    assert text == to_text(presets.load("lenet5").network)
    path = tmp_path / "mine.txt"
    path.write_text(text.replace("conv 6", "Conv2D 7"), encoding="utf-8")
    assert main(["text", str(path)]) == 0
    assert capsys.readouterr().out == text.replace("conv 6", "conv 7")
    path.write_text("input 9x9x3\nconv 8 5x", encoding="utf-8")
    assert main(["summary", str(path)]) == 2
    assert "Line 2, column 8: “5x” is not a kernel size." in capsys.readouterr().err
    path.write_bytes(b"\xff\xfe")
    assert main(["summary", str(path)]) == 2
    assert "it is not UTF-8 text" in capsys.readouterr().err
    assert main(["summary", str(tmp_path / "none.txt")]) == 2
    assert "No such file" in capsys.readouterr().err
