"""Texts with accidents in them: each gives a network or a TextError that says where, and never anything else."""

from __future__ import annotations

import random

import pytest

import explorer
from explorer import Network, presets
from explorer.errors import TextError
from explorer.formats.text import read
from tests.formats.text.pasted.samples import SAMPLES

PIECES = (
    *"{}|()[],=;:#\n\t \"'×x*-+/.0159\x00\u2028é\ud800²",
    *(
        "repeat 9 {",
        "residual {",
        "concat {",
        " | ",
        "same",
        "as a",
        "input 9x9x3\n",
        "1e999",
        "9" * 40,
        "5x",
        "no bias",
    ),
    *(
        "nn.Conv2d(",
        "Sequential(",
        "lambda: ",
        "x = ",
        "self.",
        "**",
        "not ",
        "f'{1}'",
        "(0): ",
        "import os\n",
        "((1, 2), (3",
    ),
)


def bases() -> list[str]:
    """Texts of all sorts to mutate."""
    own = [
        explorer.to_text(presets.load(name).network)
        for name in ("lenet5", "resnet18", "unet", "inception", "mobilenet_v1")
        if name in presets.NAMES
    ]
    return [*own, *SAMPLES.values()]


def mutated(text: str, rng: random.Random) -> str:
    """The text after one to four accidents: pieces cut out, doubled, moved, put in or replaced."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.choice([1, 1, 2, 5, 30, 300]))
        match rng.randrange(5):
            case 0:
                text = text[:at] + text[end:]
            case 1:
                text = text[:end] + text[at:end] * rng.choice([1, 2, 20]) + text[end:]
            case 2:
                text = text[:at] + rng.choice(PIECES) + text[at:]
            case 3:
                text = text[:at] + rng.choice(PIECES) + text[end:]
            case _:
                start = rng.randrange(len(text) + 1)
                text = text[:at] + text[start : start + end - at] + text[at:]
    return text


def outcome(text: str, rng: random.Random) -> Network | TextError:
    """What a text is read as, or why it is not."""
    try:
        return read(text, rng.choice([(32, 32, 3), (224, 224, 3), None])).network
    except TextError as error:
        return error


def check(count: int, seed: int) -> int:
    """Read `count` mutations; the number of those that were refused."""
    rng, texts, refused = random.Random(seed), bases(), 0
    for _ in range(count):
        text = mutated(rng.choice(texts), rng)
        found = outcome(text, rng)
        if isinstance(found, Network):
            assert explorer.from_text(explorer.to_text(found)) == found
            continue
        refused += 1
        assert 1 <= found.line <= text.count("\n") + text.count("\r") + 1
        assert found.column >= 1
        assert found.remedy, text
        assert len(str(found)) < 600
    return refused


def test_an_accident_gives_a_network_or_an_error_with_a_place() -> None:
    assert 150 <= check(250, 1) <= 250


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(2, 7))
def test_five_thousand_accidents(seed: int) -> None:
    assert check(1000, seed) > 500


def test_the_samples_are_read_whole() -> None:
    assert len(SAMPLES) >= 10
    for name, text in SAMPLES.items():
        assert read(text, (32, 32, 3)).network.layers, name
