"""Who leaves while their network learns finds the training again, and it ends with the same bits as without a break."""

from __future__ import annotations

import pytest

from explorer import TrainedHere, fit
from explorer.views.shared.parking import FREE_SECONDS
from explorer.views.train.setup import Setup, data_of
from explorer.weights import Seeded, Weights
from tests.browser.app import App
from tests.browser.train.panel import FASHION, fill, open_training, part, press, told, wait_for_state, wait_for_step


@pytest.mark.thorough
@pytest.mark.parametrize("away", [0.0, FREE_SECONDS + 8], ids=["reload", "freed"])
def test_a_training_whose_visitor_left_ends_bit_by_bit_as_without_a_break(app: App, away: float) -> None:
    open_training(app)
    fill(app, "Epochs", "1")
    address = app.page.url
    press(app, "Start")
    wait_for_step(app, 20)
    if away:
        app.page.goto("about:blank")
        app.page.wait_for_timeout(1000 * away)
    app.page.goto(address)
    app.drawn()
    wait_for_step(app, 20)
    wait_for_state(app, "done")
    app.settled()
    assert told(app)["step"] == told(app)["steps"]
    part(app, "Epochs")
    app.page.get_by_role("button", name="Keep these weights").click()
    app.settled()
    base = app.scene().weights.base
    assert isinstance(base, TrainedHere)
    network, recipe = FASHION.network, Setup().with_recipe(epochs=1).recipe
    fitting = fit(network, data_of(Setup(), network), recipe, Weights(Seeded("he_uniform", recipe.seed)))
    for _ in fitting:
        pass
    assert base.digest == TrainedHere.of(network, fitting.params).digest
