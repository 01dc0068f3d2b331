"""Which dialect a pasted text is in, and its reading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explorer.errors import ExplorerError
from explorer.formats.text.entries import Reading, Spot, reading, shape_at
from explorer.formats.text.grammar import input_shape as input_line
from explorer.formats.text.pasted import keras, torch
from explorer.formats.text.pasted.calls import Call
from explorer.formats.text.pasted.chains import Chain, Chains, Dialect
from explorer.formats.text.pasted.definitions import Instance
from explorer.formats.text.pasted.evaluating import Evaluator, InputValue, Model
from explorer.formats.text.pasted.printed import calls_in, is_printed, printed_chain
from explorer.formats.text.pasted.source import Source
from explorer.formats.text.tokens import Stream
from explorer.layers.base import Shape
from explorer.network.naming import names_by_path

_CALLED = frozenset([*keras.NAMES, *torch.TABLE, "Sequential", "Input", "InputLayer", "OrderedDict", "ReLU", "Sigmoid"])
_CODE = re.compile(
    r"\b(?:nn|layers|keras|torch|tf|tensorflow)\.[A-Za-z]|^[ \t]*(?:import|from|class|def)[ \t]+\w|\.add\("
    r"|^[ \t]*\w+[ \t]*=[ \t]*[\w.]+\(",
    re.MULTILINE,
)
_CALL = re.compile(r"\b([A-Z]\w*)\(")
_INPUT_LINE = re.compile(r"\s*(?:#[^\n]*\n\s*)*(input\b[^\n;]*)", re.IGNORECASE)
_WRITTEN = re.compile(r'\s*"""[0-9]+ layers? on ([0-9]{1,6}) x ([0-9]{1,6}) x ([0-9]{1,6}), [0-9,]+ parameters, for ')
_KERAS_ONLY = keras.NAMES - set(torch.TABLE) - {"ReLU"}
_TORCH_ONLY = set(torch.TABLE) - keras.NAMES


def is_pasted(text: str) -> bool:
    """Whether a text looks like Python code or like a printed model, and not like lines of our own."""
    bare = re.sub(r"(#|//)[^\n]*", "", text)
    if is_printed(bare) or _CODE.search(bare):
        return True
    return any(match[1] in _CALLED for match in _CALL.finditer(bare))


def read_pasted(text: str, input_shape: Shape | None) -> Reading:
    """The reading of pasted code or of a printed model; `input_shape` stands in where the text gives none."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, given = _without_input_line(text)
    written = _written_shape(text)
    given = given or written
    chains = Chains(_dialect(text), written=written is not None)
    printed = is_printed(text)
    assumed = given is None
    shape = given if given is not None else None if input_shape is None else shape_at(input_shape, Spot(1, 1))
    if assumed and shape is not None and chains.dialect == "torch":
        shape = _with_channels(shape, calls_in(text) if printed else _calls(text))
    if printed:
        chain = printed_chain(text, chains, Chain((), shape))
    else:
        chain, said = _code_chain(text, chains, shape)
        assumed, shape = assumed and said is None, said if said is not None else shape
    if shape is None:
        raise Spot(1, 1).error(
            "The layers do not say how large the image is.", "Put a line such as input 224x224x3 in front of them."
        )
    if assumed:
        chains.notes.insert(0, f"The text does not say how large the image is: {'x'.join(map(str, shape))} was taken.")
    chains.check_used_once(chain.entries)
    return _with_own_names(reading(chain.entries, shape, chains.notes))


def _without_input_line(text: str) -> tuple[str, Shape | None]:
    """The text with its line "input 224x224x3" blank, if it begins with one, and that line's shape."""
    match = _INPUT_LINE.match(text)
    if match is None or re.match(r"input\w*[ \t]*(=|\()", match[1]):
        return text, None
    line = text.count("\n", 0, match.start(1))
    stream = Stream("\n" * line + match[1])
    stream.skip_breaks()
    token = stream.take()
    blank = re.sub(r"[^\n]", " ", text[: match.end()])
    return blank + text[match.end() :].replace(";", " ", 1) if text[match.end() : match.end() + 1] == ";" else (
        blank + text[match.end() :]
    ), input_line(stream, token.spot)


def _written_shape(text: str) -> Shape | None:
    """The shape of the input that code which the app wrote says in its first line; PyTorch's layers do not."""
    match = _WRITTEN.match(text)
    return shape_at([int(length) for length in match.groups()], Spot(1, 1)) if match else None


def _dialect(text: str) -> Dialect:
    called = {match[1] for match in _CALL.finditer(text)}
    for_torch, for_keras = len(called & _TORCH_ONLY), len(called & _KERAS_ONLY)
    if for_torch != for_keras:
        return "torch" if for_torch > for_keras else "keras"
    return "torch" if re.search(r"(?<!tf\.)\bnn\.|\btorch\b|^\s*\([\w.]+\):", text, re.MULTILINE) else "keras"


def _code_chain(text: str, chains: Chains, shape: Shape | None) -> tuple[Chain, Shape | None]:
    """The chain of pasted code, and the shape of the input where the code gives it."""
    source = Source(text)
    evaluator = Evaluator(source, chains, shape)
    evaluator.statements(source.tree.body)
    start = Chain((), evaluator.given_shape or shape)
    last = evaluator.last
    if isinstance(last, Chain):
        return last, evaluator.given_shape
    items: Sequence[object] = evaluator.loose or ([last] if isinstance(last, Model | Instance) else _single(evaluator))
    if not items:
        raise Spot(1, 1).error("No layers stand in this code.", "Paste the lines that make them.")
    chain = evaluator.through(start, items)
    return chain, evaluator.given_shape


def _single(evaluator: Evaluator) -> list[object]:
    """Layers that stand in the code under names only: conv1 = nn.Conv2d(...), or in one list."""
    found: list[object] = []
    for value in evaluator.names.values():
        if isinstance(value, Call | InputValue) or (
            isinstance(value, tuple) and any(isinstance(v, Call) for v in value)
        ):
            found.append(value)
    return found


def _calls(text: str) -> list[Call]:
    """The calls of layers in the order of the code, as far as their channels go."""
    match = re.search(r"\bConv2d\(\s*(?:in_channels\s*=\s*)?([0-9]{1,6})\b", text)
    return [torch.first_conv(int(match[1]))] if match else []


def _with_channels(shape: Shape, calls: Sequence[Call]) -> Shape:
    """An assumed shape with the channels that the first layer says it reads."""
    read = next((count for call in calls if (count := torch.channels_read(call)) is not None), None)
    return (*shape[:2], read) if read is not None and read > 0 else shape


def _with_own_names(found: Reading) -> Reading:
    """The reading without names that the layers would have anyway."""
    try:
        usual = names_by_path(found.layers)
    except ExplorerError:
        return found
    names = tuple((path, name) for path, name in found.names if usual[path].rpartition(".")[2] != name)
    return Reading(found.layers, found.input_shape, names, found.notes, found.spots)
