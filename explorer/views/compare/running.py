"""The run of the scene on the right, within the budget of both together."""

from __future__ import annotations

from explorer import presets
from explorer.errors import BudgetError
from explorer.network import Network
from explorer.scene import Scene
from explorer.views.explore.runs import BUDGET, Run, run_shown
from explorer.views.shell.state import Session

BYTES = 4
"""Of an activation."""


def name_of(scene: Scene) -> str:
    """What the network of a scene is called: the title of its preset, or "Your own network"."""
    return presets.load(scene.preset).title if scene.preset in presets.NAMES else "Your own network"


def run_beside(current: Session, run: Run, other: Scene) -> Run:
    """The run of `other`, beside `run`. Raises ExplorerError, also where both together are too much."""
    network = other.network
    check_together((run.network, name_of(run.scene)), (network, name_of(other)))
    return run_shown(current, other, "beside")


def check_together(left: tuple[Network, str], right: tuple[Network, str]) -> None:
    """Raises BudgetError if two networks, each with its name, would need more memory together than one may."""
    BUDGET.check(right[0])
    needed = BYTES * (left[0].activation_count + right[0].activation_count)
    if BUDGET.bytes is not None and needed > BUDGET.bytes:
        names = f"{left[1]} and {right[1]}" if left[1] != right[1] else f"{left[1]} twice"
        raise BudgetError(
            f"The maps of {names} would take {needed / 1e6:,.0f} MB together; the limit is {BUDGET.bytes / 1e6:,.0f} MB.",
            "Choose a smaller network or a smaller image.",
        )
