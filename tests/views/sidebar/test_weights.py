"""What the sidebar says about uploaded weights."""

from __future__ import annotations

import numpy as np

from explorer import BatchNormalization, Conv2D, Network
from explorer.scene import Scene
from explorer.views.sidebar.weights import uploaded_words
from explorer.weights import Own, TrainedHere, Uploaded, Weights
from tests.strategies import random_params

NETWORK = Network((Conv2D(filters=3), BatchNormalization()), (12, 12, 3))


def said(network: Network, uploaded: Own) -> str:
    return " ".join(uploaded_words(Scene(network.layers, network.input_shape, Weights(uploaded)), uploaded))


def test_whose_weights_these_are() -> None:
    params = random_params(NETWORK, 0, np.float32)
    assert said(NETWORK, Uploaded.of(NETWORK, params, "my_model.npz")) == (
        "These weights are from your file **my\\_model\\.npz**, 0.0 MB. Random ones would replace them; Undo brings them back."
    )
    assert said(NETWORK, Uploaded.of(NETWORK, params)).startswith("These weights were given as arrays, 0.0 MB.")


def test_which_layers_do_not_have_them() -> None:
    uploaded = Uploaded.of(NETWORK, random_params(NETWORK, 0, np.float32))
    wider = Network((Conv2D(filters=4), BatchNormalization()), (12, 12, 3))
    assert "They do not fit conv1: random weights are used there." in said(wider, uploaded)
    assert "They do not fit bn1: the usual starting values are used there." in said(wider, uploaded)


def test_a_link_without_its_file_asks_for_it() -> None:
    words = said(NETWORK, Uploaded.of(NETWORK, {}, "model.npz").absent).replace("\\", "")
    assert "the file “model.npz”, which is not on this server" in words
    assert "Upload that file" in words


def test_weights_that_were_learned_here_say_so() -> None:
    trained = TrainedHere.of(NETWORK, random_params(NETWORK, 0, np.float32), "my *net*", epoch=3)
    assert said(NETWORK, trained).startswith("These weights **my \\*net\\*** were learned here, epoch 3, 0.0 MB.")
    assert "were trained in the program and are not on this server" in said(NETWORK, trained.absent)
