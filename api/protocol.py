"""How bytes of a connection become requests: uvicorn's reading, with a bound on what comes before a body."""

from asyncio import AbstractEventLoop
from typing import Any

from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState


class BoundedHead(HttpToolsProtocol):
    """Hangs up on a request whose line and headers do not end within `MAX_HEAD_BYTES`.

    The parser keeps an unfinished header in memory, however long it grows: one connection could fill the machine's.
    """

    MAX_HEAD_BYTES = 65_536

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._is_in_head = True
        self._has_ended = False
        self._head_bytes = 0

    def data_received(self, data: bytes) -> None:
        self._has_ended = False
        super().data_received(data)
        if not self._is_in_head or self._has_ended:  # what ends a request may be its body
            return
        self._head_bytes += len(data)
        if self._head_bytes > self.MAX_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("Request header fields too large.")

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_in_head, self._has_ended, self._head_bytes = True, True, 0
        super().on_message_complete()
