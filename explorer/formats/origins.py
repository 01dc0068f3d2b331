"""Names of layers from what a file calls its operators, where these are names that somebody gave."""

from __future__ import annotations

import re
from collections import Counter

from explorer.errors import SettingError
from explorer.formats.model import Model
from explorer.layers.stack import split_path
from explorer.network.naming import Given, check_name

_QUOTED = re.compile(r"“([^”]+)”")
_MADE_UP = re.compile(
    r"(node_|n[0-9]+$|the_|conv__|const|image$|input$|output$|sequential"
    r"|(conv2d|conv2d_transpose|separable_conv2d|depthwise_conv2d|dense|batchnorm|batch_normalization)(_[0-9]+)*$)",
    re.IGNORECASE,
)
"""Names that exporters make up, or Keras where nobody gave one."""


def given_names(model: Model) -> Given:
    """The names that the file gives, or those of the layers with parameters, "conv1" of the operator "/layer1/conv1/Conv".

    Of operators, all of those outside of blocks or none: beside our own names such as conv1 half of them would mislead.
    There are none where one cannot be a name here, nobody gave it, or stands twice in a row of layers.

    >>> given_names(explorer.read("tests/fixtures/models/script/lenet.onnx"))  # its layers are called 0, 1, 2
    ()
    """
    if model.names:
        return model.names
    paths = [step.path for step in model.network.steps if step.param_shapes]
    found = {path: _name(model.origins.get(path, "")) for path in paths}
    outer = [name for path, name in found.items() if "." not in path]
    if not outer or not all(outer):
        return ()
    often = Counter((split_path(path)[0], name) for path, name in found.items())
    if any(often["", name] > 1 for name in outer):
        return ()
    order = {path: place for place, path in enumerate(model.origins)}
    kept = [(path, name) for path, name in found.items() if name and often[split_path(path)[0], name] == 1]
    return tuple(sorted(kept, key=lambda each: order.get(each[0], 0)))


def _name(origin: str) -> str:
    """The module's name in an operator's, "" if there is none that a layer can have."""
    quoted = _QUOTED.search(origin)
    parts = [part for part in re.split(r"[/:]", quoted[1]) if part] if quoted else []
    if len(parts) < 2:  # an operator that belongs to no module
        return ""
    name = parts[-2].rpartition(".")[2]
    try:
        return "" if _MADE_UP.match(name) else check_name(name)
    except SettingError:
        return ""
