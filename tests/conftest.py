from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
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

DEEP = ("resnet50", "mobilenet_v2", "densenet121", "googlenet", "shufflenet_v2", "efficientnet_b0", "convnext_tiny")
"""Presets of about two hundred layers: what is drawn and worked out of each of them takes seconds, a test of all a minute."""
DRAWN = ("figures", "lessons", "analysis")
"""The rooms whose tests draw or analyse every preset. Elsewhere the deep ones are quick: planning, links, texts."""

LONG = ("efficientnet_lite0", "squeezenet11", "mobilenet_v1")
"""Presets whose overviews are measured in the long checks: of their kind ResNet-18, Inception and MobileNet V3 stay."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the deep presets to the long checks (`make soak`) where they are drawn; one of their kind stays, MobileNet V3."""
    here = Path(__file__).parent
    for item in items:
        parameters = set(re.split(r"[\[\]-]", item.name)[1:])
        rooms = item.path.relative_to(here).parts
        if (rooms[0] in DRAWN and parameters & set(DEEP)) or (
            rooms[:2] == ("figures", "overview") and parameters & set(LONG)
        ):
            item.add_marker(pytest.mark.thorough)
