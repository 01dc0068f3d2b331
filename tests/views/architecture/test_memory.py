"""The part "Memory" of the Architecture page."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from explorer import presets
from explorer.analysis import summary
from explorer.views.architecture.memory import bytes_text


def script() -> None:
    from explorer import presets as known
    from explorer.views.architecture.memory import memory

    memory(known.load("lenet5").network)


def test_training_takes_more_with_more_images() -> None:
    network = presets.load("lenet5").network
    app = AppTest.from_function(script, default_timeout=60).run()
    app.number_input(key="memory_images").set_value(100).run()
    assert not app.exception
    said = " ".join(each.value for each in app.markdown)
    for optimizer in summary.OPTIMIZERS:
        total = summary.training(network, optimizer).total(100)
        assert f":gray[Training, {optimizer}]  \n**{bytes_text(total)}**" in said
    assert f"**{bytes_text(summary.forward(network).peak)}**" in said


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 bytes"), (999, "999 bytes"), (1_000, "1.00 kB"), (115_277_632, "115 MB")]
)
def test_bytes(count: int, text: str) -> None:
    assert bytes_text(count) == text
