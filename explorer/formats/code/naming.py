"""Names of layers as identifiers: what a class, a keyword or an attribute can be called, unique within its stack."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Callable

from explorer.layers.composite.composite import Composite
from explorer.layers.stack import Layers, stack_path
from explorer.network import Network

MOST = 32
"""Letters of an identifier."""
_TAKEN = frozenset(
    [
        # What nn.Module and nn.Sequential are made of, and what Keras calls the image.
        *("T_destination", "add_module", "append", "apply", "bfloat16", "buffers", "call_super_init", "children"),
        *("compile", "cpu", "cuda", "double", "dump_patches", "eval", "extend", "extra_repr", "float", "forward"),
        *("get_buffer", "get_extra_state", "get_parameter", "get_submodule", "half", "input", "insert", "ipu"),
        *("load_state_dict", "modules", "mtia", "named_buffers", "named_children", "named_modules"),
        *("named_parameters", "parameters", "pop", "register_backward_hook", "register_buffer", "requires_grad_"),
        *("register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook", "register_module"),
        *("register_full_backward_pre_hook", "register_load_state_dict_post_hook", "register_parameter"),
        *("register_load_state_dict_pre_hook", "register_state_dict_post_hook", "register_state_dict_pre_hook"),
        *("set_extra_state", "set_submodule", "share_memory", "state_dict", "to", "to_empty", "train", "training"),
        *("type", "xpu", "zero_grad"),
    ]
)


def identifier(name: str) -> str:
    """A name as an identifier of ASCII letters, digits and "_": a hostile one has nothing left that could end a string."""
    plain = unicodedata.normalize("NFKD", name[: 4 * MOST]).encode("ascii", "ignore").decode()
    word = re.sub(r"\W+", "_", plain, flags=re.ASCII).strip("_")[:MOST].strip("_")
    if not word or word[0].isdigit():
        word = f"layer_{word}".rstrip("_")
    return f"{word}_" if keyword.iskeyword(word) or keyword.issoftkeyword(word) or word in _TAKEN else word


def unique(word: str, taken: set[str], joint: str = "_") -> str:
    """`word`, or with `joint` and a number behind it if it is among `taken`; it is among them afterwards."""
    found, number = word, 1
    while found in taken:
        number += 1
        found = f"{word.rstrip('_')}{joint}{number}"
    taken.add(found)
    return found


def local_names(network: Network) -> dict[str, str]:
    """The identifier of every layer within its own stack, by path."""
    whole = {step.path: step.name for step in network.steps}
    found: dict[str, str] = {}
    _add(found, network.layers, "", "", whole, set())
    return found


def whole_names(network: Network, branches: Callable[[Composite], tuple[str, ...]], joint: str) -> dict[str, str]:
    """The name of every layer in a model, by path: those of all blocks around it and its own, with `joint` between.

    `branches` gives for the branches of a composite what stands in between, "" for nothing.
    """
    local, found = local_names(network), dict[str, str]()
    for path in local:
        block, _, branch = path.rpartition(".")[0].rpartition(".b")
        between = branches(_composite(network, block))[int(branch)] if block else ""
        found[path] = joint.join(part for part in (found.get(block, ""), between, local[path]) if part)
    return found


def _composite(network: Network, path: str) -> Composite:
    layer = network.step(path).layer
    assert isinstance(layer, Composite)
    return layer


def _add(found: dict[str, str], layers: Layers, prefix: str, head: str, whole: dict[str, str], taken: set[str]) -> None:
    """Add the names in a stack; `head` is what the names of all its layers begin with."""
    for index, layer in enumerate(layers):
        path = f"{prefix}{index}"
        found[path] = unique(identifier(whole[path].removeprefix(head)), taken)
        if not isinstance(layer, Composite):
            continue
        for place, (branch, name) in enumerate(zip(layer.branches, layer.branch_names, strict=True)):
            # The layers of a branch without a name stand beside the other branches.
            beside = {each for each in layer.branch_names if each} if not name else set()
            inner = f"{whole[path]}.{name}." if name else f"{whole[path]}."
            _add(found, branch, stack_path(path, place), inner, whole, set(beside))
