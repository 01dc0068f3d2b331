from __future__ import annotations

from hypothesis import HealthCheck, settings

# The same examples on every run, however slow the machine.
settings.register_profile(
    "explorer",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("explorer")
