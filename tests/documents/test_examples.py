"""The examples in docstrings: every public name has one, and all of them run.

They assume `import explorer` and `import numpy as np`, and otherwise what their own module has.
"""

from __future__ import annotations

import doctest
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import explorer

ROOT = Path(__file__).parents[2]
OPTIONS = doctest.ELLIPSIS


def modules() -> list[str]:
    """The modules of the package that hold examples, by name."""
    files = sorted((ROOT / "explorer").rglob("*.py"))
    holding = [path.relative_to(ROOT).with_suffix("").parts for path in files if ">>>" in path.read_text("utf-8")]
    return [".".join(parts).removesuffix(".__init__") for parts in holding]


def examples(name: str) -> Iterator[doctest.DocTest]:
    """The examples of one module, each with names of its own."""
    module = importlib.import_module(name)
    for test in doctest.DocTestFinder(exclude_empty=True).find(module, name):
        if test.examples:
            test.globs = {**vars(module), "explorer": explorer, "np": np}
            yield test


def public() -> dict[str, Any]:
    """Every name of the face of the library that can have a docstring, and the functions of its modules."""
    named: dict[str, Any] = {}
    for name in explorer.__all__:
        value = getattr(explorer, name)
        if isinstance(value, ModuleType):
            named |= {f"{name}.{inner}": function for inner, function in functions(value).items()}
        if isinstance(value, ModuleType) or callable(value):
            named[name] = value
    return named


def functions(module: ModuleType) -> dict[str, Any]:
    """The public functions of a module: those that it lists, or those that it defines."""
    names = getattr(module, "__all__", [name for name in vars(module) if not name.startswith("_")])
    listed = {name: getattr(module, name) for name in names}
    own = f"{module.__name__}."
    return {
        name: value
        for name, value in listed.items()
        if inspect.isfunction(value) and f"{value.__module__}.".startswith(own)
    }


@pytest.mark.parametrize("name", modules())
def test_the_examples_run_as_written(name: str) -> None:
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    for test in examples(name):
        runner.run(test, out=told.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(told)


def test_examples_are_found_and_a_wrong_one_fails() -> None:
    assert len(modules()) > 30
    assert {test.name for test in examples("explorer.running.runner")} == {
        f"explorer.running.runner.{name}" for name in ("Runner", "run")
    }
    wrong = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, 0)
    assert doctest.DocTestRunner().run(wrong, out=lambda text: None).failed == 1


@pytest.mark.parametrize("name", public())
def test_every_public_name_says_what_it_is_and_has_an_example(name: str) -> None:
    value = public()[name]
    words = inspect.getdoc(value) or ""
    place = inspect.getsourcefile(value)
    assert words.split("\n")[0].strip(), f"{place}: {name} has no docstring"
    assert ">>>" in words, f"{place}: the docstring of {name} has no example (lines that begin with >>>)"
