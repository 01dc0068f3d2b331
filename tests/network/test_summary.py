"""The table of a network's plan, and the steps by name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from explorer import Conv2D, Network, ReLU, presets
from explorer.analysis import architecture
from explorer.errors import SettingError
from explorer.network import summary
from tests.strategies import networks


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.thorough if name in presets.DEEP or at % 2 else [])
        for at, name in enumerate(presets.NAMES)
    ],
)
def test_it_says_what_the_architecture_page_says(name: str) -> None:
    network = presets.load(name).network
    rows = summary.rows(network.layers, network.steps)
    wanted = architecture.rows(network)
    assert len(rows) == len(wanted)
    for row, page in zip(rows, wanted, strict=True):
        path, step_name, kind, output, parameters, macs, window = row.cells
        assert (path, step_name.strip(), kind, row.level) == (page.path, page.name, page.kind, page.level)
        assert output == architecture.shape_text(page.shape)
        assert int(parameters.replace(",", "") or 0) == page.whole.parameters
        assert int(macs.replace(",", "") or 0) == page.whole.macs
        assert window == page.size


def test_the_table_in_text() -> None:
    network = Network((Conv2D(filters=2, kernel_size=3), ReLU()), (6, 6, 1))
    assert network.summary() == "\n".join(
        [
            "path  name   kind         output     parameters  MACs  window",
            "────  ─────  ───────────  ─────────  ──────────  ────  ──────",
            "      input  Input        6 × 6 × 1                    1 × 1",
            "0     conv1  Convolution  4 × 4 × 2          20   288  3 × 3",
            "1     relu1  ReLU         4 × 4 × 2                    3 × 3",
            "────  ─────  ───────────  ─────────  ──────────  ────  ──────",
            "      total  2 layers                        20   288",
        ]
    )


def test_the_totals_are_those_of_the_network_though_blocks_show_sums() -> None:
    network = presets.load("residual").network
    last = network.summary().splitlines()[-1].split()
    assert last[-2:] == [f"{network.param_count:,}", f"{network.macs:,}"]


@given(networks())
def test_every_network_has_a_table_with_a_line_per_step(network: Network) -> None:
    assert len(network.summary().splitlines()) == len(network.steps) + 4


def test_the_table_in_html_holds_every_cell_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network((ReLU(),), (4, 4, 1))
    monkeypatch.setattr(ReLU, "title", "<b>ReLU & co</b>")
    html = network._repr_html_()
    assert '<td style="text-align:left">&lt;b&gt;ReLU &amp; co&lt;/b&gt;</td>' in html
    assert "<b>" not in html
    assert len(re.findall("<tr>", html)) == 1 + 2 + 1


def test_repr_is_one_short_line() -> None:
    network = presets.load("vgg16").network
    assert repr(network) == "<Network: 38 layers on 224 × 224 × 3, 138,357,544 parameters, 15,470,264,320 MACs>"
    assert repr(Network((ReLU(),), (4, 4, 1))) == "<Network: 1 layer on 4 × 4 × 1, 0 parameters, 0 MACs>"


@given(networks())
def test_a_step_is_found_by_its_name_and_by_its_path(network: Network) -> None:
    for step in network.steps:
        assert network[step.path] is step
        assert network[step.name] is step


def test_a_name_that_is_not_there_is_told_with_those_that_are_near() -> None:
    network = presets.load("tinyvgg").network
    with pytest.raises(SettingError, match="There is no layer 'conv1'") as error:
        network["conv1"]
    assert "conv1_1" in error.value.remedy
    with pytest.raises(SettingError) as error:
        network["xyz"]
    assert error.value.remedy == "The names run from input to softmax."
    with pytest.raises(SettingError):
        network[5]  # type: ignore[index]
