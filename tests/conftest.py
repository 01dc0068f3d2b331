from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# The same examples on every run, however slow the machine; CNN_SOAK asks for more where a test does not say how many.
settings.register_profile(
    "explorer",
    deadline=None,
    max_examples=int(os.environ.get("CNN_SOAK", "50")),
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("explorer")
