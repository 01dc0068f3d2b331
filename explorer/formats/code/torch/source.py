"""`to_pytorch`: a network as the source of a PyTorch model."""

from __future__ import annotations

from functools import partial

from explorer.formats.code.blocks import Lines, Param, Template, Templates
from explorer.formats.code.calls import REQUIRED, literal
from explorer.formats.code.layout import Commented, Doc, Group, folded, lines, product
from explorer.formats.code.source import arg_doc, described, file_of
from explorer.formats.code.stacks import Block, Line, Stacks, rows_of
from explorer.formats.code.torch import helpers
from explorer.formats.code.torch.flattening import reordered
from explorer.formats.code.torch.table import FILE, TABLE
from explorer.layers import Concatenate, Multiply, Residual
from explorer.layers.base import Shape
from explorer.layers.composite.composite import Composite
from explorer.network import Network, check_network

JOINS: dict[type[Composite], tuple[str, str]] = {
    Residual: ("ResidualBlock", "A residual block: what its layers make of x, plus {}."),
    Concatenate: ("ConcatBlock", "Branches side by side, their maps concatenated."),
    Multiply: ("GatedBlock", "Branches side by side, multiplied number by number."),
}
"""By kind of composite: the name of its classes, and their docstring."""

_LOAD = '''\
def load_weights(model, path):
    """Give the model the weights in an .npz file, whose arrays have the names of its state_dict."""
    with np.load(path, allow_pickle=False) as arrays:
        state = {name: torch.from_numpy(arrays[name]) for name in arrays.files}
    model.load_state_dict(state)
'''


def to_pytorch(network: Network) -> str:
    """The source of a PyTorch model, as a person would write it: `build_model()` makes it, `load_weights` fills it.

    Layers keep their names. Blocks are classes, those that repeat one class with parameters. `torch_state` are the weights
    that belong to it. Raises SettingError for what is no network, and for a kind of layer without a row in TABLE.

    >>> print(explorer.to_pytorch(explorer.from_text("input 8x8x1; conv 4 3x3; relu")).split("def load_weights")[0].rstrip())
    \"\"\"2 layers on 8 x 8 x 1, 40 parameters, for PyTorch. Written by CNN Explorer.\"\"\"
    <BLANKLINE>
    from collections import OrderedDict
    <BLANKLINE>
    import numpy as np
    import torch
    from torch import nn
    <BLANKLINE>
    <BLANKLINE>
    def build_model():
        return nn.Sequential(
            OrderedDict(
                conv1=nn.Conv2d(1, 4, 3),  # (4, 6, 6)
                relu1=nn.ReLU(),  # (4, 6, 6)
            )
        )
    """
    templates = Templates(_class_name, "")
    stack = templates.lines(stacks(network).whole())
    model = ["def build_model():", *lines(_sequential(stack, "return "), 1)]
    parts = [
        *helpers.used(templates.functions(stack)),
        *map(_class, templates.found),
        "\n".join(model) + "\n",
        _LOAD,
    ]
    return file_of(described(network, "PyTorch"), _imports, parts)


def stacks(network: Network) -> Stacks:
    """The layers of a network as calls. Raises SettingError for what is no network."""
    check_network(network)
    return Stacks(network, partial(rows_of, TABLE, FILE), frozenset(reordered(network)))


def _imports(source: str) -> list[str]:
    ordered = ["from collections import OrderedDict", ""] if "OrderedDict(" in source else []
    functional = ["from torch.nn import functional as F"] if " F." in source or "(F." in source else []
    return [*ordered, "import numpy as np", "import torch", "from torch import nn", *functional]


def _class_name(block: Block) -> str:
    if isinstance(block.layer, Residual) and block.layer.shortcut:
        return "ProjectionBlock"
    return JOINS[type(block.layer)][0]


def torch_shape(shape: Shape) -> Shape:
    """A shape in PyTorch's order: (channels, rows, columns)."""
    return (shape[2], shape[0], shape[1]) if len(shape) == 3 else shape


def attributes(layer: Composite) -> tuple[str, ...]:
    """What the branches of a composite are called in its class."""
    return ("layers", "shortcut") if isinstance(layer, Residual) else layer.branch_names


def _sequential(stack: Lines, prefix: str) -> Group:
    """Layers one after the other, by name."""
    if not stack:
        return Group("nn.Sequential(", prefix=prefix)
    return Group("nn.Sequential(", (Group("OrderedDict(", tuple(map(_item, stack))),), prefix=prefix)


def _item(line: Line) -> Doc:
    args = tuple(arg_doc(arg) for arg in line.made.args if arg.said)
    made = Group(f"{line.made.function}(", args, prefix=f"{line.name}=")
    return made if line.shape is None else Commented(made, literal(torch_shape(line.shape)))


def _class(template: Template) -> str:
    """The source of the class of some blocks."""
    words = JOINS[type(template.layer)][1].format(
        "what the shortcut makes of it" if template.branches[1] else "x itself"
    )
    names = attributes(template.layer)
    params = ("self", *map(_param, template.params))
    rows = [
        row
        for name, branch in zip(names, template.branches, strict=True)
        if branch
        for row in lines(_sequential(branch, f"self.{name} = "), 2)
    ]
    return "\n".join(
        [
            f"class {template.name}(nn.Module):",
            *folded(words, 1),
            "",
            *lines(Group("def __init__(", params, "):"), 1),
            "        super().__init__()",
            *rows,
            "",
            "    def forward(self, x):",
            *_joined(template, names),
            "",
        ]
    )


def _param(param: Param) -> str:
    return param.name if param.default is REQUIRED else f"{param.name}={literal(param.default)}"


def _joined(template: Template, names: tuple[str, ...]) -> list[str]:
    """The statement that joins what the branches make of x."""
    ends = [f"self.{name}(x)" if branch else "x" for name, branch in zip(names, template.branches, strict=True)]
    if isinstance(template.layer, Residual):
        return product(ends, "+", 2, "return ")
    if isinstance(template.layer, Concatenate):
        return lines(Group("torch.cat(", (Group("[", tuple(ends), "]"), "dim=1"), prefix="return "), 2)
    maps = any(len(shape) == 3 for shape in template.ends)
    factors = [
        f"{end}[:, :, None, None]" if maps and len(shape) == 1 else end
        for end, shape in zip(ends, template.ends, strict=True)
    ]
    return product(factors, "*", 2, "return ")
