"""Pictures of ledgers: Plotly takes them, and what they say is what the records say."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

import explorer
from explorer import (
    KINDS,
    AveragePool2D,
    BatchNormalization,
    Cell,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GlobalAveragePool2D,
    GlobalMaxPool2D,
    GroupNormalization,
    InstanceNormalization,
    LayerNormalization,
    LayerScale,
    LocalResponseNormalization,
    MaxPool2D,
    Multiply,
    Network,
    Normalization,
    PReLU,
    ReLU,
    Rescaling,
    Residual,
    Softmax,
    UpSampling2D,
)
from explorer.figures.canvas import cell_texts, text_width
from explorer.figures.ledger.convolution import choose_channels
from explorer.figures.ledger.figure import FIGURES, NARROW, WIDTH, figure
from explorer.figures.ledger.window import routing
from explorer.figures.ledger.words import LINES, balance_line, following_line, sum_line
from explorer.figures.theme import DARK, LIGHT, THEMES, number, weight_colorscale
from explorer.layers import Curve
from explorer.layers.base import Layer
from explorer.ledger import (
    ConvLedger,
    CopyLedger,
    InputLedger,
    JoinLedger,
    Ledger,
    MaxPoolLedger,
    SoftmaxLedger,
    explain,
    following,
    routing_mask,
)
from explorer.words.numerals import fixed
from tests.strategies import random_params


def made(*layers: Layer, channels: int = 3, cell: tuple[int, int, int] = (0, 0, 0)) -> tuple[Network, Ledger]:
    network = Network(layers, (7, 7, channels))
    params = random_params(network)
    acts = explorer.run(network, params, np.random.default_rng(3).random((1, 7, 7, channels)))
    return network, explain(network, params, acts, Cell(network.steps[-1].path, *cell))


STACKS: dict[str, tuple[Layer, ...]] = {
    "conv": (Conv2D(filters=2, padding="same"),),
    "pointwise conv": (Conv2D(filters=2, kernel_size=1, use_bias=False),),
    "wide conv": (Conv2D(filters=2, kernel_size=7, padding="same"),),
    "max": (MaxPool2D(pool_size=3, strides=2, padding=1),),
    "average": (AveragePool2D(padding="same"),),
    "large average": (AveragePool2D(pool_size=7),),
    "relu": (ReLU(),),
    "rescale": (Rescaling(scale=-2.0, offset=0.5),),
    "dense": (Flatten(), Dense(units=3)),
    "dense on maps": (Dense(units=3),),
    "softmax": (Flatten(), Dense(units=3), Softmax()),
    "wide softmax": (Flatten(), Softmax()),
    "depthwise": (DepthwiseConv2D(depth_multiplier=2, padding="same"),),
    "transposed": (Conv2DTranspose(filters=2, strides=2),),
    "global max": (GlobalMaxPool2D(),),
    "global average": (GlobalAveragePool2D(keepdims=True),),
    "batch": (BatchNormalization(),),
    "layer": (LayerNormalization(scale=False),),
    "group": (GroupNormalization(groups=1),),
    "instance": (InstanceNormalization(),),
    "fixed": (Normalization(mean=(0.5, 0.4, 0.3)),),
    "scale": (LayerScale(center=True),),
    "product": (Multiply(stacks=((), (GlobalAveragePool2D(),))),),
    "residual": (Residual(layers=(Conv2D(filters=3, padding="same"),)),),
    "response": (LocalResponseNormalization(),),
    "wide response": (Flatten(), LocalResponseNormalization(depth_radius=20)),
    **{kind.kind: (kind(),) for kind in KINDS if kind is PReLU or issubclass(kind, Curve)},
}


@pytest.mark.parametrize("fill", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", STACKS)
def test_numbers_that_are_not_finite_are_drawn_and_told(name: str, fill: float) -> None:
    network = Network(STACKS[name], (7, 7, 3))
    params = random_params(network)
    with np.errstate(invalid="ignore", over="ignore"):
        acts = explorer.run(network, params, np.full((1, 7, 7, 3), fill))
        ledger = explain(network, params, acts, Cell(network.steps[-1].path, 0, 0, 0))
        go.Figure(figure(ledger, LIGHT))
        assert number(ledger.result) in sum_line(network, ledger)


def written(chart: dict[str, Any]) -> list[str]:
    """The texts beside the matrices."""
    return [note["text"].replace("<b>", "").replace("</b>", "") for note in chart["layout"]["annotations"]]


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("width", [WIDTH, NARROW])
@pytest.mark.parametrize("name", STACKS)
def test_plotly_takes_every_picture(name: str, width: int, theme: Any) -> None:
    chart = figure(made(*STACKS[name])[1], theme, width)
    assert chart is not None
    assert chart["layout"]["width"] <= width
    go.Figure(chart)
    for note in chart["layout"]["annotations"]:
        assert note["font"]["size"] >= 12
    for trace in chart["data"]:
        if trace["type"] == "heatmap" and isinstance(trace["x"], list):
            assert 0 <= min(trace["x"]) <= max(trace["x"]) <= chart["layout"]["width"] + 1e-9


def test_every_record_has_a_line_and_all_but_copies_a_picture() -> None:
    kinds = set(Ledger.__subclasses__())
    assert set(LINES) == kinds
    assert set(FIGURES) == kinds - {CopyLedger, InputLedger, JoinLedger}


def test_a_blend_of_four_cells() -> None:
    ledger = made(UpSampling2D(interpolation="bilinear"), cell=(1, 2, 0))[1]
    assert isinstance(ledger, ConvLedger)
    np.testing.assert_array_equal(ledger.kernels[0], [[0.75 * 0.25, 0.75 * 0.75], [0.25 * 0.25, 0.25 * 0.75]])
    go.Figure(figure(ledger, LIGHT))
    assert isinstance(made(UpSampling2D(interpolation="bilinear"))[1], CopyLedger)


def test_a_place_that_no_kernel_reaches() -> None:
    network, ledger = made(Conv2DTranspose(filters=2, kernel_size=1, strides=2), cell=(1, 0, 0))
    assert isinstance(ledger, ConvLedger)
    assert (ledger.count, ledger.result) == (0, ledger.bias)
    chart = figure(ledger, LIGHT)
    assert chart is not None
    go.Figure(chart)
    assert "No kernel reaches this place: it reads nothing." in written(chart)
    assert sum_line(network, ledger).startswith(f"**{number(ledger.result)}** = 0 products (0)")


@pytest.mark.parametrize("kernel", [1, 3, 5, 7])
def test_the_matrices_hold_the_records_numbers(kernel: int) -> None:
    ledger = made(Conv2D(filters=1, kernel_size=kernel, padding="same"))[1]
    assert isinstance(ledger, ConvLedger)
    chart = figure(ledger, LIGHT)
    assert chart is not None
    matrices = [trace for trace in chart["data"] if trace["type"] == "heatmap"]
    padding = ledger.taps.padding
    written = [trace for trace in chart["data"] if trace["type"] == "scatter" and "pad" not in trace["text"]]
    assert len(written) == (0 if kernel > 5 else 3)
    for place, channel in enumerate(choose_channels(ledger).places):
        part = ledger.part(int(channel))
        values_of = (part.patch, part.kernel, part.products)
        for trace, texts, values in zip(matrices, written or [None] * 3, values_of, strict=True):
            drawn = trace["z"][place * (kernel + 1) :][:kernel]
            want = values if values is part.kernel else np.where(padding, np.nan, values)
            np.testing.assert_array_equal(drawn, want)
            assert trace["customdata"][place * (kernel + 1), 0].tolist() == [
                part.channel,
                -(kernel // 2),
                -(kernel // 2),
            ]
            if texts is None:
                continue
            for row in range(kernel):
                for col in range(kernel):
                    text = texts["text"][(place * (kernel + 1) + row) * kernel + col]
                    if not np.isnan(want[row, col]):
                        assert float(text.replace("−", "-")) == pytest.approx(want[row, col], abs=0.051)
    pads = [trace for trace in chart["data"] if trace["type"] == "scatter" and "pad" in trace["text"]]
    if kernel in (3, 5):
        assert len(pads[0]["text"]) == 2 * 3 * np.count_nonzero(padding)
        assert any(shape["type"] == "path" for shape in chart["layout"]["shapes"])


@pytest.mark.parametrize("limits", [{}, {0: 2.0, 1: 4.0, 2: 1.0, 3: 0.5}])
def test_what_is_read_has_the_colours_of_its_own_map(limits: dict[int, float]) -> None:
    ledger = made(ReLU(), Conv2D(filters=1), channels=4)[1]
    assert isinstance(ledger, ConvLedger)
    chart = figure(ledger, LIGHT, limit=lambda channel: limits.get(channel, 3.0))
    assert chart is not None
    trace = chart["data"][0]
    for place, channel in enumerate(choose_channels(ledger).places):
        colour = np.array(trace["z"][place * 4 : place * 4 + 3]) / trace["zmax"]
        np.testing.assert_allclose(colour, ledger.part(int(channel)).patch / limits.get(int(channel), 3.0))
        if limits:
            shown = np.array(trace["customdata"])[place * 4 : place * 4 + 3, :, 3]
            np.testing.assert_array_equal(shown, ledger.part(int(channel)).patch)
    assert ("customdata[3]" in trace["hovertemplate"]) == bool(limits)


def test_the_lines_below_add_up() -> None:
    ledger = made(Conv2D(filters=1), channels=10)[1]
    assert isinstance(ledger, ConvLedger)
    chart = figure(ledger, LIGHT)
    assert chart is not None
    texts = written(chart)
    choice = choose_channels(ledger)
    assert (len(choice.places), choice.others) == (3, 7)
    total = sum(float(ledger.subtotals[place]) for place in choice.places) + choice.rest + ledger.bias
    assert total == pytest.approx(ledger.result)
    rest, bias, whole = (fixed(amount, 2) for amount in (choice.rest, ledger.bias, ledger.result))
    assert texts[-6:] == ["7 more channels: sum", rest, "bias", bias, "sum", whole]
    assert whole == number(ledger.result)
    for place in choice.places:
        assert texts[texts.index(f"map {place}") + 1] == number(float(ledger.subtotals[place]))


@pytest.mark.parametrize("channels", [1, 2, 3])
def test_red_green_and_blue_keep_their_order(channels: int) -> None:
    ledger = made(Conv2D(filters=1), channels=channels)[1]
    assert isinstance(ledger, ConvLedger)
    choice = choose_channels(ledger)
    assert choice.places == tuple(range(channels))
    assert (choice.others, choice.rest) == (0, 0.0)


def test_pages_of_channels_cover_all_once() -> None:
    ledger = made(Conv2D(filters=1, kernel_size=1), channels=40)[1]
    assert isinstance(ledger, ConvLedger)
    places = [place for skip in (0, 16, 32) for place in choose_channels(ledger, 16, skip).places]
    assert sorted(places) == list(range(40))
    assert len(choose_channels(made(Conv2D(), channels=4)[1]).places) == 4  # type: ignore[arg-type]
    chart = figure(ledger, LIGHT, most=16, skip=32)
    assert chart is not None
    assert "32 other channels: sum" in written(chart)


def test_the_winner_is_framed() -> None:
    ledger = made(MaxPool2D(pool_size=2, padding=1))[1]
    assert isinstance(ledger, MaxPoolLedger)
    chart = figure(ledger, DARK)
    assert chart is not None
    frame, x, y = chart["layout"]["shapes"][-1], chart["data"][0]["x"], chart["data"][0]["y"]
    row, col = ledger.winner
    assert (frame["x0"], frame["y0"], frame["x1"], frame["y1"]) == (x[col], y[row], x[col + 1], y[row + 1])
    assert written(chart) == ["pad"] * 3


def test_the_map_of_winners() -> None:
    network, ledger = made(MaxPool2D(), cell=(1, 2, 0))
    assert isinstance(ledger, MaxPoolLedger)
    mask = routing_mask(network.layers[0], np.random.default_rng(3).random((7, 7, 3))[:, :, 0])  # type: ignore[arg-type]
    chart = routing(mask, ledger.taps, LIGHT)
    go.Figure(chart)
    np.testing.assert_array_equal(chart["data"][0]["z"], mask)
    frame, x, y = chart["layout"]["shapes"][-1], chart["data"][0]["x"], chart["data"][0]["y"]
    assert (frame["x0"], frame["y0"], frame["x1"], frame["y1"]) == pytest.approx((x[4], y[2], x[6], y[4]))


def test_the_softmax_lists_its_own_unit_always() -> None:
    ledger = made(Flatten(), Softmax())[1]
    chart = figure(ledger, LIGHT)
    assert chart is not None
    texts = written(chart)
    assert "unit 0" in texts
    assert texts[-2] == "sum"
    assert texts[-4].endswith("more units: sum")


@pytest.mark.parametrize("width", [NARROW, WIDTH])
def test_the_shares_of_a_softmax_are_said_on_a_phone_too(width: int) -> None:
    ledger = made(Flatten(), Softmax())[1]
    assert isinstance(ledger, SoftmaxLedger)
    chart = figure(ledger, LIGHT, width)
    assert chart is not None
    own = ledger.exponentials[ledger.cell.channel] / ledger.total
    texts = written(chart)
    assert "its share" in texts
    assert f"<b>{100 * own:.1f}%</b>" in [note["text"] for note in chart["layout"]["annotations"]] or own < 0.0005


def test_numbers_in_cells() -> None:
    assert cell_texts(np.array([[0.5, -0.0004], [0, np.nan]]), room=46) == [[["0.500", "0.000"], ["0", ""]]]
    assert cell_texts(np.array([[-0.123]]), np.array([[1.0]]), room=34) == [[["−0.12"]], [["1.0"]]]
    assert cell_texts(np.array([[-0.123]]), room=20) is None
    assert cell_texts(np.array([[1234.5, -2.0]]), room=46) == [[["1234", "−2"]]]
    assert text_width("−0.123") < 44


def test_weights_recede_to_the_zero_of_their_theme() -> None:
    for theme in THEMES.values():
        assert weight_colorscale(theme)[2] == [0.5, theme.zero]


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("depthwise", "; 5 of the products read padding and are 0"),
        ("transposed", "; 5 of the kernel's 9 taps fall between the cells and add nothing"),
        ("global max", "the largest of 49 numbers, at row "),
        (
            "batch",
            "; mean and variance come with the weights: training measures them; before training they are 0 and 1",
        ),
        ("layer", "; mean and variance of the 3 channels at this place"),
        ("response", " to the power of 0.750; "),
        ("sigmoid", " = 1 / (1 + exp(−"),
        ("conv", "; 15 of the products read padding and are 0"),
        ("relu", ": slope 1"),
        ("rescale", " × −2.00 + 0.500"),
        ("max", "the largest of 4 numbers, at row "),
        ("average", "/ 4 cells"),
        ("dense", "147 products ("),
    ],
)
def test_one_line_sums(name: str, ends: str) -> None:
    network, ledger = made(*STACKS[name])
    line = sum_line(network, ledger)
    assert line.startswith(f"**{number(ledger.result)}** = ")
    assert ends in line
    assert balance_line(ledger) == ""


def test_a_difference_is_told() -> None:
    ledger = InputLedger(Cell("", 0, 0, 0), "input", 0.1, 0.2, of_255=0.0)
    assert balance_line(ledger).startswith("The map holds 0.200, which differs by 0.100")


def test_what_follows_in_words() -> None:
    network = Network((ReLU(), MaxPool2D()), (3, 3, 1))
    acts = explorer.run(network, {}, np.array([[1, 5, 0], [0, 0, 0], [0, 0, 0.0]]).reshape(1, 3, 3, 1))

    def said(path: str, row: int, col: int) -> str:
        cell = Cell(path, row, col, 0)
        return following_line(cell, following(network, acts, cell))

    pool = network.steps[2].name
    assert said("", 0, 1) == "Then **relu** makes it 5.00."
    assert said("0", 0, 1) == f"Then **{pool}** keeps it: it wins its window."
    assert said("0", 0, 0) == f"Then **{pool}** drops it: another cell of its window wins."
    assert said("0", 2, 2) == f"No window of **{pool}** reads it: it is left over where no further window fits."
    assert said("1", 0, 0) == ""
