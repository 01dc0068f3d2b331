"""Files as such: names, properties, streams, what is refused; and that they are written without protobuf."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

import explorer
from explorer import Conv2D, Dense, Flatten, Network, Residual, Weights, presets
from explorer.errors import FormatError, SettingError, WeightsError
from explorer.formats.onnx_file.writing.names import value_names
from explorer.formats.onnx_file.writing.wire import varint
from explorer.formats.onnx_file.writing.writing import planned, write_onnx
from explorer.layers.base import Array, Params
from tests.formats.onnx_file.writing.helpers import check_file, check_numbers, drawn

SMALL = Network((Conv2D(filters=4, padding="same"), Residual(layers=(Conv2D(filters=4, padding="same"),))), (6, 5, 3))


def loaded(data: bytes) -> Any:
    return onnx.load_from_string(data)


def test_a_file_says_what_it_is() -> None:
    model = loaded(explorer.to_onnx(SMALL, drawn(SMALL), classes=["cat", "dog"], title="Two"))
    assert (model.ir_version, model.opset_import[0].version) == (8, 17)
    (image,), (output,) = model.graph.input, model.graph.output
    sizes = [size.dim_param or size.dim_value for size in image.type.tensor_type.shape.dim]
    assert (image.name, sizes) == ("image", ["batch", 3, 6, 5])
    assert output.name == "res1"
    assert [each.name for each in model.graph.value_info] == ["conv1", "res1.conv"]
    properties = {each.key: each.value for each in model.metadata_props}
    assert (properties["title"], json.loads(properties["classes"])) == ("Two", ["cat", "dog"])


def test_each_network_has_the_lowest_opset_that_it_needs() -> None:
    versions = {
        kind: loaded(explorer.to_onnx(Network((kind(),), (8, 8, 2)))).opset_import[0].version
        for kind in (explorer.ReLU, explorer.Mish, explorer.GELU)
    }
    assert versions == {explorer.ReLU: 17, explorer.Mish: 18, explorer.GELU: 20}


def test_the_weights_are_those_of_the_layers_in_the_layout_of_onnx() -> None:
    params = drawn(SMALL)
    model = loaded(explorer.to_onnx(SMALL, params))
    kernels = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
    np.testing.assert_array_equal(kernels["conv1.kernel"], params["0"]["kernel"].transpose(3, 2, 0, 1))
    np.testing.assert_array_equal(kernels["res1.conv.bias"], params["1.b0.0"]["bias"])


def test_a_network_without_layers_gives_the_image_back() -> None:
    network = Network((), (4, 4, 1))
    data = explorer.to_onnx(network, {})
    check_file(data)
    assert explorer.read(data).network == network


def test_without_parameters_every_number_is_a_half() -> None:
    network = presets.load("vgg16").network
    data = explorer.to_onnx(network)
    assert len(data) < 20_000
    check_file(data)
    found = explorer.read(data)
    assert found.network == network
    assert {float(array.reshape(-1)[0]) for own in found.params.values() for array in own.values()} == {0.5}


class Asked(Mapping[str, Params]):
    """Parameters that remember what was asked for, and are made anew each time."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.order: list[str] = []

    def __getitem__(self, path: str) -> Params:
        self.order.append(path)
        shapes = self.network.step(path).param_shapes
        return {name: np.full(shape, len(self.order), np.float32) for name, shape in shapes.items()}

    def __contains__(self, path: object) -> bool:
        return bool(self.network.step(str(path)).param_shapes)

    def __iter__(self) -> Iterator[str]:
        return (step.path for step in self.network.steps if step.param_shapes)

    def __len__(self) -> int:
        return len(list(iter(self)))


def test_parameters_are_asked_for_layer_by_layer() -> None:
    asked = Asked(SMALL)
    explorer.to_onnx(SMALL, asked)
    assert list(dict.fromkeys(asked.order)) == ["0", "1.b0.0"]
    assert asked.order == sorted(asked.order)


def test_large_weights_are_written_in_pieces() -> None:
    network = Network((Flatten(), Dense(units=700)), (60, 60, 1))
    params = drawn(network)
    pieces: list[int] = []

    class Stream(BytesIO):
        def write(self, data: Any) -> int:
            pieces.append(len(data))
            return super().write(data)

    stream = Stream()
    write_onnx(network, params, stream)
    assert max(pieces) < 5 << 20 < sum(pieces)
    assert explorer.read(stream.getvalue()).params["1"]["kernel"].tobytes() == params["1"]["kernel"].tobytes()


def test_what_does_not_belong_to_the_network_is_refused() -> None:
    params = drawn(SMALL)
    with pytest.raises(WeightsError, match=r"The kernel of layer '1\.b0\.0' is missing"):
        explorer.to_onnx(SMALL, {"0": params["0"]})
    with pytest.raises(WeightsError, match=r"The kernel of layer '0' has the shape \(3, 3, 3, 5\)"):
        explorer.to_onnx(SMALL, {**params, "0": {**params["0"], "kernel": np.zeros((3, 3, 3, 5))}})
    with pytest.raises(SettingError, match="was given for the network"):
        explorer.to_onnx(SMALL.layers, params)  # type: ignore[arg-type]


def test_more_than_two_gigabytes_are_refused_before_anything_is_written() -> None:
    network = Network((Flatten(), Dense(units=65_536, use_bias=False)), (128, 128, 1))
    stream = BytesIO()
    with pytest.raises(FormatError, match="takes 4,295 MB; one file holds 2,147 at most"):
        write_onnx(network, Asked(network), stream)
    assert not stream.getvalue()


HOSTILE = ['a"b', "a'b", "a\nb", "a\0b", "\u202egnp.exe", "x" * 10_000, "</script>", "\ud800", "--", "𝒳", ""]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_of_classes_and_titles_are_kept_as_data(name: str) -> None:
    data = explorer.to_onnx(SMALL, drawn(SMALL), classes=[name, "dog"], title=name)
    check_file(data)
    properties = {each.key: each.value for each in loaded(data).metadata_props}
    assert json.loads(properties["classes"]) == [name, "dog"]
    check_numbers(SMALL, drawn(SMALL), data)


@dataclass(frozen=True)
class Called:
    """Stands for a step, or for a network, whose layers are called anything: our own refuse such names."""

    path: str = ""
    name: str = "input"
    is_input: bool = True
    steps: tuple[Any, ...] = ()


def test_names_of_tensors_are_plain_and_differ() -> None:
    layers = tuple(Called(str(place), name, False) for place, name in enumerate([*HOSTILE, *HOSTILE, "image", "IMAGE"]))
    found = value_names(Called(steps=(Called(), *layers)))  # type: ignore[arg-type]
    assert len({name.casefold() for name in found.values()}) == len(layers) + 1
    assert all(re.fullmatch(r"[\w.-]{1,85}", name, re.ASCII) for name in found.values())


def test_layers_in_other_scripts_have_names_too() -> None:
    network = Network((Conv2D(), Conv2D()), (8, 8, 1), (("0", "折叠"), ("1", "image")))
    data = explorer.to_onnx(network, drawn(network))
    check_file(data)
    check_numbers(network, drawn(network), data)


def test_whole_numbers_are_written_as_protobuf_has_them() -> None:
    assert [varint(number).hex() for number in (0, 1, 127, 128, 300, -1)] == [
        "00",
        "01",
        "7f",
        "8001",
        "ac02",
        "ffffffffffffffffff01",
    ]


def test_neither_onnx_nor_protobuf_is_needed() -> None:
    program = (
        "import sys; sys.modules.update({'onnx': None, 'google': None, 'google.protobuf': None}); import explorer;"
        "network = explorer.presets.load('lenet5').network;"
        "print(len(explorer.to_onnx(network, explorer.Weights().params(network))))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) > 240_000


def test_the_same_network_gives_the_same_bytes() -> None:
    params: Mapping[str, Params] = Weights().params(SMALL)
    assert explorer.to_onnx(SMALL, params) == explorer.to_onnx(SMALL, params)
    wide: dict[str, dict[str, Array]] = {
        path: {name: array.astype(np.float64) for name, array in own.items()} for path, own in params.items()
    }
    assert explorer.to_onnx(SMALL, wide) == explorer.to_onnx(SMALL, params)


def test_presets_take_few_seams() -> None:
    """An Identity is written only where a file would be read as something else: in everyday networks nowhere."""
    for name in ("lenet5", "vgg16", "resnet18", "mobilenet_v2", "densenet121", "efficientnet_b0"):
        operators = [node.op for node in planned(presets.load(name).network, filled=True).nodes]
        assert "Identity" not in operators, name
