"""What the browser's half of a component gets, and sends: Streamlit's tests have no browser, and so no components."""

from __future__ import annotations

import json
from typing import Any

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest


def received(app: AppTest, key: str) -> dict[str, Any]:
    """The data of the component that is mounted as `key`."""
    (data,) = [json.loads(each.proto.json) for each in app.get("bidi_component") if each.key == key]
    return dict(data)


def send(app: AppTest, key: str, name: str, value: object) -> AppTest:
    """Run the page once more, with `value` as the message `name` of the component that is mounted as `key`."""
    (base,) = [each.proto.id for each in app.get("bidi_component") if each.key == key]
    states = app._tree.get_widget_states()
    message = json.dumps([{"event": name, "value": value}])
    states.widgets.append(WidgetState(id=_make_trigger_id(base, "events"), json_trigger_value=message))
    app._run(states)
    assert not app.exception
    return app
