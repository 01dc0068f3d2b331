"""Numbers that are made of one other number, as the rail shows them: activations, normalizations, copies."""

from __future__ import annotations

from explorer.figures.overview.branches.lane_names import lane_words
from explorer.figures.rail.record import Calculation, Copy, Step
from explorer.figures.rail.source import Source
from explorer.figures.theme import number
from explorer.figures.words import cell_name, padding_words
from explorer.layers import Dropout
from explorer.layers.formula.writing import in_words
from explorer.ledger import (
    CopyLedger,
    CurveLedger,
    InputLedger,
    JoinLedger,
    Ledger,
    NormLedger,
    ProductLedger,
    ReluLedger,
    RescalingLedger,
    ResponseLedger,
)


def relu(source: Source, ledger: ReluLedger) -> Calculation:
    """A ReLU that has a column of its own."""
    words = "ReLU keeps it" if ledger.input > 0 else "ReLU turns everything below 0 into 0"
    return Calculation((_entering(source, ledger, ledger.input), Step(words, ledger.result)))


def _entering(source: Source, ledger: Ledger, value: float) -> Step:
    """The number that the layer reads."""
    below = source.network.sources(ledger.cell.path)[0]
    return Step(f"from {below.name}", value)


def curve(source: Source, ledger: CurveLedger) -> Calculation:
    """Another activation that has a column of its own."""
    words = in_words(ledger.layer.formula, ledger.values, number)
    return Calculation((_entering(source, ledger, ledger.input), Step(words, ledger.result)))


def rescaling(source: Source, ledger: RescalingLedger) -> Calculation:
    """A rescaled number."""
    scaled = ledger.input * ledger.scale
    times = (Step(f"times {number(ledger.scale)}", scaled),) if ledger.has_scale else ()
    plus = (Step(f"plus {number(ledger.offset)}", ledger.result),) if ledger.has_offset else ()
    return Calculation((_entering(source, ledger, ledger.input), *times, *plus))


def norm(source: Source, ledger: NormLedger) -> Calculation:
    """A number of a batch or layer normalization."""
    moves = (Step(f"{move.what}, {number(move.by)}", move.value) for move in ledger.moves)
    return Calculation((_entering(source, ledger, ledger.input), *moves))


def product(source: Source, ledger: ProductLedger) -> Calculation:
    """A number that is the product of one of each branch."""
    first, *others = ledger.factors
    steps, value = [Step(f"from {first.name}", first.value)], first.value
    for each in others:
        value *= each.value
        steps.append(Step(factor_words(each.name, each.value), value))
    return Calculation(tuple(steps))


def factor_words(name: str, value: float) -> str:
    """A factor of a product of branches in words: the last layer of its branch, and the number."""
    return f"times that of {name}, {number(value)}"


def response(source: Source, ledger: ResponseLedger) -> Calculation:
    """A number of a local response normalization."""
    count = len(ledger.values)
    base = f"{number(ledger.bias)} + {number(ledger.alpha)} × that"
    return Calculation(
        (
            _entering(source, ledger, ledger.input),
            Step(f"sum of {count:,} square{'s' * (count != 1)}", ledger.total),
            Step(f"({base}) to the power of {number(ledger.beta)}", ledger.divisor),
            Step("the number divided by it", ledger.result),
        )
    )


def image_number(source: Source, ledger: InputLedger) -> Calculation:
    """A number of the image."""
    return Calculation((Step("in the file, from 0 to 255", ledger.of_255), Step("divided by 255", ledger.result)))


def copy(source: Source, ledger: CopyLedger) -> Copy:
    """A number that is passed on unchanged."""
    if ledger.source is None:
        return Copy(padding_words(ledger.result), ledger.result)
    name = cell_name(source.network, ledger.source)
    if isinstance(source.network.step(ledger.cell.path).layer, Dropout):
        return Copy(f"{name}, unchanged: dropout acts only in training", ledger.result)
    return Copy(f"a copy of {name}", ledger.result)


def join(source: Source, ledger: JoinLedger) -> Copy:
    """A number of a concatenation."""
    maps = f"map {ledger.first}" if ledger.first == ledger.last else f"maps {ledger.first} to {ledger.last}"
    name = cell_name(source.network, ledger.source)
    lane = lane_words(source.network.step(ledger.cell.path).layer, ledger.lane)
    return Copy(f"a copy of {name}; {maps} here are those of {lane}", ledger.result)
