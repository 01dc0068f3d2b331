"""What the painter hears from a browser is checked before anything is done with it."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.views.components.painter.painter import _cells


def test_a_stroke() -> None:
    said = {"what": "0/1/2", "serial": 5, "cells": [[0, 1, 0.5], [2, 2, -1]]}
    assert _cells(said, "0/1/2") == [(0, 1, 0.5), (2, 2, -1.0)]


@pytest.mark.parametrize(
    "said",
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
def test_anything_else_paints_nothing(said: Any) -> None:
    assert _cells(said, "0/1/2") == []
