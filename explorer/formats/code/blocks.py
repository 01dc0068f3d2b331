"""Blocks that repeat, as one template with parameters: what differs between them is a parameter, what does not stands there.

Two blocks are of one template if they hold the same calls with the same names in the same stacks (anti-unification:
Plotkin 1970, "A note on inductive generalization"). Numbers that are always a multiple of another are written as such.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from explorer.formats.code.calls import REQUIRED, Arg, Made, Raw
from explorer.formats.code.naming import identifier, unique
from explorer.formats.code.stacks import Block, Item, Line, all_blocks
from explorer.layers.base import Shape
from explorer.layers.composite.composite import Composite

_CHANNELS = ("channels", "features")
"""How PyTorch's names for numbers of maps end. A parameter that serves several of them is called "channels"."""

Lines = tuple[Line, ...]


@dataclass(frozen=True)
class Param:
    """A parameter of a template."""

    name: str
    default: Any = REQUIRED


@dataclass(frozen=True, eq=False)
class Template:
    """One function or class for `times` blocks. `branches` hold its parameters' names where the blocks differ."""

    name: str
    layer: Composite
    params: tuple[Param, ...]
    branches: tuple[Lines, ...]
    ends: tuple[Shape, ...]
    times: int


@dataclass
class _Column:
    """An argument at one place of a template: its values in all blocks."""

    place: tuple[int, int, int]
    line: str
    arg: Arg
    values: tuple[Any, ...]

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(map(repr, self.values))


@dataclass
class Templates:
    """The templates of a network; `name_of` gives the name for one by its block.

    Where several would get the same, the later ones get `joint` and a number behind it.
    """

    name_of: Callable[[Block], str]
    joint: str
    found: list[Template] = field(default_factory=list)
    _calls: dict[str, Made] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)

    def lines(self, stack: Sequence[Item]) -> Lines:
        """A stack whose blocks are calls of templates, which are in `found` then, inner ones before those around them."""
        blocks = list(all_blocks(stack))
        for height in range(1, 1 + max((block.height for block in blocks), default=0)):
            groups: dict[Any, list[tuple[Block, tuple[Lines, ...]]]] = {}
            for block in blocks:
                if block.height == height:
                    branches = tuple(map(self._flat, block.branches))
                    groups.setdefault(_skeleton(block, branches), []).append((block, branches))
            for group in groups.values():
                self._add(group)
        return self._flat(stack)

    def functions(self, stack: Lines) -> set[str]:
        """What is called anywhere: in the stack that `lines` gave, and in the templates."""
        stacks = [stack, *(branch for template in self.found for branch in template.branches)]
        return {line.made.function for each in stacks for line in each}

    def _flat(self, stack: Sequence[Item]) -> Lines:
        return tuple(
            item if isinstance(item, Line) else Line(item.name, self._calls[item.path], item.shape, item.path)
            for item in stack
        )

    def _add(self, group: Sequence[tuple[Block, tuple[Lines, ...]]]) -> None:
        """Add the template of blocks of one skeleton, and for each of them the call of it."""
        first, _ = group[0]
        name = unique(self.name_of(first), self._names, self.joint)
        columns = _columns([each for _, each in group])
        params, written = _params(columns)
        filled = _filled([each for _, each in group], written)
        self.found.append(
            Template(name, first.layer, tuple(each for each, _ in params), filled, first.ends, len(group))
        )
        for at, (block, _) in enumerate(group):
            args = tuple(Arg(param.name, values[at], param.default) for param, values in params)
            self._calls[block.path] = Made(name, args)


def _skeleton(block: Block, branches: Sequence[Lines]) -> Any:
    """What two blocks have to have in common to be of one template."""
    calls = tuple(
        tuple(
            (line.name, line.made.function, tuple((arg.name, arg.by_place) for arg in line.made.args)) for line in each
        )
        for each in branches
    )
    return type(block.layer), calls, tuple(map(len, block.ends))


def _columns(blocks: Sequence[tuple[Lines, ...]]) -> list[_Column]:
    """Every argument in the template of some blocks, in the order of the code."""
    return [
        _Column(
            (branch, at, place),
            line.name,
            arg,
            tuple(each[branch][at].made.args[place].value for each in blocks),
        )
        for branch, lines in enumerate(blocks[0])
        for at, line in enumerate(lines)
        for place, arg in enumerate(line.made.args)
    ]


def _params(columns: list[_Column]) -> tuple[list[tuple[Param, tuple[Any, ...]]], dict[tuple[int, int, int], Raw]]:
    """The parameters with their values in all blocks, those without a default first; and what stands at which place."""
    varying = [column for column in columns if len(set(column.key)) > 1]
    groups: dict[tuple[str, ...], list[_Column]] = {}
    for column in varying:
        groups.setdefault(column.key, []).append(column)
    bases: list[list[_Column]] = []
    written: dict[tuple[int, int, int], Raw] = {}
    derived: list[tuple[list[_Column], list[_Column], str]] = []
    for group in groups.values():
        found = next(((base, form) for base in bases if (form := _form(base[0].values, group[0].values))), None)
        if found is None:
            bases.append(group)
        else:
            derived.append((group, *found))
    names = _names(bases)
    params = [(Param(name, _default(base)), base[0].values) for name, base in zip(names, bases, strict=True)]
    by_base = {id(base): name for name, base in zip(names, bases, strict=True)}
    for base in bases:
        written |= {column.place: Raw(by_base[id(base)]) for column in base}
    for group, base, form in derived:
        written |= {column.place: Raw(form.format(by_base[id(base)])) for column in group}
    return sorted(params, key=lambda each: each[0].default is not REQUIRED), written


def _form(base: tuple[Any, ...], values: tuple[Any, ...]) -> str:
    """How `values` are computed from those of another parameter: "4 * {}", "{} // 4"; "" if they are not."""
    if not all(type(each) is int and each > 0 for each in (*base, *values)):
        return ""
    for low, high, form in ((base, values, "{times} * {{}}"), (values, base, "{{}} // {times}")):
        times = high[0] // low[0]
        if times > 1 and all(times * small == large for small, large in zip(low, high, strict=True)):
            return form.format(times=times)
    return ""


def _names(groups: Sequence[Sequence[_Column]]) -> list[str]:
    """A name for each parameter: that of its argument, with that of its layer before it where several have the same."""
    plain = [_plain_name(group) for group in groups]
    long = [_long_name(group[0]) for group in groups]
    taken: set[str] = {"x", "self", "name"}
    shared = {name for name in plain if plain.count(name) > 1} | set(long)
    return [unique(more if name in shared else name, taken) for name, more in zip(plain, long, strict=True)]


def _plain_name(group: Sequence[_Column]) -> str:
    names = {column.arg.name for column in group}
    if len(names) > 1 and all(name == "groups" or name.endswith(_CHANNELS) for name in names):
        return "channels"
    return group[0].arg.name


def _long_name(column: _Column) -> str:
    name = column.arg.name
    return name if name == "in_channels" and column.place[1] == 0 else identifier(f"{column.line}_{name}")


def _default(group: Sequence[_Column]) -> Any:
    """The default that all arguments have which a parameter serves; none if one of them has none."""
    defaults = [column.arg.default for column in group]
    return defaults[0] if all(repr(each) == repr(defaults[0]) for each in defaults) else REQUIRED


def _filled(blocks: Sequence[tuple[Lines, ...]], written: dict[tuple[int, int, int], Raw]) -> tuple[Lines, ...]:
    """The branches of the first block with parameters in place of what differs, and the shapes that all have in common."""
    filled = []
    for branch, lines in enumerate(blocks[0]):
        stack = []
        for at, line in enumerate(lines):
            args = tuple(
                replace(arg, value=written.get((branch, at, place), arg.value))
                for place, arg in enumerate(line.made.args)
            )
            same = len({each[branch][at].shape for each in blocks}) == 1
            stack.append(replace(line, made=replace(line.made, args=args), shape=line.shape if same else None))
        filled.append(tuple(stack))
    return tuple(filled)
