"""The source of networks in Keras and PyTorch: it compiles, is laid out as the formatters do, and says true shapes."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import explorer
from explorer import Conv2D, Dense, Dropout, Flatten, Network, ReLU
from explorer.formats.code import FRAMEWORKS
from explorer.formats.code.keras.source import to_keras
from explorer.formats.code.torch.source import to_pytorch, torch_shape
from explorer.layers.base import Layer, Shape
from explorer.presets.catalogue import NAMES
from tests.strategies import SIMPLE, fitting, nested_networks

WRITERS: dict[str, Callable[[Network], str]] = {"keras": to_keras, "pytorch": to_pytorch}
WIDTH = 100


def ruff(folder: Path) -> None:
    """Asserts that the files of a folder are as ruff would lay them out, and that its rules find nothing in them."""
    for command in (("format", "--diff"), ("check",)):
        run = [sys.executable, "-m", "ruff", *command, "--line-length", f"{WIDTH}", "--isolated", "--no-cache", "."]
        done = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[:3000]


def sources(network: Network) -> dict[str, str]:
    return {name: write(network) for name, write in WRITERS.items()}


def commented_shapes(source: str) -> list[tuple[int, ...]]:
    """The shapes in the comments of a file, in its order."""
    return [ast.literal_eval(found) for found in re.findall(r"  # (\([0-9, ]+\))$", source, flags=re.MULTILINE)]


def test_every_preset_is_laid_out_as_the_formatter_does(tmp_path: Path) -> None:
    for name in NAMES:
        for framework, source in sources(explorer.presets.load(name).network).items():
            (tmp_path / f"{name}_{framework}.py").write_text(source)
    ruff(tmp_path)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_check_is_laid_out_as_the_formatter_does(framework: str, tmp_path: Path) -> None:
    (tmp_path / "check.py").write_text(FRAMEWORKS[framework].check)
    (tmp_path / "model.py").write_text("")  # by which the import in check.py is that of a neighbour
    ruff(tmp_path)


def test_random_networks_are_laid_out_as_the_formatter_does(tmp_path: Path) -> None:
    """All at once: to start ruff takes longer than to lay a file out."""
    found: list[Network] = []

    @settings(max_examples=15, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
    @given(network=nested_networks(), single=st.sampled_from(SIMPLE).flatmap(fitting))
    def collect(network: Network, single: tuple[Layer, Any]) -> None:
        found.extend((network, alone(*single)))

    collect()
    for at, network in enumerate(found):
        for framework, source in sources(network).items():
            (tmp_path / f"n{at}_{framework}.py").write_text(source)
    ruff(tmp_path)


def alone(layer: Layer, shape: Shape) -> Network:
    """A network of one layer; a vector is made by a flatten layer before it."""
    return Network((layer,), shape) if len(shape) == 3 else Network((Flatten(), layer), (1, 1, *shape))


@pytest.mark.parametrize("framework", WRITERS)
@pytest.mark.parametrize("name", NAMES)
def test_every_preset_compiles_and_says_true_shapes(framework: str, name: str) -> None:
    network = explorer.presets.load(name).network
    source = WRITERS[framework](network)
    compile(source, "model.py", "exec")
    assert max(map(len, source.splitlines())) <= WIDTH
    model = source[source.index("def build_model") : source.index("def load_weights")]
    own = [step.output_shape for step in network.steps if step.path.isdigit()]
    wanted = [torch_shape(shape) if framework == "pytorch" else shape for shape in own]
    found = commented_shapes(model)
    # Between them stand those of layers that pad or flatten, which are no layers of ours.
    at = iter(found)
    assert all(shape in at for shape in wanted)
    assert found[-1:] == wanted[-1:]


def test_blocks_that_repeat_are_one_function() -> None:
    """ResNet-50 has 16 blocks: those with a projection, with stride 1 and 2, and those without."""
    network = explorer.presets.load("resnet50").network
    keras, torch = to_keras(network), to_pytorch(network)
    assert len(re.findall(r"^def \w+_block\w*\(", keras, flags=re.MULTILINE)) == 3
    assert len(re.findall(r"^class \w+Block\w*\(", torch, flags=re.MULTILINE)) == 2
    assert len(re.findall(r"_block\w*\(x", keras[keras.index("def build_model") :])) == 16
    assert "def residual_block(x, filters, *, name):" in keras
    assert 'layers.Conv2D(4 * filters, 1, use_bias=False, name=f"{name}-conv3")' in keras
    assert "def __init__(self, in_channels, channels, stride=1):" in torch


def test_settings_at_their_default_are_left_out() -> None:
    network = Network(
        (Conv2D(4), Conv2D(4, 1, strides=(1, 2), use_bias=False), Flatten(), Dense(3), Dropout()), (8, 9, 2)
    )
    keras, torch = to_keras(network), to_pytorch(network)
    assert 'layers.Conv2D(4, 3, name="conv1_1"),' in keras
    assert 'layers.Conv2D(4, 1, strides=(1, 2), use_bias=False, name="conv1_2"),' in keras
    assert "conv1_1=nn.Conv2d(2, 4, 3)," in torch
    assert "conv1_2=nn.Conv2d(4, 4, 1, stride=(1, 2), bias=False)," in torch
    assert "dropout=nn.Dropout()," in torch


def test_helpers_are_there_once_and_only_if_they_are_used() -> None:
    shuffled = Network((explorer.ChannelShuffle(), explorer.ChannelShuffle(), explorer.Rescaling(scale=2.0)), (4, 4, 4))
    assert to_keras(shuffled).count("class ChannelShuffle") == 1
    assert to_pytorch(shuffled).count("class Rescale") == 1
    plain = Network((Conv2D(4), ReLU()), (4, 4, 4))
    assert all("class " not in source for source in sources(plain).values())


def test_a_kind_without_a_row_is_named_with_its_file() -> None:
    network = Network((Unknown(),), (4, 4, 1))
    for framework, folder in (("keras", "keras"), ("pytorch", "torch")):
        with pytest.raises(explorer.errors.SettingError) as caught:
            WRITERS[framework](network)
        assert caught.value.remedy == f"Add a row for it to TABLE in explorer/formats/code/{folder}/table.py."


class Unknown(ReLU):
    """A kind that no table has."""


@pytest.mark.parametrize("framework", WRITERS)
def test_a_network_without_layers(framework: str) -> None:
    compile(WRITERS[framework](explorer.presets.load("empty").network), "model.py", "exec")


@pytest.mark.parametrize("wrong", [None, 3, (ReLU(),)])
def test_what_is_no_network_is_refused(wrong: Any) -> None:
    for write in WRITERS.values():
        with pytest.raises(explorer.errors.SettingError):
            write(wrong)


@pytest.mark.parametrize("kind", SIMPLE, ids=lambda kind: kind.kind)
@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_every_kind_compiles(kind: type[Layer], data: Any) -> None:
    for source in sources(alone(*data.draw(fitting(kind)))).values():
        compile(source, "model.py", "exec")
        assert "\t" not in source
        assert source.endswith("\n")
