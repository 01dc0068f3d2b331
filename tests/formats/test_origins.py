"""Names of layers that a file brings along: taken where somebody gave them, left where they were made up."""

from __future__ import annotations

from pathlib import Path

import pytest

import explorer
from explorer.formats.model import Model
from explorer.formats.origins import given_names
from explorer.formats.preparing import IMAGENET, prepared
from explorer.layers import Conv2D, Residual
from explorer.network.naming import check_names

MODELS = Path(__file__).parents[1] / "fixtures" / "models"
CONV = Conv2D(filters=3, kernel_size=1)


def of(*origins: str) -> dict[str, str]:
    """The names of a row of convolutions that a file calls so, by path."""
    model = Model((CONV,) * len(origins), (4, 4, 3), origins={str(place): each for place, each in enumerate(origins)})
    return dict(given_names(model))


def test_names_of_modules_are_taken() -> None:
    model = explorer.read(MODELS / "script" / "unet_transposed.onnx")
    names = dict(given_names(model))
    assert (names["0"], names["2.b1.3.b1.1"], names["5"]) == ("down1", "deep", "last")
    moved = dict(given_names(prepared(model, IMAGENET)))
    assert (moved["1"], moved["3.b1.3.b1.1"], moved["6"]) == ("down1", "deep", "last")


@pytest.mark.parametrize("path", sorted(MODELS.glob("*/*.onnx")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_names_can_be_names_here(path: Path) -> None:
    model = explorer.read(path)
    names = given_names(model)
    assert check_names(names, model.layers) == names


@pytest.mark.parametrize(
    "origins",
    [
        ("Conv “/stem/Conv”", "Conv “/1/Conv”"),
        ("Conv “/stem/Conv”", "Conv “node_conv2d”"),
        ("Conv “/stem/Conv”", "Conv “/stem/Conv_1”"),
        ("Conv “model/conv2d_3_1/BiasAdd”", "Conv “model/conv2d_4_1/BiasAdd”"),
        ("Conv “/a-name-that-no-line-of-the-sidebar-holds/Conv”",),
        ("Conv “/input/Conv”",),
        ("Conv",),
        ("",),
    ],
)
def test_names_that_would_mislead_are_left(origins: tuple[str, ...]) -> None:
    assert of(*origins) == {}


def test_blocks_may_have_some_names() -> None:
    layers = (CONV, Residual(layers=(CONV, CONV)))
    origins = {
        "0": "Conv “/stem/Conv”",
        "1": "Add “/b/Add”",
        "1.b0.0": "Conv “/b/first/Conv”",
        "1.b0.1": "Conv “/b/1/Conv”",
    }
    assert dict(given_names(Model(layers, (4, 4, 3), origins=origins))) == {"0": "stem", "1.b0.0": "first"}
