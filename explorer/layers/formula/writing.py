"""Formulas written as plain text and as LaTeX, in symbols or with numbers in place of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

from explorer.layers.formula.tree import (
    Abbreviated,
    Binary,
    Call,
    Expression,
    Negative,
    Noted,
    Number,
    Operator,
    Piecewise,
    Symbol,
    chosen,
    evaluate,
    parts,
)

Numeral = Callable[[float], str]
"""Writes a number that takes the place of a symbol."""
STRENGTH: dict[Operator, int] = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}
"""How tightly an operator binds: what binds less tightly than its surroundings stands in brackets."""


class Writer(ABC):
    """Writes formulas in symbols, or with `values` in place of symbols, each as `numeral` writes it."""

    def __init__(self, values: Mapping[str, float] | None = None, numeral: Numeral = "{:g}".format) -> None:
        self.values = values
        self.numeral = numeral
        self.notes: list[str] = []
        """The notes on the parts that were written so far."""

    def write(self, part: Expression) -> str:
        """A formula or a part of one."""
        match part:
            case Number():
                return part.written
            case Symbol(name):
                return self.symbol(part) if self.values is None else self.numeral(self.values[name])
            case Binary(operator, left, right):
                return self.binary(operator, left, right)
            case Negative(of):
                return self.negative(of)
            case Call(function, arguments):
                return self.call(function, arguments)
            case Piecewise():
                return self.pieces(part) if self.values is None else self.write(chosen(part, self.values))
            case Noted(of, note):
                text = self.write(of)
                self.notes.append(note)
                return text
            case Abbreviated():
                self.notes.append(part.note)
                return self.abbreviated(part)
        raise TypeError(f"{type(part).__name__} is not part of a formula.")

    def value(self, part: Expression) -> float | None:
        """The number that is put in for a symbol; None for any other part."""
        return self.values[part.name] if self.values is not None and isinstance(part, Symbol) else None

    def number_of(self, part: Expression) -> str:
        """The value of a part as text; only for a writer with values."""
        assert self.values is not None
        return self.numeral(float(evaluate(part, self.values)))

    def listed(self, arguments: tuple[Expression, ...], comma: str) -> str:
        """The arguments of a function, with `comma` between them."""
        return comma.join(map(self.write, arguments))

    @abstractmethod
    def symbol(self, symbol: Symbol) -> str:
        """A symbol by its name."""

    @abstractmethod
    def binary(self, operator: Operator, left: Expression, right: Expression) -> str:
        """Two parts joined by an operator, in brackets where needed."""

    @abstractmethod
    def negative(self, of: Expression) -> str:
        """Minus a part."""

    @abstractmethod
    def call(self, function: str, arguments: tuple[Expression, ...]) -> str:
        """A function of some parts."""

    @abstractmethod
    def pieces(self, part: Piecewise) -> str:
        """All pieces, with the condition of each."""

    @abstractmethod
    def abbreviated(self, part: Abbreviated) -> str:
        """A part that is not written out."""


def weaker(part: Expression, operator: Operator) -> bool:
    """Whether a part binds less tightly than `operator`, so that it needs brackets beside it."""
    if isinstance(part, Negative):
        return STRENGTH[operator] > STRENGTH["-"]
    return isinstance(part, Binary) and STRENGTH[part.operator] < STRENGTH[operator]


def in_words(formula: Expression, values: Mapping[str, float] | None = None, numeral: Numeral = "{:g}".format) -> str:
    """A formula in one line of plain text: "x / (1 + |x|)".

    With `values` (what symbols stand for, by name) numbers are put in, each written by `numeral`; of pieces the one is
    written that holds for them, and notes are added after commas.
    """
    writer = WordWriter(values, numeral)
    text = writer.write(formula)
    return text if values is None else ", ".join([text, *writer.notes])


def in_latex(formula: Expression, values: Mapping[str, float] | None = None, numeral: Numeral = "{:g}".format) -> str:
    r"""A formula for LaTeX: r"\frac{x}{1 + \left|x\right|}".

    With `values` numbers are put in as by `in_words`; after an abbreviation the formula follows once more, with its number.
    """
    text = LatexWriter(values, numeral).write(formula)
    if values is not None and any(isinstance(part, Abbreviated) for part in parts(formula)):
        text += f" = {LatexWriter(values, numeral, spelled=True).write(formula)}"
    return text


class WordWriter(Writer):
    """Writes one line of plain text. Adding a negative number is written as subtracting its opposite."""

    SIGNS: Mapping[Operator, str] = {"+": " + ", "-": " − ", "*": " × ", "/": " / ", "**": "^"}

    def symbol(self, symbol: Symbol) -> str:
        return symbol.name

    def binary(self, operator: Operator, left: Expression, right: Expression) -> str:
        value = self.value(right)
        if operator in ("+", "-") and value is not None and value < 0:
            opposite: Operator = "-" if operator == "+" else "+"
            return f"{self._left_operand(left, operator)}{self.SIGNS[opposite]}{self.numeral(-value)}"
        # a - (b - c) and a / (b / c) need their brackets.
        bracketed = weaker(right, operator) or (
            operator in ("-", "/") and isinstance(right, Binary) and STRENGTH[right.operator] == STRENGTH[operator]
        )
        text = f"({self.write(right)})" if bracketed else self.write(right)
        return f"{self._left_operand(left, operator)}{self.SIGNS[operator]}{text}"

    def _left_operand(self, part: Expression, operator: Operator) -> str:
        value = self.value(part)
        bare = not weaker(part, operator) and not (operator == "**" and value is not None and value < 0)
        return self.write(part) if bare else f"({self.write(part)})"

    def negative(self, of: Expression) -> str:
        value = self.value(of)
        if value is not None:
            return self.numeral(-value)
        return f"−({self.write(of)})" if isinstance(of, Binary | Negative) else f"−{self.write(of)}"

    def call(self, function: str, arguments: tuple[Expression, ...]) -> str:
        inside = self.listed(arguments, ", ")
        return f"|{inside}|" if function == "abs" else f"{function}({inside})"

    def pieces(self, part: Piecewise) -> str:
        test = f"{self.write(part.of)} > {self.write(part.limit)}"
        return f"{self.write(part.above)} where {test}, else {self.write(part.below)}"

    def abbreviated(self, part: Abbreviated) -> str:
        return part.note if self.values is None else self.number_of(part.of)


class LatexWriter(Writer):
    """Writes LaTeX. A negative number is in brackets beside an operator; `spelled` writes numbers for abbreviations."""

    NAMES: Mapping[str, str] = {"log": r"\ln", "tanh": r"\tanh", "max": r"\max", "min": r"\min"}

    def __init__(
        self, values: Mapping[str, float] | None = None, numeral: Numeral = "{:g}".format, spelled: bool = False
    ) -> None:
        super().__init__(values, numeral)
        self.spelled = spelled

    def symbol(self, symbol: Symbol) -> str:
        return symbol.latex or symbol.name

    def binary(self, operator: Operator, left: Expression, right: Expression) -> str:
        if operator == "/":
            return rf"\frac{{{self.write(left)}}}{{{self.write(right)}}}"
        if operator == "**":
            return rf"{self._factor(left, operator)}^{{{self.write(right)}}}"
        if operator == "*":
            return rf"{self._factor(left, operator)} \cdot {self._factor(right, operator)}"
        same = operator == "-" and isinstance(right, Binary) and right.operator in ("+", "-")
        behind = rf"\left({self.write(right)}\right)" if same else self._factor(right, operator)
        return f"{self.write(left)} {operator} {behind}"

    def _factor(self, part: Expression, operator: Operator) -> str:
        if weaker(part, operator) or isinstance(part, Negative):
            return rf"\left({self.write(part)}\right)"
        return self._signed(part)

    def _signed(self, part: Expression) -> str:
        value = self.value(part)
        return f"({self.write(part)})" if value is not None and value < 0 else self.write(part)

    def negative(self, of: Expression) -> str:
        return rf"-\left({self.write(of)}\right)" if isinstance(of, Binary | Negative) else f"-{self._signed(of)}"

    def call(self, function: str, arguments: tuple[Expression, ...]) -> str:
        inside = self.listed(arguments, r",\ ")
        if function == "exp":
            return rf"e^{{{inside}}}"
        if function == "abs":
            return rf"\left|{inside}\right|"
        name = self.NAMES.get(function, rf"\operatorname{{{function}}}")
        return f"{name}({inside})"

    def pieces(self, part: Piecewise) -> str:
        test = f"{self.write(part.of)} > {self.write(part.limit)}"
        rows = rf"{self.write(part.above)} & {test} \\ {self.write(part.below)} & \text{{otherwise}}"
        return rf"\begin{{cases}} {rows} \end{{cases}}"

    def abbreviated(self, part: Abbreviated) -> str:
        return self.number_of(part.of) if self.spelled else f"{part.symbol}({self.write(part.argument)})"
