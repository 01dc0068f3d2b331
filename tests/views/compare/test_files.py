"""What a file or a pasted link puts beside the scene, and what is said of one that cannot be put there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import explorer
from explorer import presets, to_text
from explorer.errors import ExplorerError, LinkError
from explorer.layers.stack import layer_count
from explorer.scene import Comparison, link, walkthrough
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store import Bundle, zipped
from explorer.views.compare.files import scene_of_file, scene_of_link
from explorer.views.shell.state import Moment, Session, fresh_ids

MODELS = Path(__file__).parents[2] / "fixtures" / "models"
VGG = presets.load("flowers_vgg").scene()
LENET = presets.load("lenet5").scene()


@pytest.fixture
def current() -> Session:
    return Session(Moment(VGG, fresh_ids(layer_count(VGG.layers))), VGG, fresh=False)


@pytest.mark.parametrize(
    "text",
    [
        f"https://example.org/?m={link.encode(LENET)}",
        f"https://example.org/explore?x=1&m={link.encode(LENET)}#part",
        f"  {link.encode(LENET)}\n",
        f"?w={walkthrough.encode(Walkthrough((Stop(LENET), Stop(VGG))))}",
        f"?m={link.encode(replace(LENET, compared=Comparison(VGG)))}",
    ],
)
def test_the_scene_of_a_link(text: str) -> None:
    assert scene_of_link(text) == LENET


@pytest.mark.parametrize("text", ["", "https://example.org/", "?d=abc", "hello", "?m=9.x", "?m=", "1.%%%", "?w=1.x"])
def test_what_is_no_link_is_said(text: str) -> None:
    with pytest.raises(LinkError):
        scene_of_link(text)


def test_a_text_is_read_and_shown_on_the_same_image(current: Session) -> None:
    found = scene_of_file(current, "mine.txt", to_text(LENET.network).encode())
    assert found.network == LENET.network
    assert found.image == VGG.image


def test_an_onnx_file_comes_with_its_weights(current: Session) -> None:
    found = scene_of_file(current, "Mine.ONNX", (MODELS / "script" / "lenet.onnx").read_bytes())
    assert found.network.output_shape == (10,) or len(found.network.steps) == 12
    assert found.weights.asked_for is None
    assert current.scene == VGG, "nothing on the left changes"


def test_a_json_file_comes_with_the_weights_that_it_describes(current: Session) -> None:
    found = scene_of_file(current, "mine.cnn.json", explorer.to_json(LENET.network, LENET.weights).encode())
    assert found.network.layers == LENET.layers
    assert found.weights == LENET.weights


def test_a_demo_shows_its_first_step(current: Session) -> None:
    data = zipped.pack(Bundle(Walkthrough((Stop(replace(LENET, compared=Comparison(VGG))), Stop(VGG)))))
    assert scene_of_file(current, "demo.cnn.zip", data) == LENET


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.onnx", b"nonsense"), ("a.zip", b"PK"), ("a.txt", b"\xff\xfe\x00"), ("a.txt", b"conv nine"), ("a.py", b"1 +")],
)
def test_what_cannot_be_read_is_said(current: Session, name: str, data: bytes) -> None:
    with pytest.raises(ExplorerError):
        scene_of_file(current, name, data)
    assert current.scene == VGG
