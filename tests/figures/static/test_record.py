"""The record of a static page holds the numbers of the run and the parameters bit for bit, and says where each window lies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from explorer import layers
from explorer.figures.static.arithmetic import HOW
from explorer.figures.static.filling import is_whole
from explorer.figures.static.record import Record, page_record
from explorer.layers import KINDS
from explorer.ledger import ConvLedger, explain
from explorer.network import Cell
from explorer.weights import filter_of
from tests.figures.static.moments import moment_with, preset_moment


def arrays_of(record: Record) -> list[NDArray[np.float32]]:
    """The arrays as the browser unpacks them."""
    planes = np.frombuffer(record.numbers, np.uint8).reshape(4, -1)
    numbers = np.ascontiguousarray(planes.T).view("<f4").ravel()
    lengths = [length for run in record.plain["runs"] for length in run["lengths"]]
    assert sum(lengths) == len(numbers)
    return np.split(numbers, np.cumsum(lengths)[:-1])


def steps_of(record: Record, run: int = 0) -> list[dict[str, Any]]:
    """The steps of a run by place."""
    steps: list[dict[str, Any]] = record.plain["runs"][run]["steps"]
    return steps


def whole(record: Record) -> list[bool]:
    """For each step whether the page has all its numbers."""
    records = {step["path"]: step for step in steps_of(record)}
    return [is_whole(records, path) for path in records]


def test_every_kind_of_layer_has_a_row() -> None:
    missing = [kind.__name__ for kind in KINDS if not any(base in HOW for base in kind.__mro__)]
    assert missing == [], "Add a row to HOW in explorer/figures/static/arithmetic.py."


@pytest.mark.parametrize("name", ["tinyvgg", "fashion_tinyvgg", "residual"])
def test_stored_numbers_are_those_of_the_run(name: str) -> None:
    moment = preset_moment(name)
    record = page_record([moment])
    arrays = arrays_of(record)
    assert all(whole(record))
    for step, plain in zip(moment.network.steps, steps_of(record), strict=True):
        if "array" in plain["values"]:
            np.testing.assert_array_equal(arrays[plain["values"]["array"]], moment.acts[step.path].ravel())


def test_what_follows_exactly_from_other_numbers_is_not_stored() -> None:
    moment = preset_moment("fashion_tinyvgg")
    rules = {
        type(step.layer).__name__: plain["values"].get("rule")
        for step, plain in zip(moment.network.steps, steps_of(page_record([moment])), strict=True)
    }
    assert (rules["ReLU"], rules["MaxPool2D"], rules["Flatten"], rules["Conv2D"]) == ("relu", "max", "same", None)


@pytest.mark.parametrize(
    "layer",
    [
        layers.Conv2D(filters=4, kernel_size=3, strides=2, padding="same"),
        layers.Conv2D(filters=4, kernel_size=(3, 2), dilation_rate=2, groups=2),
        layers.DepthwiseConv2D(depth_multiplier=2),
        layers.Conv2DTranspose(filters=3, kernel_size=3, strides=2, padding="same"),
    ],
    ids=lambda layer: layer.kind,
)
def test_filters_are_laid_out_by_channel(layer: Any) -> None:
    moment = moment_with((layer,), (9, 8, 4))
    record = page_record([moment])
    plain = steps_of(record)[1]
    weights = arrays_of(record)[plain["how"]["arrays"]["weights"]]
    shape = moment.network.output_shape
    for channel in range(shape[2]):
        ledger = explain(moment.network, moment.params, moment.acts, Cell("0", shape[0] - 1, 1, channel))
        assert isinstance(ledger, ConvLedger)
        filters = weights.reshape(shape[2], len(ledger.channels), *layer.kernel_size)
        if isinstance(layer, layers.Conv2DTranspose):
            taps = [plain["how"]["places"][axis][at] for axis, at in (("rows", shape[0] - 1), ("cols", 1))]
            assert [cells for cells, _ in taps] == [ledger.taps.rows.tolist(), ledger.taps.cols.tolist()]
            found = filters[channel][:, taps[0][1]][:, :, taps[1][1]]
        else:
            how = plain["how"]
            places = [
                [at * how["step"][axis] - how["before"][axis] + tap * how["dilation"][axis] for tap in range(size)]
                for axis, at, size in ((0, shape[0] - 1, how["taps"][0]), (1, 1, how["taps"][1]))
            ]
            assert places == [ledger.taps.rows.tolist(), ledger.taps.cols.tolist()]
            found = filters[channel]
        np.testing.assert_array_equal(found, ledger.kernels.astype(np.float32))


def test_a_dense_unit_keeps_its_weights_in_the_order_of_its_inputs() -> None:
    moment = preset_moment("lenet5")
    record = page_record([moment])
    step = next(step for step in moment.network.steps if isinstance(step.layer, layers.Dense))
    plain = steps_of(record)[moment.network.index(step.path)]
    units = arrays_of(record)[plain["how"]["arrays"]["weights"]].reshape(step.output_shape[0], -1)
    np.testing.assert_array_equal(units[3], filter_of(moment.params[step.path], 3))
    assert moment.network.steps[plain["how"]["origin"]].name == "pool2", "the cells below the Flatten"


def test_steps_of_one_run_share_its_numbers() -> None:
    first = preset_moment("edges")
    second = preset_moment("fashion_tinyvgg")
    again = type(first)(first.network, first.params, first.acts, Cell("", 3, 4, 0), title="Back")
    record = page_record([first, second, again])
    assert len(record.plain["runs"]) == 2
    stops = record.plain["stops"]
    assert [record.plain["screens"][stop["screen"]]["run"] for stop in stops] == [0, 1, 0]
    assert stops[2]["cell"] == {"step": 0, "row": 3, "col": 4, "channel": 0}
    assert stops[2]["title"] == "Back"


def test_a_large_network_keeps_what_the_selected_cell_needs() -> None:
    moment = preset_moment("fashion_tinyvgg", cell=Cell("4", 3, 3, 2))  # the second convolution of the first block
    everything = page_record([moment])
    some = page_record([moment], run_bytes=20_000)
    assert len(some.numbers) < len(everything.numbers)
    steps, there, selected = steps_of(some), whole(some), moment.network.index("4")
    assert there[selected]
    assert steps[selected]["how"] is not None
    assert all(there[at] for at in steps[selected]["sources"])
    assert not all(there)
    pictures = [len(record.plain["screens"][0]["svg"]["light"]) for record in (some, everything)]
    assert pictures[0] > pictures[1], "maps without numbers are pictures"


def test_a_layer_that_is_too_large_keeps_the_maps_that_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = moment_with((layers.Conv2D(filters=24), layers.ReLU()), (40, 40, 3), Cell("0", 5, 5, 20))
    monkeypatch.setattr("explorer.figures.static.record.PAGE_DRAWN_BYTES", 80_000)
    record = page_record([moment], run_bytes=1000)
    values = steps_of(record)[1]["values"]
    assert steps_of(record)[2]["values"] == {"rule": "relu", "of": 1, "channels": values["channels"]}
    assert 20 in values["channels"]
    assert len(values["channels"]) == 10
    stored = arrays_of(record)[values["array"]].reshape(38, 38, 10)
    np.testing.assert_array_equal(stored, moment.acts["0"][0][:, :, values["channels"]])
