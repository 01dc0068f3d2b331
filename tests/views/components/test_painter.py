"""Messages from the painting grid in the browser are checked before anything is done with them."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.views.components.painter.painter import _cells


def test_a_stroke() -> None:
    message = {"what": "0/1/2", "serial": 5, "cells": [[0, 1, 0.5], [2, 2, -1]]}
    assert _cells(message, "0/1/2") == [(0, 1, 0.5), (2, 2, -1.0)]


@pytest.mark.parametrize(
    "message",
    [
        None,
        "paint",
        {},
        {"what": "0/1/3", "cells": [[0, 1, 0.5]]},
        {"what": "0/1/2", "cells": "all"},
        {"what": "0/1/2", "cells": [[0, 1]]},
        {"what": "0/1/2", "cells": [[0, 1, {}]]},
        {"what": "0/1/2", "cells": [[0, float("inf"), 1]]},
    ],
)
def test_anything_else_paints_nothing(message: Any) -> None:
    assert _cells(message, "0/1/2") == []
