"""`to_keras`: a network as the source of a Keras 3 model, for any of its backends."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from explorer.formats.code.blocks import Lines, Param, Template, Templates
from explorer.formats.code.calls import REQUIRED, Made, literal
from explorer.formats.code.keras import helpers
from explorer.formats.code.keras.table import FILE, TABLE
from explorer.formats.code.layout import WIDTH, Commented, Doc, Group, folded, lines
from explorer.formats.code.source import arg_doc, described, file_of, shape_comment
from explorer.formats.code.stacks import Block, Line, Stacks, rows_of
from explorer.layers import Concatenate, Multiply, Residual
from explorer.layers.base import Shape
from explorer.layers.composite.composite import Composite
from explorer.network import Network, check_network

JOINS: dict[type[Composite], tuple[str, str, str]] = {
    Residual: ("residual_block", "layers.Add", "A residual block: what its layers make of x, plus {}."),
    Concatenate: ("concat_block", "layers.Concatenate", "Branches side by side, their maps concatenated."),
    Multiply: ("gated_block", "layers.Multiply", "Branches side by side, multiplied number by number."),
}
"""By kind of composite: the name of its functions, the layer that joins its branches, and its docstring."""

JOINT = "-"
"""Between the names of blocks and layers: TensorFlow takes no other signs than this and dots, PyTorch no dots."""

_LOAD = '''\
def load_weights(model, path):
    """Give the model the weights in an .npz file, whose arrays are called "conv1/kernel"."""
    with np.load(path, allow_pickle=False) as arrays:
        for layer in model.layers:
            names = [f"{layer.name}/{weight.name}" for weight in layer.weights]
            layer.set_weights([arrays[name] for name in names])
'''


def to_keras(network: Network) -> str:
    """The source of a Keras 3 model, as a person would write it: `build_model()` makes it, `load_weights` fills it.

    Layers keep their names. Blocks are functions, those that repeat one function with parameters. `keras_arrays` are the
    weights that belong to it. Raises SettingError for what is no network, and for a kind of layer without a row in TABLE.

    >>> print(explorer.to_keras(explorer.from_text("input 8x8x1; conv 4 3x3; relu")).split("def load_weights")[0].rstrip())
    \"\"\"2 layers on 8 x 8 x 1, 40 parameters, for Keras 3. Written by CNN Explorer.\"\"\"
    <BLANKLINE>
    import keras
    import numpy as np
    from keras import layers
    <BLANKLINE>
    <BLANKLINE>
    def build_model():
        return keras.Sequential(
            [
                keras.Input((8, 8, 1)),
                layers.Conv2D(4, 3, name="conv1"),  # (6, 6, 4)
                layers.ReLU(name="relu1"),  # (6, 6, 4)
            ]
        )
    """
    templates = Templates(_function_name, "_")
    stack = templates.lines(stacks(network).whole())
    model = _functional(stack, network.input_shape) if templates.found else _sequential(stack, network.input_shape)
    parts = [
        *helpers.used(templates.functions(stack)),
        *map(_function, templates.found),
        "\n".join(model) + "\n",
        _LOAD,
    ]
    return file_of(described(network, "Keras 3"), _imports, parts)


def stacks(network: Network) -> Stacks:
    """The layers of a network as calls. Raises SettingError for what is no network."""
    return Stacks(check_network(network), partial(rows_of, TABLE, FILE))


def _imports(source: str) -> list[str]:
    ops = ", ops" if "ops." in source else ""
    return ["import keras", "import numpy as np", f"from keras import layers{ops}"]


def _function_name(block: Block) -> str:
    if isinstance(block.layer, Residual) and block.layer.shortcut:
        return "projection_block"
    return JOINS[type(block.layer)][0]


# -- models -----------------------------------------------------------------------------------------------------------------


def _sequential(stack: Lines, shape: Shape) -> list[str]:
    """A stack without blocks."""
    made: list[Doc] = [Commented(_group(line.made, literal(line.name)), shape_comment(line.shape)) for line in stack]
    items = (f"keras.Input({literal(shape)})", *(made or ["layers.Identity()"]))
    model = Group("keras.Sequential(", (Group("[", tuple(items), "]"),), prefix="return ")
    return ["def build_model():", *lines(model, 1)]


def _functional(stack: Lines, shape: Shape) -> list[str]:
    rows = [row for at, line in enumerate(stack) for row in _applied(line, "x", "x" if at else "inputs", "")]
    return [
        "def build_model():",
        f'    inputs = keras.Input({literal(shape)}, name="input")',
        *rows,
        "    return keras.Model(inputs, x)",
    ]


# -- functions of blocks ------------------------------------------------------------------------------------------------------


def _function(template: Template) -> str:
    """The source of the function of some blocks, which gets the name of the block and makes those of its layers of it."""
    _, join, words = JOINS[type(template.layer)]
    params = (*("x", *map(_param, template.params)), "*", "name")
    head = lines(Group("def " + template.name + "(", params, "):"))
    rows, ends = [], []
    for branch, variable, name in zip(
        template.branches, variables(template.layer), template.layer.branch_names, strict=True
    ):
        rows += [
            row
            for at, line in enumerate(branch)
            for row in _applied(line, variable, variable if at else "x", f"{name}{JOINT}" if name else "", inside=True)
        ]
        ends.append(variable if branch else "x")
    doc = words.format("what the shortcut makes of it" if template.branches[1] else "x itself")
    end = lines(f"return {join}(name=name)([{', '.join(ends)}])", 1)
    return "\n".join([*head, *folded(doc, 1), *rows, *end]) + "\n"


def _param(param: Param) -> str:
    return param.name if param.default is REQUIRED else f"{param.name}={literal(param.default)}"


def variables(layer: Composite) -> tuple[str, ...]:
    """What the branches of a composite are called in its function."""
    if isinstance(layer, Residual):
        return ("y", "shortcut")
    return tuple(f"{name}_" if name == "l" else name for name in layer.branch_names)  # l looks like 1


# -- calls --------------------------------------------------------------------------------------------------------------------


def _applied(line: Line, result: str, source: str, branch: str, inside: bool = False) -> list[str]:
    """The statements that give a layer the output of another. `inside` a function names begin with that of its block."""
    name = f'f"{{name}}{JOINT}{branch}{line.name}"' if inside else literal(line.name)
    comment = shape_comment(line.shape)
    if "." not in line.made.function and line.made.function not in helpers.HELPERS:  # the function of a block
        call = _group(line.made, name, first=(source,))
        return lines(Group(call.opening, call.parts, prefix=f"{result} = "), 1, comment=comment)
    call = _group(line.made, name)
    whole = f"{result} = {call.flat}({source})"
    one = lines(whole, 1, comment=comment)
    if len(one[0]) <= WIDTH:
        return one
    made = lines(Group(call.opening, call.parts, prefix="layer = "), 1)
    return [*made, *lines(f"{result} = layer({source})", 1, comment=comment)]


def _group(made: Made, name: str, first: Sequence[str] = ()) -> Group:
    said = [arg for arg in made.args if arg.said]
    return Group(f"{made.function}(", (*first, *map(arg_doc, said), f"name={name}"))
