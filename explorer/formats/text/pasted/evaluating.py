"""Follows pasted statements as far as lists of layers need: literals, names of values, and calls of layers.

Nothing is run. A statement of any other form is refused by name, with its line.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from explorer.formats.text.entries import Spot, shape_at
from explorer.formats.text.pasted import keras
from explorer.formats.text.pasted.calls import Argument, Call, Symbol
from explorer.formats.text.pasted.chains import MOST_STEPS, Chain, Chains, Joining
from explorer.formats.text.pasted.definitions import Definition, Definitions, Instance, called_in
from explorer.formats.text.pasted.functions import FUNCTIONS, METHODS, as_call, makes_no_layer
from explorer.formats.text.pasted.nodes import dotted_name, last_name, located
from explorer.formats.text.pasted.source import Source
from explorer.layers.base import Shape

_DEPTH = 60
"""Expressions inside each other, at most."""
_JOINS: dict[str, Joining] = {
    **dict.fromkeys(("add", "Add"), "add"),
    **dict.fromkeys(("concatenate", "Concatenate", "cat"), "concatenate"),
    **dict.fromkeys(("multiply", "Multiply"), "multiply"),
}
_SIGNS: dict[type[ast.operator], Joining] = {ast.Add: "add", ast.Mult: "multiply"}
"""What is done with two outputs by + and *."""
_LISTS = ("Sequential", "ModuleList")
_BIGGEST = 10**12
_LONGEST = 200
"""Letters of a name that is put together."""
_POWERS = range(17)  # variances are often written as 0.229**2


@dataclass
class Model:
    """Layers one after the other, as Sequential holds them."""

    items: list[Any]
    spot: Spot


@dataclass(frozen=True)
class InputValue:
    """What keras.Input gives: the input's shape."""

    shape: Shape
    spot: Spot


@dataclass
class Evaluator(Definitions):
    """Values of names, the loose layers of the text, and the input's shape as the text or its reader gives it."""

    source: Source
    chains: Chains
    input_shape: Shape | None
    names: dict[str, Any] = field(default_factory=dict)
    loose: list[Any] = field(default_factory=list)
    last: Any = None
    given_shape: Shape | None = None
    nested: int = 0
    called: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.called = called_in(self.source.tree)

    # -- statements ---------------------------------------------------------------------------------------------------

    def statements(self, body: Sequence[ast.stmt]) -> None:
        """Follow statements. Raises TextError for one that is not understood."""
        for node in body:
            match node:
                case ast.Import() | ast.ImportFrom() | ast.Pass():
                    continue
                case ast.Expr(value=ast.Constant(value=str())):
                    continue
                case ast.Expr(value=expression):
                    self._expression(expression)
                case (
                    ast.Assign(targets=[target], value=expression)
                    | ast.AnnAssign(target=target, value=ast.expr() as expression)
                ):
                    self._assign(target, expression)
                case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=expression):
                    total = ast.BinOp(ast.Name(name, ast.Load()), ast.Add(), expression)
                    self._set(name, self.value(ast.copy_location(located(total, node), node)))
                case ast.Return(value=ast.expr() as expression):
                    self._set("return", self.value(expression))
                    return
                case ast.ClassDef():
                    self.klass(node)
                case ast.FunctionDef():
                    self.function(node)
                case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
                    continue
                case _:
                    raise self._unreadable(node)

    def _expression(self, node: ast.expr) -> None:
        if isinstance(node, ast.Call) and makes_no_layer(node.func):
            if last_name(node.func) != "__init__":
                self.chains.notes.append(f"{self.source.shown(node)} was left out: it makes no layer.")
            return
        value = self.value(node)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Call | Model | InputValue | Instance):
                self.loose.append(each)
            elif each is not None and not isinstance(each, Chain):
                raise self._unreadable(node)

    def _assign(self, target: ast.expr, expression: ast.expr) -> None:
        name = dotted_name(target)
        if name:
            self._set(name, self.value(expression))
            return
        if isinstance(target, ast.Tuple) and all(map(dotted_name, target.elts)):
            values = self.value(expression)
            if isinstance(values, tuple) and len(values) == len(target.elts):
                for each, value in zip(target.elts, values, strict=True):
                    self._set(dotted_name(each), value)
                return
        raise self._unreadable(target)

    def _set(self, name: str, value: Any) -> None:
        if isinstance(value, Call) and name.startswith("self."):
            value = replace(value, label=value.label or name.removeprefix("self."))
        self.names[name] = value
        if isinstance(value, Model | Chain | Instance):
            self.last = value

    # -- expressions --------------------------------------------------------------------------------------------------

    def value(self, node: ast.expr, depth: int = 0) -> Any:
        """The value of an expression: a literal, a tuple, a call of a layer, a model or a chain. Raises TextError."""
        if depth > _DEPTH:
            raise self.source.spot(node).error("This expression is nested too deep.", "Write it in several steps.")
        match node:
            case ast.Constant(value=bool() | int() | float() | str() | None as literal):
                return literal
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                return tuple(self._parts(parts, depth))
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                number = self._number(operand, depth)
                return -number if isinstance(sign, ast.USub) else number
            case ast.BinOp():
                return self._arithmetic(node, depth)
            case ast.Name() | ast.Attribute():
                name = dotted_name(node)
                if name in self.names:
                    return self.names[name]
                if name:
                    return Symbol(name.rpartition(".")[2])
            case ast.Subscript():  # as x.shape[0] in a view: nothing needs its value
                return Symbol(self.source.shown(node))
            case ast.Call():
                return self._call(node, depth)
            case ast.JoinedStr(values=parts):
                return self._text(node, parts, depth)
        raise self._unreadable(node)

    def _parts(self, nodes: Sequence[ast.expr], depth: int) -> list[Any]:
        parts: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                value = self.value(node.value, depth + 1)
                parts += value if isinstance(value, tuple) else value.items if isinstance(value, Model) else [value]
            else:
                parts.append(self.value(node, depth + 1))
            if len(parts) > MOST_STEPS:
                raise self.source.spot(node).error(f"This list is longer than {MOST_STEPS:,}.", "Shorten it.")
        return parts

    def _text(self, node: ast.expr, parts: Sequence[ast.expr], depth: int) -> str:
        """An f-string of words and of names that are words."""
        words = [self.value(each.value if isinstance(each, ast.FormattedValue) else each, depth + 1) for each in parts]
        if not all(isinstance(word, str) and not isinstance(word, Symbol) for word in words):
            raise self._unreadable(node)
        return "".join(words)[:_LONGEST]

    def _number(self, node: ast.expr, depth: int) -> int | float:
        value = self.value(node, depth + 1)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self._unreadable(node)
        return value

    def _arithmetic(self, node: ast.BinOp, depth: int) -> Any:
        """Numbers with + - * / // **, and two outputs of layers with + and *."""
        left, right = self.value(node.left, depth + 1), self.value(node.right, depth + 1)
        left, right = self._as_chain(left), self._as_chain(right)
        if isinstance(left, Chain) and isinstance(right, Chain) and type(node.op) in _SIGNS:
            return self.chains.joined((left, right), _SIGNS[type(node.op)], self.source.spot(node))
        if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in (left, right)):
            raise self._unreadable(node)
        try:
            match node.op:
                case ast.Add():
                    result = left + right
                case ast.Sub():
                    result = left - right
                case ast.Mult():
                    result = left * right
                case ast.Div():
                    result = left / right
                case ast.FloorDiv():
                    result = left // right
                case ast.Pow() if right in _POWERS:
                    result = left**right
                case _:
                    raise self._unreadable(node)
        except (ZeroDivisionError, OverflowError):
            raise self.source.spot(node).error("This cannot be computed.", "Write the number itself.") from None
        if not abs(result) < _BIGGEST:
            raise self.source.spot(node).error("This number is too large.", "Write a smaller one.")
        return result

    def _call(self, node: ast.Call, depth: int) -> Any:
        spot = self.source.spot(node)
        if isinstance(node.func, ast.Call):
            return self._apply(self.value(node.func, depth + 1), node, depth)
        dotted = dotted_name(node.func)
        owner, name = dotted.rpartition(".")[0], last_name(node.func)
        if isinstance(made := self.names.get(dotted), Definition):
            values = [self._as_chain(each) for each in self._parts(node.args, depth)]
            return self.call(made, values, {each.arg or "**": self.value(each.value) for each in node.keywords}, spot)
        if dotted in self.names:
            return self._apply(self.names[dotted], node, depth)
        if name == "add" and isinstance(self.names.get(owner), Model):
            self.names[owner].items.extend(self._parts(node.args, depth))
            return None
        args = [
            Argument(value, self._argument_spot(node, at)) for at, value in enumerate(self._parts(node.args, depth))
        ]
        named = {
            each.arg: Argument(self.value(each.value, depth + 1), self.source.spot(each.value))
            for each in node.keywords
            if each.arg
        }
        if any(each.arg is None for each in node.keywords):
            raise spot.error("** cannot be read here.", "Write the values themselves.")
        method = self._method(node.func, depth)
        if method is not None and name == "size":
            return Symbol("size")
        if method is not None:
            return self._function(METHODS.get(name, ""), [Argument(method, spot), *args], named, spot, name)
        if not name:
            raise self._unreadable(node)
        return self._named_call(name, args, named, spot)

    def _method(self, func: ast.expr, depth: int) -> Chain | None:
        """The chain whose method is called, as in x.flatten(1); None for all other calls."""
        if not isinstance(func, ast.Attribute):
            return None
        owner = func.value
        if isinstance(owner, ast.Call):
            value = self._as_chain(self.value(owner, depth + 1))
            return value if isinstance(value, Chain) else None
        value = self._as_chain(self.names.get(dotted_name(owner)))
        return value if isinstance(value, Chain) else None

    def _named_call(self, name: str, args: list[Argument], named: Mapping[str, Argument], spot: Spot) -> Any:
        if name in _LISTS:
            items = (
                args[0].value if len(args) == 1 and isinstance(args[0].value, tuple) else [each.value for each in args]
            )
            items = named["layers"].value if not args and "layers" in named else items
            return Model(list(items), spot)
        if name == "OrderedDict" and (named or (len(args) == 1 and isinstance(args[0].value, tuple))):
            pairs = args[0].value if args else [(label, each.value) for label, each in named.items()]
            return tuple(_labelled(pair, spot) for pair in pairs)
        if name == "Input":
            return self._input(Call(name, tuple(args), named, spot))
        if name == "Model" and (len(args) >= 2 or "outputs" in named):
            result = self._as_chain(named["outputs"].value if "outputs" in named else args[1].value)
            if isinstance(result, Chain):
                return result
        values = [self._as_chain(each.value) for each in args]
        if values and isinstance(values[0], Chain):
            args = [Argument(self._as_chain(args[0].value), args[0].spot), *args[1:]]
            return self._function(FUNCTIONS.get(name, ""), args, named, spot, name)
        if name in _JOINS and values and isinstance(values[0], tuple):
            return self._join(_JOINS[name], values[0], spot)
        return Call(name, tuple(args), named, spot)

    def _function(
        self, layer: str, args: Sequence[Argument], named: Mapping[str, Argument], spot: Spot, name: str
    ) -> Chain:
        """A function of an output, such as F.relu(x) or x.flatten(1), as the layer that computes the same."""
        chain, rest = args[0].value, args[1:]
        if name == "add" and len(rest) == 1 and isinstance(other := self._as_chain(rest[0].value), Chain):
            return self.chains.joined((chain, other), "add", spot)
        if not layer:
            raise spot.error(f"What {name[:40]} does to an output is not known here.", "Use a layer for it.")
        call = as_call(layer, rest, named, spot)
        return chain if call is None else self.chains.after(chain, call)

    def _join(self, how: Joining, values: Sequence[Any], spot: Spot) -> Chain:
        chains = [self._as_chain(each) for each in values]
        if not all(isinstance(each, Chain) for each in chains):
            raise spot.error("Something is joined here that is no output of a layer.", "Join outputs of layers.")
        return self.chains.joined(chains, how, spot)

    def _apply(self, function: Any, node: ast.Call, depth: int) -> Any:
        """A layer or a model called with the output of another: layers.ReLU()(x)."""
        spot = self.source.spot(node)
        parts = self._parts(node.args, depth)
        values = [self._as_chain(each) for each in parts]
        if isinstance(function, Call) and function.name in _JOINS and values and isinstance(values[0], tuple):
            return self._join(_JOINS[function.name], values[0], spot)
        if len(values) != 1 or not isinstance(values[0], Chain) or not isinstance(function, Call | Model | Instance):
            raise spot.error(
                f"“{self.source.shown(node)}” cannot be read.", "Call a layer with the output of one other."
            )
        return self.through(values[0], [function])

    # -- chains -------------------------------------------------------------------------------------------------------

    def through(self, chain: Chain, items: Sequence[Any], depth: int = 0) -> Chain:
        """The chain behind layers and models one after the other. Raises TextError for anything else among them."""
        for item in items:
            self.chains.step(getattr(item, "spot", Spot(1, 1)))
            match item:
                case Call():
                    self._notice_input(item)
                    chain = self._started(chain, item)
                    if item.name not in ("InputLayer",):
                        chain = self.chains.after(chain, item)
                case Model(items=inner) if depth < _DEPTH:
                    chain = self.through(chain, inner, depth + 1)
                case Instance():
                    chain = self.applied(item, chain)
                case InputValue(shape=shape) if not chain.entries:
                    chain = replace(chain, shape=shape)
                case tuple() if depth < _DEPTH:
                    chain = self.through(chain, item, depth + 1)
                case _:
                    spot = getattr(item, "spot", Spot(1, 1))
                    raise spot.error(
                        f"{str(item)[:40]!r} stands among the layers."
                        if not isinstance(item, InputValue | Model)
                        else "This stands among the layers.",
                        "Put only layers there.",
                    )
        return chain

    def _notice_input(self, call: Call) -> None:
        """Take the input's shape from a layer that gives it."""
        argument = keras.input_of(call) if self.chains.dialect == "keras" else None
        if argument is not None:
            self.given_shape = self._shape(argument)

    def _started(self, chain: Chain, call: Call) -> Chain:
        return replace(chain, shape=self.given_shape) if not chain.entries and self.given_shape else chain

    def _input(self, call: Call) -> InputValue:
        argument = keras.input_of(call)
        assert argument is not None
        self.given_shape = self._shape(argument)
        return InputValue(self.given_shape, call.spot)

    def _shape(self, argument: Argument) -> Shape:
        value = argument.value
        if not isinstance(value, tuple) or len(value) != 3 or None in value:
            raise argument.spot.error(
                "The shape of the input is not three numbers.", "Write rows, columns and channels: (224, 224, 3)."
            )
        return shape_at(value, argument.spot)

    def _as_chain(self, value: Any) -> Any:
        return Chain((), value.shape) if isinstance(value, InputValue) else value

    def _argument_spot(self, node: ast.Call, at: int) -> Spot:
        return self.source.spot(node.args[at] if at < len(node.args) else node)

    def _unreadable(self, node: ast.expr | ast.stmt) -> Exception:
        return self.source.spot(node).error(
            f"“{self.source.shown(node)}” cannot be read: the code is not run.",
            "Paste only layers, with numbers as their values.",
        )


def _labelled(pair: Any, spot: Spot) -> Any:
    """The layer of a pair (name, layer), with that name."""
    match pair:
        case (str(label), Call() as call):
            return replace(call, label=label)
        case (str(), Model() | Instance() as block):
            return block
    raise spot.error(
        "OrderedDict holds something that is no pair of a name and a layer.", 'Use ("conv", nn.Conv2d(...)).'
    )
