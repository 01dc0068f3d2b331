"""What the files of both frameworks have in common: a head, helpers, blocks and the model, two empty lines between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from explorer.formats.code.calls import Arg, Raw, literal
from explorer.formats.code.layout import Doc, Group, folded
from explorer.layers.base import Shape
from explorer.layers.stack import layer_count
from explorer.network import Network


def described(network: Network, framework: str) -> str:
    """The docstring of a file: what the network is, in numbers alone."""
    count = layer_count(network.layers)
    size = " x ".join(map(str, network.input_shape))
    many = f"{count} layer{'' if count == 1 else 's'}"
    return f"{many} on {size}, {network.param_count:,} parameters, for {framework}. Written by CNN Explorer."


def file_of(doc: str, imports: Callable[[str], Sequence[str]], parts: Sequence[str]) -> str:
    """The source of a file of `parts`; `imports` gives the lines that these need."""
    body = "\n\n".join(parts)
    return "\n".join([*folded(doc, 0), "", *imports(body), "", "", body])


def shape_comment(shape: Shape | None) -> str:
    """The shape of an output as a comment, "" where it is not one and the same."""
    return "" if shape is None else literal(shape)


def arg_doc(arg: Arg) -> Doc:
    """An argument, by place or by name; long lists in lines."""
    prefix = "" if arg.by_place else f"{arg.name}="
    if isinstance(arg.value, list | tuple) and len(arg.value) > 1 and not isinstance(arg.value, Raw):
        return _sequence(arg.value, prefix)
    return f"{prefix}{literal(arg.value)}"


def _sequence(value: Sequence[object], prefix: str = "") -> Group:
    opening, closing = "[]" if isinstance(value, list) else "()"
    parts = tuple(
        _sequence(each) if isinstance(each, list | tuple) and len(each) > 1 else literal(each) for each in value
    )
    return Group(opening, parts, closing, prefix)
