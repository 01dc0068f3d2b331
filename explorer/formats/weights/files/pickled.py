"""What a pickle of PyTorch describes, read by an interpreter of our own that can build numbers, texts, lists and tensors only.

Python's own pickle runs whatever a file names; this does not use it. Each instruction is read by `pickletools`, which only
takes pickles apart, and carried out here if it is on the list (https://docs.python.org/3/library/pickletools.html). Names of
functions and classes are kept as names (`Name`) and calls as calls (`Call`); only the few in `allowed` are accepted.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from explorer.archives import SAVE_AGAIN
from explorer.errors import WeightsError
from explorer.plain import shown

MOST_INSTRUCTIONS = 500_000
_MARK = object()


@dataclass(frozen=True)
class Name:
    """A function or class that the file names: "torch._utils", "_rebuild_tensor_v2"."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(frozen=True, eq=False)
class Call:
    """A call of `name` with `arguments`, which was not made."""

    name: Name
    arguments: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Persistent:
    """What the file keeps outside the pickle, by its description: a storage."""

    description: Any


DICTIONARY = Name("collections", "OrderedDict")
"""The one call that is carried out: it makes a dictionary."""


def interpret(data: bytes, allowed: Collection[Name]) -> Any:
    """What the pickle describes: dictionaries, lists, tuples, numbers, texts, and `Call` and `Persistent` for the rest.

    Raises WeightsError, which names whatever is not `allowed`, and nothing else.
    """
    machine = _Machine(allowed)
    try:
        for count, (opcode, argument, _) in enumerate(pickletools.genops(data)):
            if count >= MOST_INSTRUCTIONS:
                raise WeightsError(
                    f"The file's description of its arrays has more than {MOST_INSTRUCTIONS:,} instructions.",
                    SAVE_AGAIN,
                )
            if opcode.name == "STOP":
                return machine.pop()
            machine.step(opcode.name, argument)
    # TypeError: what cannot be the key of a dictionary.
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise WeightsError("The file's description of its arrays is damaged.", SAVE_AGAIN) from None
    raise WeightsError("The file's description of its arrays is cut short.", SAVE_AGAIN)


class _Machine:
    """The stack and the memo of a pickle."""

    def __init__(self, allowed: Collection[Name]) -> None:
        self._allowed = frozenset(allowed)
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def pop(self) -> Any:
        """The uppermost value, taken away."""
        value = self._stack.pop()
        if value is _MARK:
            raise ValueError("a mark is no value")
        return value

    def step(self, instruction: str, argument: Any) -> None:
        """Carry out one instruction. Raises WeightsError for those that are not on the list."""
        if instruction in _PUSHES:
            self._stack.append(argument)
        elif instruction in _MAKES:
            self._stack.append(_MAKES[instruction]())
        elif instruction in _PUTS:
            self._memo[len(self._memo) if instruction == "MEMOIZE" else argument] = self._stack[-1]
        elif instruction in _GETS:
            self._stack.append(self._memo[argument])
        elif instruction in _TUPLES:
            values = [self.pop() for _ in range(_TUPLES[instruction])]
            self._stack.append(tuple(values[::-1]))
        elif instruction in _DOES:
            _DOES[instruction](self, argument)
        elif instruction not in _IGNORED:
            raise WeightsError(
                f"The file's description of its arrays has the instruction {instruction}, which is not carried out.",
                PLAIN,
            )

    def marked(self) -> list[Any]:
        """The values above the last mark, taken away with it."""
        for place in range(len(self._stack) - 1, -1, -1):
            if self._stack[place] is _MARK:
                values = self._stack[place + 1 :]
                del self._stack[place:]
                return values
        raise ValueError("there is no mark")

    def tuple(self, _: Any) -> None:
        self._stack.append(tuple(self.marked()))

    def append(self, _: Any) -> None:
        value = self.pop()
        self._list().append(value)

    def appends(self, _: Any) -> None:
        values = self.marked()
        self._list().extend(values)

    def _list(self) -> list[Any]:
        if not isinstance(self._stack[-1], list):
            raise ValueError("no list")
        return self._stack[-1]

    def set_item(self, _: Any) -> None:
        value, key = self.pop(), self.pop()
        self._fill([key, value])

    def set_items(self, _: Any) -> None:
        self._fill(self.marked())

    def _fill(self, pairs: list[Any]) -> None:
        target = self._stack[-1]
        if not isinstance(target, dict) or len(pairs) % 2:
            raise ValueError("no dictionary")
        for key, value in zip(pairs[::2], pairs[1::2], strict=True):
            if not isinstance(key, str | int):
                raise ValueError("no key")
            if key in target:
                raise WeightsError(f"{shown(str(key))} is in the file twice.", SAVE_AGAIN)
            target[key] = value

    def name(self, argument: str) -> None:
        module, _, name = argument.partition(" ")
        self._push_name(Name(module, name))

    def name_of_stack(self, _: Any) -> None:
        name, module = self.pop(), self.pop()
        if not isinstance(name, str) or not isinstance(module, str):
            raise ValueError("no name")
        self._push_name(Name(module, name))

    def _push_name(self, name: Name) -> None:
        if name not in self._allowed and name != DICTIONARY:
            raise WeightsError(
                f"The file names {shown(str(name))}, which is not carried out: only tensors are read.", PLAIN
            )
        self._stack.append(name)

    def call(self, _: Any) -> None:
        arguments, name = self.pop(), self.pop()
        if not isinstance(name, Name) or not isinstance(arguments, tuple):
            raise ValueError("no call")
        if name == DICTIONARY and arguments:
            raise WeightsError("The file makes a dictionary in a way that is not carried out.", PLAIN)
        self._stack.append({} if name == DICTIONARY else Call(name, arguments))

    def build(self, _: Any) -> None:
        # A state dict has its versions as an attribute: nobody needs them. Other values have no state to take.
        self.pop()
        if not isinstance(self._stack[-1], dict):
            raise ValueError("no state")

    def persistent(self, _: Any) -> None:
        self._stack.append(Persistent(self.pop()))

    def discard(self, _: Any) -> None:
        self.pop()


PLAIN = 'Save only the weights: torch.save(model.state_dict(), "model.pth").'

_PUSHES = frozenset(
    {
        *("BININT", "BININT1", "BININT2", "LONG1", "INT", "LONG", "BINFLOAT", "FLOAT"),
        *("BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "UNICODE", "BINSTRING", "SHORT_BINSTRING", "STRING"),
        *("BINBYTES", "SHORT_BINBYTES"),
    }
)
_MAKES: dict[str, Callable[[], Any]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_DICT": dict,
    "EMPTY_LIST": list,
    "EMPTY_TUPLE": tuple,
    "MARK": lambda: _MARK,
}
_PUTS = frozenset({"BINPUT", "LONG_BINPUT", "MEMOIZE", "PUT"})
_GETS = frozenset({"BINGET", "LONG_BINGET", "GET"})
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
_DOES: dict[str, Callable[[_Machine, Any], None]] = {
    "TUPLE": _Machine.tuple,
    "APPEND": _Machine.append,
    "APPENDS": _Machine.appends,
    "SETITEM": _Machine.set_item,
    "SETITEMS": _Machine.set_items,
    "GLOBAL": _Machine.name,
    "STACK_GLOBAL": _Machine.name_of_stack,
    "REDUCE": _Machine.call,
    "BUILD": _Machine.build,
    "BINPERSID": _Machine.persistent,
    "POP": _Machine.discard,
}
_IGNORED = frozenset({"PROTO", "FRAME"})
