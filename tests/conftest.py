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
DRAWN = ("figures", "lessons", "analysis", "formats")
"""The rooms whose tests draw, analyse or write every preset. Elsewhere the deep ones are quick: planning, links."""

LONG = ("efficientnet_lite0", "squeezenet11", "mobilenet_v1", "resnet18", "densenet", "vgg11", "zfnet")
"""Presets whose overviews are measured in the long checks: of their kind VGG-16, Inception and MobileNet V3 stay."""


QUICK = "not thorough"
"""The choice of tests by which `make test` is known."""
QUICK_SHARE, QUICK_LEAST = 4, 6
"""`make test` tries a quarter of the random examples of a test, and six at least, because many tests are done for each of 84
kinds: they were two fifths of its processor time. `make soak`, and a file of tests that is run by itself, try all."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the long checks (`make soak`) what is deep, and most of the random examples."""
    _leave_deep(items)
    if config.getoption("markexpr") == QUICK and "CNN_SOAK" not in os.environ:
        for item in items:
            _try_fewer(item)


def _try_fewer(item: pytest.Item) -> None:
    test = getattr(item, "obj", None)
    test = getattr(test, "__func__", test)  # of a method
    if test is None or not getattr(test, "is_hypothesis_test", False) or getattr(test, "fewer", False):
        return
    usual = getattr(test, "_hypothesis_internal_use_settings", settings.default)
    fewer = min(usual.max_examples, max(usual.max_examples // QUICK_SHARE, QUICK_LEAST))
    test._hypothesis_internal_use_settings = settings(usual, max_examples=fewer)
    test.fewer = True


def _leave_deep(items: list[pytest.Item]) -> None:
    """Where presets are drawn, one of the deep ones stays, MobileNet V3."""
    here = Path(__file__).parent
    for item in items:
        parameters = set(re.split(r"[\[\]-]", item.name)[1:])
        rooms = item.path.relative_to(here).parts
        if (rooms[0] in DRAWN and parameters & set(DEEP)) or (
            rooms[:2] == ("figures", "overview") and parameters & set(LONG)
        ):
            item.add_marker(pytest.mark.thorough)
