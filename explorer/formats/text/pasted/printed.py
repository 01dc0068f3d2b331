"""What print(model) says of a PyTorch model: a tree of modules, whose order is that in which they were made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from explorer import limits
from explorer.formats.text.entries import Spot
from explorer.formats.text.pasted.calls import Argument, Call, Symbol
from explorer.formats.text.pasted.chains import MOST_STEPS, Chain, Chains
from explorer.formats.text.pasted.evaluating import Evaluator
from explorer.formats.text.pasted.source import Source
from explorer.layers import ReLU

_MODULE = re.compile(
    r"\s*(?:\((?P<label>[^()]{1,80})\):[ ]*)?(?:(?P<count>[0-9]{1,4})[ ]x[ ])?(?P<name>[A-Za-z_]\w*)\((?P<rest>.*)",
    re.DOTALL,
)
_NESTED = 24
"""Modules inside each other, at most."""
_IN_ORDER = ("Sequential", "Conv2dNormActivation", "ConvNormActivation", "ConvBNReLU", "ConvBNActivation")
"""Modules that run what they hold one after the other."""


@dataclass
class Module:
    """A printed module: a layer if `call` is given, else one that holds others."""

    name: str
    label: str
    spot: Spot
    call: Call | None = None
    held: list[Module] = field(default_factory=list)


def is_printed(text: str) -> bool:
    """Whether a text looks as print(model) writes: lines such as "(0): Conv2d(...)"."""
    return re.search(r"^[ \t]*\([^()\n]{1,80}\):[ ]*(?:[0-9]+ x )?[A-Za-z_]\w*\(", text, re.MULTILINE) is not None


def printed_chain(text: str, chains: Chains, start: Chain) -> Chain:
    """The chain of a printed model. Raises TextError, by name, for modules whose order of layers it does not say."""
    modules = list(_modules(text))
    if len(modules) == 1 and modules[0].call is None and modules[0].name not in _IN_ORDER:
        root = modules[0]
        if root.name not in _BLOCKS:
            chains.notes.append(
                f"print does not say what the forward of {root.name} does: its layers were taken in their order."
            )
            modules = root.held
    return _through(modules, chains, start)


def calls_in(text: str) -> list[Call]:
    """The first layers of a printed model in their order, whether or not they are known."""
    return [module.call for module in islice(_walk(list(_modules(text))), MOST_STEPS) if module.call is not None]


def _walk(modules: Sequence[Module]) -> Iterator[Module]:
    for module in modules:
        yield module
        yield from _walk(module.held)


def _modules(text: str) -> Iterator[Module]:
    """The outermost modules."""
    open_modules: list[tuple[Module, int]] = []
    found: list[Module] = []
    total = 0
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        spot = Spot(number, len(line) - len(line.lstrip()) + 1)
        if not stripped or stripped.startswith(("#", ">>>")):
            continue
        if stripped == ")":
            if not open_modules:
                raise spot.error("This bracket closes nothing.", "Copy the whole of what print(model) wrote.")
            open_modules.pop()
            continue
        module, count = _module(line, spot)
        total += count
        if total > 4 * limits.LAYERS:
            raise spot.error(
                f"There are more than {4 * limits.LAYERS:,} modules.", f"Use at most {limits.LAYERS} layers."
            )
        holder = open_modules[-1][0].held if open_modules else found
        holder += [module] * count
        if module.call is None:
            if len(open_modules) == _NESTED:
                raise spot.error(f"Modules are nested more than {_NESTED} deep.", "Paste a part of the model.")
            open_modules.append((module, count))
    if open_modules:
        raise open_modules[-1][0].spot.error(
            f"The brackets of {open_modules[-1][0].name} are not closed.", "Copy the whole of what print(model) wrote."
        )
    yield from found


def _module(line: str, spot: Spot) -> tuple[Module, int]:
    """The module that a line opens or holds as a whole, and how many of it there are."""
    match = _MODULE.fullmatch(line.rstrip())
    if match is None or not (match["rest"] == "" or match["rest"].endswith(")")):
        raise spot.error(
            f"“{line.strip()[:30]}” is not a line of print(model).",
            "Lines look like (1): ReLU(inplace=True).",
        )
    label = match["label"] or ""
    count = int(match["count"] or 1)
    if not 1 <= count <= limits.LAYERS:
        raise spot.error(f"{count} modules stand here.", f"Use 1 to {limits.LAYERS}.")
    label = "" if label.replace("-", "").isdigit() or count > 1 else label
    if not match["rest"]:
        return Module(match["name"], label, spot), count
    source = Source(f"{match['name']}({match['rest']}")
    evaluator = Evaluator(source, Chains("torch"), None)
    body = source.tree.body
    call = evaluator.value(body[0].value) if len(body) == 1 and hasattr(body[0], "value") else None
    if not isinstance(call, Call):
        if match["name"] == "Sequential":
            return Module("Identity", label, spot, Call("Identity", (), {}, spot, label)), count
        raise spot.error(f"“{line.strip()[:30]}” is not a layer.", "Take it out.")
    ahead = match.start("name")
    args = tuple(_moved(each, spot, ahead) for each in call.args)
    named = {name: _moved(each, spot, ahead) for name, each in call.named.items()}
    return Module(call.name, label, spot, Call(call.name, args, named, replace(spot, column=ahead + 1), label)), count


def _moved(argument: Argument, spot: Spot, ahead: int) -> Argument:
    """An argument at its place in the whole text; a bare word is a string there: padding=same."""
    value = str(argument.value) if isinstance(argument.value, Symbol) else argument.value
    return Argument(value, Spot(spot.line, argument.spot.column + ahead))


def _through(modules: Sequence[Module], chains: Chains, chain: Chain) -> Chain:
    for module in modules:
        chains.step(module.spot)
        if module.call is not None:
            # A copy, because "2 x BasicBlock" stands for two with weights of their own.
            chain = chains.after(chain, replace(module.call))
        elif module.name in _IN_ORDER:
            chain = _through(module.held, chains, chain)
        elif module.name in _BLOCKS:
            chain = _BLOCKS[module.name](module, chains, chain)
        else:
            raise module.spot.error(
                f"print does not say how {module.name} joins its layers.",
                "Open the model as an ONNX file, or write the block as residual { ... } or concat { ... }.",
            )
    return chain


def _residual(module: Module, chains: Chains, chain: Chain) -> Chain:
    """BasicBlock and Bottleneck of torchvision: convolutions, each but the last followed by ReLU, then the sum and ReLU."""
    held = {each.label: each for each in module.held}
    main = chain
    numbers = [number for number in range(1, 4) if f"conv{number}" in held]
    if len(numbers) < 2 or "relu" not in held or any(f"bn{number}" not in held for number in numbers):
        raise module.spot.error(
            f"{module.name} is not the block that torchvision has.",
            "Write it as residual { ... }, or open an ONNX file.",
        )
    for number in numbers:
        if number > 1:
            main = chains.with_layers(main, (ReLU(),), held["relu"].spot)
        main = _through([held[f"conv{number}"], held[f"bn{number}"]], chains, main)
    short = _through([held["downsample"]], chains, chain) if "downsample" in held else chain
    chains.notes.append(f"{module.name} was read as torchvision's: the sum of both ways, then ReLU.")
    return chains.with_layers(chains.joined((main, short), "add", module.spot), (ReLU(),), held["relu"].spot)


def _inverted(module: Module, chains: Chains, chain: Chain) -> Chain:
    """InvertedResidual of torchvision: a sum with its input where that has the same size."""
    main = _through(module.held, chains, chain)
    if chain.shape is None:
        raise module.spot.error(
            "What InvertedResidual adds depends on the size of its input.", "Begin with an input line."
        )
    chains.notes.append("InvertedResidual was read as torchvision's: it adds its input where the sizes are equal.")
    return chains.joined((main, chain), "add", module.spot) if main.shape == chain.shape else main


_BLOCKS = {"BasicBlock": _residual, "Bottleneck": _residual, "InvertedResidual": _inverted}
