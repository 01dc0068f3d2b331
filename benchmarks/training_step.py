"""One step of training by the engine alone: forward, backward and SGD with momentum, as `benchmarks.throughput` times it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from explorer import backprop, run
from explorer.layers.base import Array, Params
from explorer.network import Network


class Stepper:
    """Trains a network that ends with a softmax, on the cross-entropy."""

    def __init__(
        self, network: Network, params: Mapping[str, Params], rate: float = 0.01, momentum: float = 0.9
    ) -> None:
        """`params` are copied."""
        self.network, self._rate, self._momentum = network, rate, momentum
        self.params = {path: {name: np.array(array) for name, array in own.items()} for path, own in params.items()}
        self._moving = {
            path: {name: np.zeros_like(array) for name, array in own.items()} for path, own in params.items()
        }

    def step(self, x: Array, labels: Array) -> float:
        """The loss of the batch `x` (batch, rows, columns, channels) before the update."""
        acts = run(self.network, self.params, x)
        shares = acts[self.network.steps[-1].path]
        each = np.arange(len(x))
        loss = -float(np.log(shares[each, labels]).mean())
        dy = shares.copy()
        dy[each, labels] -= 1
        dy /= len(x)
        gradients = backprop(self.network, self.params, acts, dy, self.network.steps[-2].path).params
        for path, own in gradients.items():
            for name, gradient in own.items():
                moving = self._moving[path][name]
                moving *= self._momentum
                moving += gradient
                self.params[path][name] -= self._rate * moving
        return loss
