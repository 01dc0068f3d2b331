from __future__ import annotations

import gc

import pytest

from explorer import limits
from explorer.errors import BudgetError
from explorer.learning.live.room import Room, check_room, command, fits, own_room, training_bytes
from tests.learning.live.test_archive import NETWORK


class Owner:
    """Somebody who trains."""


def test_the_room_of_a_training_counts_parameters_maps_and_pictures() -> None:
    params, maps = NETWORK.param_count, NETWORK.activation_count
    assert training_bytes(NETWORK, 8, 100) == 4 * (6 * params + 2 * 8 * maps) + 100 * 36


def test_a_smaller_batch_is_named_if_it_would_do() -> None:
    most = training_bytes(NETWORK, 10, 100)
    check_room(NETWORK, 8, 100, most)
    with pytest.raises(BudgetError) as caught:
        check_room(NETWORK, 64, 100, most)
    assert caught.value.remedy == "Use a batch size of 8."
    assert fits(NETWORK, 8, 100, most)
    with pytest.raises(BudgetError) as caught:
        check_room(NETWORK, 64, 100, 10)
    assert "cnn-explorer train" in caught.value.remedy


def test_all_trainings_together_have_a_limit_and_give_their_room_back() -> None:
    room, first, second = Room(100), Owner(), Owner()
    room.take(first, 60)
    room.take(first, 70)  # the same one, not one more
    with pytest.raises(BudgetError, match=r"0\.0 MB are free"):
        room.take(second, 31)
    del first
    gc.collect()
    room.take(second, 100)


def test_the_command_for_home() -> None:
    assert command("a.cnn.json", "a.npz") == "cnn-explorer train a.cnn.json --data folder --resume a.npz"
    assert command("a.cnn.json") == "cnn-explorer train a.cnn.json --data folder"


def test_the_own_pictures_of_all_visitors_have_a_limit_too() -> None:
    first, second = Owner(), Owner()
    own_room().take(first, limits.OWN_TOTAL_BYTES - 5)
    with pytest.raises(BudgetError, match="Your pictures would take"):
        own_room().take(second, 6)
    own_room().take(second, 5)
    del first, second
    gc.collect()
