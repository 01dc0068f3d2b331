"""Model: what a file of a network holds, read and checked, in our layers and layouts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from explorer.layers.base import Layer, Params, Shape
from explorer.network import Network
from explorer.network.naming import Given
from explorer.weights import Uploaded, Weights


@dataclass(frozen=True, eq=False)
class Model:
    """A network with its weights, from a file.

    `layers` and `input_shape` (rows, columns, channels) make the network. `params` are its parameters by path and name,
    float32 in our layouts: kernels (rows, columns, channels, filters), those behind Flatten in the order rows, columns,
    channels. `origins` are what the file calls each layer, by path. `notes` are sentences on what was taken for granted,
    `classes` are the names of the outputs if the file has them. `stopped` says which operator could not be represented and
    why; the network then ends before it. `free` says that the file leaves rows and columns open. `names` are what somebody
    called layers, as (path, name). `recipe` are the weights where the file has no arrays and says how to make them.

    >>> model = explorer.read("tests/fixtures/models/script/resnet.onnx")
    >>> model.network
    <Network: 16 layers on 32 × 32 × 3, 1,505 parameters, 178,014 MACs>
    >>> model.origins["0"], model.stopped, model.parameter_count
    ('Conv “/0/Conv”', None, 1505)
    """

    layers: tuple[Layer, ...]
    input_shape: Shape
    params: Mapping[str, Params] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    stopped: str | None = None
    free: bool = False
    names: Given = ()
    recipe: Weights = Weights()

    @cached_property
    def network(self) -> Network:
        """The network; that it can be planned was checked when the file was read."""
        return Network(self.layers, self.input_shape, self.names)

    @cached_property
    def weights(self) -> Weights:
        """The parameters as weights of the network, such as the app and `explorer.open` take them."""
        return Weights(base=Uploaded.of(self.network, self.params)) if self.params else self.recipe

    @property
    def parameter_count(self) -> int:
        """How many numbers the file gave, statistics included."""
        return sum(array.size for params in self.params.values() for array in params.values())
