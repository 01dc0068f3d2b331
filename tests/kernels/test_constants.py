"""What can be written to, and what cannot."""

from __future__ import annotations

import numpy as np
import pytest

import explorer
from explorer.kernels.constants import is_constant, make_constant


def test_neither_an_array_nor_its_owner_may_be_written_to() -> None:
    own = np.zeros(6)
    view = own.reshape(2, 3)
    view.flags.writeable = False
    assert not is_constant(own)
    assert not is_constant(view)
    make_constant(view)
    assert is_constant(own)
    assert is_constant(view)


def test_memory_of_another_kind_is_never_constant() -> None:
    memory = bytearray(8)
    assert not is_constant(np.frombuffer(memory, np.uint8))
    assert not is_constant(np.frombuffer(bytes(memory), np.uint8))


@pytest.mark.parametrize("name", ["tinyvgg", "alexnet"])
def test_parameters_of_weights_are_constant(name: str) -> None:
    preset = explorer.presets.load(name)
    params = preset.weights.params(preset.network)
    assert all(is_constant(array) for path in params for array in params[path].values())
    with pytest.raises(ValueError, match="read-only"):
        params["0"]["kernel"][0] = 1
