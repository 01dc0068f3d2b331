"""Budget: limits of memory, work and time for a run, checked before anything is allocated."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from numbers import Real

from explorer.errors import BudgetError, SettingError, quoted
from explorer.network import Network


@dataclass(frozen=True)
class Budget:
    """Limits of a run: bytes of all activations, bytes of one layer's weights, multiply-accumulates, seconds.

    None is unlimited. Raises SettingError for a limit that is no number.

    >>> explorer.Budget(bytes=1_000_000).check(explorer.presets.load("lenet5").network)
    >>> explorer.Budget(bytes=1_000_000).check(explorer.presets.load("vgg16").network)
    Traceback (most recent call last):
        ...
    explorer.errors.BudgetError: The maps of this network would take 115 MB; the limit is 1 MB. ...
    """

    bytes: int | None = None
    layer_bytes: int | None = None
    macs: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        for limit in dataclasses.fields(self):
            value = getattr(self, limit.name)
            is_number = isinstance(value, Real) and not isinstance(value, bool)
            if value is not None and (not is_number or (isinstance(value, float) and math.isnan(value))):
                raise SettingError(
                    f"The limit of {limit.name} is {quoted(value)}, which is not a number.", "Use a number, or None."
                )

    def check(self, network: Network, itemsize: int = 4) -> None:
        """Raises BudgetError if `network` would need more, before anything is allocated; `itemsize` is bytes per number."""
        needed = network.activation_count * itemsize
        if self.bytes is not None and needed > self.bytes:
            raise BudgetError(
                f"The maps of this network would take {needed / 1e6:,.0f} MB; the limit is {self.bytes / 1e6:,.0f} MB.",
                "Use a smaller image, fewer filters, or pooling earlier.",
            )
        heaviest = max(network.steps, key=lambda step: step.param_count)
        if self.layer_bytes is not None and heaviest.param_count * 4 > self.layer_bytes:
            raise BudgetError(
                f"The weights of {heaviest.name} alone would take {heaviest.param_count * 4 / 1e6:,.0f} MB; the limit is "
                f"{self.layer_bytes / 1e6:,.0f} MB.",
                "Use fewer units or filters, or pooling before it.",
            )
        if self.macs is not None and network.macs > self.macs:
            raise BudgetError(
                f"One run would take {network.macs / 1e9:,.1f} billion multiply-adds; the limit is "
                f"{self.macs / 1e9:,.0f} billion.",
                "Use a smaller image, fewer filters, or a stride of 2 early.",
            )


UNLIMITED = Budget()
