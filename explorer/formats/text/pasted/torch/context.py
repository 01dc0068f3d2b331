"""What the translations of PyTorch's layers share: what is known where a layer stands, and checks of arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from explorer.errors import quoted
from explorer.formats.text.pasted.calls import Arguments, Call
from explorer.layers.base import Layer, Shape


@dataclass
class Context:
    """What is known where a layer stands: the shape that enters it (None if unknown), and where notes go."""

    shape: Shape | None
    notes: list[str] = field(default_factory=list)

    @property
    def map_shape(self) -> Shape | None:
        """The rows, columns and channels that enter; None if these are not known, or no maps."""
        return self.shape if self.shape is not None and len(self.shape) == 3 else None


Translate = Callable[[Call, Context], tuple[Layer, ...]]


def same_number(found: Arguments, name: str, context: Context) -> None:
    """Raise TextError if the layer says to read another number of channels than there are."""
    said = found.need(name)
    said = said[0] if isinstance(said, tuple) and len(said) == 1 else said
    if context.shape is not None and said != context.shape[-1]:
        what = "channels" if len(context.shape) == 3 else "numbers"
        raise found.spot(name).error(
            f"{found.call.name} reads {quoted(said)} {what}, but gets {context.shape[-1]:,}.",
            f"Write {name} {context.shape[-1]}, or change the layer before it.",
        )


def need_shape(call: Call, context: Context) -> Shape:
    """The rows, columns and channels that enter a layer. Raises TextError if they are not known."""
    if context.map_shape is None:
        raise call.spot.error(
            f"What {call.name} does depends on its input.", "Begin the text with the input, such as input 224x224x3."
        )
    return context.map_shape


def padding_of(value: Any) -> Any:
    """PyTorch's padding as ours: (1, 2) is 1 above and below, 2 left and right."""
    return "valid" if value in (0, (0, 0), "valid") and not isinstance(value, bool) else value


def both(value: Any) -> tuple[Any, Any]:
    """Two values for rows and columns, of which one alone stands for both."""
    return value if isinstance(value, tuple) and len(value) == 2 else (value, value)


def number(found: Arguments, name: str, default: float) -> float:
    """An argument that has to be a number. Raises TextError."""
    return checked_number(found, name, found.get(name, default), default)


def checked_number(found: Arguments, name: str, value: Any, example: float) -> float:
    """`value`, a part of the argument `name`, as a number. Raises TextError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise found.spot(name).error(f"{name} is {quoted(value)}, which is not a number.", f"Use {example:g}, say.")
    return value
