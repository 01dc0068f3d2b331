"""Pasted code that means harm: nothing is run, and nothing takes long, deep or much."""

from __future__ import annotations

from pathlib import Path

import pytest

import explorer
from explorer import limits
from explorer.errors import TextError

BOMBS: dict[str, str] = {
    "brackets": "x = " + "(" * 5000 + ")" * 5000,
    "lists": "nn.Sequential(" + "[" * 100 + "]" * 100 + ")",
    "minus": "nn.Conv2d(" + "-" * 100_000 + "1, 2)",
    "not": "nn.Conv2d(" + "not " * 20_000 + "1, 2)",
    "dots": "nn.Conv2d(a" + ".a" * 50_000 + ")",
    "sums": "nn.Conv2d(1" + "+1" * 50_000 + ", 2)",
    "lambdas": "nn.Conv2d(" + "lambda:" * 10_000 + "1)",
    "power": "nn.Conv2d(9**9**9**9, 2)",
    "product": "nn.Conv2d(" + "*".join(["999999999"] * 30) + ", 2)",
    "text": "nn.Conv2d('a' * 10**10, 2)",
    "digits": f"nn.Conv2d({'9' * 5000}, 2)",
    "elifs": "import x\nif a: pass\n" + "elif a: pass\n" * 5000,
    "indents": "import x\n" + "".join(" " * n + "if a:\n" for n in range(150)),
    "calls": "x = nn.ReLU()" + "(x)" * 10_000,
    "long": "nn.Conv2d(1, 2)" + " " * limits.PASTE_CHARS,
    "many": "nn.Sequential(" + "nn.ReLU()," * 10_000 + ")",
    "doubling": "a = nn.Sequential(nn.ReLU())\n" + "a = nn.Sequential(a, a)\n" * 40,
    "nothings": "a = nn.Sequential(nn.Identity())\n" + "a = nn.Sequential(a, a)\n" * 40 + "nn.Sequential(a)",
    "starred": "a = [nn.ReLU()]\n" + "a = [*a, *a]\n" * 40 + "nn.Sequential(*a)",
    "itself": "a = nn.Sequential(nn.ReLU())\na.add(a)\na.add(a)\nkeras.Sequential(a)",
    "zero": "nn.Conv2d(1, 2)\x00",
    "surrogate": "nn.Conv2d('\ud800', 2)",
    "decorated": "@evil\nclass Net(nn.Module):\n    def forward(self, x):\n        return forward(x)",
    "f-string": "nn.Conv2d(f'{exit()}', 2)",
    "walrus": "nn.Conv2d((x := 3), 2)",
    "printed": "(a): Foo(\n" * 50_000,
    "printed many": "(a): 500 x Foo(\n" * 3 + "(b): 500 x ReLU()\n" * 20 + ")\n" * 3,
    "printed nothings": "(a): 500 x Sequential(\n" * 9 + "(b): Identity()\n" + ")\n" * 9,
    "printed arguments": f"(a): Conv2d({'(' * 3000}3{')' * 3000})",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name: str) -> None:
    with pytest.raises(TextError) as caught:
        explorer.from_text(BOMBS[name], (8, 8, 3))
    assert caught.value.remedy
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    "code",
    [
        "__import__('pathlib').Path({path!r}).touch()",
        "open({path!r}, 'w').write('x')",
        "nn.Sequential(nn.ReLU(), open({path!r}, 'w'))",
        "class Net(nn.Module):\n    def forward(self, x):\n        open({path!r}, 'w')\n        return x",
        "layers.Conv2D(open({path!r}, 'w'), 3)",
        "[open({path!r}, 'w') for _ in (1,)] and nn.ReLU()",
        "import os\nos.system('touch ' + {path!r})\nnn.ReLU()",
    ],
)
def test_nothing_is_run(code: str, tmp_path: Path) -> None:
    path = tmp_path / "touched"
    with pytest.raises(TextError):
        explorer.from_text(code.format(path=str(path)), (8, 8, 3))
    assert not path.exists()
