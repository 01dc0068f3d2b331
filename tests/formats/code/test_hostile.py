"""Names that mean harm: nothing of them is code, and the file has the same structure as with plain names."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Callable
from dataclasses import replace

import pytest

from explorer import Concatenate, Conv2D, Dense, Flatten, Network, ReLU, Residual
from explorer.formats.code.calls import literal
from explorer.formats.code.keras.source import to_keras
from explorer.formats.code.naming import identifier, local_names, unique, whole_names
from explorer.formats.code.torch.source import to_pytorch

HOSTILE = {
    "quotes": '"); import os; os.system("rm',
    "single": "'); import os #",
    "docstring": '"""\nimport os\n"""',
    "newline": "a\nimport os\n",
    "carriage": "a\rb\x0bc\u2028d",
    "backslash": "a\\",
    "brace": "{name}{__import__('os')}",
    "comment": "# type: ignore",
    "bidi": "a\u202eb\u2066c",
    "null": "a\x00b",
    "surrogate": "a\ud800b",
    "keyword": "class",
    "soft keyword": "match",
    "method": "forward",
    "nothing": "",
    "digits": "12",
    "other letters": "größe_卷积",
    "long": "x" * 10_240,
    "slash": "a/b.c:d",
    "dunder": "__class__",
}
LAYERS = (
    Conv2D(4),
    ReLU(),
    Residual(layers=(Conv2D(4, padding="same"), ReLU())),
    Concatenate(stacks=((), (Conv2D(2, padding="same"),))),
    Flatten(),
    Dense(3),
)


def named(names: dict[str, str]) -> Network:
    """A network whose layers have any names: it would refuse those that mean harm, which are put in behind its back."""
    network = Network(LAYERS, (8, 8, 2))
    steps = tuple(replace(step, name=names.get(step.path, step.name)) for step in network.steps)
    network.__dict__["steps"] = steps
    network.__dict__["_by_path"] = {step.path: at for at, step in enumerate(steps)}
    return network


def structure(source: str) -> str:
    """A syntax tree in which all names and words are the same."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = "word"
        if isinstance(node, ast.keyword):
            node.arg = "argument"
    return ast.dump(tree)


@pytest.mark.parametrize("write", [to_keras, to_pytorch], ids=["keras", "pytorch"])
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_name_changes_no_structure(write: Callable[[Network], str], kind: str) -> None:
    name = HOSTILE[kind]
    names = {"0": name, "1": f"{name}1", "2": f"{name}2", "2.b0.0": f"{name}2.{name}", "5": name}
    hostile = write(named(names))
    # The same file comes of the plain names that are left of them.
    local = local_names(named(names))
    plain = {path: local[path] for path in ("0", "1", "2", "5")}
    assert hostile == write(named(plain | {"2.b0.0": f"{local['2']}.{local['2.b0.0']}"}))
    if kind != "long":  # for which calls take more lines
        assert structure(hostile) == structure(write(named({})))
    assert hostile.isascii()
    assert max(map(len, hostile.splitlines())) <= 100


@pytest.mark.parametrize("kind", HOSTILE)
def test_an_identifier_is_one(kind: str) -> None:
    word = identifier(HOSTILE[kind])
    assert word.isidentifier()
    assert word.isascii()
    assert not keyword.iskeyword(word)
    assert 0 < len(word) <= 42


def test_names_that_become_equal_stay_apart() -> None:
    network = named({"0": "a b", "1": "a-b", "2": "a_b", "3": "a_b_2", "4": "ä", "5": "a"})
    names = [local_names(network)[str(at)] for at in range(6)]
    assert names == ["a_b", "a_b_2", "a_b_3", "a_b_2_2", "a", "a_2"]
    whole = whole_names(network, lambda layer: layer.branch_names, "-")
    assert len(set(whole.values())) == len(whole)


def test_a_layer_beside_a_branch_of_its_name_stays_apart() -> None:
    network = named({"2.b0.0": "res1.shortcut"})
    assert local_names(network)["2.b0.0"] == "shortcut_2"


def test_unique_names_are_taken_once() -> None:
    taken: set[str] = set()
    assert [unique("a", taken) for _ in range(3)] == ["a", "a_2", "a_3"]
    assert unique("a_2", taken) == "a_2_2"
    assert unique("B", taken, "") == "B"
    assert unique("B", taken, "") == "B2"


@pytest.mark.parametrize("word", ['"', "\\", "\n", "ä", "\x00"])
def test_only_plain_words_stand_in_quotes(word: str) -> None:
    with pytest.raises(ValueError, match="words of ours"):
        literal(word)
