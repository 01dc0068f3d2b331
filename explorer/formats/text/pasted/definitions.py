"""Functions and classes that a pasted text defines and calls: what stands in them is followed anew for every call."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from explorer.formats.code.keras.helpers import HELPERS as KERAS_HELPERS
from explorer.formats.code.torch.helpers import HELPERS as TORCH_HELPERS
from explorer.formats.text.entries import Spot
from explorer.formats.text.pasted.chains import Chain, Chains
from explorer.formats.text.pasted.source import Source
from explorer.layers.base import Shape

_LOADS = "load_weights"
"""The function of the code that the app writes which makes no layers."""
_NESTED = 12
"""Calls of the text's own functions inside each other, at most."""


@dataclass(frozen=True, eq=False)
class Definition:
    """A function or class of the text that is called in it."""

    node: ast.FunctionDef | ast.ClassDef


@dataclass(frozen=True, eq=False)
class Instance:
    """What a class of the text made: the values of its names, and what it does with an input."""

    names: Mapping[str, Any]
    forward: ast.FunctionDef
    spot: Spot


def called_in(tree: ast.Module) -> frozenset[str]:
    """The names that are called anywhere in a text."""
    return frozenset(
        node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )


class Definitions:
    """The part of an evaluator that follows functions and classes."""

    source: Source
    chains: Chains
    input_shape: Shape | None
    names: dict[str, Any]
    loose: list[Any]
    last: Any
    called: frozenset[str]
    nested: int

    def statements(self, body: Sequence[ast.stmt]) -> None:
        raise NotImplementedError

    def value(self, node: ast.expr, depth: int = 0) -> Any:
        raise NotImplementedError

    # -- where they stand ---------------------------------------------------------------------------------------------

    def function(self, node: ast.FunctionDef) -> None:
        """Keep a function for its calls; one that is called nowhere is taken for the model and followed where it stands."""
        if node.name == _LOADS or is_ours(node):
            return
        if node.name in self.called and (node.args.args or node.args.kwonlyargs):
            self.names[node.name] = Definition(node)
            return
        self.defaults(node)
        self.statements(node.body)

    def klass(self, node: ast.ClassDef) -> None:
        """Keep a PyTorch module for its calls, or take it for the model: layers are those of __init__, in forward's order."""
        if is_ours(node):
            return
        methods = _methods(node)
        forward = methods.get("forward") or methods.get("call")
        if forward is None or len(forward.args.args) < 2:
            raise self.source.spot(node).error(
                f"The class {node.name[:40]} has no forward(self, x).", "Paste its layers, or what print(model) says."
            )
        if node.name in self.called and "__init__" in methods:
            self.names[node.name] = Definition(node)
            return
        if "__init__" in methods:
            self.defaults(methods["__init__"])
            self.statements(methods["__init__"].body)
        self.last = self.forward(forward, self.names.get("input", Chain((), self.input_shape)))

    def defaults(self, function: ast.FunctionDef) -> None:
        """Values of the arguments of a function where they have any: def __init__(self, num_classes=10)."""
        for name, default in _defaults(function):
            self.names[name] = self.value(default)

    # -- calls ----------------------------------------------------------------------------------------------------------

    def call(self, made: Definition, args: Sequence[Any], named: Mapping[str, Any], spot: Spot) -> Any:
        """What a function of the text returns, or the block that a class of it makes. Raises TextError."""
        self.chains.step(spot)
        if self.nested == _NESTED:
            raise spot.error(f"Functions call each other more than {_NESTED} deep.", "Write their layers one by one.")
        outer, self.nested = self.names, self.nested + 1
        try:
            if isinstance(made.node, ast.ClassDef):
                methods = _methods(made.node)
                self.names = {**outer, **self._bound(methods["__init__"], [None, *args], named, spot)}
                self.statements(methods["__init__"].body)
                return Instance(self.names, methods.get("forward") or methods["call"], spot)
            self.names = {**outer, **self._bound(made.node, args, named, spot)}
            self.names.pop("return", None)
            self.statements(made.node.body)
            return self.names.get("return")
        finally:
            self.names, self.nested = outer, self.nested - 1

    def applied(self, block: Instance, chain: Chain) -> Chain:
        """The chain behind a block. Raises TextError."""
        self.chains.step(block.spot)
        if self.nested == _NESTED:
            raise block.spot.error(f"Blocks stand in each other more than {_NESTED} deep.", "Take some of them out.")
        outer, self.names, self.nested = self.names, {**self.names, **block.names}, self.nested + 1
        try:
            return self.forward(block.forward, chain)
        finally:
            self.names, self.nested = outer, self.nested - 1

    def forward(self, function: ast.FunctionDef, chain: Chain) -> Chain:
        """The chain that a method forward(self, x) returns for one. Raises TextError."""
        self.names[function.args.args[1].arg] = chain
        self.names.pop("return", None)
        self.statements(function.body)
        result = self.names.get("return")
        if not isinstance(result, Chain):
            raise self.source.spot(function).error("forward returns no layer's output.", "End it with return x.")
        if self.loose:
            raise self.loose[0].spot.error("This changes no output.", "Take it out, or write x = in front of it.")
        return result

    def _bound(
        self, function: ast.FunctionDef, args: Sequence[Any], named: Mapping[str, Any], spot: Spot
    ) -> dict[str, Any]:
        """The values of a function's arguments in a call. Raises TextError for one too many, unknown or missing."""
        places = [each.arg for each in function.args.args]
        known = [*places, *(each.arg for each in function.args.kwonlyargs)]
        given = {**dict(zip(places, args, strict=False)), **named}
        defaults = {name: default for name, default in _defaults(function) if name not in given}
        strange = [name for name in given if name not in known]
        missing = [name for name in known if name not in given and name not in defaults]
        if len(args) > len(places) or strange or missing:
            what = (
                f"has no argument {strange[0][:40]}"
                if strange
                else f"needs {missing[0][:40]}"
                if missing
                else "gets too much"
            )
            raise spot.error(f"{function.name[:40]} {what}.", f"It takes {', '.join(known)[:200]}.")
        return {**{name: self.value(default) for name, default in defaults.items()}, **given}


def _methods(node: ast.ClassDef) -> dict[str, ast.FunctionDef]:
    return {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}


def _defaults(function: ast.FunctionDef) -> list[tuple[str, ast.expr]]:
    """The arguments that have a default, with it."""
    given, only = function.args, function.args.kwonlyargs
    last = given.args[len(given.args) - len(given.defaults) :]
    by_name = [
        (each.arg, default) for each, default in zip(only, given.kw_defaults, strict=True) if default is not None
    ]
    return [*((each.arg, default) for each, default in zip(last, given.defaults, strict=True)), *by_name]


def is_ours(node: ast.ClassDef | ast.FunctionDef) -> bool:
    """Whether it is a helper of the code that the app writes: its calls are known by name."""
    return node.name in _helpers() and ast.dump(node) in _helpers()[node.name]


@cache
def _helpers() -> dict[str, frozenset[str]]:
    """The helpers as syntax trees, by name; both frameworks may have one of a name."""
    found: dict[str, set[str]] = {}
    for helpers in (KERAS_HELPERS, TORCH_HELPERS):
        for name, source in helpers.items():
            found.setdefault(name, set()).add(ast.dump(ast.parse(source).body[0]))
    return {name: frozenset(trees) for name, trees in found.items()}
