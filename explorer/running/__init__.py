"""Running a network: every activation, every gradient, and how a map changes with another filter."""

from explorer.running.backprop import Gradients, backprop
from explorer.running.budget import Budget
from explorer.running.runner import Runner, run

__all__ = ["Budget", "Gradients", "Runner", "backprop", "run"]
