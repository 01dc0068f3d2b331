"""A visitor without a browser: the app's own protocol, as far as opening an address needs it."""

from __future__ import annotations

from contextlib import suppress

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.typing import Subprotocol


def shown_at(address: str, query: str, *, cookie: str = "", seconds: float = 30) -> bytes:
    """What the server at `address` ("http://127.0.0.1:8501") sends a visitor who opens `query` ("d=abcd2345").

    Texts can be looked for in it. Raises OSError if the server does not answer, or goes away meanwhile.
    """
    shown = b""
    try:
        with connect(
            f"{address.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": cookie} if cookie else {},
            max_size=None,
            open_timeout=seconds,
        ) as connection:
            message = BackMsg()
            message.rerun_script.query_string = query
            connection.send(message.SerializeToString())
            while True:
                data = connection.recv(seconds)
                assert isinstance(data, bytes)
                shown += data
                if ForwardMsg.FromString(data).WhichOneof("type") == "script_finished":
                    break
            with suppress(WebSocketException):
                connection.close()
    except WebSocketException as error:
        raise OSError(str(error)) from error
    return shown
