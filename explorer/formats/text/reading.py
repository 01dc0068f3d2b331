"""Reads a network from a text of any of the forms that are understood: our own, Keras' and PyTorch's."""

from __future__ import annotations

from explorer import limits
from explorer.errors import SettingError, typed
from explorer.formats.text.entries import Reading, Spot, reading, shape_at
from explorer.formats.text.grammar import parse
from explorer.formats.text.writing import text_of
from explorer.layers.base import Shape
from explorer.network import Network, check_network

START = Spot(1, 1)


def read(text: str, input_shape: Shape | None = None) -> Reading:
    """What a text says; `input_shape` (rows, columns, channels) is the input where the text gives none.

    Raises TextError, and nothing else, for what is no network, and SettingError for what is no text or no shape.
    """
    if not isinstance(text, str):
        raise SettingError(f"{typed(text)} was given for the text.", "Give a string.")
    size = len(text.encode("utf-8", "replace"))
    if size > limits.TEXT_BYTES:
        raise START.error(
            f"The text has {size:,} bytes.", f"Use at most {limits.TEXT_BYTES:,}: is it really a network?"
        )
    # Imported when a text is read: these readers are a good part of what `import explorer` would take.
    from explorer.formats.text.pasted import is_pasted, read_pasted

    if is_pasted(text):
        return read_pasted(text, input_shape)
    entries, shape = parse(text)
    if not entries and shape is None:
        raise START.error("The text is empty.", "Begin with the input, such as input 224x224x3, then one layer a line.")
    if shape is not None:
        return reading(entries, shape)
    if input_shape is None:
        raise START.error(
            "The text does not say what the network's input is.", "Begin with a line such as input 224x224x3."
        )
    shown = "x".join(map(str, input_shape))
    return reading(entries, shape_at(input_shape, START), [f"The text has no input line, so the input stays {shown}."])


def from_text(text: str, input_shape: Shape | None = None) -> Network:
    """The network that a text describes: lines such as "conv 32 3x3 same", or a pasted Keras or PyTorch layer list.

    `input_shape` is (rows, columns, channels), for texts that do not say it. Nothing of the text is executed. Raises
    TextError, with line and column, for what is no network. docs/text.md describes the text.

    >>> explorer.from_text("input 28x28x1; conv 4 3x3; relu; maxpool 2")
    <Network: 3 layers on 28 × 28 × 1, 40 parameters, 24,336 MACs>
    """
    return read(text, input_shape).network


def to_text(network: Network) -> str:
    """The network as text, one layer a line, which `from_text` reads back as an equal network.

    Raises SettingError for what is no Network.

    >>> print(explorer.to_text(explorer.Network((explorer.Conv2D(filters=4, strides=2), explorer.ReLU()), (28, 28, 1))))
    input 28x28x1
    conv 4 3x3 stride 2
    relu
    <BLANKLINE>
    """
    check_network(network)
    return text_of(network.layers, network.input_shape, network.names)
