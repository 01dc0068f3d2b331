"""Sentences on a matching: how the layers were found, and what was decided where there were several ways."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from explorer.errors import listed
from explorer.formats.weights.matching.assigning import Assignment
from explorer.formats.weights.matching.layouts import Layout
from explorer.formats.weights.matching.orders import Order, out_of_reach
from explorer.network import Network, Step

_Named = Callable[[Collection[str]], str]
"""Paths to the names of their layers, in a sentence."""
_NAMED = 4
"""Names in a sentence; of more it says how many."""
_EPSILONS = {Layout.PYTORCH: 1e-5, Layout.KERAS: 1e-3}
"""What the normalisations of each add to the variance unless they are told otherwise."""


def notes(
    network: Network,
    steps: Sequence[Step],
    assignment: Assignment,
    fitting: Collection[str],
    orders: Mapping[str, Order],
) -> tuple[str, ...]:
    """The sentences, most important first; `fitting` are the paths of the layers that got weights."""
    if not fitting:
        return ()
    names = {step.path: step.name for step in network.steps}

    def named(paths: Collection[str]) -> str:
        return _some([names[path] for path in paths])

    found = [step for step in steps if step.path in fitting]
    told = [
        _how(assignment),
        _ambiguity(assignment, named),
        _disorder(assignment, named),
        _layout(assignment, found),
        _flattened([step.path for step in found if orders.get(step.path) is not None], named),
        _mixed([step.name for step in out_of_reach(network, dict(orders))]),
        _epsilon(assignment.layout, found),
    ]
    return tuple(sentence for sentence in told if sentence)


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    return listed([*names[:_NAMED], f"{rest:,} more"]) if rest > 1 else listed(names)


def _how(assignment: Assignment) -> str:
    return (
        "The layers were found by their names."
        if assignment.by_name
        else "The file has other names than the network, so its layers were taken by their order and their shapes."
    )


def _ambiguity(assignment: Assignment, named: _Named) -> str:
    if not assignment.ambiguous:
        return ""
    count = len(assignment.ambiguous)
    which = f"{named(assignment.ambiguous)} {'fits' if count == 1 else 'fit'} more than one layer of the file"
    if assignment.doubtful:
        return f"{which}. The file lists its arrays by name, so their order may be another than the network’s: check the table."
    return (
        f"{which}. They were taken in the order of the file."
        if count > 1
        else f"{which}. The first in its order was taken."
    )


def _disorder(assignment: Assignment, named: _Named) -> str:
    if not assignment.out_of_order:
        return ""
    return f"The arrays of {named(assignment.out_of_order)} stand at another place of the file than in the network."


def _layout(assignment: Assignment, found: Sequence[Step]) -> str:
    if not any("kernel" in step.param_shapes for step in found):
        return ""
    if assignment.other_layout:
        return f"The names are not {assignment.layout.value}’s, but only with its order of axes do the kernels fit."
    if assignment.layout is Layout.PYTORCH:
        return "The names are PyTorch’s, so kernels were turned from its order: filters, channels, rows, columns."
    return ""


def _flattened(paths: Sequence[str], named: _Named) -> str:
    if not paths:
        return ""
    return (
        f"PyTorch lists flattened maps one map after the other, this app one cell after the other: the weights of "
        f"{named(paths)} were reordered to match."
    )


def _mixed(names: Sequence[str]) -> str:
    if not names:
        return ""
    return (
        f"PyTorch lists flattened maps in another order, in which {_some(names)} would do something else: from there on the "
        "numbers are not those of PyTorch."
    )


def _epsilon(layout: Layout, found: Sequence[Step]) -> str:
    """PyTorch and Keras add different numbers to a variance, which are no parameters and so not in the file."""
    usual = _EPSILONS[layout]
    added = {step.name: step.layer.settings()["epsilon"] for step in found if "moving_variance" in step.param_shapes}
    other = {name: epsilon for name, epsilon in added.items() if epsilon != usual}
    if not other:
        return ""
    return (
        f"The file does not say what was added to the variances. {layout.value} usually adds {usual:g}; "
        f"{_some([*other])} {'adds' if len(other) == 1 else 'add'} {listed([f'{e:g}' for e in sorted({*other.values()})])}."
    )
